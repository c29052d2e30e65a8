"""A segment as searches see it: what is worked out once from the segment and kept as long as it is open.

In: a SegmentReader. Out: which article each record belongs to, records by kind, records by name, sorted vocabularies.
Nothing here depends on what is deleted, so that all commits that share a segment share its view.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Set
from functools import cached_property
from itertools import islice, takewhile
from operator import le
from weakref import WeakValueDictionary

from searchkit.engines.whoosh.cells import SpeakerCells
from searchkit.engines.whoosh.mapped import MappedFile
from searchkit.engines.whoosh.names import NameTable
from searchkit.engines.whoosh.plan import Kind
from searchkit.engines.whoosh.postings import Postings
from searchkit.engines.whoosh.segment import SegmentReader

# Reading an id from a stored article takes about so many times as long as reading it with all others from the id field.
_STORED_COST = 12


class SegmentView:
    """Derived data of one segment; numbers are local document numbers. May be shared by threads: two of them may work out the same
    thing, with the same result."""

    def __init__(self, reader: SegmentReader) -> None:
        self.reader = reader
        self._by_name: dict[str, dict[str, array[int]]] = {}
        self._name_tables: dict[str, NameTable] = {}
        self._vocabularies: dict[str, list[str]] = {}
        self._ids: dict[int, str] | None = None

    @cached_property
    def articles(self) -> frozenset[int]:
        return frozenset(self.reader.article_docs)

    @cached_property
    def quotes(self) -> frozenset[int]:
        return frozenset(range(self.reader.doc_count)) - self.articles

    def records(self, kind: Kind) -> frozenset[int]:
        return self.articles if kind == "article" else self.quotes

    @cached_property
    def article_of(self) -> array[int]:
        """The article record of each record's group."""
        starts = self.reader.article_docs
        result = array("I", bytes(4 * self.reader.doc_count))
        ends = [*starts[1:], self.reader.doc_count]
        for start, end in zip(starts, ends, strict=True):
            result[start:end] = array("I", [start]) * (end - start)
        return result

    def quotes_of(self, article: int) -> range:
        """The quote records of one article."""
        starts = self.reader.article_docs
        place = bisect_right(starts, article)
        return range(article + 1, starts[place] if place < len(starts) else self.reader.doc_count)

    @cached_property
    def dated(self) -> int:
        """How many records at the start stand in order of their day, when all others have none; -1 when they are out of order."""
        days = self.reader.days("date")
        count = len(days)
        while count and not days[count - 1]:
            count -= 1
        ordered = all(days) if count == len(days) else 0 not in days[:count]
        return count if ordered and all(map(le, days[:count], days[1:count])) else -1

    def between(self, kind: Kind, field: str, first: int, before: int, within: Set[int] | None) -> set[int]:
        """Records with a day of `field` from `first` on and before `before`, among `within` when given; day 0 is no day."""
        days = self.reader.days(field)
        if within is None and field == "date" and first > 0 and self.dated >= 0:
            found = range(bisect_left(days, first, 0, self.dated), bisect_left(days, before, 0, self.dated))
            return set(self.records(kind).intersection(found))
        return {doc for doc in (self.records(kind) if within is None else within) if first <= days[doc] < before}

    def named(self, field: str) -> dict[str, array[int]]:
        """The records that have each name (or source) in column `field`."""
        known = self._by_name.get(field)
        if known is None:
            values, numbers = self.reader.values(field)
            by_value: list[array[int]] = [array("I") for _ in values]
            for doc, number in enumerate(numbers):
                by_value[number].append(doc)
            known = {}
            for names, docs in zip(values, by_value, strict=True):
                for name in names:
                    known[name] = known[name] + docs if name in known else docs
            self._by_name[field] = known
        return known

    def name_table(self, field: str) -> NameTable:
        """The names in column `field`."""
        known = self._name_tables.get(field)
        if known is None:
            known = self._name_tables[field] = NameTable(self.named(field))
        return known

    @cached_property
    def speaker_cells(self) -> SpeakerCells:
        """The quotes of each speaker by source and month."""
        return SpeakerCells(self.reader, self.named("speaker"), self.article_of)

    def weight(self, field: str, term: str, doc: int) -> float:
        """How often a term counts in one record."""
        postings = self.reader.postings(field, term)
        place = bisect_left(postings.docs, doc) if postings else 0
        return postings.weights[place] if postings and place < len(postings) and postings.docs[place] == doc else 0.0

    def vocabulary(self, field: str) -> list[str]:
        """The terms of a field in code point order."""
        known = self._vocabularies.get(field)
        if known is None:
            known = self._vocabularies[field] = [term for term, _ in self.reader.terms(field)]
        return known

    def terms_from(self, field: str, start: str) -> Iterator[str]:
        """The terms of a field that begin with `start`, in order."""
        if start and field not in self._vocabularies:
            terms: Iterable[str] = (term for term, _ in self.reader.terms(field, start))
        else:
            known = self.vocabulary(field)
            terms = islice(known, bisect_left(known, start), None)
        return takewhile(lambda term: term.startswith(start), terms)

    def ids(self, docs: Iterable[int]) -> list[str]:
        """The ids of articles."""
        wanted = list(docs)
        if self._ids is None:
            if len(wanted) * _STORED_COST <= len(self.reader.article_docs):
                return [str(self.reader.stored(doc)["id"]) for doc in wanted]
            ids: dict[int, str] = {}
            for term, info in self.reader.term_items("id"):
                for doc in self.reader.postings_at(info).docs:
                    ids[doc] = term.decode()
            self._ids = ids
        return [self._ids[doc] for doc in wanted]


def positions_in(postings: Postings | None, doc: int) -> list[int]:
    """The positions of a term in one record; empty when it is not there."""
    if postings is None:
        return []
    place = bisect_left(postings.docs, doc)
    return postings.positions(place) if place < len(postings) and postings.docs[place] == doc else []


# Held by the snapshots that use them: a view goes when the last of them goes.
_VIEWS: WeakValueDictionary[MappedFile, SegmentView] = WeakValueDictionary()


def view_of(reader: SegmentReader) -> SegmentView:
    """The view of a segment, the same for every commit that has the segment."""
    view = _VIEWS.get(reader.file)
    if view is None:
        view = _VIEWS[reader.file] = SegmentView(reader)
    return view
