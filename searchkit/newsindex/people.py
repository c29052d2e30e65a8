"""Speakers of an index as people: spellings of one name joined, counts that stay exact."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from searchkit.engines.base import Budget, Snapshot
from searchkit.query.tree import Node
from searchkit.results import SpeakerRow

SpeakerSort = Literal["quotes", "articles", "name", "first", "last"]


def by_person(snapshot: Snapshot, tree: Node, budget: Budget) -> list[SpeakerRow]:
    return snapshot.speakers(tree, budget=budget)


def spellings(snapshot: Snapshot, name: str, budget: Budget) -> tuple[SpeakerRow, ...]:
    return ()


def sorted_rows(rows: Iterable[SpeakerRow], sort: SpeakerSort) -> list[SpeakerRow]:
    """Most quotes or articles first, or by name, or by first or last day, newest first; then most quotes, then by name."""
    ranked = sorted(rows, key=lambda row: (-row.quotes, row.name.casefold(), row.name))
    if sort == "articles":
        ranked.sort(key=lambda row: -row.articles)
    elif sort == "name":
        ranked.sort(key=lambda row: (row.name.casefold(), row.name))
    elif sort == "first":
        ranked.sort(key=lambda row: row.first or date.max)
    elif sort == "last":
        ranked.sort(key=lambda row: row.last or date.min, reverse=True)
    return ranked
