"""A file or pipe → its bytes in chunks: digested, decompressed, as UTF-8, cut into lines. Memory stays bounded throughout.

    file ─► Stream.raw (digest) ─► decompressed ─► UTF-16 becomes UTF-8 ─► lines

What stops the bytes half way (damage, a bomb, an error of the system) is a StreamError; what came before it was good.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import itertools
import lzma
import os
import stat
import zlib
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

from searchkit.ingest.walk import Entry, kind_of, reason_of

CHUNK = 1 << 18
MB = 1_000_000
# A compressed file may grow a hundredfold, small ones more; no news text compresses better.
BOMB_RATIO, BOMB_FREE_BYTES, BOMB_TOTAL_BYTES = 100, 10 * MB, 10_000 * MB
_LZMA_MEMORY_BYTES = 256 << 20
_GZIP_MAGIC, _XZ_MAGIC = b"\x1f\x8b\x08", b"\xfd7zXZ\x00"


class StreamError(Exception):
    """The bytes of a file end here, for the reason given; `by_system` when the operating system could not read on."""

    def __init__(self, reason: str, by_system: bool = False) -> None:
        self.by_system = by_system
        super().__init__(reason)


def open_regular(entry: Entry) -> BinaryIO:
    """The file of `entry`, unbuffered, or StreamError.

    No component below the root is followed when it is a link, even one that appeared after the walk; a pipe or device
    neither blocks nor is read.
    """
    flags = os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = _open_below(entry, flags) if entry.relative else os.open(entry.file, flags)
    except (OSError, ValueError) as error:
        raise StreamError(f"cannot be read: {reason_of(error)}", by_system=True) from error
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        raise StreamError(f"is {kind_of(mode)}, not a regular file")
    return io.FileIO(descriptor, "rb")


def _open_below(entry: Entry, flags: int) -> int:
    flags |= getattr(os, "O_NOFOLLOW", 0)
    if os.open not in os.supports_dir_fd:
        return os.open(entry.file, flags)
    *folders, last = entry.relative.split(os.sep)
    root = entry.file[: -len(entry.relative)]
    descriptor = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    for folder in folders:
        descriptor = _step(descriptor, folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC | os.O_NOFOLLOW)
    return _step(descriptor, last, flags)


def _step(folder: int, name: str, flags: int) -> int:
    try:
        return os.open(name, flags, dir_fd=folder)
    finally:
        os.close(folder)


class Stream:
    """The bytes of one open file or pipe, read once.

    `chunks` gives them decompressed and never as UTF-16; `digest` is that of the raw bytes, known after `finish`.
    `notes` holds what was ignored on the way, for the report.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._read = getattr(file, "read1", file.read)  # from a pipe, what is there
        self._hash = hashlib.blake2b(digest_size=16)
        self._at_end = False
        self.notes: list[str] = []
        head, raw = peek(self._raw(), len(_XZ_MAGIC))
        self.is_compressed = head.startswith((_GZIP_MAGIC, _XZ_MAGIC))
        self.chunks = _as_utf8(self._decompressed(head, raw))

    def _raw(self) -> Iterator[bytes]:
        while not self._at_end:
            try:
                chunk = self._read(CHUNK)
            except (OSError, ValueError) as error:
                raise StreamError(f"cannot be read: {reason_of(error)}", by_system=True) from error
            self._at_end = not chunk
            self._hash.update(chunk or b"")
            if chunk:
                yield chunk

    def _decompressed(self, head: bytes, raw: Iterator[bytes]) -> Iterator[bytes]:
        if head.startswith(_GZIP_MAGIC):
            return _grown(raw, _GzipMember, _GZIP_MAGIC, self.notes)
        if head.startswith(_XZ_MAGIC):
            return _grown(raw, _XzStream, _XZ_MAGIC, self.notes)
        return raw

    def finish(self, most: int) -> str | None:
        """The digest of the whole file, reading up to `most` bytes that no reader wanted; None when there are more."""
        try:
            for chunk in self._raw():
                most -= len(chunk)
                if most < 0:
                    return None
        except StreamError:
            return None
        return self._hash.hexdigest()


