"""The reporting sentence: where it ends, what is blanked in it, where reported words begin."""

from __future__ import annotations

import pytest
from marked import parse

from searchkit.attribution.clause import BLANK, anchor_of, content_start, reporting_sentence


@pytest.mark.parametrize(
    ("marked", "rest"),
    [
        pytest.param("Venn <said> [Tuesday that the bridge was safe].", " the bridge was safe", id="a day and that"),
        pytest.param("Venn <told> [reporters he was ill].", "he was ill", id="a listener and a pronoun"),
        pytest.param("Venn <vowed> [on Monday to hold elections].", "hold elections", id="a day and an infinitive"),
        pytest.param("Venn <wrote> [to staff on Jan. 2 that all was lost].", " all was lost", id="an abbreviation"),
        pytest.param(
            "Venn <said> [yesterday's findings were wrong].", "yesterday's findings were wrong", id="a day that is spoken of"
        ),
        pytest.param("Venn <said> [the talks on Friday failed].", "the talks on Friday failed", id="no adverbial in front"),
        pytest.param("Venn <said> “[on Friday that is all]”.", "on Friday that is all", id="direct speech is never cut"),
    ],
)
def test_where_reported_words_begin(marked: str, rest: str) -> None:
    case = parse(marked)
    assert case.cue_span is not None
    assert case.body[content_start(case.body, case.quote, case.cue_span) : case.quote.end] == rest


@pytest.mark.parametrize(
    ("marked", "cue"),
    [
        pytest.param("“[We stay,]” Venn said. He left.", "said", id="behind the quote"),
        pytest.param("Venn added: “[We stay.]” Cruz said no.", "added", id="before the quote"),
        pytest.param("“We stay,” Venn replied. “[We must.]”", "replied", id="the sentence before"),
        pytest.param("Venn said so. The sign read “[We stay for ever.]”", "We stay for ever.", id="none: the quote itself"),
    ],
)
def test_a_missing_reporting_word_is_looked_for_beside_the_quote(marked: str, cue: str) -> None:
    case = parse(marked)
    assert case.body[slice(*anchor_of(case.body, case.quote, None))] == cue


def test_the_sentence_ends_at_full_stops_but_not_at_abbreviations_and_hides_what_is_quoted() -> None:
    case = parse("Rain fell. “[We stay],” Gen. Ana Cruz <said> in the “old hall. Room 2” on Jan. 2. Snow fell.")
    sentence = reporting_sentence(case.body, case.quote, anchor_of(case.body, case.quote, case.cue_span))
    assert sentence.text.replace(BLANK, "") == "“” Gen. Ana Cruz said in the “” on Jan. 2"
    assert sentence.before == "Rain fell. "
    place = sentence.text.index("Jan")
    assert case.body[sentence.offset(place) :].startswith("Jan. 2.")
