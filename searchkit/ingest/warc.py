"""WARC web archives: each HTML page that was answered with success is an article, its address the id."""

from __future__ import annotations

import logging
import re
import zlib
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
    logging.getLogger("warcio").addHandler(logging.NullHandler())  # it would write addresses to the terminal as they are
    loader, reader, number = ArcWarcRecordLoader(), _Reader(chunks), 0
    while True:
        statusline, skipped = reader.next_record()
        if skipped:
            yield Problem(about.path, f"{skipped:,} bytes after record {number} belong to no record and were skipped")
        if statusline is None:
            break
        number += 1
        notes: list[str] = []
        try:
            article = _article(loader.parse_record_stream(reader, statusline, known_format="warc"), about, notes)
        except StreamError:
            raise
        except Unusable as error:
            yield Problem(about.path, f"record {number} {error}")
            continue
        except Exception as error:
            yield Problem(about.path, f"record {number} is damaged ({type(error).__name__})")
            continue
        if article is not None:
            yield from with_notes(article, notes, about, part=f"record {number}")
    if number == 0:
        raise Unusable("is not a WARC archive")


def _article(record: Any, about: About, notes: list[str]) -> Article | None:
    """The article of a record, None for a record that is no page; read to its end either way. Raises Unusable."""
    if record.rec_type is None or record.length is None:
        raise Unusable("has no type or no length")
    is_page = _is_page(record)
    data = _content(record, about.max_size) if is_page else b""
    while record.raw_stream.read(_PIECE):
        pass
    if record.raw_stream.limit > 0:
        raise Unusable("ends early")
    if not is_page:
        return None
    address = record.rec_headers.get_header("WARC-Target-URI")
    if truncated := record.rec_headers.get_header("WARC-Truncated"):
        notes.append(f"its page was cut when it was fetched ({shown_value(truncated)})")
    charset = _CHARSET.search(record.http_headers.get_header("content-type"))
    try:
        page = page_record(_decoded(data, record, about.max_size), charset[1] if charset else None, notes)
        page |= {"id": address, "url": page["url"] or address, "crawled": record.rec_headers.get_header("WARC-Date")}
        return article_of(page, None, about, notes)
    except Unusable as error:
        raise Unusable(f"({shown_value(address)}) {error}") from error


def _is_page(record: Any) -> bool:
    if record.rec_type != "response" or not (record.rec_headers.get_header("WARC-Target-URI") or "").startswith("http"):
        return False
    if record.http_headers is None:
        raise Unusable("is a response without its HTTP headers")
    kind = (record.http_headers.get_header("content-type") or "").lower()
    return record.http_headers.get_statuscode().startswith("2") and kind.startswith(("text/html", "application/xhtml+xml"))


def _content(record: Any, max_size: int) -> bytes:
    """The page as it was sent, without the chunks of its transfer."""
    from warcio.bufferedreaders import ChunkedDataReader

    stream = record.raw_stream
    if (record.http_headers.get_header("transfer-encoding") or "").lower() == "chunked":
        stream = ChunkedDataReader(stream)
    parts, size = [], 0
    while size <= max_size and (piece := stream.read(_PIECE)):
        size += len(piece)
        parts.append(piece)
    return b"".join(parts)


def _decoded(data: bytes, record: Any, max_size: int) -> bytes:
    """The page's bytes, unpacked where they were sent compressed. Many crawlers store them unpacked under the same header."""
    encoding = (record.http_headers.get_header("content-encoding") or "identity").lower()
    if encoding not in ("identity", "gzip", "x-gzip", "deflate"):
        raise Unusable(f"is in the content encoding {shown_value(encoding)}, which is not read")
    is_zlib = encoding == "deflate" and data[:1] == b"\x78"
    if len(data) <= max_size and (is_zlib or data.startswith(b"\x1f\x8b")):
        unpacker = zlib.decompressobj(47)
        try:
            data = unpacker.decompress(data, max_size + 1)
        except zlib.error as error:
            raise Unusable("has damaged compressed content") from error
        if not unpacker.eof and len(data) <= max_size:
            raise Unusable("has compressed content that ends early")
    if len(data) > max_size:
        raise Unusable(f"is larger than the limit of {max_size:,} bytes for one article")
    return data


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
