"""A file of an index in memory, checked page by page when first touched.

In: a file, its length and the checksum of each page, from the commit record. Out: bytes that are known to be those written.
Reading holds no place in the file, so that threads share one MappedFile. The mapping outlives the file's name: a writer may delete
a file that a reader still uses.
"""

from __future__ import annotations

import mmap
import os
import stat
import struct
import zlib
from array import array
from pathlib import Path
from typing import Any

from searchkit.errors import IndexCorruptError

PAGE_BITS = 18
PAGE = 1 << PAGE_BITS
# Not waiting keeps a pipe in an index folder from stopping a reader for ever; the flags are not known everywhere.
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def page_sums(path: Path) -> tuple[int, array[int]]:
    """The length of a file and the CRC-32 of each of its pages."""
    sums, size = array("I"), 0
    with open(open_regular(path), "rb") as stream:
        while page := stream.read(PAGE):
            sums.append(zlib.crc32(page))
            size += len(page)
    return size, sums


def open_regular(path: Path) -> int:
    """A descriptor of a regular file. Raises FileNotFoundError, and IndexCorruptError when it cannot be read or is something else,
    such as a pipe that would never end."""
    try:
        descriptor = os.open(path, _READ)
    except FileNotFoundError:
        raise
    except OSError as problem:
        raise IndexCorruptError(path, f"cannot be read: {problem.strerror}") from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise IndexCorruptError(path, "is not a file")
    return descriptor


class MappedFile:
    """The bytes of a file, checked before they are given out.

    `sums` None gives them unchecked: a file this process wrote a moment ago. Raises FileNotFoundError when there is no such file
    and IndexCorruptError when its length is not `size`.
    """

    def __init__(self, path: Path, size: int | None = None, sums: array[int] | None = None) -> None:
        self.path = path
        descriptor = open_regular(path)
        try:
            self.size = os.fstat(descriptor).st_size
            if size is not None and size != self.size:
                raise IndexCorruptError(path, f"has {self.size} bytes, should have {size}")
            if not self.size:
                raise IndexCorruptError(path, "is empty")
            self._map = mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ)
        finally:
            os.close(descriptor)
        pages = (self.size + PAGE - 1) >> PAGE_BITS
        if sums is not None and len(sums) != pages:
            raise IndexCorruptError(path, "its checksums do not fit its length")
        self._sums = sums
        self._checked = bytearray(pages) if sums is not None else bytearray(b"\1") * pages

    def check(self, page: int) -> None:
        """Raises IndexCorruptError when the page's bytes are not those written."""
        assert self._sums is not None
        if zlib.crc32(self._map[page << PAGE_BITS : (page + 1) << PAGE_BITS]) != self._sums[page]:
            raise IndexCorruptError(self.path, f"its bytes from {page << PAGE_BITS} on are not those that were written")
        self._checked[page] = 1

    def forget(self) -> None:
        """Gives the file's pages back to the system, which reads them again when they are needed: reading a whole file then takes no
        more memory than reading a part."""
        if hasattr(mmap, "MADV_DONTNEED"):
            self._map.madvise(mmap.MADV_DONTNEED)

    def take(self, start: int, size: int) -> bytes:
        """The `size` bytes from `start` on. Raises IndexCorruptError when they are damaged or go beyond the file."""
        end = start + size
        if start < 0 or size < 0 or end > self.size:
            raise IndexCorruptError(self.path, "points beyond its end")
        for page in range(start >> PAGE_BITS, ((end - 1) >> PAGE_BITS) + 1):
            if not self._checked[page]:
                self.check(page)
        return self._map[start:end]

    def unpack(self, form: struct.Struct, start: int) -> tuple[Any, ...]:
        return form.unpack(self.take(start, form.size))
