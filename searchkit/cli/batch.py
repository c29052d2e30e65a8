"""Many queries in one run: lines of JSON answered one by one, or a CSV file of queries answered in one report."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from searchkit.cli.options import Days
from searchkit.cli.output import to_json, trec_line, write_csv
from searchkit.cli.search import asks
from searchkit.cli.terminal import flush, printable, write
from searchkit.errors import InputError, SearchkitError
from searchkit.results import Hit, Page

if TYPE_CHECKING:
    from searchkit.newsindex import NewsIndex

# Keys of a request besides "query", what each may be, and that in words.
_TEXT = ((str, type(None)), "a text, or null")
_KEYS: dict[str, tuple[tuple[type, ...], str]] = {
    "limit": ((int, type(None)), "a whole number, or null for all"),
    "offset": ((int,), "a whole number"),
    "sort": ((str,), "a text"),
    "since": _TEXT,
    "until": _TEXT,
    "speaker": _TEXT,
    "source": _TEXT,
    "facets": ((list,), "a list of texts"),
    "facet": ((list, str), "a text or a list of texts"),
    "snippets": ((int, type(None)), "a whole number, or null for all"),
    "recency": ((int, float, str, type(None)), 'a number of days, such as 30 or "6w"'),
    "hits": ((bool,), "true or false"),
    "id": ((str, int, type(None)), "a text or a whole number"),
}


def answer_lines(news: NewsIndex, defaults: dict[str, Any]) -> int:
    """Answers each line of standard input by one line; sees what is committed meanwhile. Returns 0 at the end of the input."""
    for line in sys.stdin.buffer:
        if line.strip():
            write(to_json(_answer(news, line, defaults)))
            flush()
    return 0


def _answer(news: NewsIndex, line: bytes, defaults: dict[str, Any]) -> dict[str, Any]:
    """The answer to one request; every error is an answer too. `expected` is False for mistakes of ours only."""
    request: dict[str, Any] = {}
    try:
        request = _request(line)
        options = {**defaults, **_options(request)}
        want_hits = request.get("hits", False)
        if not want_hits:
            options["snippets"] = 0
        page = _search(news, request["query"], options)
        answer = page.to_dict() if want_hits else {"total": page.total, "ids": [hit.id for hit in page]}
        if page.facets and not want_hits:
            answer["facets"] = page.to_dict()["facets"]
    except SearchkitError as error:
        answer = {"error": type(error).__name__, "message": str(error), "expected": True}
        for name in ("position", "length", "limit"):
            if hasattr(error, name):
                answer[name] = getattr(error, name)
    except MemoryError:
        answer = {"error": "LimitError", "message": "the query needs more memory than there is", "expected": True}
    except Exception as error:
        answer = {"error": type(error).__name__, "message": str(error), "expected": False}
    if request.get("id") is not None:
        answer = {"id": request["id"], **answer}
    return answer


def _search(news: NewsIndex, query: str, options: dict[str, Any]) -> Page[Hit]:
    if not asks(query, options):
        raise InputError("say what to look for: the query is empty")
    return news.search(query, **options)


def _request(line: bytes) -> dict[str, Any]:
    try:
        request = json.loads(line.decode("utf-8", "surrogatepass"))
    except (ValueError, RecursionError) as error:
        raise InputError(f"the line is not JSON: {error}") from None
    if not isinstance(request, dict) or not isinstance(request.get("query"), str):
        raise InputError('a request is an object with a text "query", such as {"query": "tram strike"}')
    for key, value in request.items():
        if key == "query":
            continue
        if key not in _KEYS:
            raise InputError(f"there is no key {key!r}; keys are query, {', '.join(_KEYS)}")
        kinds, words = _KEYS[key]
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise InputError(f"{key} cannot be {value!r}; it is {words}")
    return request


def _options(request: dict[str, Any]) -> dict[str, Any]:
    options = {key: value for key, value in request.items() if key not in ("query", "facet", "recency", "hits", "id")}
    if "facet" in request:
        options["facets"] = [request["facet"]] if isinstance(request["facet"], str) else request["facet"]
    if not all(isinstance(name, str) for name in options.get("facets", ())):
        raise InputError("facets are texts")
    if request.get("recency") is not None:
        recency = request["recency"]
        options["recency_days"] = float(recency) if isinstance(recency, int | float) else _days(recency)
    return options


def _days(text: str) -> float:
    import click

    try:
        return Days().convert(text, None, None)
    except click.BadParameter as error:
        raise InputError(error.message) from None


def answer_file(news: NewsIndex, path: str, options: dict[str, Any], shape: str) -> int:
    """Answers every query of a CSV file, `-` for standard input; returns 0, or 1 when none of them found anything, or 2 when one is wrong.

    Columns: `query`, and where wanted `id` and the conditions of `search`: since, until, speaker, source.
    """
    rows = _queries(path)
    answers = _answers(news, rows, options)
    found, wrong = False, False
    if shape != "csv":
        for name, page in answers:
            if isinstance(page, SearchkitError):
                wrong = True
                print(printable(f"searchkit: {path}: query {name}: {page}"), file=sys.stderr)
                continue
            found |= page.total > 0
            for line in _lines(name, page, shape, options["offset"] + 1):
                write(line)
    else:

        def table() -> Iterator[list[Any]]:
            nonlocal found, wrong
            for name, page in answers:
                if isinstance(page, SearchkitError):
                    wrong = True
                    yield [name, 0, None, None, None, None, None, None, str(page)]
                    continue
                found |= page.total > 0
                if not page.total:
                    yield [name, 0, *[None] * 7]
                for rank, hit in enumerate(page, options["offset"] + 1):
                    passage = hit.snippets[0].text if hit.snippets else None
                    yield [name, page.total, rank, hit.id, hit.date, hit.title, round(hit.score, 6), passage, None]

        write_csv(("query", "total", "rank", "id", "date", "title", "score", "snippet", "error"), table())
    return 2 if wrong else 0 if found else 1


def _lines(name: str, page: Page[Hit], shape: str, first_rank: int) -> Iterator[str]:
    if shape in ("json", "jsonl"):
        yield to_json({"id": name, **page.to_dict()})
    elif shape == "count":
        yield f"{printable(name)}\t{page.total}"
    elif shape == "trec":
        for rank, hit in enumerate(page, first_rank):
            yield trec_line(name, hit.id, rank, hit.score)
    else:
        for hit in page:
            yield f"{printable(name)}\t{printable(hit.id)}"


def _answers(
    news: NewsIndex, rows: list[dict[str, str]], options: dict[str, Any]
) -> Iterator[tuple[str, Page[Hit] | SearchkitError]]:
    for row in rows:
        conditions = {key: row[key] for key in ("since", "until", "speaker", "source") if row.get(key)}
        try:
            yield row["id"], _search(news, row["query"], {**options, **conditions})
        except SearchkitError as error:
            yield row["id"], error


def _queries(path: str) -> list[dict[str, str]]:
    """The rows of a CSV file of queries; ids are numbers where the file gives none. Raises InputError."""
    try:
        content = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        text = content.decode("utf-8-sig")
        # Spreadsheets of some countries write semicolons.
        delimiter = next((mark for mark in ",;\t" if mark in text.partition("\n")[0]), ",")
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
        known = {"id", "query", "since", "until", "speaker", "source"}
        columns = [name.strip().lower() for name in reader.fieldnames or ()]
        if "query" not in columns:
            raise InputError(f"{path}: has no column query. Its first line names the columns, such as: id,query")
        if set(columns) - known:
            raise InputError(f"{path}: unknown column {min(set(columns) - known)!r}; known are {', '.join(sorted(known))}")
        reader.fieldnames = columns
        rows = []
        for row in reader:
            if None in row:
                raise InputError(f"{path}:{reader.line_num}: has more cells than columns; a query with commas stands in quotes")
            rows.append({key: value or "" for key, value in row.items()})
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError(f"{path}: {reason[:1].lower()}{reason[1:]}. Name a CSV file with columns id, query") from None
    for number, row in enumerate(rows, 1):
        row["id"] = row.get("id") or str(number)
    return rows
