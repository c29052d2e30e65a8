"""The terms of a segment: exact look-up by hash, and in order from any place on. The bytes are drawn in `w3`."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from searchkit.engines.whoosh import trust, w3
from searchkit.engines.whoosh.mapped import MappedFile
from searchkit.errors import IndexCorruptError

_LENGTHS = struct.Struct("!ii")
_COUNT = struct.Struct("!I")
_SIZE = struct.Struct("!i")
_DIRECTORY_SIZE = 256 * w3.DIRECTORY_ENTRY.size


class TermInfo(NamedTuple):
    """How many documents and occurrences a term has, and its postings: where they stand in the postings file, or, when `inlined`
    is not empty, those bytes."""

    doc_freq: int
    weight: float
    start: int
    size: int
    inlined: bytes


def _info(value: bytes) -> TermInfo:
    is_inlined, weight, doc_freq, _, _, _, _, _ = w3.TERM_INFO.unpack_from(value)
    if is_inlined:
        return TermInfo(doc_freq, weight, 0, 0, value[w3.TERM_INFO.size :])
    start, size = w3.PLACE.unpack(value[w3.TERM_INFO.size :])
    return TermInfo(doc_freq, weight, start, size, b"")


class Terms:
    """The term table at `start` of a segment file, `size` bytes long."""

    def __init__(self, file: MappedFile, start: int, size: int) -> None:
        self._file, self._start = file, start
        magic = file.take(start, w3.TERMS_HEADER_SIZE)
        if magic[:4] != w3.TERMS_MAGIC or magic[4] != 1:
            raise IndexCorruptError(file.path, "has no term table where it should")
        tail_size = file.unpack(_SIZE, start + size - 4)[0]
        tail_start = size - 4 - tail_size
        extras, used = trust.load_first(file.take(start + tail_start, tail_size), file=file.path)
        directory = file.take(start + tail_start - _DIRECTORY_SIZE, _DIRECTORY_SIZE)
        self._tables = list(w3.DIRECTORY_ENTRY.iter_unpack(directory))
        self._end = self._tables[0][0]
        try:
            self._fields: dict[str, bytes] = {name: number.to_bytes(2, "big") for name, number in extras["fieldmap"].items()}
            self._place = struct.Struct({"I": "!I", "q": "!q"}[extras["indextype"]])
            self._count = int(extras["indexlen"])
        except (KeyError, TypeError, AttributeError, ValueError, OverflowError):
            raise IndexCorruptError(file.path, "has a damaged term table") from None
        self._places = tail_start + used
        if not (0 <= self._end <= tail_start and self._places + self._count * self._place.size == size - 4):
            raise IndexCorruptError(file.path, "has a damaged term table")

    def fields(self) -> list[str]:
        """The indexed fields, in order."""
        return sorted(self._fields)

    def find(self, field: str, term: bytes) -> TermInfo | None:
        """The term's info, None when no document has it."""
        prefix = self._fields.get(field)
        if prefix is None:
            return None
        file, start = self._file, self._start
        key = prefix + term
        hashed = zlib.crc32(key)
        table, slots = self._tables[hashed & 255]
        for step in range(slots):
            slot = ((hashed >> 8) + step) % slots
            slot_hash, place = file.unpack(w3.POINTER, start + table + slot * w3.POINTER.size)
            if not place:
                return None
            if slot_hash == hashed:
                found, info, _ = self._record(place)
                if found == key:
                    return info
        return None

    def _record(self, place: int) -> tuple[bytes, TermInfo, int]:
        """Key and info of the record at `place`, and where the next record starts."""
        key_size, value_size = self._file.unpack(_LENGTHS, self._start + place)
        data = self._file.take(self._start + place + _LENGTHS.size, key_size + value_size)
        try:
            return data[:key_size], _info(data[key_size:]), place + _LENGTHS.size + key_size + value_size
        except struct.error:
            raise IndexCorruptError(self._file.path, "has a damaged term table") from None

    def _key_at(self, number: int) -> tuple[bytes, int]:
        place = self._file.unpack(self._place, self._start + self._places + number * self._place.size)[0]
        return self._record(place)[0], place

    def items(self, field: str, first: bytes = b"") -> Iterator[tuple[bytes, TermInfo]]:
        """(term, info) of the terms of `field` in order of their bytes, from `first` on."""
        prefix = self._fields.get(field)
        if prefix is None:
            return
        key, low, high = prefix + first, 0, self._count
        place = self._end
        while low < high:
            middle = (low + high) // 2
            found, at = self._key_at(middle)
            if found < key:
                low = middle + 1
            else:
                high, place = middle, at
        while place < self._end:
            found, info, place = self._record(place)
            if found[:2] != prefix:
                return
            yield found[2:], info
