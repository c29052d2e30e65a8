"""Joining segments: which ones, and how.

In: segments with what is deleted in them. Out: one segment without the deleted documents, groups whole and in order of day.
Terms are merged one by one and stored values copied document by document, so that memory does not grow with the segments: it holds
the postings of one term, a few bytes per document, and 16 bytes per term.
"""

from __future__ import annotations

import heapq
from array import array
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import compress, groupby
from operator import itemgetter
from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO, TypeVar

from searchkit.engines.whoosh import columns, files, w3
from searchkit.engines.whoosh.postings import Postings
from searchkit.engines.whoosh.schema import DATE_FIELDS, NAME_FIELDS, TEXT_FIELDS, VALUE_FIELDS
from searchkit.engines.whoosh.segment import SegmentInfo, SegmentReader
from searchkit.engines.whoosh.terms import TermInfo

T = TypeVar("T", bytes, "array[int]")

# Searching costs a little per segment, and every segment has its own list of terms. With these bounds 10,000 commits of one article
# and its quotes write every document 15 times in all; with 5 segments and no difference between small and large, 31 times.
MOST_SEGMENTS = 8
MOST_SMALL_SEGMENTS = 4
SMALL = 2_000
# Deleted documents still take part in scores and cost room: a segment with more of them than this share is written anew.
MOST_DELETED = 0.25
# Pages of the sources are given back every so many bytes read.
_FORGET_EVERY = 1 << 23


def choose(segments: Sequence[tuple[str, int, int]]) -> list[list[str]]:
    """What to merge, as lists of segment names; a list of one is a segment to write anew. Segments are (name, documents, deleted).

    A segment with too many deletions is written anew. Where there are too many segments, or too many small ones, each that is
    smaller than all smaller ones together is merged with them: so every merge at least doubles what it merges, and a small commit
    rarely makes a large one.
    """
    live = sorted((documents - deleted, name) for name, documents, deleted in segments)
    small = [segment for segment in live if segment[0] < SMALL]
    joined = _doubling(small, MOST_SMALL_SEGMENTS) or _doubling(live, MOST_SEGMENTS)
    stale = [name for name, documents, deleted in segments if deleted > MOST_DELETED * documents and name not in joined]
    return [*([joined] if joined else []), *([name] for name in stale)]


def _doubling(live: Sequence[tuple[int, str]], most: int) -> list[str]:
    """The smallest segments to merge when there are more than `most`; `live` is (documents, name), smallest first."""
    if len(live) <= most:
        return []
    below, cut = 0, 2
    for number, (size, _) in enumerate(live):
        if size < below:
            cut = number + 1
        below += size
    return [name for _, name in live[:cut]]


def merge(folder: Path, sources: Sequence[SegmentReader], name: str) -> SegmentInfo:
    """Writes a segment `name` with the live documents of `sources`, of which there is at least one; on disk when the call returns.

    Raises OSError, and IndexCorruptError for damaged sources."""
    terms_file = folder / f"{name}.terms"
    try:
        with (folder / f"{name}.seg").open("wb", w3.BUFFER) as stream, terms_file.open("w+b", w3.BUFFER) as terms_stream:
            return _Merge(sources).write(stream, terms_stream, name)
    finally:
        files.remove(terms_file)


