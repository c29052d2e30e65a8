"""CSV with a header line: commas, semicolons or tabs, fields in double quotes where needed, one article a row.

An own splitter, since the standard library's lets one stray quotation mark swallow the rest of the file. Here a row whose
quotes never close costs its first line; reading goes on with the next.
"""

from __future__ import annotations

import codecs
import re
from collections import deque
from collections.abc import Iterator

from searchkit.article import Article
from searchkit.ingest.fields import About, Unusable, article_of, with_notes
from searchkit.ingest.problem import Problem
from searchkit.ingest.streams import Line, lines
from searchkit.ingest.text import decode

_COLUMNS = frozenset({"id", "date", "title", "body", "text", "source", "url", "author", "lang", "speakers"})
_DELIMITERS = ",;\t"
# Each unclosed row may be read twice; more of them than this and the file is no CSV.
_MOST_UNCLOSED_ROWS = 3


def read_csv(chunks: Iterator[bytes], about: About) -> Iterator[Article | Problem]:
    """One article for each row below the header line."""
    rows = _rows(lines(chunks, about.max_size), about)
    for row in rows:
        if isinstance(row, Problem):
            yield row
            continue
        _, data = row
        if not data.strip():
            continue
        delimiter, columns = _header(data)
        yield from _articles(rows, delimiter, columns, about)
        return
    raise Unusable("is empty")


def _header(data: bytes) -> tuple[str, list[str]]:
    text = decode(data, []).strip("\r\n")
    splits = [(delimiter, [name.strip() for name in split(text, delimiter)]) for delimiter in _DELIMITERS]
    known = [sum(name.lower() in _COLUMNS for name in names) for _, names in splits]
    delimiter, names = splits[known.index(max(known))]
    columns = [name.lower() if name.lower() in _COLUMNS else name for name in names]
    if not {"body", "text"} & set(columns):
        raise Unusable("has no column named body or text in its first line")
    repeated = {name for name in columns if columns.count(name) > 1 and name in _COLUMNS}
    if repeated:
        raise Unusable(f"has more than one column named {sorted(repeated)[0]}")
    return delimiter, columns


def _articles(
    rows: Iterator[Problem | tuple[int, bytes]], delimiter: str, columns: list[str], about: About
) -> Iterator[Article | Problem]:
    for row in rows:
        if isinstance(row, Problem):
            yield row
            continue
        number, data = row
        if not data.strip():
            continue
        notes: list[str] = []
        try:
            values = split(decode(data, notes).rstrip("\r\n"), delimiter)
            if len(values) != len(columns):
                raise Unusable(f"row has {len(values)} fields, the first line has {len(columns)}")
            record = {column: value for column, value in zip(columns, values, strict=True) if column and value.strip()}
            article = article_of(record, None if about.needs_ids else f"{about.name}#{number}", about, notes)
        except Unusable as error:
            yield Problem(about.path, str(error), number)
            continue
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
_OPENING = re.compile(rb'(?:^|[,;\t])"')


def _stays_open(line: bytes, is_open: bool) -> bool:
    """Whether a quoted field is still open at the end of `line`."""
    position = 0
    while True:
        if is_open:
            closing = _next_closing(line, position)
            if closing < 0:
                return True
            is_open, position = False, closing
        opening = _OPENING.search(line, position) if position == 0 else _LATER_OPENING.search(line, position)
        if opening is None:
            return False
        is_open, position = True, opening.end()


_LATER_OPENING = re.compile(rb'[,;\t]"')


def _next_closing(line: bytes, position: int) -> int:
    """Behind the first quotation mark from `position` on that is not doubled; -1 when there is none."""
    while (found := line.find(b'"', position)) >= 0:
        if line[found + 1 : found + 2] != b'"':
            return found + 1
        position = found + 2
    return -1


def _rows(numbered: Iterator[Line], about: About) -> Iterator[Problem | tuple[int, bytes]]:
    """Rows as (number of their first line, bytes), joined over lines while a quoted field is open."""
    again: deque[Line] = deque()
    unclosed = 0
    while True:
        line = again.popleft() if again else next(numbered, None)
        if line is None:
            return
        number, data = line
        if data is None:
            yield Problem(about.path, _too_long(about), number)
            continue
        if number == 1:
            data = data.removeprefix(codecs.BOM_UTF8)
        parts, size, is_open = [data], len(data), _stays_open(data, False)
        taken: list[Line] = []
        while is_open:
            following = again.popleft() if again else next(numbered, None)
            if following is None:
                break
            taken.append(following)
            if following.data is None or size + len(following.data) > about.max_size:
                break
            parts.append(following.data)
            size += len(following.data)
            is_open = _stays_open(following.data, True)
        if not is_open:
            yield number, b"".join(parts)
            continue
        unclosed += 1
        if unclosed > _MOST_UNCLOSED_ROWS:
            yield Problem(about.path, "quotation marks are not closed in too many rows; the rest of the file was skipped", number)
            return
        yield Problem(about.path, "a quotation mark opened in this row is never closed; the line was skipped", number)
        again.extendleft(reversed(taken))


def _too_long(about: About) -> str:
    return f"line is longer than the limit of {about.max_size:,} bytes for one article"
