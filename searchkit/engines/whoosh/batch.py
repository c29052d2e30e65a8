"""Articles in memory, and the segment they become.

In: articles with their quotes, checked. Out: one segment file, groups in order of day. The text is kept as it came and inverted when
the segment is written, so that an article can still be replaced or deleted.
"""

from __future__ import annotations

import json
import re
import secrets
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from searchkit.analysis import name_analyzer, text_analyzer
from searchkit.article import Article, Quote
from searchkit.engines.whoosh import columns, w3
from searchkit.engines.whoosh.schema import (
    DATE_FIELDS,
    POSITION_GAP,
    TITLE_WEIGHT,
    VALUE_FIELDS,
    name_positions,
)
from searchkit.engines.whoosh.segment import SegmentInfo

LONGEST_ID = 500
# Longer values of keyword fields would be terms nobody can type; a path has at most 4,096 bytes.
LONGEST_KEYWORD = 5_000

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
# Articles are packed as tightly as is cheap; what is shorter (quotes) by `w3.pack`, which starts faster.
_LONG = 2_000
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
    return Group(article, quotes, speakers, origin, digest)


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


class _Field:
    """The postings of one field, by term: document, weight and value of the first posting, then of the second, and so on. One
    list per term and one step per posting: three lists took a third longer to fill."""

    __slots__ = ("lengths", "terms", "total")

    def __init__(self) -> None:
        self.terms: dict[str, list[Any]] = {}
        self.lengths: dict[int, int] = {}
        self.total = 0

    def add(self, doc: int, places: dict[str, list[int]], length: int, extra: dict[str, int] | None = None) -> None:
        """The terms of one document with their positions; `extra` adds to the weight of some."""
        terms, value, single = self.terms, w3.positions_value, w3.SINGLE_POSITION
        many = len(single)
        for term, positions in places.items():
            count, first = len(positions), positions[0]
            posting = (
                doc,
                count + extra.get(term, 0) if extra else count,
                single[first] if count == 1 and first < many else value(positions),
            )
            if term in terms:
                terms[term] += posting
            else:
                terms[term] = [*posting]
        if length:
            self.lengths[doc] = length
            self.total += length


def _places(terms: Iterable[str], start: int = 0, places: dict[str, list[int]] | None = None) -> dict[str, list[int]]:
    """The positions of each term, from `start` on."""
    if places is None:
        places = {}
    for place, term in enumerate(terms, start):
        if term in places:
            places[term].append(place)
        else:
            places[term] = [place]
    return places