class _Merge:
    def __init__(self, sources: Sequence[SegmentReader]) -> None:
        self._sources = sources
        # New number of each document of each source; -1 is deleted.
        self._numbers = [array("i", b"\xff" * (4 * source.doc_count)) for source in sources]
        self._order: list[tuple[int, range]] = []
        self.documents = self._articles = 0
        for _, number, group in heapq.merge(*(self._groups(number) for number in range(len(sources)))):
            self._order.append((number, group))
            self._articles += 1
            for doc in group:
                self._numbers[number][doc] = self.documents
                self.documents += 1
        self._unread = 0

    def _groups(self, number: int) -> Iterator[tuple[int, int, range]]:
        """(day, source, documents) of the live groups of a source, in its order; undated ones count as latest."""
        source = self._sources[number]
        days, latest = source.days("date"), date.max.toordinal() + 1
        starts = source.article_docs
        day = 0
        for place, start in enumerate(starts):
            if start not in source.deleted:
                # Sources written by merges and batches are in order of day; heapq.merge needs it, so it is made sure of.
                day = max(day, days[start] or latest)
                end = starts[place + 1] if place + 1 < len(starts) else source.doc_count
                yield day, number, range(start, end)

    def write(self, stream: BinaryIO, terms_stream: BinaryIO, name: str) -> SegmentInfo:
        segment = w3.SegmentWriter(stream)
        stored = columns.StoredWriter(segment.begin(f"{name}._stored.col"))
        for number, group in self._order:
            source = self._sources[number]
            for doc in group:
                packed = source.stored_bytes(doc)
                stored.add(packed)
                self._read(len(packed))
        stored.finish()
        lengths = {}
        for field in (*NAME_FIELDS, *TEXT_FIELDS):
            lengths[field] = b"".join(self._column([source.lengths(field) for source in self._sources]))
            if data := columns.pack_lengths(lengths[field]):
                segment.begin(f"{name}._{field}_len.col").write(data)
        for field in DATE_FIELDS:
            days = array("i")
            for part in self._column([source.days(field) for source in self._sources]):
                days.extend(part)
            if data := columns.pack_days(days):
                segment.begin(f"{name}.{field}.col").write(data)
        for field in VALUE_FIELDS:
            values = [source.values(field) for source in self._sources]
            segment.begin(f"{name}.{field}.val").write(
                columns.pack_values([values[number][0][values[number][1][doc]] for number, group in self._order for doc in group])
            )
        totals = self._write_terms(segment.begin(f"{name}.pst"), terms_stream, lengths)
        terms_stream.seek(0)
        copyfileobj(terms_stream, segment.begin(f"{name}.trm"))
        segment.finish()
        return SegmentInfo(name, self.documents, self._articles, totals)

    def _column(self, parts: Sequence[T]) -> Iterator[T]:
        """The pieces of a column in the new order."""
        for number, group in self._order:
            yield parts[number][group.start : group.stop]

    def _read(self, size: int) -> None:
        self._unread += size
        if self._unread > _FORGET_EVERY:
            self._unread = 0
            for source in self._sources:
                source.file.forget()

    def _write_terms(self, stream: BinaryIO, terms_stream: BinaryIO, lengths: dict[str, bytes]) -> dict[str, int]:
        """Writes postings and terms; the total length of each text field, which is the sum of its weights."""
        postings, terms = w3.PostingsWriter(stream), w3.TermsWriter(terms_stream)
        totals: dict[str, int] = {}
        for field in sorted({field for source in self._sources for field in source.fields()}):
            terms.field(field)
            total = 0.0
            for term, entries in groupby(self._terms(field), itemgetter(0)):
                found = self._join([(number, self._sources[number].postings_at(info)) for _, number, info in entries])
                if found is not None:
                    docs, weights, values = found
                    terms.add(term, postings.add(docs, weights, values or None, lengths.get(field, b"")))
                    total += sum(weights)
                    self._read(len(docs) * 8)
            if field in lengths and total:
                totals[field] = round(total)
        terms.finish()
        return totals

    def _terms(self, field: str) -> Iterable[tuple[bytes, int, TermInfo]]:
        """(term, source, info), in order of terms, then of sources."""

        def of(number: int) -> Iterator[tuple[bytes, int, TermInfo]]:
            for term, info in self._sources[number].term_items(field):
                yield term, number, info

        return heapq.merge(*(of(number) for number in range(len(self._sources))))

    def _join(self, lists: list[tuple[int, Postings]]) -> tuple[list[int], list[float], list[bytes]] | None:
        """One list out of those of one term, with new document numbers; None when all its documents are deleted."""
        docs: list[int] = []
        weights: list[float] = []
        values: list[bytes] = []
        sorted_so_far = True
        for number, found in lists:
            new = list(map(self._numbers[number].__getitem__, found.docs))
            some, some_values = found.weights, found.values
            if self._sources[number].deleted:
                kept = [doc >= 0 for doc in new]
                new, some = list(compress(new, kept)), list(compress(some, kept))
                some_values = list(compress(some_values, kept))
            if new:
                sorted_so_far = sorted_so_far and (not docs or docs[-1] < new[0])
                docs += new
                weights += some
                values += some_values
        if not docs:
            return None
        if not sorted_so_far:
            order = sorted(range(len(docs)), key=docs.__getitem__)
            docs = [docs[place] for place in order]
            weights = [weights[place] for place in order]
            values = [values[place] for place in order] if values else values
        return docs, weights, values
