"""Reading one segment: postings, lengths, columns and stored values, straight from the mapped file.

A segment is immutable; what is deleted in it comes from the commit. Everything here may be shared by threads: nothing keeps a place
in a file. Damage is an IndexCorruptError that names the file, found before a damaged byte is used.

A segment for a test: `batch = Batch("english"); batch.add(article, quotes, speakers=[…])`, then
`SegmentReader(folder, batch.write(folder))`.
"""

from __future__ import annotations

import struct
from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from searchkit.engines.whoosh import columns, trust
from searchkit.engines.whoosh.mapped import MappedFile
from searchkit.engines.whoosh.postings import Postings, decode_inlined, decode_postings
from searchkit.engines.whoosh.terms import TermInfo, Terms
from searchkit.errors import IndexCorruptError

T = TypeVar("T")

_SEGMENT_HEADER = struct.Struct("!qi")
# Decoded lists kept per segment, the ones used last: up to this many postings, of 40 to 120 bytes. A list by itself costs as much as
# a few postings.
_KEPT_POSTINGS = 200_000
_LIST_COST = 5


@dataclass(frozen=True, slots=True)
class SegmentInfo:
    """What a commit says of a segment. `documents` and `articles` count deleted ones too; `lengths` is the total length of each
    text field; `deleted` are local document numbers."""

    name: str
    documents: int
    articles: int
    lengths: Mapping[str, int]
    deleted: frozenset[int] = field(default_factory=frozenset)


class _Shared:
    """What all commits see of a segment alike: its file, its terms and its columns."""

    def __init__(self, folder: Path, info: SegmentInfo, size: int | None, sums: array[int] | None) -> None:
        self.file = MappedFile(folder / f"{info.name}.seg", size, sums)
        path = self.file.path
        start, length = self.file.unpack(_SEGMENT_HEADER, 0)
        directory = trust.load_first(self.file.take(start, length), file=path)[0]
        try:
            self.places: dict[str, tuple[int, int]] = {
                name.removeprefix(f"{info.name}."): (int(place["offset"]), int(place["length"]))
                for name, place in directory.items()
            }
            self.postings_start, self.postings_size = self.places["pst"]
            self.stored_start, self.stored_size = self.places["_stored.col"]
            terms_start, terms_size = self.places["trm"]
        except (KeyError, TypeError, AttributeError, ValueError):
            raise IndexCorruptError(path, "has a damaged directory") from None
        self.terms = Terms(self.file, terms_start, terms_size)
        self.lock = Lock()
        self.postings: OrderedDict[tuple[str, str], Postings] = OrderedDict()
        self.kept = 0
        self.columns: dict[tuple[str, str], Any] = {}

    def column(self, name: str) -> bytes:
        """The bytes of a file of the segment, b"" when there is none."""
        place = self.places.get(name)
        return self.file.take(*place) if place else b""

    def cached(self, kind: str, name: str, make: Callable[[], T]) -> T:
        """A decoded column; two threads may both decode it, which costs time only."""
        found = self.columns.get((kind, name))
        if found is None:
            try:
                found = make()
            except (struct.error, ValueError, TypeError, IndexError, OverflowError):
                raise IndexCorruptError(self.file.path, f"has a damaged column: {name}") from None
            self.columns[kind, name] = found
        result: T = found
        return result


