"""Passages: absolute offsets, whole words, and highlights that say what matched."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from growth import growth
from hypothesis import given
from hypothesis import strategies as st

from searchkit.analysis import text_analyzer
from searchkit.engines.base import MatchedTerms
from searchkit.snippets import LONGEST_SENTENCE, highlights, quote_context, snippets

ENGLISH = text_analyzer("english")

BODY = (
    "Trams stop in Lindholm\n\n"
    "Tram drivers in Lindholm went on strike on Monday, the city's transport office said. "
    "Mr. Tarn of the drivers' union said the strike would last until the city talks about pay. "
    "“We have asked for talks since May,” he said.\n\n"
    "Buses ran on time. " + "The weather was fine and the harbour was quiet. " * 8 + "\n\n"
    "A second tram line may close next week if the strikes go on."
)


def words(*terms: str) -> MatchedTerms:
    return MatchedTerms(frozenset(ENGLISH.terms(" ".join(terms))))


def phrase(text: str, slop: int = 0) -> MatchedTerms:
    return MatchedTerms(phrases=((tuple(ENGLISH.terms(text)), slop),))


def marked(body: str, matched: MatchedTerms) -> list[str]:
    return [body[start:end] for start, end in highlights(body, matched, ENGLISH)]


@pytest.mark.parametrize(
    "matched, expected",
    [
        pytest.param(words("strike"), ["strike", "strike", "strikes"], id="every form of a word"),
        pytest.param(words("union"), ["union"], id="one word"),
        pytest.param(words("zebra"), [], id="nothing"),
        pytest.param(phrase("tram drivers"), ["Tram drivers"], id="a phrase as one span"),
        pytest.param(phrase("drivers tram"), [], id="a phrase in another order"),
        pytest.param(phrase("drivers tram", 2), ["Tram", "drivers"], id="slop allows another order"),
        pytest.param(phrase("drivers strike", 3), ["drivers", "strike"], id="slop allows words between"),
        pytest.param(phrase("drivers strike", 2), [], id="not more words than slop"),
        pytest.param(
            MatchedTerms(frozenset({"tram"}), ((("tram", "driver"), 0),)),
            ["Trams", "Tram drivers", "tram"],
            id="a word inside a phrase is marked once",
        ),
    ],
)
def test_highlights_are_what_matched(matched: MatchedTerms, expected: list[str]) -> None:
    assert marked(BODY, matched) == expected


def test_offsets_are_absolute() -> None:
    for snippet in snippets(BODY, words("strike", "tram"), ENGLISH, limit=None):
        assert BODY[snippet.start : snippet.end] == snippet.text
        for start, end in snippet.highlights:
            assert snippet.start <= start < end <= snippet.end
            assert BODY[start:end].lower() in {"strike", "strikes", "tram", "trams"}


def test_the_passage_with_more_different_matches_is_the_best() -> None:
    (best,) = snippets(BODY, words("strike", "union", "pay"), ENGLISH, limit=1)
    assert "union" in best.text and "pay" in best.text


def test_passages_come_in_the_order_of_the_text() -> None:
    found = snippets(BODY, words("strike"), ENGLISH, limit=2)
    assert [snippet.start for snippet in found] == sorted(snippet.start for snippet in found)
    assert len(found) == 2 and found[1].text.endswith("strikes go on.")


def test_all_passages_hold_every_match() -> None:
    found = snippets(BODY, words("strike", "tram"), ENGLISH, limit=None)
    assert [span for snippet in found for span in snippet.highlights] == highlights(BODY, words("strike", "tram"), ENGLISH)


def test_a_title_such_as_mr_ends_no_sentence() -> None:
    body = "Filler words stand here. " * 12 + "Then Mr. Tarn spoke. " + "Other words follow. " * 12
    (best,) = snippets(body, words("tarn"), ENGLISH, limit=1)
    assert "Then Mr. Tarn spoke." in best.text


def test_a_body_without_a_match_gives_its_beginning() -> None:
    (lead,) = snippets(BODY, words("zebra"), ENGLISH, limit=3)
    assert lead.start == 0 and lead.highlights == () and lead.text.startswith("Trams stop in Lindholm")


@pytest.mark.parametrize("body", ["", "   \n ", "\u200b"])
def test_a_body_of_nothing_gives_no_match(body: str) -> None:
    assert all(not snippet.highlights for snippet in snippets(body, words("strike"), ENGLISH))


def test_a_long_word_is_cut_and_a_matched_phrase_is_not() -> None:
    body = "x" * 1000 + " " + "tram " * 100
    found = snippets(body, phrase("tram " * 80), ENGLISH, limit=None)
    assert any("tram " * 79 in snippet.text for snippet in found)
    assert all(len(snippet.text) <= LONGEST_SENTENCE for snippet in snippets(body, words("zebra"), ENGLISH))


def test_a_sentence_of_moderate_length_stays_whole() -> None:
    sentence = (
        "Harbour Minister Orla Venn shuttled between two rooms of a hotel, "
        + "with employers in one and crews in the other, " * 4
    )
    body = f"Short one. {sentence}without an end to the tram strike. Next."
    assert 240 < len(sentence) < LONGEST_SENTENCE
    (best,) = snippets(body, words("strike"), ENGLISH, limit=1)
    assert best.text.startswith("Harbour Minister") and best.text.endswith("tram strike.")


def test_a_long_sentence_is_cut_after_a_clause() -> None:
    body = "The minister met with crews of the old town, and with employers of the port; " * 12 + "then the strike ended."
    (best,) = snippets(body, words("strike"), ENGLISH, limit=1)
    assert best.text.startswith(("The minister", "and with")) and best.text.endswith("the strike ended.")


def test_the_work_grows_with_the_text_only() -> None:
    def cutting(times: int) -> Callable[[], object]:
        body = "Tram drivers went on strike today. No end of the strike is in sight for the city. " * times
        return lambda: snippets(body, words("strike", "tram"), ENGLISH, limit=None)

    assert growth(cutting, 400) < 25


texts = st.lists(
    st.sampled_from(["strike", "Tram", "pay.", "talks\n\n", "the", "“No,”", "a" * 300, "e\u0301t\u00e9", "…", " "]), max_size=80
)


@given(texts, st.integers(1, 4) | st.none())
def test_passages_are_apart_and_keep_their_promises(parts: list[str], limit: int | None) -> None:
    body = " ".join(parts)
    spans = highlights(body, words("strike", "tram"), ENGLISH)
    found = snippets(body, words("strike", "tram"), ENGLISH, limit=limit)
    assert all(first.end <= second.start for first, second in pairwise(found))
    assert all(body[snippet.start : snippet.end] == snippet.text for snippet in found)
    inside = [span for snippet in found for span in snippet.highlights]
    assert set(inside) <= set(spans)
    if limit is None:
        assert inside == spans
    else:
        assert len(found) <= limit


def test_the_context_of_a_quote_is_its_sentence() -> None:
    start = BODY.index("We have asked")
    end = BODY.index(",”")
    context = quote_context(BODY, start, end, words("talks", "said"), ENGLISH)
    assert context.text == "“We have asked for talks since May,” he said."
    assert BODY[context.start : context.end] == context.text
    assert [BODY[a:b] for a, b in context.highlights] == ["We have asked for talks since May", "said"]


def test_the_context_of_a_quote_over_two_sentences_holds_both() -> None:
    body = "Before. “We will wait. We can wait long,” Venn said. After."
    start, end = body.index("We will"), body.index(",”")
    assert quote_context(body, start, end, MatchedTerms(), ENGLISH).text == "“We will wait. We can wait long,” Venn said."


def test_the_context_of_a_quote_in_a_text_without_sentences_is_bounded() -> None:
    body = "word " * 1000 + "“quote”" + " word" * 1000
    start = body.index("quote")
    context = quote_context(body, start, start + 5, MatchedTerms(), ENGLISH)
    assert len(context.text) < 700 and context.highlights == ((start, start + 5),)
