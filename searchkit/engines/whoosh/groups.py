"""A group: an article with its quotes, checked, and the values stored of it.

In: what a program or the indexer adds. Out: a Group that an index can hold, or a ValueError that says why it cannot; stored values
and back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from searchkit.article import Article, Quote

LONGEST_ID = 500
# Longer values of keyword fields would be terms nobody can type; a path has at most 4,096 bytes.
LONGEST_KEYWORD = 5_000

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
# What a group costs beside its text: objects of the article, its quotes and this module.
_GROUP_OVERHEAD = 500


@dataclass(frozen=True, slots=True)
class Group:
    """An article with its quotes, checked: what `check_group` gives."""

    article: Article
    quotes: tuple[Quote, ...]
    speakers: tuple[str, ...]
    origin: str
    digest: str

    @property
    def size(self) -> int:
        """About how much text there is to index, in bytes."""
        quoted = sum(len(quote.text) for quote in self.quotes)
        return len(self.article.body) + quoted + _GROUP_OVERHEAD * (1 + len(self.quotes))


def _text(value: object, name: str, *, longest: int | None = None, optional: bool = True) -> None:
    if value is None and optional:
        return
    if not isinstance(value, str):
        raise ValueError(f"{name} must be text, not {type(value).__name__}")
    if longest is not None and len(value) > longest:
        raise ValueError(f"{name} is longer than {longest} characters")
    # An ASCII text has no surrogates, and is seen to be ASCII at once.
    if not value.isascii() and (found := _SURROGATE.search(value)):
        raise ValueError(f"{name} has a lone surrogate at character {found.start()}: it is not valid Unicode text")


def _day(value: object, name: str) -> None:
    if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
        raise ValueError(f"{name} must be a datetime.date, not {type(value).__name__}; of a datetime take .date()")


def check_group(article: Article, quotes: Iterable[Quote], speakers: Iterable[str], origin: str, digest: str) -> Group:
    """The group as it will be indexed. Raises ValueError, with the article's id and the reason, for values an index cannot hold."""
    try:
        return _checked(article, tuple(quotes), tuple(speakers), origin, digest)
    except ValueError as problem:
        raise ValueError(f"article {article.id!r:.100}: {problem}") from None


def _checked(article: Article, quotes: tuple[Quote, ...], speakers: tuple[str, ...], origin: str, digest: str) -> Group:
    _text(article.id, "id", longest=LONGEST_ID, optional=False)
    if not article.id.strip():
        raise ValueError("id is empty")
    if _CONTROL.search(article.id):
        raise ValueError("id has control characters")
    _text(article.body, "body", optional=False)
    _day(article.date, "date")
    for name in ("title", "url", "author"):
        _text(getattr(article, name), name)
    for name in ("source", "lang", "story"):
        _text(getattr(article, name), name, longest=LONGEST_KEYWORD)
    for person in (*article.speakers, *speakers):
        _text(person, "a speaker", longest=LONGEST_KEYWORD, optional=False)
    _text(origin, "origin", longest=LONGEST_KEYWORD, optional=False)
    _text(digest, "digest", optional=False)
    try:
        _text(json.dumps(dict(article.extra), ensure_ascii=False, allow_nan=False), "extra")
    except (TypeError, RecursionError) as problem:
        raise ValueError(f"extra is not plain JSON: {problem}") from None
    for number, quote in enumerate(quotes):
        _check_quote(quote, f"quote {number}", len(article.body))
    in_order = tuple(sorted(quotes, key=lambda quote: (quote.start, quote.end)))
    return Group(article, in_order, speakers, origin, digest)


def _check_quote(quote: Quote, name: str, length: int) -> None:
    _text(quote.text, f"{name}: text", optional=False)
    for part in ("speaker", "to", "cue"):
        _text(getattr(quote, part), f"{name}: {part}", longest=LONGEST_KEYWORD)
    spans = [(quote.start, quote.end), *([quote.mention] if quote.mention else [])]
    for start, end in spans:
        if not (isinstance(start, int) and isinstance(end, int) and 0 <= start <= end <= length):
            raise ValueError(f"{name}: {start}–{end} is no part of a body of {length} characters")
    _day(quote.said_on, f"{name}: said_on")
    if not (isinstance(quote.confidence, int | float) and 0 <= quote.confidence <= 1):
        raise ValueError(f"{name}: confidence {quote.confidence!r} is not between 0 and 1")


def article_values(group: Group) -> dict[str, Any]:
    """The stored values of an article's record; absent values are left out."""
    article = group.article
    values = {
        "kind": "a",
        "id": article.id,
        "date": article.date.isoformat() if article.date else None,
        "title": article.title,
        "body": article.body,
        "source": article.source,
        "url": article.url,
        "author": article.author,
        "lang": article.lang,
        "story": article.story,
        "given": list(article.speakers) or None,
        "speakers": list(group.speakers) or None,
        "extra": json.dumps(dict(article.extra), ensure_ascii=False) if article.extra else None,
        "origin": group.origin or None,
        "digest": group.digest or None,
    }
    return {name: value for name, value in values.items() if value is not None}


def quote_values(article: Article, quote: Quote) -> dict[str, Any]:
    """The stored values of a quote's record; absent values are left out."""
    values = {
        "kind": "q",
        "article": article.id,
        "date": article.date.isoformat() if article.date else None,
        "quote": quote.text,
        "start": quote.start,
        "end": quote.end,
        "speaker": quote.speaker,
        "mention": list(quote.mention) if quote.mention else None,
        "to": quote.to,
        "cue": quote.cue,
        "direct": "yes" if quote.direct else "no",
        "confidence": quote.confidence,
        "said_on": quote.said_on.isoformat() if quote.said_on else None,
    }
    return {name: value for name, value in values.items() if value is not None}


def article_of(values: dict[str, Any]) -> Article:
    """The article that `article_values` stored."""
    return Article(
        id=values["id"],
        body=values["body"],
        date=date.fromisoformat(values["date"]) if "date" in values else None,
        title=values.get("title"),
        source=values.get("source"),
        url=values.get("url"),
        author=values.get("author"),
        lang=values.get("lang"),
        speakers=tuple(values.get("given", ())),
        story=values.get("story"),
        extra=json.loads(values.get("extra", "{}")),
    )


def quote_of(values: dict[str, Any]) -> Quote:
    """The quote that `quote_values` stored."""
    mention = values.get("mention")
    return Quote(
        start=values["start"],
        end=values["end"],
        text=values["quote"],
        speaker=values.get("speaker"),
        mention=(mention[0], mention[1]) if mention else None,
        to=values.get("to"),
        cue=values.get("cue"),
        direct=values["direct"] == "yes",
        confidence=values["confidence"],
        said_on=date.fromisoformat(values["said_on"]) if "said_on" in values else None,
    )
