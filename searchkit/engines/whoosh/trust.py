"""Reading what an index folder holds without running anything from it.

Whoosh keeps posting blocks, stored fields and directories as Python pickles, and a pickle can name any function to be called.
`loads` reads plain data only: any name in it is refused. searchkit opens an index by its own commit record (see `files`) and never
unpickles Whoosh's table of contents; `toc_names` lists what a table of contents would import, for `check`.
"""

from __future__ import annotations

import io
import pickle
import zlib
from pathlib import Path
from typing import Any, NoReturn

from searchkit.errors import IndexCorruptError, IndexUntrustedError

# What Whoosh writes for a schema and segments of ours; anything else in a table of contents is foreign. Module and name, exactly.
TOC_NAMES = frozenset(
    {
        ("__builtin__", "frozenset"),
        ("__builtin__", "int"),
        ("__builtin__", "long"),
        ("__builtin__", "set"),
        ("__builtin__", "object"),
        ("builtins", "int"),
        ("copy_reg", "_reconstructor"),
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

# No block of an index unpacks to more: a block holds 128 postings of one document each.
LONGEST_UNPACKED = 1 << 28


class _ForeignName(pickle.UnpicklingError):
    """A pickle that should hold plain data names something to import."""


class _PlainUnpickler(pickle.Unpickler):
    """Plain data: numbers, text, bytes, None, tuples, lists, dicts, sets."""

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
