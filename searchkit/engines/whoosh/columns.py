"""Columns of a segment: one value per document, in Whoosh's bytes where Whoosh reads them.

stored    value of each document, a zlib-packed pickle | length of each | type of the lengths      (Whoosh's VarBytesColumn)
lengths   one byte per document, up to the last that has one                                        (NumericColumn "B")
days      microseconds since 0001-01-01, sign bit turned, u64 per document, up to the last dated    (NumericColumn "Q")
values    number of each document's value, u32 | the distinct values, a pickle | length of the pickle     (searchkit's own)
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Sequence
from datetime import date

from searchkit.engines.whoosh import w3

_DAY = 86_400_000_000
_SIGN = 1 << 63
_NO_DAY = (1 << 64) - 1
_OFFSETS_ABOVE = 1 << 15


def _big_endian(numbers: array[int]) -> bytes:
    if sys.byteorder == "little":
        numbers = array(numbers.typecode, numbers)
        numbers.byteswap()
    return numbers.tobytes()


def _from_big_endian(typecode: str, data: bytes) -> array[int]:
    numbers = array(typecode)
    numbers.frombytes(data)
    if sys.byteorder == "little":
        numbers.byteswap()
    return numbers


class StoredWriter:
    """Writes the stored values of documents, in order."""

    def __init__(self, sink: w3.Sink) -> None:
        self._sink = sink
        self._lengths = array("I")

    def add(self, packed: bytes) -> None:
        self._sink.write(packed)
        self._lengths.append(len(packed))

    def finish(self) -> None:
        lengths = self._lengths
        count = len(lengths)
        typecode = "B" if not count or max(lengths) < 256 else "H" if max(lengths) < 65536 else "I"
        tail = _big_endian(array(typecode, lengths))
        if count > _OFFSETS_ABOVE:
            # Whoosh reads offsets where there are many documents; they may not pass 32 bits in its format, so that a longer
            # column goes without, and Whoosh adds the lengths up.
            offsets, place = array("Q"), 0
            for length in lengths:
                offsets.append(place)
                place += length
            if place < 1 << 32:
                tail += _big_endian(array("I", offsets)) + typecode.encode() + b"IX"
                self._sink.write(tail)
                return
        self._sink.write(tail + typecode.encode())


def stored_places(tail: bytes, documents: int, size: int) -> array[int]:
    """Where each document's stored value starts in the column, and where the last ends. `tail` is the end of a column of `size`
    bytes, long enough for lengths and offsets. Raises ValueError for what is no such column."""
    code, skip = tail[-1:], 1
    if code == b"X":
        code, skip = tail[-3:-2], 3 + 4 * documents
    if code not in (b"B", b"H", b"I", b"i"):
        raise ValueError("no lengths")
    width = struct.calcsize(code.decode())
    end = len(tail) - skip
    lengths = _from_big_endian(code.decode(), tail[end - width * documents : end])
    places, place = array("Q", [0]), 0
    for length in lengths:
        place += length
        places.append(place)
    if len(lengths) != documents or place + skip + width * documents != size:
        raise ValueError("lengths do not add up")
    return places


def day_terms(ordinal: int) -> list[bytes]:
    """Whoosh's terms of midnight of a day (`date.toordinal`), as its DATETIME field makes them: the number as one whose order is
    that of its bytes, cut to 64, 56 … 8 bits."""
    value = (ordinal - 1) * _DAY + _SIGN
    return [b"%c" % shift + (value >> shift).to_bytes(8, "big") for shift in range(0, 64, 8)]


def pack_days(ordinals: Sequence[int]) -> bytes:
    """The column of the days, b"" when no document has one."""
    last = len(ordinals)
    while last and not ordinals[last - 1]:
        last -= 1
    return _big_endian(array("Q", [(day - 1) * _DAY if day else _NO_DAY for day in ordinals[:last]]))


def unpack_days(data: bytes, documents: int) -> array[int]:
    """The day of each document, 0 for none. Raises ValueError for what is no such column."""
    greatest = date.max.toordinal()
    days = [0 if value == _NO_DAY else value // _DAY + 1 for value in _from_big_endian("Q", data)]
    if len(days) > documents or (days and (min(days) < 0 or max(days) > greatest)):
        raise ValueError("no days")
    return array("i", days + [0] * (documents - len(days)))


def pack_lengths(lengths: bytes | bytearray) -> bytes:
    """The column of length bytes: what follows the last document with one is left out, as Whoosh does."""
    return bytes(lengths).rstrip(b"\0")


def pack_values(values: Sequence[tuple[str, ...]]) -> bytes:
    """The column of a facet: distinct values and which one each document has."""
    numbers: dict[tuple[str, ...], int] = {}
    column = array("I", [numbers.setdefault(value, len(numbers)) for value in values])
    distinct = w3.dumps([list(value) for value in numbers])
    return _big_endian(column) + distinct + struct.pack("!I", len(distinct))


def unpack_numbers(data: bytes, documents: int) -> array[int]:
    """Which value each document has, from the start of a facet's column."""
    return _from_big_endian("I", data[: 4 * documents])