class SegmentReader:
    """One immutable segment; thread-safe; document numbers are local, 0 … doc_count - 1.

    `size` and `sums` are length and page checksums of the file (see `mapped`). Raises FileNotFoundError, IndexCorruptError and
    IndexUntrustedError; all but the first may come from any call.
    """

    def __init__(
        self,
        folder: Path,
        info: SegmentInfo,
        size: int | None = None,
        sums: array[int] | None = None,
        *,
        _shared: _Shared | None = None,
    ) -> None:
        self.info = info
        self.name, self.doc_count, self.deleted = info.name, info.documents, info.deleted
        self._shared = _shared or _Shared(folder, info, size, sums)

    def with_info(self, info: SegmentInfo) -> SegmentReader:
        """The same segment as another commit sees it: other documents are deleted. Shares everything decoded so far."""
        return SegmentReader(self.path.parent, info, _shared=self._shared)

    @property
    def path(self) -> Path:
        return self._shared.file.path

    @property
    def file(self) -> MappedFile:
        return self._shared.file

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self._shared.file.size

    @property
    def article_docs(self) -> array[int]:
        """Local numbers of the article records, ascending; an article's quotes are the documents after it, up to the next article."""

        def make() -> array[int]:
            found = self.postings("kind", "a")
            return array("I", found.docs if found else [])

        return self._shared.cached("articles", "", make)

    def article_of(self, doc: int) -> int:
        """The article record of the group a document belongs to."""
        articles = self.article_docs
        return articles[bisect_right(articles, doc) - 1]

    def group(self, doc: int) -> range:
        """The documents of the group an article record or one of its quotes belongs to."""
        articles = self.article_docs
        place = bisect_right(articles, doc)
        return range(articles[place - 1], articles[place] if place < len(articles) else self.doc_count)

    def fields(self) -> list[str]:
        """Indexed fields, in order."""
        return self._shared.terms.fields()

    def term_info(self, field: str, term: str | bytes) -> TermInfo | None:
        return self._shared.terms.find(field, term if isinstance(term, bytes) else term.encode("utf-8", "surrogatepass"))

    def doc_freq(self, field: str, term: str) -> int:
        """How many documents have the term, deleted ones included."""
        found = self.term_info(field, term)
        return found.doc_freq if found else 0

    def postings(self, field: str, term: str) -> Postings | None:
        """The postings of a term, deleted documents included; None when no document has it."""
        shared = self._shared
        with shared.lock:
            kept = shared.postings.get((field, term))
            if kept is not None:
                shared.postings.move_to_end((field, term))
                return kept
        info = self.term_info(field, term)
        if info is None:
            return None
        found = self.postings_at(info)
        with shared.lock:
            if (field, term) not in shared.postings and len(found) <= _KEPT_POSTINGS:
                shared.postings[field, term] = found
                shared.kept += len(found) + _LIST_COST
                while shared.kept > _KEPT_POSTINGS:
                    shared.kept -= len(shared.postings.popitem(last=False)[1]) + _LIST_COST
        return found

    def postings_at(self, info: TermInfo) -> Postings:
        """The postings a term's info points at, decoded anew."""
        shared = self._shared
        if info.inlined:
            return self._checked(decode_inlined(info.inlined, self.path), info)
        if info.start < 0 or info.size < 0 or info.start + info.size > shared.postings_size:
            raise IndexCorruptError(self.path, "has a damaged term table")
        return self._checked(decode_postings(shared.file.take(shared.postings_start + info.start, info.size), self.path), info)

    def _checked(self, found: Postings, info: TermInfo) -> Postings:
        if not found.docs or len(found) != info.doc_freq or found.docs[0] < 0 or found.docs[-1] >= self.doc_count:
            raise IndexCorruptError(self.path, "has a damaged posting list")
        return found

    def terms(self, field: str, start: str = "") -> Iterator[tuple[str, int]]:
        """(term, doc_freq) of one field, in order of UTF-8 bytes (which is code point order), from `start` on."""
        for term, info in self.term_items(field, start.encode("utf-8", "surrogatepass")):
            try:
                yield term.decode(), info.doc_freq
            except UnicodeDecodeError:
                raise IndexCorruptError(self.path, "has a damaged term table") from None

    def term_items(self, field: str, start: bytes = b"") -> Iterator[tuple[bytes, TermInfo]]:
        """(term as bytes, info), in order."""
        return self._shared.terms.items(field, start)

    def lengths(self, field: str) -> bytes:
        """Whoosh's length byte of each document (`whoosh.util.numeric.byte_to_length`); 0 where the field is absent."""

        def make() -> bytes:
            data = self._shared.column(f"_{field}_len.col")
            if len(data) > self.doc_count:
                raise ValueError("too long")
            return data + bytes(self.doc_count - len(data))

        return self._shared.cached("lengths", field, make)

    def total_length(self, field: str) -> int:
        """The sum of the field's lengths, deleted documents included."""
        return self.info.lengths.get(field, 0)

    def days(self, field: str) -> array[int]:
        """The day (`date.toordinal`) of each document in `date` or `said_on`, 0 for none."""
        return self._shared.cached(
            "days", field, lambda: columns.unpack_days(self._shared.column(f"{field}.col"), self.doc_count)
        )

    def values(self, field: str) -> tuple[list[tuple[str, ...]], array[int]]:
        """Facet columns (source, speaker, speakers, to): the distinct values, and which one each document has."""
        return self._shared.cached("values", field, lambda: self._values(field))

    def _values(self, field: str) -> tuple[list[tuple[str, ...]], array[int]]:
        data = self._shared.column(f"{field}.val")
        numbers = columns.unpack_numbers(data, self.doc_count)
        distinct = [tuple(value) for value in trust.loads(data[4 * self.doc_count : -4], file=self.path)]
        if len(numbers) != self.doc_count or (numbers and max(numbers) >= len(distinct)):
            raise ValueError("numbers beyond the values")
        return distinct, numbers

    def stored(self, doc: int) -> dict[str, Any]:
        """The stored values of a document."""
        packed = self.stored_bytes(doc)
        value = trust.loads(trust.unpack(packed, file=self.path), file=self.path)
        if not isinstance(value, dict):
            raise IndexCorruptError(self.path, "has a damaged stored document")
        return value

    def stored_bytes(self, doc: int) -> bytes:
        """The stored values of a document as they stand in the file."""
        start, size = self._shared.stored_start, self._shared.stored_size

        def make() -> array[int]:
            tail = min(size, 8 * self.doc_count + 3)
            return columns.stored_places(self._shared.file.take(start + size - tail, tail), self.doc_count, size)

        places = self._shared.cached("stored", "", make)
        return self._shared.file.take(start + places[doc], places[doc + 1] - places[doc])
