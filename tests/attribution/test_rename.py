"""Copies of labelled articles with other names: the gold still points at the right words, and the old names are gone."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "benchmarks" / "attribution"


@pytest.fixture(scope="module")
def rename() -> ModuleType:
    sys.path.insert(0, str(FOLDER))
    try:
        import rename
    finally:
        sys.path.remove(str(FOLDER))
    return rename


def test_a_renamed_article_says_the_same_of_other_people(rename: ModuleType) -> None:
    for article in rename.corpus.load("marked")[:20]:
        other = rename.renamed(article)
        assert len(other.gold["quotes"]) == len(article.gold["quotes"])
        for q in other.gold["quotes"]:
            assert other.body[q["start"] : q["end"]] == q["text"]
            if q["mention"]:
                assert other.body[slice(*q["mention"])] == q["mention_text"]
        for name in article.gold["speakers"]["said"]:
            if len(name.split()) > 1:
                assert not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", other.body), name


def test_renaming_gives_the_same_names_every_time(rename: ModuleType) -> None:
    (article,) = rename.corpus.load("marked")[:1]
    assert rename.renamed(article).body == rename.renamed(article).body
