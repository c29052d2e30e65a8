"""Reading what an index folder holds without running anything from it.

Whoosh keeps posting blocks, stored fields and directories as Python pickles, and a pickle can name any function to be called.
`loads` reads plain data only: any name in it is refused. Whoosh's table of contents has to name classes; searchkit takes nothing
from it (what it needs is in its own commit record, see `commits`), but reads it through an exact list of names, with an inert
stand-in for each, so that a folder that would run code in a program using Whoosh alone is refused here too.
"""

from __future__ import annotations

import io
import pickle
import zlib
from pathlib import Path
from typing import Any, NoReturn

from searchkit.errors import IndexCorruptError, IndexUntrustedError

# What a table of contents of ours names; anything else in one is foreign. Module and name, exactly.
TOC_NAMES = frozenset(
    {
        ("__builtin__", "frozenset"),
        ("__builtin__", "long"),
        ("__builtin__", "set"),
        ("re", "_compile"),
        ("whoosh.analysis.analyzers", "CompositeAnalyzer"),
        ("whoosh.analysis.filters", "CharsetFilter"),
        ("whoosh.analysis.filters", "LowercaseFilter"),
        ("whoosh.analysis.morph", "PyStemmerFilter"),
        ("whoosh.analysis.tokenizers", "IDTokenizer"),
        ("whoosh.analysis.tokenizers", "RegexTokenizer"),
        ("whoosh.codec.whoosh3", "W3Codec"),
        ("whoosh.codec.whoosh3", "W3Segment"),
        ("whoosh.columns", "NumericColumn"),
        ("whoosh.fields", "DATETIME"),
        ("whoosh.fields", "ID"),
        ("whoosh.fields", "STORED"),
        ("whoosh.fields", "Schema"),
        ("whoosh.fields", "TEXT"),
        ("whoosh.formats", "Existence"),
        ("whoosh.formats", "Positions"),
    }
)
# The analyzers' patterns have under 100 characters; a long one could be made to take for ever.
_LONGEST_PATTERN = 500

# No block of an index unpacks to more: a block holds 128 postings of one document each.
LONGEST_UNPACKED = 1 << 28


class _ForeignName(pickle.UnpicklingError):
    """A pickle that should hold plain data names something to import."""


class _PlainUnpickler(pickle.Unpickler):
    """Plain data: numbers, text, bytes, None, tuples, lists, dicts."""

    def find_class(self, module: str, name: str, /) -> NoReturn:
        raise _ForeignName(f"asks for {module}.{name}")


def loads(data: bytes | memoryview, *, file: Path) -> Any:
    """The plain value pickled in `data`. Raises IndexUntrustedError when it names anything to import, IndexCorruptError when it
    is no pickle; `file` is named in both."""
    try:
        return _PlainUnpickler(io.BytesIO(data)).load()
    except _ForeignName as problem:
        raise IndexUntrustedError(file, str(problem)) from None
    except Exception as problem:
        # The unpickler raises nearly anything on damaged data: KeyError, ValueError, IndexError, MemoryError and more.
        raise IndexCorruptError(file, f"a block cannot be read ({type(problem).__name__})") from None


def load_first(data: bytes | memoryview, *, file: Path) -> tuple[Any, int]:
    """The plain value pickled at the start of `data`, and the number of bytes it takes."""
    stream = io.BytesIO(data)
    try:
        return _PlainUnpickler(stream).load(), stream.tell()
    except _ForeignName as problem:
        raise IndexUntrustedError(file, str(problem)) from None
    except Exception as problem:
        raise IndexCorruptError(file, f"a block cannot be read ({type(problem).__name__})") from None


def unpack(data: bytes | memoryview, *, file: Path) -> bytes:
    """zlib data unpacked, up to LONGEST_UNPACKED bytes. Raises IndexCorruptError."""
    stream = zlib.decompressobj()
    try:
        plain = stream.decompress(data, LONGEST_UNPACKED)
    except zlib.error:
        raise IndexCorruptError(file, "a packed block cannot be unpacked") from None
    if not stream.eof:
        raise IndexCorruptError(file, "a packed block does not end where it should")
    return plain


class _Inert:
    """Stands for any object of a table of contents: takes every argument and state, does nothing."""

    def __init__(self, *arguments: object) -> None:
        pass

    def __setstate__(self, state: object) -> None:
        pass


def _pattern(pattern: object, flags: object) -> _Inert:
    if not isinstance(pattern, str) or len(pattern) > _LONGEST_PATTERN or not isinstance(flags, int):
        raise _ForeignName("asks for a regular expression that searchkit does not use")
    return _Inert()


class _TocUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str, /) -> Any:
        if (module, name) not in TOC_NAMES:
            raise _ForeignName(f"asks for {module}.{name}")
        return _pattern if name == "_compile" else _Inert


def check_toc(data: bytes, *, file: Path) -> None:
    """Raises IndexUntrustedError when a table of contents names anything but TOC_NAMES, IndexCorruptError when it is none.
    1 ms."""
    stream = io.BytesIO(data)
    try:
        stream.read(3 + 4 + 4 + 3)  # sizes of numbers, byte order, version, release: one byte or four each
        size = shift = 0
        while (byte := stream.read(1)[0]) & 0x80:
            size |= (byte & 0x7F) << shift
            shift += 7
        size |= byte << shift
        _TocUnpickler(io.BytesIO(stream.read(size))).load()
        stream.read(4 + 4)  # generation, unused
        _TocUnpickler(stream).load()
    except _ForeignName as problem:
        raise IndexUntrustedError(file, str(problem)) from None
    except Exception as problem:
        raise IndexCorruptError(file, f"cannot be read ({type(problem).__name__})") from None
