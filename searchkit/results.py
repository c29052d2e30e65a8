"""What a search returns: frozen values and their one JSON shape, the same in Python, on the command line and elsewhere.

All offsets are characters of the article's body, half-open. Dates are days; `before` is exclusive.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date as Day
from typing import Any, Generic, TypeVar, overload

SCHEMA = 1


def iso(day: Day | None) -> str | None:
    """The day as `YYYY-MM-DD`; None stays None."""
    return day.isoformat() if day else None


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage of the body: `text` is `body[start:end]`; `highlights` are the matched spans, offsets into the body."""

    text: str
    start: int
    end: int
    highlights: tuple[tuple[int, int], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {"text": self.text, "start": self.start, "end": self.end, "highlights": [list(span) for span in self.highlights]}


@dataclass(frozen=True, slots=True)
class Hit:
    """One article that matches."""

    id: str
    date: Day | None
    title: str | None
    speakers: tuple[str, ...]
    source: str | None
    url: str | None
    score: float
    snippets: tuple[Snippet, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "date": iso(self.date),
            "title": self.title,
            "speakers": list(self.speakers),
            "source": self.source,
            "url": self.url,
            "score": self.score,
            "snippets": [snippet.to_dict() for snippet in self.snippets],
        }


@dataclass(frozen=True, slots=True)
class QuoteHit:
    """One quote that matches; `context` is the sentence or sentences around it, `speaker` None where it is unclear."""

    article: str
    date: Day | None
    said_on: Day | None
    quote: str
    speaker: str | None
    to: str | None
    cue: str | None
    direct: bool
    start: int
    end: int
    confidence: float
    context: Snippet
    title: str | None
    score: float

    def to_dict(self) -> dict[str, Any]:
        return {
            "article": self.article,
            "date": iso(self.date),
            "said_on": iso(self.said_on),
            "quote": self.quote,
            "speaker": self.speaker,
            "to": self.to,
            "cue": self.cue,
            "direct": self.direct,
            "start": self.start,
            "end": self.end,
            "confidence": round(self.confidence, 3),
            "context": self.context.to_dict(),
            "title": self.title,
            "score": self.score,
        }


@dataclass(frozen=True, slots=True)
class DateSpan:
    """Days of `field` from `first` on and before `before`, as a query was understood; None is an open end."""

    field: str
    first: Day | None
    before: Day | None

    def to_dict(self) -> dict[str, Any]:
        return {"field": self.field, "from": iso(self.first), "before": iso(self.before)}


@dataclass(frozen=True, slots=True)
class Understood:
    """What the query was taken to mean: one line of text, the days, and notes (words dropped, words the index does not know)."""

    text: str
    dates: tuple[DateSpan, ...] = ()
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {"text": self.text, "dates": [span.to_dict() for span in self.dates], "notes": list(self.notes)}


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many matching articles have this value."""

    value: str
    count: int

    def to_dict(self) -> dict[str, Any]:
        return {"value": self.value, "count": self.count}


HitType = TypeVar("HitType", Hit, QuoteHit)


@dataclass(frozen=True, slots=True)
class Page(Generic[HitType]):
    """A slice of what matches, and how much matches in all. Iterable; `len(page)` is the number of hits on it.

    `did_you_mean` is the query with words the index does not know replaced by near ones it knows; None when there is
    nothing to suggest. `next` is the offset of the next page, None on the last one.
    """

    query: str
    understood: Understood
    total: int
    hits: tuple[HitType, ...]
    seconds: float
    facets: dict[str, tuple[FacetCount, ...]]
    next: int | None = None
    did_you_mean: str | None = None
    total_is_exact: bool = True

    def __len__(self) -> int:
        return len(self.hits)

    def __iter__(self) -> Iterator[HitType]:
        return iter(self.hits)

    @overload
    def __getitem__(self, place: int) -> HitType: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[HitType]: ...
    def __getitem__(self, place: int | slice) -> HitType | Sequence[HitType]:
        return self.hits[place]

    def to_dict(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "query": self.query,
            "understood": self.understood.to_dict(),
            "total": self.total,
            "total_is_exact": self.total_is_exact,
            "seconds": round(self.seconds, 6),
            "hits": [hit.to_dict() for hit in self.hits],
            "facets": {name: [count.to_dict() for count in counts] for name, counts in self.facets.items()},
            "next": self.next,
            "did_you_mean": self.did_you_mean,
        }


@dataclass(frozen=True, slots=True)
class SpeakerRow:
    """One person in what matches: quotes and articles counted over matching quotes, first and last day, spellings found."""

    name: str
    quotes: int
    articles: int
    first: Day | None
    last: Day | None
    variants: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "quotes": self.quotes,
            "articles": self.articles,
            "first": iso(self.first),
            "last": iso(self.last),
            "variants": list(self.variants),
        }


@dataclass(frozen=True, slots=True)
class Bucket:
    """Counts of the days from `first` on and before `before`; `share` is articles ÷ all articles of those days."""

    first: Day
    before: Day
    articles: int
    quotes: int
    share: float | None = None

    def to_dict(self) -> dict[str, Any]:
        shape: dict[str, Any] = {
            "from": iso(self.first),
            "before": iso(self.before),
            "articles": self.articles,
            "quotes": self.quotes,
        }
        if self.share is not None:
            shape["share"] = round(self.share, 6)
        return shape


@dataclass(frozen=True, slots=True)
class Timeline:
    """Matches per day, week, month or year, oldest first, without gaps; `undated` counts matching articles without a day."""

    per: str
    buckets: tuple[Bucket, ...]
    undated: int = 0

    def to_dict(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "per": self.per,
            "buckets": [bucket.to_dict() for bucket in self.buckets],
            "undated": self.undated,
        }


@dataclass(frozen=True, slots=True)
class ScorePart:
    """One term of a score: `value` is the sum of `parts`, or a leaf that `text` explains."""

    text: str
    value: float
    parts: tuple[ScorePart, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {"text": self.text, "value": self.value, "parts": [part.to_dict() for part in self.parts]}


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a query was understood as, the engine's plan, and for one article how its score adds up (None: it does not match)."""

    query: str
    understood: Understood
    tree: str
    plan: str
    id: str | None = None
    matches: bool | None = None
    score: ScorePart | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "query": self.query,
            "understood": self.understood.to_dict(),
            "tree": self.tree,
            "plan": self.plan,
            "id": self.id,
            "matches": self.matches,
            "score": self.score.to_dict() if self.score else None,
        }


