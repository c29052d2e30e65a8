"""JSON: one value of it, and a document of one article or a list of them, in our own keys or as ninjs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from searchkit.article import Article
from searchkit.ingest.exported import exported_article, is_exported
from searchkit.ingest.fields import About, Unusable, article_of, with_notes
from searchkit.ingest.ninjs import is_ninjs, plain_record
from searchkit.ingest.problem import Problem
from searchkit.ingest.text import decode


def read_document(data: bytes, about: About) -> Iterator[Article | Problem]:
    """The articles of one JSON document."""
    notes: list[str] = []
    value = load(data, notes)
    records = value if isinstance(value, list) else [value]
    if not records:
        raise Unusable("holds an empty list")
    for number, record in enumerate(records, start=1):
        fallback, part = (f"{about.name}#{number}", f"item {number}") if isinstance(value, list) else (about.name, "")
        of_record = list(notes)
        try:
            article = json_article(record, fallback, about, of_record)
        except Unusable as error:
            yield Problem(about.path, f"{part} {error}".strip())
            continue
        yield from with_notes(article, of_record, about, part=part)


def json_article(record: object, fallback_id: str | None, about: About, notes: list[str]) -> Article:
    """The article of a JSON object: exported, ninjs or plain. Raises Unusable."""
    if not isinstance(record, dict):
        raise Unusable("is not a JSON object")
    if is_exported(record):
        return exported_article(record, fallback_id, about, notes)
    return article_of(plain_record(record, notes) if is_ninjs(record) else record, fallback_id, about, notes)


def load(data: bytes, notes: list[str]) -> Any:
    """The JSON value in `data`. Raises Unusable with the place of the mistake."""
    try:
        return json.loads(decode(data, notes))
    except json.JSONDecodeError as error:
        raise Unusable(f"is not JSON: {error.msg.removesuffix(' at')} at character {error.pos + 1}") from error
    except RecursionError as error:
        raise Unusable("is nested too deep") from error
    except ValueError as error:  # a number with thousands of digits
        raise Unusable(f"is not JSON: {error}") from error
