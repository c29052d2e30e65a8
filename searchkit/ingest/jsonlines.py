"""JSON lines: one article a line, in our own keys or as ninjs."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from searchkit.article import Article
from searchkit.ingest.fields import About, Unusable, with_notes
from searchkit.ingest.jsondocument import json_article, load
from searchkit.ingest.problem import Problem
from searchkit.ingest.streams import lines


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
            fallback = None if about.needs_ids else f"{about.name}#{number}"
            article = json_article(load(data.rstrip(b"\r\n"), notes), fallback, about, notes)
        except Unusable as error:
            yield Problem(about.path, str(error), number)
            continue
        yield from with_notes(article, notes, about, number)
