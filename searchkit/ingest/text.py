"""Bytes → text → the article of a text file.

A text file is ` date YYYY-MM-DD ` and the body; offsets count characters of the body, so the body is never changed but for
characters that no text has, each replaced by one U+FFFD and reported. Line ends stay as they are.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from datetime import date

from searchkit.article import Article
from searchkit.ingest.dates import HEADER_DATE, DateError, parse_day
from searchkit.ingest.fields import UNSAFE, About, Unusable, clean, with_notes
from searchkit.ingest.problem import Problem

_HEADER = re.compile(rf"\s*date[ \t]*({HEADER_DATE})(?:\r\n|\s|(?=\S)|$)", re.IGNORECASE)
_BROKEN_HEADER = re.compile(r"\s*date(?:\s|$)")
_LINE_END = re.compile(r"\r\n|\n|\r")
_BLANK_LINE = re.compile(r"[^\S\r\n]*(?:\r\n|\n|\r)")
_TEXT = re.compile(r"\S")
_LONGEST_TITLE = 200
_MAGIC = {
    b"%PDF-": "a PDF file",
    b"PK\x03\x04": "a ZIP archive or office document",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"{\\rtf": "an RTF document",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
    b"GIF8": "an image",
    b"\x7fELF": "a program",
    b"SQLite format 3\x00": "a database",
    b"BZh": "bzip2 data",
    b"\x28\xb5\x2f\xfd": "zstandard data",
    b"7z\xbc\xaf": "a 7-Zip archive",
}


def read_text(data: bytes, about: About) -> Iterator[Article | Problem]:
    """The one article of a text file."""
    notes: list[str] = []
    text = clean(decode(data, notes), notes, "body")
    del data
    day, start = header(text, notes)
    if _TEXT.search(text, start) is None:
        raise Unusable("has no text after its date" if start else "is empty")
    body = text[start:]
    del text
    yield from with_notes(Article(about.name, body, day, title_of(body), about.source_name), notes, about)


def header(text: str, notes: list[str]) -> tuple[date | None, int]:
    """The day in the header and where the body starts; (None, 0) when there is no header."""
    match = _HEADER.match(text)
    if match is None:
        if _BROKEN_HEADER.match(text):
            notes.append("no date can be read after the word date at its start: indexed without a date")
        return None, 0
    try:
        return parse_day(match[1]), match.end()
    except DateError as error:
        notes.append(f"{error}: indexed without a date")
        return None, match.end()


def title_of(body: str) -> str | None:
    """A first line that stands alone, above a blank line and more text, and is short enough for a headline."""
    end = _LINE_END.search(body, 0, _LONGEST_TITLE + 1)
    blank = _BLANK_LINE.match(body, end.end()) if end else None
    if end is None or blank is None or _TEXT.search(body, blank.end()) is None:
        return None
    line = body[: end.start()].strip()
    return line if any(map(str.isalpha, line)) else None


def decode(data: bytes, notes: list[str]) -> str:
    """UTF-8 with or without its mark, UTF-16 with its mark; what is neither is read as Windows-1252, and noted.

    A text that is UTF-8 but for a few bytes stays UTF-8, with U+FFFD for those: as Windows-1252 all of its quotation marks
    and accents would be lost. Raises Unusable for what is no text.
    """
    for magic, kind in _MAGIC.items():
        if data.startswith(magic):
            raise Unusable(f"is {kind}, not text")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _text_or_unusable(data.decode("utf-16", "replace"), 0.3)
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return _text_or_unusable(data.decode("utf-8"), 0.3)
    except UnicodeDecodeError as error:
        cut_at_end = error.reason == "unexpected end of data"
    try:  # characters beyond the first plane as two surrogates of three bytes each, as some databases write them
        text = data.decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        notes.append("surrogates written as UTF-8 joined or replaced")
        return _text_or_unusable(text, 0.3)
    except UnicodeDecodeError:
        pass
    text = data.decode("utf-8", "replace")
    wrong = text.count("\ufffd") - data.count(b"\xef\xbf\xbd")
    right = len(text) - len(text.encode("ascii", "ignore")) - wrong
    if cut_at_end or right > wrong:
        notes.append(f"{wrong} byte sequence{'s' * (wrong > 1)} that {'are' if wrong > 1 else 'is'} not UTF-8 replaced")
        return _text_or_unusable(text, 0.3)
    # Without valid UTF-8 as evidence, controls speak for a binary file sooner.
    text = _text_or_unusable(data.decode("cp1252", "replace"), 0.05)
    notes.append("not UTF-8: read as Windows-1252")
    return text


def _text_or_unusable(text: str, most_controls: float) -> str:
    controls = len(UNSAFE.findall(text, 0, 100_000))
    if controls > 8 and controls > most_controls * min(len(text), 100_000):
        raise Unusable("is not text (binary data, or UTF-16 without its byte order mark)")
    return text
