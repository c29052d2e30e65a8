"""The Engine protocol: what every engine does, and what all engines agree on.

In: articles with their quotes, and query trees. Out: hits as plain values, in one order and with one score everywhere.

Agreed by all engines:

- An article and its quotes are one group: added, replaced and deleted together, visible in one commit.
- Ranking is BM25 with k1 1.2 and b 0.6 over title and body as one text, title words counted three times, plus a small bonus
  for adjacent pairs and 8-word windows of the query's words over the best 200. Source: notes in docs/architecture.md.
- Hits with equal scores go newest day first, then by id (quotes: then by start); records without a day come last.
- Totals are exact. Every call is answered from one commit; `snapshot` gives several calls the same commit.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal, Protocol

from searchkit.article import Article, Quote
from searchkit.query.tree import Node
from searchkit.results import CheckReport, FacetCount, ScorePart, SpeakerRow, Stats, Timeline

Sort = Literal["relevance", "newest", "oldest"]
Per = Literal["day", "week", "month", "year"]
FACETS = ("speaker", "source", "year", "month")


@dataclass(frozen=True, slots=True)
class Budget:
    """How much one query may use. `expansions` bounds the terms a prefix, wildcard, fuzzy word or regex may stand for;
    `seconds` is processor time. What goes beyond is a LimitError that names the limit."""

    expansions: int = 2_000
    seconds: float = 5.0


@dataclass(frozen=True, slots=True)
class Request:
    """One search. `limit` None is all; `recency_days` R multiplies each score by a factor that halves every R days before `today`."""

    tree: Node
    limit: int | None = 10
    offset: int = 0
    sort: Sort = "relevance"
    facets: tuple[str, ...] = ()
    recency_days: float | None = None
    today: date | None = None
    budget: Budget = field(default_factory=Budget)


@dataclass(frozen=True, slots=True)
class ArticleMatch:
    """One matching article and its score."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class QuoteMatch:
    """One matching quote of article `id`."""

    id: str
    quote: Quote
    score: float


