"""What a quote is made of when the choice is done: its words, without what belongs to the reporting clause."""

from datetime import date

import pytest

from searchkit.article import Article
from searchkit.attribution import attribute
from searchkit.attribution.fullname import written


@pytest.mark.parametrize(
    ("body", "words"),
    [
        pytest.param(
            "Orla Venn told Finance Minister Edda Quill, who stood beside her, that the bill would be on her desk by noon.",
            "the bill would be on her desk by noon",
            id="who was told",
        ),
        pytest.param("Orla Venn told reporters on Sunday that the bridge was safe.", "the bridge was safe", id="who and when"),
        pytest.param("Orla Venn said on Monday that it was not safe.", "it was not safe", id="when"),
        pytest.param("Aurel Dunmore told Tidewire he was sleeping badly.", "he was sleeping badly", id="no that"),
        pytest.param("According to Orla Venn, the bridge was safe.", "the bridge was safe", id="according to, alone in its text"),
        pytest.param("Orla Venn said the bridge was safe.", "the bridge was safe", id="nothing to leave out"),
    ],
)
def test_a_reported_statement_starts_with_what_was_said(body, words):
    (quote,) = attribute(Article(id="x", body=body, date=date(2031, 5, 6)))
    assert quote.text == words
    assert body[quote.start : quote.end] == words


def test_a_statement_inside_the_words_of_its_own_speaker_is_not_counted_twice():
    body = (
        "Venn at the window\n\nThe minister Orla Venn talks to Jonas Brandt.\n\nBRANDT: Why did you go?\n\n"
        "VENN: I said that I was tired of it."
    )
    spoken = [(quote.text, quote.speaker) for quote in attribute(Article(id="x", body=body)) if quote.cue == ":"]
    inside = [quote for quote in attribute(Article(id="x", body=body)) if quote.text == "I was tired of it"]
    assert ("I said that I was tired of it", "Orla Venn") in spoken
    assert inside == []


def test_a_paper_that_asks_the_questions_is_no_person():
    body = (
        "An hour with the minister\n\nThe Skerland Observer met Orla Venn in her office.\n\nOBSERVER: Why did you go?\n\n"
        "VENN: I was tired of it.\n\nOBSERVER: And now?\n\nVENN: Now I sleep again."
    )
    assert {quote.speaker for quote in attribute(Article(id="x", body=body))} <= {"Orla Venn", None}


def test_an_adverb_is_nobody_who_was_told():
    (quote,) = attribute(Article(id="x", body="“We will open the market on time,” Orla Venn told traders afterwards."))
    assert quote.to == "traders"


@pytest.mark.parametrize(
    ("words", "text", "shown"),
    [
        (("WALLACE",), "WALLACE: Why?", "Wallace"),
        (("JFK",), "JFK said", "JFK"),
        (("R", "M", "Bandara"), "R. M. Bandara,", "R. M. Bandara"),
        (("Seán", "Ó", "Briain"), "Seán Ó Briain said", "Seán Ó Briain"),
        (("Harry", "B", "Harris", "Jr"), "Harry B. Harris Jr", "Harry B. Harris Jr."),
    ],
)
def test_a_name_is_shown_as_names_are_written(words, text, shown):
    assert written(words, text) == shown
