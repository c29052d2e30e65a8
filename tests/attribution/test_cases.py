"""Who said what in short articles: one row for each way a text tells it."""

from __future__ import annotations

from datetime import date

import pytest

from searchkit.article import Article, Quote
from searchkit.attribution import attribute, output, speakers_of


def quotes(body: str) -> list[Quote]:
    return attribute(Article("case", body, date=date(2024, 7, 15)))


def direct(body: str) -> list[tuple[str, str | None]]:
    return [(quote.text, quote.speaker) for quote in quotes(body) if quote.direct]


@pytest.mark.parametrize(
    "body, speaker",
    [
        pytest.param("“We agree on the bridge,” said Minister Ana Cruz.", "Ana Cruz", id="verb before name"),
        pytest.param("Ana Cruz told reporters: “We agree on the bridge.”", "Ana Cruz", id="name before quote"),
        pytest.param("As Ana Cruz put it, “the bridge has waited longer than the river.”", "Ana Cruz", id="as she put it"),
        pytest.param("''The tide was higher than the wall,'' said Orla Venn.", "Orla Venn", id="two apostrophes"),
        pytest.param("‘The workers’ pay was never in doubt,’ Piet Vos said.", "Piet Vos", id="single marks and an apostrophe"),
        pytest.param("« The river rose in the night, » Odile Marchand said.", "Odile Marchand", id="angle marks"),
        pytest.param("„The river rose in the night“, said Jutta Lindqvist.", "Jutta Lindqvist", id="low opening mark"),
        pytest.param("“The river rose in the night“, said Jutta Lindqvist.", "Jutta Lindqvist", id="opening mark that closes"),
        pytest.param('"The river rose in the night," said Jutta Lindqvist.', "Jutta Lindqvist", id="straight marks"),
        pytest.param("“We do not know when it will open,” an official said.", None, id="unnamed official"),
        pytest.param("“We regret the delay to the line,” Amsel Rail Ltd said.", None, id="company"),
        pytest.param("“The bridge is closed until May,” the ministry said in a statement.", None, id="ministry"),
        pytest.param("Mayor Piet Vos visited the harbour. “The harbour will open on Monday,” he said.", "Piet Vos", id="pronoun"),
        pytest.param(
            "Defence Minister Orla Venn spoke late. “The army will leave the valley by June,” the minister said.",
            "Orla Venn",
            id="title as description",
        ),
        pytest.param(
            "Nobody was surprised. “It will hold for a year or two,” said her nephew, Imtiyaz Darwan, a welder.",
            "Imtiyaz Darwan",
            id="description before the name",
        ),
        pytest.param(
            "The singer Vesper, who uses the pronoun they, left early. “They cut the song in half,” they said.",
            "Vesper",
            id="they as a person",
        ),
        pytest.param(
            "Beppe, 61, a fisherman, said the nets were empty. “Twenty years ago they were full,” he said.",
            "Beppe",
            id="one-word name",
        ),
        pytest.param(
            "“We go on until there is nobody left to find,” said a fireman caked in mud, who gave his name only as Beppe.",
            "Beppe",
            id="name behind a description",
        ),
        pytest.param(
            "Ewa Vos and Petra Rood, 34, ran the mill. “The wheel has not turned since March,” the 34-year-old said.",
            "Petra Rood",
            id="age",
        ),
        pytest.param(
            "Mayor Ana Cruz met the deputy mayor, Piet Vos. “The harbour will open on Monday,” the deputy mayor said.",
            "Piet Vos",
            id="rank of a description",
        ),
        pytest.param(
            "“The pumps were never tested in the winter,” K.P. Unnithar, the engineer, told the court.",
            "K.P. Unnithar",
            id="initials",
        ),
    ],
)
def test_the_speaker_of_the_only_quotation(body: str, speaker: str | None) -> None:
    (found,) = direct(body)
    assert found[1] == speaker


def test_a_name_and_a_colon_inside_a_line_say_the_words_behind_them() -> None:
    body = (
        "Orla Venn and Piet Vos argued on. Venn: “Our goal is not to close it, but to mend it.” "
        "Vos: “The goal is to sell it, not to mend it.” They left."
    )
    assert [speaker for _, speaker in direct(body)] == ["Orla Venn", "Piet Vos"]


def test_the_second_half_of_a_divided_quotation_has_the_same_speaker() -> None:
    body = "“We agree,” Ana Cruz said on Friday, “but the bridge stays closed for now.”"
    assert direct(body) == [("We agree,", "Ana Cruz"), ("but the bridge stays closed for now.", "Ana Cruz")]


def test_a_man_and_a_woman_who_alternate_are_told_apart() -> None:
    body = (
        "Mayor Petra Vos met the engineer, Paul Rood, on the quay. “The harbour will open on Monday,” she said.\n\n"
        "“The crane is not ready for that,” he said."
    )
    assert [speaker for _, speaker in direct(body)] == ["Petra Vos", "Paul Rood"]


def test_two_people_of_one_surname_are_told_apart_by_their_titles() -> None:
    body = (
        "Ana Cruz and her brother Luis Cruz run the mill. “The mill is old and tired,” Mr. Cruz said. "
        "“But it still works for the two of us,” Ms. Cruz said."
    )
    assert [speaker for _, speaker in direct(body)] == ["Luis Cruz", "Ana Cruz"]


def test_a_quotation_over_paragraphs_has_one_speaker() -> None:
    body = (
        "The mayor, Tiziana Corvo, was on the bridge.\n\n“I had perhaps ninety seconds. I shouted until I had no voice.\n\n"
        "“Then there was nobody left to shout at,” she said.\n"
    )
    assert [speaker for _, speaker in direct(body)] == ["Tiziana Corvo", "Tiziana Corvo"]