class Batch:
    """Groups on their way into a segment, by article id; one with the same id replaces the other."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.groups: dict[str, Group] = {}
        self.size = 0

    def __len__(self) -> int:
        return len(self.groups)

    def add(
        self, article: Article, quotes: Iterable[Quote] = (), *, speakers: Iterable[str] = (), origin: str = "", digest: str = ""
    ) -> None:
        """Checks and adds a group. Raises ValueError and changes nothing when a value cannot be indexed."""
        self.put(check_group(article, quotes, speakers, origin, digest))

    def put(self, group: Group) -> None:
        self.discard(group.article.id)
        self.groups[group.article.id] = group
        self.size += group.size

    def discard(self, id: str) -> bool:
        """Takes an article out again; whether it was there."""
        group = self.groups.pop(id, None)
        if group is not None:
            self.size -= group.size
        return group is not None

    def write(self, folder: Path, name: str | None = None) -> SegmentInfo:
        """Writes the groups as a segment file in `folder`, undated articles last; on disk when the call returns."""
        name = name or new_name()
        inverted = _Inverted(self.language)
        latest = date.max.toordinal() + 1
        for group in sorted(
            self.groups.values(),
            key=lambda group: (group.article.date.toordinal() if group.article.date else latest, group.article.id),
        ):
            inverted.add(group)
        return inverted.write(folder, name)


def new_name() -> str:
    """A name no other segment has."""
    alphabet = "abcdefghijklmnopqrstuvwxyz0123456789"
    return "MAIN_" + "".join(secrets.choice(alphabet) for _ in range(16))


class _Inverted:
    """Terms, columns and stored values of a segment that is being made."""

    def __init__(self, language: str) -> None:
        self._text, self._names = text_analyzer(language), name_analyzer()
        self._fields: dict[str, _Field] = {}
        self._keywords: dict[str, dict[bytes, list[int]]] = {}
        self._days: dict[str, list[int]] = {name: [] for name in DATE_FIELDS}
        self._values: dict[str, list[tuple[str, ...]]] = {name: [] for name in VALUE_FIELDS}
        self._stored: list[bytes] = []
        self._articles = 0
        self._day_terms: dict[int, list[bytes]] = {}

    def add(self, group: Group) -> None:
        article = group.article
        doc = self._record(
            article_values(group),
            {"date": article.date},
            {"source": (article.source,) if article.source else (), "speakers": group.speakers},
        )
        self._articles += 1
        self._add_body(doc, article)
        self._add_names(doc, "speakers", group.speakers)
        self._add_names(doc, "author", (article.author,) if article.author else ())
        for quote in group.quotes:
            doc = self._record(
                quote_values(article, quote),
                {"date": article.date, "said_on": quote.said_on},
                {
                    "speaker": (quote.speaker,) if quote.speaker else (),
                    "to": (quote.to,) if quote.to else (),
                    "source": (article.source,) if article.source else (),
                },
            )
            terms = self._text.terms(quote.text)
            self._field("quote").add(doc, _places(terms), len(terms))
            self._add_names(doc, "speaker", (quote.speaker,) if quote.speaker else ())
            self._add_names(doc, "to", (quote.to,) if quote.to else ())

    def _field(self, name: str) -> _Field:
        found = self._fields.get(name)
        if found is None:
            found = self._fields[name] = _Field()
        return found

    def _record(self, stored: dict[str, Any], days: dict[str, date | None], values: dict[str, tuple[str, ...]]) -> int:
        """Starts a document: its stored values, keywords, days and facet values. Returns its number."""
        doc = len(self._stored)
        data = w3.dumps(stored)
        self._stored.append(zlib.compress(data, 3) if len(data) > _LONG else w3.pack(data))
        for name in ("article", "cue", "direct", "id", "kind", "lang", "origin", "source", "story"):
            value = stored.get(name)
            if value:
                self._keywords.setdefault(name, {}).setdefault(value.encode(), []).append(doc)
        for name, column in self._days.items():
            day = days.get(name)
            column.append(day.toordinal() if day else 0)
            if day:
                for term in self._terms_of_day(day.toordinal()):
                    self._keywords.setdefault(name, {}).setdefault(term, []).append(doc)
        for name, facet in self._values.items():
            facet.append(values.get(name, ()))
        return doc

    def _terms_of_day(self, ordinal: int) -> list[bytes]:
        found = self._day_terms.get(ordinal)
        if found is None:
            found = self._day_terms[ordinal] = columns.day_terms(ordinal)
        return found

    def _add_body(self, doc: int, article: Article) -> None:
        """Body and title as one text in which title words count TITLE_WEIGHT times, and the title by itself."""
        terms = self._text.terms(article.body)
        title = self._text.terms(article.title) if article.title else []
        places = _places(terms)
        if not title:
            self._field("body").add(doc, places, len(terms))
            return
        title_places = _places(title)
        self._field("title").add(doc, title_places, len(title))
        if not (is_start(article.title or "", article.body) and terms[: len(title)] == title):
            _places(title, len(terms) + POSITION_GAP, places)
            terms += title
        more = TITLE_WEIGHT - 1
        extra = {term: more * len(found) for term, found in title_places.items()}
        self._field("body").add(doc, places, len(terms) + more * len(title), extra)

    def _add_names(self, doc: int, field: str, people: Sequence[str]) -> None:
        if not people:
            return
        names = [self._names.terms(person) for person in people]
        places: dict[str, list[int]] = {}
        for term, place in name_positions(names):
            places.setdefault(term, []).append(place)
        self._field(field).add(doc, places, sum(map(len, names)))

    def write(self, folder: Path, name: str) -> SegmentInfo:
        documents = len(self._stored)
        with (folder / f"{name}.seg").open("wb") as stream:
            segment = w3.SegmentWriter(stream)
            stored = columns.StoredWriter(segment.begin(f"{name}._stored.col"))
            for packed in self._stored:
                stored.add(packed)
            stored.finish()
            lengths = self._write_lengths(segment, name, documents)
            for field, days in self._days.items():
                if data := columns.pack_days(days):
                    segment.begin(f"{name}.{field}.col").write(data)
            for field, values in self._values.items():
                segment.begin(f"{name}.{field}.val").write(columns.pack_values(values))
            self._write_terms(segment, name, lengths)
            segment.finish()
        totals = {field: found.total for field, found in self._fields.items() if found.total}
        return SegmentInfo(name, documents, self._articles, totals)

    def _write_lengths(self, segment: w3.SegmentWriter, name: str, documents: int) -> dict[str, bytes]:
        from whoosh.util.numeric import length_to_byte

        columns_of: dict[str, bytes] = {}
        for field, found in self._fields.items():
            column = bytearray(documents)
            for doc, length in found.lengths.items():
                column[doc] = length_to_byte(length)
            columns_of[field] = bytes(column)
            if data := columns.pack_lengths(column):
                segment.begin(f"{name}._{field}_len.col").write(data)
        return columns_of

    def _write_terms(self, segment: w3.SegmentWriter, name: str, lengths: dict[str, bytes]) -> None:
        import io

        terms_file = io.BytesIO()
        terms = w3.TermsWriter(terms_file)
        postings = w3.PostingsWriter(segment.begin(f"{name}.pst"))
        for field in sorted({*self._fields, *self._keywords}):
            terms.field(field)
            if field in self._keywords:
                for term, docs in sorted(self._keywords[field].items()):
                    terms.add(term, postings.add(docs, None, None, b""))
            else:
                # Code point order is the order of UTF-8 bytes.
                for text, flat in sorted(self._fields[field].terms.items()):
                    terms.add(text.encode(), postings.add(flat[::3], flat[1::3], flat[2::3], lengths[field]))
        terms.finish()
        segment.begin(f"{name}.trm").write(terms_file.getvalue())


def is_start(title: str, body: str) -> bool:
    """Whether a title is the headline the body begins with."""
    return body.lstrip().startswith(title.strip())
