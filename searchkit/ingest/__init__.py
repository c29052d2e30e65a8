"""Files and folders → articles, and a Problem for everything that could not be taken as it is.

In: paths (`walk` finds the files below them), or a pipe. Out: Articles in file order, Problems beside them, streamed. A bad file,
line or row costs itself only; nothing a file holds makes a reader raise. docs/ingest.md says which field comes from where.

    for entry in walk(["corpus"]):              # InputError when a named path is missing
        if isinstance(entry, Problem): ...
        with read(entry) as reading:
            for item in reading:                # Article | Problem
                ...
            reading.digest                      # of the file's raw bytes, for knowing it again
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from types import TracebackType
from typing import BinaryIO, Self

from searchkit.article import Article
from searchkit.errors import InputError
from searchkit.ingest.choose import FORMATS, articles_of
from searchkit.ingest.fields import About, Place
from searchkit.ingest.problem import Problem, shown
from searchkit.ingest.streams import Stream, StreamError, open_regular
from searchkit.ingest.walk import Entry, walk

__all__ = ["DEFAULT_MAX_SIZE", "FORMATS", "Entry", "Place", "Problem", "Reading", "Source", "read", "read_stream", "walk"]

Source = Entry | str | os.PathLike[str]
DEFAULT_MAX_SIZE = 64 << 20


class Reading(Iterator[Article | Problem]):
    """The articles and problems of one file, read while they are asked for.

    Known from the first item on: `size` and `mtime_ns` of the file that was opened (None for a pipe or a file that could not be
    opened). Known after the last: `digest`, 32 hexadecimal digits over the raw bytes (BLAKE2b of 16 bytes), None when the file
    was not read to its end; `is_unread`, True when the operating system could not read the file, so that what is known of it
    from before still stands. `place` is where in the file the last article stands.
    """

    def __init__(self, about: About, format: str, entry: Entry | None, pipe: BinaryIO | None = None) -> None:
        self.name, self.place = about.name, about.place
        self.size: int | None = None
        self.mtime_ns: int | None = None
        self.digest: str | None = None
        self.is_unread = False
        self._about, self._format, self._entry, self._pipe = about, format, entry, pipe
        self._items = self._read()

    def __next__(self) -> Article | Problem:
        return next(self._items)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; there are no further items."""
        self._items.close()

    def _read(self) -> Generator[Article | Problem, None, None]:
        about = self._about
        try:
            file = self._open()
        except StreamError as error:
            yield self._stopped(error)
            return
        try:
            stream = Stream(file)
            yield from articles_of(stream, self.size, self._format, about)
            self.digest = stream.finish(about.max_size)
        except StreamError as error:
            yield self._stopped(error)
            if not error.by_system:
                self.digest = stream.finish(about.max_size)
        finally:
            if file is not self._pipe:
                file.close()

    def _open(self) -> BinaryIO:
        if self._pipe is not None:
            return self._pipe
        assert self._entry is not None
        file = open_regular(self._entry)
        status = os.fstat(file.fileno())
        self.size, self.mtime_ns = status.st_size, status.st_mtime_ns
        return file

    def _stopped(self, error: StreamError) -> Problem:
        self.is_unread = error.by_system
        return Problem(self._about.path, str(error), unread=self.name if error.by_system else None)


def read(source: Source, *, format: str = "auto", max_size: int = DEFAULT_MAX_SIZE, source_name: str | None = None) -> Reading:
    """The articles of one file, with problems beside them.

    `format` is one of FORMATS; "auto" chooses by name and content. `max_size` bounds the bytes of one article (of the file,
    where a file is one article). `source_name` is the source of articles that name none themselves.
    """
    _check(format)
    entry = source if isinstance(source, Entry) else _alone(source)
    return Reading(About(entry.name, shown(entry.file), max_size, source_name), format, entry)


def read_stream(pipe: BinaryIO, *, max_size: int = DEFAULT_MAX_SIZE, source_name: str | None = None) -> Reading:
    """The articles of a stream of JSON lines, such as standard input; each needs an id. The stream is left open."""
    return Reading(About("-", "-", max_size, source_name, needs_ids=True), "jsonl", None, pipe)


def _alone(path: str | os.PathLike[str]) -> Entry:
    found = next(walk([path]))
    if not isinstance(found, Entry) or found.relative:
        raise InputError(f"{shown(path)}: is not a regular file")
    return found


def _check(format: str) -> None:
    if format not in FORMATS:
        raise InputError(f"there is no format {shown(format)}; choose one of {', '.join(FORMATS)}")
