"""The bytes of a W3 segment, Whoosh's own format, written without a Python call per posting.

In: sorted terms with their postings, columns, stored values. Out: one compound file `.seg` that Whoosh's readers open.

    .seg       directory offset i64 | directory length i32 | files one after another | directory, a pickle | options, a pickle
    postings   "W3Bl" | block | block …          block: length i32 (negative: last) | info, a pickle | data, a pickle, perhaps zlib
    info       (postings, last document, greatest weight, packed?, shortest length byte, longest length byte)
    data       (gaps between documents, weights, values)
    value      count u32 | gaps between positions, a pickle
    info of a term   inlined? | weight f32 | documents u32 | shortest, longest length byte | greatest weight f32 | first, last
               document u32 | then place i64 and length i32 of its postings, or, for up to INLINE postings, the postings
               themselves: (documents, weights, values), a pickle
    terms      header | (key length i32, value length i32, key, value) … | 256 hash tables | their places | extras, a pickle |
               place of every key | length of the last two.  key: field number u16, term in UTF-8

Whoosh takes any sequence of numbers for gaps and weights. Numbers below 256 are written as bytes objects, which Whoosh reads like a
list, takes half the room and are made and read by one call. Nothing written here names anything to import.
"""

from __future__ import annotations

import io
import os
import pickle
import struct
import zlib
from array import array
from collections.abc import Sequence
from operator import sub
from typing import BinaryIO, Protocol

POSTINGS_MAGIC = b"W3Bl"
TERMS_MAGIC = b"HSH3"
BLOCK = 128
# Segments are written in pieces of this many bytes.
BUFFER = 1 << 18

# Shorter blocks do not get shorter by packing.
_PACK_AT = 80
# Rare terms keep their postings in the term table: two thirds of the terms of 837 articles do; terms and postings take an eighth less.
INLINE = 4
TERM_INFO = struct.Struct("!BfIBBfII")
PLACE = struct.Struct("!qi")
_CRC32_HASH = 1
_TERMS_HEADER = struct.Struct("!4sBii")
TERMS_HEADER_SIZE = _TERMS_HEADER.size
_LENGTHS = struct.Struct("!ii")
POINTER = struct.Struct("!Iq")
DIRECTORY_ENTRY = struct.Struct("!qi")
_SEGMENT_HEADER = struct.Struct("!qi")
SEGMENT_HEADER_SIZE = _SEGMENT_HEADER.size


class Sink(Protocol):
    """Where bytes go, one after another."""

    def write(self, data: bytes, /) -> object: ...


def pack(data: bytes) -> bytes:
    """zlib data. A window of 4 KB and little memory: blocks are small, and setting up the default costs more than packing them."""
    stream = zlib.compressobj(1, zlib.DEFLATED, 12, 5)
    return stream.compress(data) + stream.flush()


def dumps(value: object) -> bytes:
    """A pickle of plain values, without a memo: nothing in it occurs twice by identity."""
    buffer = io.BytesIO()
    pickler = pickle.Pickler(buffer, 3)
    pickler.fast = True
    pickler.dump(value)
    return buffer.getvalue()


def _number(value: int) -> bytes:
    if value < 256:
        return b"K%c" % value
    if value < 65536:
        return b"M" + value.to_bytes(2, "little")
    if value < 1 << 31:
        return b"J" + value.to_bytes(4, "little")
    return b"\x8a\x05" + value.to_bytes(5, "little")


# The value of a posting with one position, by the position.
SINGLE_POSITION = [b"\0\0\0\1C\1%c." % place for place in range(256)] + [
    b"\0\0\0\1](M" + place.to_bytes(2, "little") + b"e." for place in range(256, 4096)
]


def positions_value(positions: Sequence[int]) -> bytes:
    """The value of a posting: how many positions, and the gaps between them."""
    count = len(positions)
    first = positions[0]
    if count == 1 and first < len(SINGLE_POSITION):
        return SINGLE_POSITION[first]
    gaps = [first, *map(sub, positions[1:], positions)]
    if count < 256:
        try:
            return b"%sC%c%s." % (count.to_bytes(4, "big"), count, bytes(gaps))
        except ValueError:
            pass  # a gap of 256 or more
    return b"%s](%se." % (count.to_bytes(4, "big"), b"".join(map(_number, gaps)))


class PostingsWriter:
    """Writes posting lists one after another; `position` is where the next one starts."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self.position = 0

    def add(self, docs: Sequence[int], weights: Sequence[float] | None, values: Sequence[bytes] | None, lengths: bytes) -> bytes:
        """Writes one list: ascending documents, their weights (None: 1 each) and values (None: the field keeps none), with
        `lengths` the length byte of each document of the segment, b"" for fields without. Returns the term's info."""
        count = len(docs)
        kept = bytes(map(lengths.__getitem__, docs)) if lengths else bytes(count)
        head = (sum(weights), max(weights)) if weights else (count, 1)
        where = TERM_INFO.pack(count <= INLINE, head[0], count, min(kept), max(kept), head[1], docs[0], docs[-1])
        if count <= INLINE:
            return where + _inlined(docs, weights, values)
        parts = [POSTINGS_MAGIC]
        for at in range(0, count, BLOCK):
            end = min(at + BLOCK, count)
            heavy, some = weights and weights[at:end], values and values[at:end]
            parts.append(_block(docs[at:end], heavy, some, kept[at:end], last=end == count))
        written = b"".join(parts)
        self._sink.write(written)
        self.position += len(written)
        return where + PLACE.pack(self.position - len(written), len(written))


