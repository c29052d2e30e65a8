"""CSV with a header line: commas, semicolons or tabs, fields in double quotes where needed, one article a row.

An own splitter, since the standard library's lets one stray quotation mark swallow the rest of the file. Here a row whose
quotes never close costs its first line; reading goes on with the next.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator

from searchkit.article import Article
from searchkit.ingest.fields import About, Unusable, article_of, with_notes
from searchkit.ingest.problem import Problem
from searchkit.ingest.streams import Line, lines
from searchkit.ingest.text import decode

_COLUMNS = frozenset({"id", "date", "title", "body", "text", "source", "url", "author", "lang", "speakers", "story"})
_DELIMITERS = ",;\t"
# Each unclosed row may be read twice; more of them than this and the file is no CSV.
_MOST_UNCLOSED_ROWS = 3


def read_csv(chunks: Iterator[bytes], about: About) -> Iterator[Article | Problem]:
    """One article for each row below the header line."""
    numbered = lines(chunks, about.max_size)
    header = next((line for line in numbered if line.data is None or line.data.strip()), None)
    if header is None or header.data is None:
        raise Unusable("is empty" if header is None else "has a header line longer than the size limit")
    notes: list[str] = []
    delimiter, columns = _header(decode(header.data, notes).rstrip("\r\n"))
    if notes:
        yield Problem(about.path, "; ".join(notes), header.number, altered=True)
    for row in _rows(numbered, delimiter, about):
        if isinstance(row, Problem):
            yield row
        elif row[1].strip():
            yield from _article(*row, delimiter, columns, about)


def _header(text: str) -> tuple[str, list[str]]:
    splits = [(delimiter, [name.strip() for name in split(text, delimiter)]) for delimiter in _DELIMITERS]
    known = [sum(name.lower() in _COLUMNS for name in names) for _, names in splits]
    delimiter, names = splits[known.index(max(known))]
    columns = [name.lower() if name.lower() in _COLUMNS else name for name in names]
    if not {"body", "text"} & set(columns):
        raise Unusable("has no column named body or text in its first line")
    repeated = {name for name in columns if columns.count(name) > 1 and name in _COLUMNS}
    if repeated:
        raise Unusable(f"has more than one column named {min(repeated)}")
    return delimiter, columns


def _article(number: int, data: bytes, delimiter: str, columns: list[str], about: About) -> Iterator[Article | Problem]:
    notes: list[str] = []
    try:
        values = split(decode(data, notes).rstrip("\r\n"), delimiter)
        if len(values) != len(columns):
            raise Unusable(f"row has {len(values)} fields, the first line has {len(columns)}")
        record = {column: value for column, value in zip(columns, values, strict=True) if column and value.strip()}
        article = article_of(record, None if about.needs_ids else f"{about.name}#{number}", about, notes)
    except Unusable as error:
        yield Problem(about.path, str(error), number)
        return
    yield from with_notes(article, notes, about, number)


def split(text: str, delimiter: str) -> list[str]:
    """The fields of one row. A quotation mark inside an unquoted field, or after a quoted one, is an ordinary character.

    >>> split('1,"a ""b"", c",5" pipe', ",")
    ['1', 'a "b", c', '5" pipe']
    """
    if '"' not in text:
        return text.split(delimiter)
    fields, position = [], 0
    while True:
        value = ""
        if text.startswith('"', position) and (quoted := _QUOTED.match(text, position)):
            value, position = quoted[1].replace('""', '"'), quoted.end()
        end = text.find(delimiter, position)
        fields.append(value + text[position : len(text) if end < 0 else end])
        if end < 0:
            return fields
        position = end + 1


_QUOTED = re.compile(r'"([^"]*(?:""[^"]*)*)"', re.DOTALL)


def _stays_open(line: bytes, is_open: bool, opening: bytes) -> bool:
    """Whether a quoted field is still open at the end of `line`; `opening` is a delimiter and a quotation mark."""
    position = 0
    if not is_open and line.startswith(b'"'):
        is_open, position = True, 1
    while True:
        if is_open:
            position = _next_closing(line, position)
            if position < 0:
                return True
        found = line.find(opening, position)
        if found < 0:
            return False
        is_open, position = True, found + len(opening)


def _next_closing(line: bytes, position: int) -> int:
    """Behind the first quotation mark from `position` on that is not doubled; -1 when there is none."""
    while (found := line.find(b'"', position)) >= 0:
        if line[found + 1 : found + 2] != b'"':
            return found + 1
        position = found + 2
    return -1


def _rows(numbered: Iterator[Line], delimiter: str, about: About) -> Iterator[Problem | tuple[int, bytes]]:
    """Rows as (number of their first line, bytes), joined over lines while a quoted field is open."""
    too_long = f"is longer than the limit of {about.max_size:,} bytes for one article"
    opening = delimiter.encode("ascii") + b'"'
    again: deque[Line] = deque()
    unclosed = 0
    while (line := _next(again, numbered)) is not None:
        number, data = line
        if data is None:
            yield Problem(about.path, f"line {too_long}", number)
            continue
        taken, is_open, size = [data], _stays_open(data, False, opening), len(data)
        kept: list[Line] = []
        while is_open and (line := _next(again, numbered)) is not None:
            size += about.max_size + 1 if line.data is None else len(line.data)
            if size <= about.max_size and line.data is not None:
                taken.append(line.data)
                kept.append(line)
            else:
                taken.clear()
                kept.clear()
            is_open = line.data is None or _stays_open(line.data, True, opening)
        if not is_open and taken:
            yield number, b"".join(taken)
        elif taken:
            unclosed += 1
            if unclosed > _MOST_UNCLOSED_ROWS:
                reason = "quotation marks are never closed in too many rows; the rest of the file was skipped"
                yield Problem(about.path, reason, number)
                return
            yield Problem(about.path, "a quotation mark opened in this row is never closed; the line was skipped", number)
            again.extendleft(reversed(kept))
        else:
            end = "; its quotation marks are never closed, and the rest of the file was skipped" if is_open else ""
            yield Problem(about.path, f"row {too_long}{end}", number)


def _next(again: deque[Line], numbered: Iterator[Line]) -> Line | None:
    return again.popleft() if again else next(numbered, None)
