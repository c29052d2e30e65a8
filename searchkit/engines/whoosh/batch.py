"""Articles in memory, and the segment they become.

In: articles with their quotes, checked. Out: one segment file, groups in order of day. The text is kept as it came and inverted when
the segment is written, so that an article can still be replaced or deleted.
"""

from __future__ import annotations

import io
import re
import secrets
import zlib
from array import array
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

from searchkit.analysis import Analyzer, name_analyzer, text_analyzer
from searchkit.article import Article, Quote
from searchkit.engines.whoosh import columns, w3
from searchkit.engines.whoosh.groups import Group, article_values, check_group, quote_values
from searchkit.engines.whoosh.schema import (
    DATE_FIELDS,
    POSITION_GAP,
    TITLE_WEIGHT,
    VALUE_FIELDS,
    name_positions,
)
from searchkit.engines.whoosh.segment import SegmentInfo

Positions: TypeAlias = "list[int] | array[int]"

# Texts longer than a piece are analyzed piece by piece; positions of more than so many tokens are kept in arrays.
_PIECE = 1_000_000
_MANY = 500_000
_BLANK = re.compile(r"\s")
# Articles are packed as tightly as is cheap; what is shorter (quotes) by `w3.pack`, which starts faster.
_LONG = 2_000


class _Field:
    """The postings of one field, by term: document, weight and value of the first posting, then of the second, and so on. One
    list per term and one step per posting: three lists take a quarter longer to fill."""

    __slots__ = ("lengths", "terms", "total")

    def __init__(self) -> None:
        self.terms: dict[str, list[Any]] = {}
        self.lengths: dict[int, int] = {}
        self.total = 0

    def add(self, doc: int, places: dict[str, Positions], length: int, extra: dict[str, int] | None = None) -> None:
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


def _terms(analyzer: Analyzer, text: str) -> list[str]:
    """The terms of a text. A long text is analyzed in pieces cut at blanks, which no word contains: its forms all at once would take
    ten times the room of the text."""
    if len(text) <= _PIECE:
        return analyzer.terms(text)
    terms: list[str] = []
    start = 0
    while start < len(text):
        blank = _BLANK.search(text, start + _PIECE)
        end = blank.end() if blank else len(text)
        terms += analyzer.terms(text[start:end])
        start = end
    return terms


def _places(terms: Sequence[str], start: int = 0, places: dict[str, Positions] | None = None) -> dict[str, Positions]:
    """The positions of each term, from `start` on; as arrays, which are smaller and slower, when there are very many."""
    if places is None:
        places = {}
    many = len(terms) > _MANY
    for place, term in enumerate(terms, start):
        if term in places:
            places[term].append(place)
        else:
            places[term] = array("I", [place]) if many else [place]
    return places


class Batch:
    """Groups on their way into a segment, by article id; one with the same id replaces the other."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.groups: dict[str, Group] = {}
        self.size = 0
        self._ids_by_origin: dict[str, set[str]] = {}

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
        self._ids_by_origin.setdefault(group.origin, set()).add(group.article.id)

    def discard(self, id: str) -> bool:
        """Takes an article out again; whether it was there."""
        group = self.groups.pop(id, None)
        if group is not None:
            self.size -= group.size
            self._ids_by_origin[group.origin].discard(id)
        return group is not None

    def ids_of(self, origin: str) -> set[str]:
        """Ids of the articles that came from one input."""
        return set(self._ids_by_origin.get(origin, ()))

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
            terms = _terms(self._text, quote.text)
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
            # A quote's `date` is its article's: with terms of its own, a program that knows only Whoosh would find the article
            # of a day once and each of its quotes besides.
            if day and (name != "date" or stored["kind"] == "a"):
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
        terms = _terms(self._text, article.body)
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
        places: dict[str, Positions] = {}
        for term, place in name_positions(names):
            places.setdefault(term, []).append(place)
        self._field(field).add(doc, places, sum(map(len, names)))

    def write(self, folder: Path, name: str) -> SegmentInfo:
        documents = len(self._stored)
        with (folder / f"{name}.seg").open("wb", w3.BUFFER) as stream:
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
