"""Single words: forms of reporting verbs, kinds of words, and how small and quiet the lists are."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.article import Article
from searchkit.attribution import attribute
from searchkit.attribution import lexicon as lexicon_module
from searchkit.attribution.lexicon import ACCORD, CAP, CUE, FEMALE, LOOSE, MALE, NOUNCUE, PLACE, ROLE, TITLE, lexicon

DATA = Path(lexicon_module.__file__).parent / "data"


@pytest.mark.parametrize(
    "word, lemma",
    [
        ("said", "say"), ("says", "say"), ("saying", "say"), ("told", "tell"), ("wrote", "write"), ("written", "write"),
        ("admitted", "admit"), ("admitting", "admit"), ("denies", "deny"), ("denied", "deny"), ("stressing", "stress"),
        ("stresses", "stress"), ("argued", "argue"), ("arguing", "argue"), ("putting", "put"), ("beginning", "begin"),
        ("agreed", "agree"), ("agreeing", "agree"), ("praises", "praise"),
    ],
)  # fmt: skip
def test_forms_of_a_reporting_verb_share_its_lemma(word: str, lemma: str) -> None:
    number, _ = lexicon().cue[word]
    assert lexicon().lemmas[number] == lemma


@pytest.mark.parametrize(
    "word, flags",
    [
        ("said", CUE),
        ("Minister", CAP | TITLE),
        ("minister", ROLE),
        ("Paris", CAP | PLACE),
        ("Petra", CAP | FEMALE),
        ("Paul", MALE),
    ],
)
def test_a_word_has_its_flags(word: str, flags: int) -> None:
    assert lexicon()[word] & flags == flags


def test_what_ships_is_below_two_megabytes() -> None:
    assert sum(path.stat().st_size for path in DATA.iterdir()) < 2_000_000


def test_lists_and_model_are_read_when_attribution_runs_and_not_before() -> None:
    program = (
        "import sys, searchkit, searchkit.attribution\n"
        "assert 'searchkit.attribution.lexicon' not in sys.modules\n"
        "searchkit.attribute(searchkit.Article('a', '“We agree,” said Ana Cruz.'))\n"
        "assert 'searchkit.attribution.lexicon' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_the_memory_of_words_is_bounded() -> None:
    words = lexicon()
    for number in range(70_000):
        words[f"word{number}"]
    assert len(words) <= 60_001


LISTED = re.findall(r"[a-z]+(?:-[a-z]+)*", (DATA / "words.txt").read_text(encoding="utf-8"))


def test_every_reporting_word_has_its_lemma() -> None:
    words = lexicon()
    forms = {form for word in LISTED for form in (word, word + "s", word[:-1] + "ies", word + "ed", word + "ing")}
    reporting = [word for word in forms if words[word] & (CUE | LOOSE | NOUNCUE | ACCORD)]
    assert len(reporting) > 1000
    assert [word for word in reporting if word not in words.cue] == []


PIECES = st.sampled_from(
    [
        *LISTED,
        "Ana",
        "Cruz",
        "Mr.",
        "Orla Venn",
        "The",
        "He",
        "They",
        "she",
        "’s",
        ",",
        ".",
        ":",
        "?",
        "“",
        "”",
        "'",
        "‘",
        "\n",
        "\n\n",
    ]
)


@given(st.lists(PIECES, max_size=80), st.booleans())
def test_any_row_of_words_can_be_read(pieces: list[str], capitals: bool) -> None:
    body = " ".join(pieces)
    body = body.title() if capitals else body
    for quote in attribute(Article("x", body)):
        assert quote.text == body[quote.start : quote.end] != ""
        assert 0 <= quote.confidence <= 1
        assert quote.mention is None or 0 <= quote.mention[0] < quote.mention[1] <= len(body)