def _inlined(docs: Sequence[int], weights: Sequence[float] | None, values: Sequence[bytes] | None) -> bytes:
    """Postings inside a term's info. Whoosh wants a value for each, empty in fields that keep none."""
    return dumps((_small(docs), _small(weights or (1,) * len(docs)), tuple(values or (b"",) * len(docs))))


def _block(
    docs: Sequence[int], weights: Sequence[float] | None, values: Sequence[bytes] | None, lengths: bytes, *, last: bool
) -> bytes:
    gaps = [docs[0], *map(sub, docs[1:], docs)]
    top = max(weights) if weights else 1
    heavy = _small(weights) if weights and (top > 1 or min(weights) < 1) else None
    data = dumps((_small(gaps), heavy, tuple(values) if values is not None else None))
    packed = 0
    if len(data) >= _PACK_AT:
        data, packed = pack(data), 1
    info = b"\x80\x02(%b%bG%bK%cK%cK%ct." % (
        _number(len(docs)), _number(docs[-1]), struct.pack("!d", top), packed, min(lengths), max(lengths),
    )  # fmt: skip
    size = len(info) + len(data)
    return struct.pack("!i", -size if last else size) + info + data


def _small(numbers: Sequence[float]) -> object:
    """The numbers as a bytes object when all are whole and below 256, else as a list."""
    try:
        return bytes(numbers)  # type: ignore[arg-type]
    except (ValueError, TypeError):
        return list(numbers)


class TermsWriter:
    """Writes the terms of a segment, in order of field and term, to a sink; the hash tables follow at the end."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._fields: dict[str, int] = {}
        self._prefix = b""
        self._hashes = array("I")
        self._places = array("q")
        self._position = TERMS_HEADER_SIZE
        sink.write(_TERMS_HEADER.pack(TERMS_MAGIC, _CRC32_HASH, 0, 0))

    def field(self, name: str) -> None:
        """Starts a field; fields come in order of their names."""
        number = self._fields.setdefault(name, len(self._fields))
        self._prefix = number.to_bytes(2, "big")

    def add(self, term: bytes, info: bytes) -> None:
        key = self._prefix + term
        record = _LENGTHS.pack(len(key), len(info)) + key + info
        self._hashes.append(zlib.crc32(key))
        self._places.append(self._position)
        self._sink.write(record)
        self._position += len(record)

    def finish(self) -> None:
        """Writes what follows the terms: the hash tables, where they are, the fields, and the place of every term."""
        buckets = [array("I") for _ in range(256)]
        for number, hashed in enumerate(self._hashes):
            buckets[hashed & 255].append(number)
        entries = []
        for bucket in buckets:
            slots = (3 * len(bucket) + 1) // 2
            entries.append(DIRECTORY_ENTRY.pack(self._position, slots))
            table = bytearray(slots * POINTER.size)
            taken = bytearray(slots)
            for number in bucket:
                hashed = self._hashes[number]
                slot = (hashed >> 8) % slots
                while taken[slot]:
                    slot = (slot + 1) % slots
                taken[slot] = 1
                POINTER.pack_into(table, slot * POINTER.size, hashed, self._places[number])
            self._sink.write(bytes(table))
            self._position += len(table)
        self._sink.write(b"".join(entries))
        typecode = "I" if self._position < 1 << 32 else "q"
        places = array(typecode, self._places)
        if struct.pack("=H", 1) != struct.pack("!H", 1):
            places.byteswap()
        extras = dumps({"fieldmap": self._fields, "indextype": typecode, "indexlen": len(places)}) + places.tobytes()
        self._sink.write(extras + struct.pack("!i", len(extras)))


class SegmentWriter:
    """Writes a compound file: `begin` a file, write it to `sink`, begin the next, `finish`."""

    def __init__(self, sink: BinaryIO) -> None:
        self.sink = sink
        self._files: dict[str, dict[str, int]] = {}
        self._open: tuple[str, int] | None = None
        sink.write(bytes(SEGMENT_HEADER_SIZE))

    def begin(self, name: str) -> BinaryIO:
        self._end()
        self._open = name, self.sink.tell()
        return self.sink

    def _end(self) -> None:
        if self._open is not None:
            name, start = self._open
            self._files[name] = {"offset": start, "length": self.sink.tell() - start}
            self._open = None

    def finish(self) -> None:
        """Writes the directory and its place, and waits until the file is on disk; the sink stays open."""
        self._end()
        start = self.sink.tell()
        directory = dumps(self._files) + dumps({})
        self.sink.write(directory)
        self.sink.seek(0)
        self.sink.write(_SEGMENT_HEADER.pack(start, len(directory)))
        self.sink.flush()
        os.fsync(self.sink.fileno())
