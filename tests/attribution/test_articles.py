"""The marked articles beside the benchmarks are well formed, and their compiler says where a mark is wrong."""

from __future__ import annotations

import importlib.util
import re
import sys
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from searchkit.article import Article
from searchkit.attribution import attribute

ROOT = Path(__file__).resolve().parents[2]


def _module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("marked_articles", ROOT / "benchmarks" / "attribution" / "articles.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


articles = _module()
ALL = articles.load()
each_article = pytest.mark.parametrize("text, gold", [pytest.param(text, gold, id=gold["id"]) for text, gold in ALL])

PASSAGES = re.compile(r"“([^“”\n]*)[”\n]|«([^«»\n]*)»|„([^„“\n]*)“|(?<!\S)‘(.*?)’(?!\w)|''(.*?)''|\"([^\"\n]*)\"")


def body_of(text: str) -> str:
    return text[17:]


def gold_of(marked: str) -> dict[str, Any]:
    gold: dict[str, Any] = articles.compile_article("01-test", " date 2020-01-02 " + marked)[1]
    return gold


@each_article
def test_offsets_point_at_the_words_of_an_article(text: str, gold: dict[str, Any]) -> None:
    body = body_of(text)
    for q in gold["quotes"]:
        assert body[q["start"] : q["end"]] == q["text"]
        assert q["text"] == q["text"].strip(), q["text"]
        if q["mention"]:
            assert body[slice(*q["mention"])] == q["mention_text"]
        if q["cue_span"]:
            assert body[slice(*q["cue_span"])] == q["cue"]


@each_article
def test_a_direct_passage_stands_between_quotation_marks_on_one_line(text: str, gold: dict[str, Any]) -> None:
    body = body_of(text)
    for q in gold["quotes"]:
        if q["direct"]:
            assert articles.word_count(q["text"]) >= 4
            assert body[: q["start"]].rstrip(" \xa0\u202f")[-1] in "“«»„‘\"'", q["text"]
            assert "\n" not in q["text"]


@each_article
def test_long_quoted_passages_in_a_paraphrase_are_marked_as_direct(text: str, gold: dict[str, Any]) -> None:
    for q in gold["quotes"]:
        if not q["direct"]:
            inner = [next(filter(None, m.groups()), "") for m in PASSAGES.finditer(q["text"])]
            assert all(articles.word_count(words) < 4 for words in inner), q["text"]


@each_article
def test_persons_have_names_and_others_have_none(text: str, gold: dict[str, Any]) -> None:
    assert all((q["kind"] == "person") == bool(q["speaker"]) for q in gold["quotes"])


def test_nearly_every_source_below_the_headline_is_marked() -> None:
    """Subheads and lines of a dialogue have none."""
    below = [q for text, gold in ALL for q in gold["quotes"] if q["start"] > body_of(text).index("\n")]
    assert sum(q["mention"] is None for q in below) < 0.01 * len(below)


@each_article
def test_quotes_come_in_the_order_of_the_text(text: str, gold: dict[str, Any]) -> None:
    quotes = attribute(Article(gold["id"], body_of(text), date.fromisoformat(gold["date"])))
    places = [(quote.start, quote.end) for quote in quotes]
    assert places == sorted(places)
    assert all(quote.text == body_of(text)[quote.start : quote.end] for quote in quotes)


@each_article
def test_attributions_do_not_overlap_one_another(text: str, gold: dict[str, Any]) -> None:
    last = 0
    for q in gold["quotes"]:
        assert q["start"] >= last, q["text"]
        last = q["end"]


@each_article
def test_a_bare_surname_and_a_full_name_do_not_stand_for_one_speaker(text: str, gold: dict[str, Any]) -> None:
    names = gold["speakers"]["said"]
    assert not [(a, b) for a in names for b in names if a != b and set(a.split()) < set(b.split())]


def test_articles_are_numbered_without_gaps() -> None:
    assert [int(gold["id"].split("-")[0]) for _, gold in ALL] == list(range(1, len(ALL) + 1))


def test_pieces_of_one_number_share_source_and_reporting_word() -> None:
    gold = gold_of("Head\n\n{q1 Ana Cruz|“We are very late,”} {c1|said} {m1|Ana Cruz}. {q1|“It is not our fault.”}\n")
    assert [(q["text"], q["direct"], q["mention_text"], q["cue"]) for q in gold["quotes"]] == [
        ("We are very late,", True, "Ana Cruz", "said"),
        ("It is not our fault.", True, "Ana Cruz", "said"),
    ]


def test_a_quotation_of_three_words_is_not_direct() -> None:
    gold = gold_of("Head\n\n{q1 Ana Cruz|“Not at all,”} {c1|said} {m1|Ana Cruz}.\n")
    assert [q["direct"] for q in gold["quotes"]] == [False]
    assert gold["speakers"] == {"direct": [], "said": ["Ana Cruz"], "all": ["Ana Cruz"], "direct_short": ["Ana Cruz"]}


@pytest.mark.parametrize(
    "marked, complaint",
    [
        pytest.param("{q1 Ana Cruz|We are late,} said Ana Cruz.", "no quotation mark", id="no marks"),
        pytest.param("{i1|it was late}, Ana Cruz said.", "1 has no speaker", id="no speaker"),
        pytest.param("{i1 Ana Cruz|it was late}, Cruz said.", "no 'Ana'", id="name not in the text"),
        pytest.param("{m1|Ana Cruz} said it was late.", "says nothing", id="nothing said"),
        pytest.param("{i1 Ana|x} {i1 Bo|y}, Ana and Bo said.", "two speakers", id="two speakers"),
        pytest.param("{i1 Ana|x {m1|Ana} said.", "not a mark", id="not closed"),
        pytest.param("{i1 Ana|x} {m1|Ana} or {m1|she} said.", "a second one", id="two sources"),
    ],
)
def test_a_wrong_mark_is_named(marked: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=rf"^01-test: .*{complaint}"):
        gold_of(marked)


def test_an_article_without_a_date_is_refused() -> None:
    with pytest.raises(ValueError, match="date YYYY-MM-DD"):
        articles.compile_article("01-test", "Head\n\nBody.\n")
