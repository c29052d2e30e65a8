"""WARC web archives: each HTML page that was answered with success is an article, its address the id."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from searchkit.article import Article
from searchkit.errors import MissingExtraError
from searchkit.ingest.fields import About, Unusable, article_of, with_notes
from searchkit.ingest.htmlpages import page_record
from searchkit.ingest.problem import Problem, shown_value
from searchkit.ingest.streams import StreamError

_LONGEST_LINE, _LARGEST_HEADER, _PIECE = 1 << 16, 1 << 20, 1 << 16
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._-]{1,40})", re.IGNORECASE)


def read_warc(chunks: Iterator[bytes], about: About) -> Iterator[Article | Problem]:
    """The articles of an archive, record by record; a record that cannot be read costs itself."""
    try:
        from warcio.recordloader import ArcWarcRecordLoader
    except ImportError as error:
        raise Unusable(f"was skipped: {MissingExtraError('reading web archives', 'ingest')}") from error
    loader, reader, number = ArcWarcRecordLoader(), _Reader(chunks), 0
    while True:
        statusline, skipped = reader.next_record()
        if skipped:
            yield Problem(about.path, f"{skipped:,} bytes after record {number} belong to no record and were skipped")
        if statusline is None:
            break
        number += 1
        try:
            record = loader.parse_record_stream(reader, statusline, known_format="warc")
            if not _is_page(record):
                _drain(record.raw_stream)
                continue
            notes: list[str] = []
            article = _article(record, about, notes)
            _drain(record.raw_stream)
        except StreamError:
            raise
        except Unusable as error:
            yield Problem(about.path, f"record {number} {error}")
            continue
        except Exception as error:
            yield Problem(about.path, f"record {number} is damaged ({type(error).__name__})")
            continue
        yield from with_notes(article, notes, about, part=f"record {number}")
    if number == 0:
        raise Unusable("is not a WARC archive")


def _is_page(record: Any) -> bool:
    if record.rec_type is None:
        raise Unusable("has no type")
    if record.rec_type != "response":
        return False
    if record.http_headers is None:
        raise Unusable("is a response without its HTTP headers")
    kind = (record.http_headers.get_header("content-type") or "").lower()
    return record.http_headers.get_statuscode().startswith("2") and kind.startswith(("text/html", "application/xhtml+xml"))


def _article(record: Any, about: About, notes: list[str]) -> Article:
    address = record.rec_headers.get_header("WARC-Target-URI")
    charset = _CHARSET.search(record.http_headers.get_header("content-type"))
    try:
        data = _content(record.content_stream(), about.max_size)
        page = page_record(data, charset[1] if charset else None, notes)
        page |= {"id": address, "url": page["url"] or address, "crawled": record.rec_headers.get_header("WARC-Date")}
        return article_of(page, None, about, notes)
    except Unusable as error:
        raise Unusable(f"({shown_value(address)}) {error}") from error


def _content(stream: Any, max_size: int) -> bytes:
    parts, size = [], 0
    while piece := stream.read(_PIECE):
        size += len(piece)
        if size > max_size:
            raise Unusable(f"is larger than the limit of {max_size:,} bytes for one article")
        parts.append(piece)
    return b"".join(parts)


def _drain(stream: Any) -> None:
    while stream.read(_PIECE):
        pass


class _Reader:
    """The chunks of a stream as the file that warcio reads from, with lines and headers of bounded length."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._buffer = b""
        self._position = 0
        self._header_left = _LARGEST_HEADER

    def read(self, size: int) -> bytes:
        if not self._fill():
            return b""
        data = self._buffer[self._position : self._position + size]
        self._position += len(data)
        return data

    def readline(self, size: int | None = None) -> bytes:
        line = self._line(min(size or _LONGEST_LINE, _LONGEST_LINE))
        self._header_left -= len(line)
        if self._header_left < 0:
            raise Unusable(f"has a header of more than {_LARGEST_HEADER:,} bytes")
        return line

    def next_record(self) -> tuple[bytes | None, int]:
        """The first line of the next record (None at the end), and how many bytes that belong to none stand before it."""
        skipped = 0
        self._header_left = _LARGEST_HEADER
        while line := self._line(_LONGEST_LINE):
            if line.startswith(b"WARC/"):
                return line, skipped
            skipped += len(line) if line.strip() else 0
        return None, skipped

    def _line(self, size: int) -> bytes:
        parts: list[bytes] = []
        while size > 0 and self._fill():
            end = self._buffer.find(b"\n", self._position, self._position + size)
            stop = end + 1 if end >= 0 else min(self._position + size, len(self._buffer))
            parts.append(self._buffer[self._position : stop])
            size -= stop - self._position
            self._position = stop
            if end >= 0:
                break
        return b"".join(parts)

    def _fill(self) -> bool:
        while self._position >= len(self._buffer):
            chunk = next(self._chunks, None)
            if chunk is None:
                return False
            self._buffer, self._position = chunk, 0
        return True
