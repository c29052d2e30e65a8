"""Who speaks in one segment, by source and month.

In: the speakers' column of a segment. Out: names by their words, and the quotes of a name by the source and month of their article.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import TypeAlias

from searchkit.engines.whoosh.segment import SegmentReader
from searchkit.names import is_bare
from searchkit.names.fold import words_of

Cell: TypeAlias = tuple[str, int]
"""A source and a month, counted from the year 0."""


class SpeakerCells:
    """The speakers of a segment, deleted ones too; worked out for the names that are asked for."""

    def __init__(self, reader: SegmentReader, named: Mapping[str, array[int]], article_of: array[int]) -> None:
        self._reader, self._named, self._article_of = reader, named, article_of
        self._cells: dict[str, dict[Cell, list[int]]] = {}
        self._unresolved: dict[str, dict[Cell, list[int]]] = {}

    @cached_property
    def by_word(self) -> dict[str, list[str]]:
        """Names by each of their words, folded and without titles."""
        names: dict[str, list[str]] = {}
        for name in self._named:
            for word in dict.fromkeys(words_of(name).words):
                names.setdefault(word, []).append(name)
        return names

    def of(self, name: str) -> dict[Cell, list[int]]:
        """The quotes of a name; those of articles without a source or a day are left out."""
        known = self._cells.get(name)
        if known is None:
            known = {}
            sources, numbers = self._reader.values("source")
            days = self._reader.days("date")
            for doc in self._named.get(name, ()):
                day = days[doc]
                for source in sources[numbers[self._article_of[doc]]] if day else ():
                    known.setdefault((source, month_of(day)), []).append(doc)
            self._cells[name] = known
        return known

    def unresolved(self, surname: str) -> dict[Cell, list[int]]:
        """The quotes of a bare surname in articles that quote nobody in full with this word in the name."""
        known = self._unresolved.get(surname)
        if known is None:
            full = [name for name in self.by_word[words_of(surname).words[0]] if not is_bare(name)]
            resolved = {self._article_of[doc] for name in full for doc in self._named[name]}
            known = {}
            for cell, docs in self.of(surname).items():
                if left := [doc for doc in docs if self._article_of[doc] not in resolved]:
                    known[cell] = left
            self._unresolved[surname] = known
        return known


def month_of(day: int) -> int:
    """The month of a day number of datetime, counted from the year 0."""
    that = date.fromordinal(day)
    return 12 * that.year + that.month
