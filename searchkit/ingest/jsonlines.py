"""JSON: one article a line (JSON lines), or one document with an article or a list of articles."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from typing import Any

from searchkit.article import Article
from searchkit.ingest.fields import About, Unusable, article_of, with_notes
from searchkit.ingest.problem import Problem
from searchkit.ingest.streams import lines
from searchkit.ingest.text import decode


def read_json_lines(chunks: Iterator[bytes], about: About) -> Iterator[Article | Problem]:
    """One article for each line; a bad line costs itself, blank lines are nothing."""
    for number, data in lines(chunks, about.max_size):
        if data is None:
            yield Problem(about.path, f"line is longer than the limit of {about.max_size:,} bytes for one article", number)
            continue
        if number == 1:
            data = data.removeprefix(codecs.BOM_UTF8)
        if not data.strip():
            continue
        notes: list[str] = []
        try:
            record = load(data, notes)
            if not isinstance(record, dict):
                raise Unusable("is not a JSON object")
            article = article_of(record, None if about.needs_ids else f"{about.name}#{number}", about, notes)
        except Unusable as error:
            yield Problem(about.path, str(error), number)
            continue
        yield from with_notes(article, notes, about, number)


def load(data: bytes, notes: list[str]) -> Any:
    """The JSON value in `data`. Raises Unusable with the place of the mistake."""
    try:
        return json.loads(decode(data, notes))
    except json.JSONDecodeError as error:
        raise Unusable(f"is not JSON: {error.msg} at character {error.pos + 1}") from error
    except RecursionError as error:
        raise Unusable("is nested too deep") from error
    except ValueError as error:  # a number with thousands of digits
        raise Unusable(f"is not JSON: {error}") from error