@dataclass(frozen=True, slots=True)
class Matches:
    """What matches: `total` of all, and the slice that was asked for, in order. Exactly one of `articles`, `quotes` is filled."""

    total: int
    articles: tuple[ArticleMatch, ...] = ()
    quotes: tuple[QuoteMatch, ...] = ()
    facets: Mapping[str, tuple[FacetCount, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article as the index keeps it: the article itself (its `speakers` are those the source gave), the people quoted or
    paraphrased (`speakers`), its quotes in text order, and the input it came from ("" when a program added it)."""

    article: Article
    speakers: tuple[str, ...]
    quotes: tuple[Quote, ...]
    origin: str
    digest: str


class Snapshot(Protocol):
    """One commit of an index, open for reading; shared by threads and callers. Its files stay open while it is in use."""

    generation: int
    language: str

    def search(self, request: Request) -> Matches:
        """Articles that match. Raises LimitError when the budget is used up."""
        ...

    def search_quotes(self, request: Request) -> Matches:
        """Quotes that match; the tree is read as a quote search (see query.tree)."""
        ...

    def speakers(self, tree: Node, *, budget: Budget, people: Mapping[str, str] | None = None) -> list[SpeakerRow]:
        """Who is quoted in the quotes that match, most quotes first, then by name: one row per spelling of a name.

        With `people`, the persons of spellings, one row per person; a bare surname it does not know counts for the one person
        who is quoted with a full name of this surname in the same source and month (see docs/names.md)."""
        ...

    def timeline(self, tree: Node, *, per: Per, budget: Budget, share: bool = False) -> Timeline:
        """Matching articles and matching quotes counted by the article's day."""
        ...

    def stream(self, tree: Node, *, budget: Budget) -> Iterator[tuple[StoredArticle, float]]:
        """Every article that matches, best first, read one by one: memory does not grow with their text."""
        ...

    def stream_quotes(self, tree: Node, *, budget: Budget) -> Iterator[QuoteMatch]:
        """Every quote that matches, best first."""
        ...

    def get(self, id: str) -> StoredArticle | None:
        """The article with this id."""
        ...

    def similar(self, id: str, request: Request) -> Matches:
        """Articles like this one: its most telling terms as a ranked query, itself left out. `request.tree` restricts them.

        Raises KeyError when there is no such article."""
        ...

    def matched_terms(self, tree: Node, *, budget: Budget) -> MatchedTerms:
        """What to highlight for a query: terms, expansions of patterns, and phrases."""
        ...

    def explain(self, tree: Node, id: str, *, budget: Budget) -> tuple[bool, ScorePart | None]:
        """Whether the article matches, and how its score adds up to what `search` gives."""
        ...

    def plan(self, tree: Node, *, budget: Budget) -> str:
        """What this engine will do for a query, as lines of text."""
        ...

    def unknown_words(self, tree: Node) -> list[tuple[tuple[int, int], str, str | None]]:
        """Words of the query the index does not hold: place in the query, the word, and the nearest word it holds."""
        ...

    def stats(self) -> Stats: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class MatchedTerms:
    """What a query may have matched in text: single `terms` of body and title, and `phrases`, term sequences with a slop,
    whose words count only together."""

    terms: frozenset[str] = frozenset()
    phrases: tuple[tuple[tuple[str, ...], int], ...] = ()


class Writer(Protocol):
    """The one writer of an index; holds its lock from creation to `close`.

    Nothing is visible before `commit`; a commit is durable when the call returns. `add` and `delete` see what this writer has
    done before. Use as a context manager: leaving by an exception discards what was not committed.
    """

    def add(
        self, article: Article, quotes: Sequence[Quote], *, speakers: Sequence[str], origin: str = "", digest: str = ""
    ) -> None:
        """Adds an article with its quotes; one with the same id is replaced. Invalid values raise ValueError and change nothing."""
        ...

    def delete(self, ids: Iterable[str]) -> int:
        """Deletes articles with their quotes; returns how many there were."""
        ...

    def lookup(self, id: str) -> tuple[str, str] | None:
        """(origin, digest) of the article as this writer sees it now, None when there is none."""
        ...

    def ids_of(self, origin: str) -> list[str]:
        """Ids of the articles that came from one input."""
        ...

    def pending_bytes(self) -> int:
        """Bytes of text that wait in memory; callers commit or flush when it passes their bound."""
        ...

    def flush(self) -> None:
        """Writes out what waits in memory for the next commit; nothing is published."""
        ...

    def commit(self, manifest: bytes | None = None) -> None:
        """Publishes what was added and deleted as one commit, with `manifest` (see searchkit.manifest) as part of it; None keeps
        the one before. Does nothing when nothing changed. Merges segments as the policy says."""
        ...

    def manifest(self) -> bytes:
        """The manifest of the commit this writer began from or made last; empty when there is none."""
        ...

    def close(self) -> None: ...


class Engine(Protocol):
    """An index in one place."""

    path: Path

    def snapshot(self) -> Snapshot:
        """The newest commit. Cheap when nothing was committed since the last call.

        Raises IndexMissingError, IndexCorruptError, IndexFormatError, IndexUntrustedError."""
        ...

    def writer(self, *, wait: float = 0.0) -> Writer:
        """Takes the lock, waiting up to `wait` seconds; raises IndexLockedError."""
        ...

    def check(self, *, fast: bool = False) -> CheckReport:
        """Every file of the newest commit against its length and (unless `fast`) its checksum, and stray files."""
        ...

    def backup(self, destination: Path) -> None:
        """A consistent copy of one commit, made while others read and write. Raises InputError when `destination` is not empty."""
        ...

    def close(self) -> None: ...


def phrase_matches(terms: Sequence[str], places: Sequence[Sequence[int]], slop: int) -> Iterator[tuple[int, ...]]:
    """Where a phrase stands in one text: for each match the position of every term.

    `places[i]` are the sorted positions of `terms[i]`. A term at position p, the i-th of the phrase, is moved by p - i; the phrase
    matches where all terms are moved alike, give or take `slop` (the largest move minus the smallest). A word that is in the
    phrase twice needs two places. Source: the sloppy phrase of Lucene.
    """
    if slop == 0:
        others = [frozenset(positions) for positions in places[1:]]
        for first in places[0]:
            if all(first + step in positions for step, positions in enumerate(others, 1)):
                yield tuple(range(first, first + len(terms)))
        return
    for least in sorted({position - step for step, positions in enumerate(places) for position in positions}):
        taken: list[int] = []
        last: dict[str, int] = {}
        for step, (term, positions) in enumerate(zip(terms, places, strict=True)):
            lowest = max(least + step, last.get(term, -1) + 1)
            place = bisect_left(positions, lowest)
            if place == len(positions) or positions[place] > least + step + slop:
                break
            last[term] = positions[place]
            taken.append(positions[place])
        else:
            yield tuple(taken)