class _GzipMember:
    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(31)

    def pieces(self, data: bytes) -> Iterator[bytes]:
        while not self._inflate.eof:
            piece = self._inflate.decompress(data, CHUNK)
            data = self._inflate.unconsumed_tail
            yield piece
            if not data and len(piece) < CHUNK:
                return

    @property
    def rest(self) -> bytes | None:
        """What follows the end of this member; None before its end."""
        return self._inflate.unused_data if self._inflate.eof else None


class _XzStream:
    def __init__(self) -> None:
        self._decoder = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_LZMA_MEMORY_BYTES)

    def pieces(self, data: bytes) -> Iterator[bytes]:
        yield self._decoder.decompress(data, CHUNK)
        while not self._decoder.eof and not self._decoder.needs_input:
            yield self._decoder.decompress(b"", CHUNK)

    @property
    def rest(self) -> bytes | None:
        return self._decoder.unused_data if self._decoder.eof else None


def _grown(raw: Iterator[bytes], new: type[_GzipMember] | type[_XzStream], magic: bytes, notes: list[str]) -> Iterator[bytes]:
    """Decompressed pieces of all members of a file, one after the other."""
    read = grown = 0
    member: _GzipMember | _XzStream | None = None
    for chunk in raw:
        read += len(chunk)
        while chunk:
            if member is None:
                chunk = chunk.lstrip(b"\x00") if grown else chunk  # tapes and downloads pad with zeros
                if not chunk:
                    break
                if chunk[: len(magic)] != magic[: len(chunk)]:
                    notes.append("bytes after the end of the compressed data were ignored")
                    return
                member = new()
            try:
                for piece in member.pieces(chunk):
                    grown += len(piece)
                    _refuse_bomb(read, grown)
                    yield piece
            except (zlib.error, lzma.LZMAError, EOFError, MemoryError) as error:
                raise StreamError(f"compressed data are damaged ({str(error).strip() or type(error).__name__})") from error
            rest = member.rest
            member, chunk = (member, b"") if rest is None else (None, rest)
    if member is not None:
        raise StreamError("compressed data end early")


def _refuse_bomb(read: int, grown: int) -> None:
    if grown > BOMB_FREE_BYTES and grown > BOMB_RATIO * read:
        raise StreamError(f"compressed data grow more than {BOMB_RATIO} times; unpack the file yourself if you trust it")
    if grown > BOMB_TOTAL_BYTES:
        raise StreamError(f"compressed data grow to more than {BOMB_TOTAL_BYTES // MB:,} MB; unpack the file or split it")


def peek(chunks: Iterator[bytes], size: int) -> tuple[bytes, Iterator[bytes]]:
    """At least `size` bytes of the start (fewer when there are no more), and the chunks with them still in front."""
    head = b""
    for chunk in chunks:
        head += chunk
        if len(head) >= size:
            break
    return head, itertools.chain([head], chunks) if head else chunks


def _as_utf8(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes; UTF-16 that begins with its byte order mark as UTF-8 instead, unpaired halves as U+FFFD."""
    head, chunks = peek(chunks, 2)
    if not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        yield from chunks
        return
    decoder = codecs.getincrementaldecoder("utf-16")("replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf-8")
    yield decoder.decode(b"", True).encode("utf-8")


class Line(NamedTuple):
    """A line with its end; `data` is None when it is longer than allowed. `number` counts from 1."""

    number: int
    data: bytes | None


def lines(chunks: Iterator[bytes], max_size: int) -> Iterator[Line]:
    """The lines of a stream, holding at most `max_size` bytes of a line and one chunk."""
    number, size = 1, 0
    parts: list[bytes] = []
    for chunk in chunks:
        *ended, tail = chunk.split(b"\n")
        for part in ended:
            size += len(part) + 1
            parts.append(part)
            yield Line(number, b"".join(parts) + b"\n" if size <= max_size else None)
            number, size, parts = number + 1, 0, []
        size += len(tail)
        if size <= max_size:
            parts.append(tail)
        else:
            parts.clear()
    if size:
        yield Line(number, b"".join(parts) if size <= max_size else None)


def whole(chunks: Iterator[bytes], max_size: int) -> bytes | None:
    """All bytes of a stream, None when there are more than `max_size`."""
    parts, size = [], 0
    for chunk in chunks:
        size += len(chunk)
        if size > max_size:
            return None
        parts.append(chunk)
    return b"".join(parts)