@dataclass(frozen=True, slots=True)
class InputProblem:
    """One input that was skipped or altered, and why."""

    path: str
    reason: str

    def to_dict(self) -> dict[str, Any]:
        return {"path": self.path, "reason": self.reason}


@dataclass(frozen=True, slots=True)
class UpdateReport:
    """What an update did. Counts are articles; `skipped` and `altered` count inputs that `problems` names."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    skipped: int = 0
    altered: int = 0
    articles: int = 0
    quotes: int = 0
    bytes: int = 0
    seconds: float = 0.0
    problems: tuple[InputProblem, ...] = ()
    finished: bool = True

    def to_dict(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "added": self.added,
            "changed": self.changed,
            "removed": self.removed,
            "unchanged": self.unchanged,
            "skipped": self.skipped,
            "altered": self.altered,
            "articles": self.articles,
            "quotes": self.quotes,
            "bytes": self.bytes,
            "seconds": round(self.seconds, 3),
            "finished": self.finished,
            "problems": [problem.to_dict() for problem in self.problems],
        }


@dataclass(frozen=True, slots=True)
class Stats:
    """What is in an index: counts of live records, days, files, and the machinery that wrote it."""

    path: str
    articles: int
    quotes: int
    speakers: int
    deleted: int
    first: Day | None
    last: Day | None
    bytes: int
    segments: int
    generation: int
    language: str
    codec: str

    def to_dict(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "path": self.path,
            "articles": self.articles,
            "quotes": self.quotes,
            "speakers": self.speakers,
            "deleted": self.deleted,
            "first": iso(self.first),
            "last": iso(self.last),
            "bytes": self.bytes,
            "segments": self.segments,
            "generation": self.generation,
            "language": self.language,
            "codec": self.codec,
        }


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Whether an index is sound: every damaged file with the reason. `strays` names files beside it that are no part of it
    and do it no harm."""

    path: str
    files: int
    bytes: int
    problems: tuple[InputProblem, ...]
    fast: bool = False
    strays: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        return not self.problems

    def to_dict(self) -> dict[str, Any]:
        return {
            "schema": SCHEMA,
            "path": self.path,
            "sound": self.sound,
            "files": self.files,
            "bytes": self.bytes,
            "fast": self.fast,
            "problems": [problem.to_dict() for problem in self.problems],
            "strays": list(self.strays),
        }