def test_names_after_a_dash_speak_the_words_before_them() -> None:
    body = (
        "“As a young teacher I never had a free summer.”\n― Orla Venn, 31, teacher\n\n“Nobody asked us about the bridge.”\n"
        "― Piet Vos\n"
    )
    assert [speaker for _, speaker in direct(body)] == ["Orla Venn", "Piet Vos"]


def test_both_of_a_joint_statement_are_speakers() -> None:
    found = quotes("“We have signed the paper together,” Ana Cruz and Piet Vos wrote.")
    assert set(speakers_of(found)) == {"Ana Cruz", "Piet Vos"}


def test_a_couple_is_the_two_people_before_it() -> None:
    body = "The mill belongs to Piet Vos and his wife Ana Cruz. “We will not sell it to anybody,” the couple said."
    assert set(speakers_of(quotes(body))) == {"Piet Vos", "Ana Cruz"}


def test_they_are_the_two_who_made_the_statement_before() -> None:
    body = (
        "Ms Ana Cruz and the union’s president, Piet Vos, said teachers would be paid. "
        "“The children did not fail this test,” they wrote. “The adults did.”"
    )
    assert {(quote.direct, quote.speaker) for quote in quotes(body)} == {
        (direct, name) for direct in (True, False) for name in ("Ana Cruz", "Piet Vos")
    }


def test_initials_take_the_turns_of_the_person_they_stand_for() -> None:
    body = (
        "Piet Vos met the singer Orla Venn-Hale in the small kitchen of her house.\n\nPV: Why did you stop writing songs at forty?\n\n"
        "OVH: I had a garden and the garden had me.\n\nPV: And now you are back?\n\nOVH: The garden died last year.\n"
    )
    assert set(speakers_of(quotes(body))) == {"Piet Vos", "Orla Venn-Hale"}


def test_the_turns_of_an_interview_have_speakers() -> None:
    body = (
        "Piet Vos, our critic, met the singer Orla Venn.\n\nPIET VOS: Why did you stop writing songs at forty?\n\n"
        "ORLA VENN: I had a garden and the garden had me.\n\nPIET VOS: And now you are back?\n\nORLA VENN: The garden died.\n"
    )
    assert set(speakers_of(quotes(body))) == {"Piet Vos", "Orla Venn"}


@pytest.mark.parametrize(
    "body, speaker, words",
    [
        pytest.param("Orla Venn said the bridge would open in May.", "Orla Venn", "the bridge would open in May", id="said"),
        pytest.param("Piet Vos denied that he had sold it.", "Piet Vos", "he had sold it", id="denied that"),
        pytest.param(
            "The bridge will be closed until May, according to Ana Cruz, the city engineer.",
            "Ana Cruz",
            "The bridge will be closed until May",
            id="according to at the end",
        ),
        pytest.param(
            "According to Ana Cruz, the bridge will be closed until May.",
            "Ana Cruz",
            "the bridge will be closed until May",
            id="according to in front",
        ),
    ],
)
def test_reported_speech_is_found_with_its_words(body: str, speaker: str, words: str) -> None:
    (found,) = quotes(body)
    assert (found.direct, found.speaker, found.text) == (False, speaker, words)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("The harbour is closed. It rained all night and the ferry stayed in port.", id="nobody speaks"),
        pytest.param("Ana Cruz wrote the novel “The Long Bridge to Nowhere” and lives in Port Amsel.", id="title of a book"),
        pytest.param("", id="empty"),
        pytest.param("“", id="one mark"),
        pytest.param("said said said said", id="verbs alone"),
    ],
)
def test_nobody_speaks(body: str) -> None:
    assert speakers_of(quotes(body)) == ()


def test_a_single_name_without_title_or_first_name_is_the_speaker_of_the_sample_article() -> None:
    body = "“We will prioritize …”, Pezeshkian told Hamas’ Political Bureau Chief Esmail Haniyeh during a phone conversation on Sunday."
    (quote,) = quotes(body)
    assert (quote.speaker, quote.to, quote.cue) == ("Pezeshkian", "Esmail Haniyeh", "told")
    assert quote.said_on == date(2024, 7, 14)


def test_a_quote_says_where_its_words_its_speaker_and_its_reporting_word_stand() -> None:
    body = "Later Minister Ana Cruz told the mayor: “We agree on the bridge.”"
    (quote,) = quotes(body)
    assert body[quote.start : quote.end] == quote.text == "We agree on the bridge."
    assert quote.mention is not None
    assert body[slice(*quote.mention)] == "Minister Ana Cruz"
    assert quote.cue == "told"
    assert 0.5 < quote.confidence <= 1


def test_the_speakers_of_an_article_are_given_once_and_above_a_threshold() -> None:
    found = [
        Quote(0, 1, "a", speaker="Ana Cruz", confidence=0.9),
        Quote(2, 3, "b", speaker="Piet Vos", confidence=0.6),
        Quote(4, 5, "c", speaker="Ana Cruz", confidence=0.8),
        Quote(6, 7, "d"),
    ]
    assert speakers_of(found) == ("Ana Cruz", "Piet Vos")
    assert speakers_of(found, 0.7) == ("Ana Cruz",)


@pytest.mark.parametrize("body", ["The harbour lay still in the rain. " * 50, "", "Port Amsel 3, Kell 1"])
def test_a_text_without_marks_and_reporting_words_costs_one_scan(body: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the stages ran")

    monkeypatch.setattr(output, "analyse", refuse)
    assert quotes(body) == []
