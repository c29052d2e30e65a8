"""NewsIndex: parsing, snippets and updating around an engine; it holds no ranking.

Every call is answered from one commit, the newest one when the call begins. Nothing is printed.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar, get_args

from searchkit.analysis import text_analyzer
from searchkit.article import Article
from searchkit.engines.base import FACETS, Budget, Engine, MatchedTerms, Matches, Per, Request, Snapshot, Sort, StoredArticle
from searchkit.errors import InputError
from searchkit.names import Aliases
from searchkit.newsindex import people
from searchkit.newsindex.checks import at_least, one_of, texts_only
from searchkit.newsindex.shapes import ArticleView, hit_of, quote_hit_of, view_of
from searchkit.newsindex.words import understood_of
from searchkit.query.limits import QueryLimits
from searchkit.query.parse import ParsedQuery, parse, with_conditions
from searchkit.query.show import draw
from searchkit.results import CheckReport, Explanation, Hit, Page, QuoteHit, SpeakerRow, Stats, Timeline, UpdateReport

if TYPE_CHECKING:
    from searchkit.indexer import Input, Listener, UpdateOptions

H = TypeVar("H", Hit, QuoteHit)
PathLike = str | os.PathLike[str]

# How many seconds a writing call waits for another writer, unless told.
WAIT = 10.0
_TEXTS = ("speaker", "source", "by", "to")


class NewsIndex:
    """An index in one folder; `searchkit.open` makes one. May be shared by threads; a context manager.

    Queries are those of docs/query-language.md. `since` and `until` are dates, or days or periods as in queries ("2031-05",
    "last week"), both included; the other conditions are literal text. A `limit` of None is all. Wrong queries raise QueryError
    or LimitError, wrong options InputError.
    """

    def __init__(
        self,
        engine: Engine,
        *,
        today: date | None = None,
        limits: QueryLimits | None = None,
        aliases: Aliases | None = None,
    ) -> None:
        self._open_engine: Engine | None = engine
        self._path, self._today, self._aliases = engine.path, today, aliases
        self.limits = limits or QueryLimits()
        self._budget = Budget(self.limits.expansions, self.limits.seconds)

    @property
    def path(self) -> Path:
        return self._path

    @property
    def _engine(self) -> Engine:
        if self._open_engine is None:
            raise InputError(f"{self._path}: this index was closed; open it again with searchkit.open")
        return self._open_engine

    def __repr__(self) -> str:
        return f"NewsIndex({str(self.path)!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Lets go of all files; calls raise InputError afterwards."""
        if self._open_engine is not None:
            self._open_engine.close()
            self._open_engine = None

    # Filling

    def update(
        self,
        paths: Iterable[PathLike | Input] | PathLike,
        *,
        exclude: Sequence[str] = (),
        format: str = "auto",
        source: str | None = None,
        options: UpdateOptions | None = None,
        wait: float = WAIT,
        listener: Listener | None = None,
    ) -> UpdateReport:
        """Makes the index mirror files and folders: new articles added, changed replaced, unchanged skipped, vanished removed.

        Only what lies below `paths` is looked at. `exclude` are globs, `format` is one of ingest.FORMATS, `source` the source of
        articles that name none. `wait` is how many seconds to wait for another writer. The report's `articles`, `quotes` and
        `bytes` tell what the index holds afterwards. A failed or killed update leaves the last commit, and the next one goes on.
        """
        from searchkit.newsindex import writing

        inputs = writing.inputs_of(paths, exclude, format, source)
        return writing.update_engine(self._engine, inputs, options, wait, listener)

    def add(self, articles: Iterable[Article], *, options: UpdateOptions | None = None, wait: float = WAIT) -> UpdateReport:
        """Adds articles, from a list or a generator, in one commit; their quotes are attributed. One with a known id replaces
        that article. Raises InputError for an article that cannot be indexed; nothing is added then."""
        from searchkit.newsindex import writing

        return writing.add_to_engine(self._engine, articles, options, wait)

    def delete(self, ids: Iterable[str], *, wait: float = WAIT) -> int:
        """Deletes articles with their quotes, in one commit; returns how many there were. An article that came from a file
        comes back when that file changes."""
        with closing(self._engine.writer(wait=wait)) as writer:
            deleted = writer.delete([ids] if isinstance(ids, str) else ids)
            writer.commit()
        return deleted

    # Asking

    def search(
        self,
        query: str = "",
        *,
        limit: int | None = 10,
        offset: int = 0,
        sort: Sort = "relevance",
        since: str | date | None = None,
        until: str | date | None = None,
        speaker: str | None = None,
        source: str | None = None,
        facets: Sequence[str] = (),
        snippets: int | None = 3,
        recency_days: float | None = None,
    ) -> Page[Hit]:
        """Articles, best first. `speaker` is quoted in them. `facets` are names of engines.base.FACETS. `snippets` is how many
        passages each hit shows. `recency_days` R halves a score for every R days of age."""
        began = time.perf_counter()
        parsed = self._parse(query, all_without=False, since=since, until=until, speaker=speaker, source=source)
        request = self._request(parsed, limit, offset, sort, tuple(facets), recency_days)
        snapshot = self._engine.snapshot()
        matches = snapshot.search(request)
        return self._article_page(snapshot, query, parsed, matches, offset, snippets, began)

    def quotes(
        self,
        query: str = "",
        *,
        by: str | None = None,
        to: str | None = None,
        since: str | date | None = None,
        until: str | date | None = None,
        source: str | None = None,
        direct: bool | None = None,
        limit: int | None = 10,
        offset: int = 0,
        sort: Sort = "relevance",
        recency_days: float | None = None,
    ) -> Page[QuoteHit]:
        """Quotes, best first; the query's words stand in the quote. `by` said it, `to` was told; `direct` True is words inside
        quotation marks, False reported speech."""
        began = time.perf_counter()
        parsed = self._parse(query, quotes=True, by=by, to=to, since=since, until=until, source=source, direct=direct)
        request = self._request(parsed, limit, offset, sort, (), recency_days)
        snapshot = self._engine.snapshot()
        matches = snapshot.search_quotes(request)
        matched = snapshot.matched_terms(parsed.tree, budget=self._budget) if matches.quotes else MatchedTerms()
        analyzer = text_analyzer(snapshot.language)
        stored: StoredArticle | None = None
        hits = []
        for match in matches.quotes:
            if stored is None or stored.article.id != match.id:
                stored = _found(snapshot, match.id)
            hits.append(quote_hit_of(stored.article, match.quote, match.score, matched, analyzer))
        return self._page(snapshot, query, parsed, matches, hits, offset, began)

    def speakers(
        self,
        query: str = "",
        *,
        by: str | None = None,
        to: str | None = None,
        since: str | date | None = None,
        until: str | date | None = None,
        source: str | None = None,
        direct: bool | None = None,
        sort: people.SpeakerSort = "quotes",
        limit: int | None = None,
    ) -> tuple[SpeakerRow, ...]:
        """Who said the quotes that match, one row per person: `name` is the fullest spelling, `variants` are all of them."""
        one_of("sort", sort, get_args(people.SpeakerSort))
        at_least("limit", limit, 0)
        parsed = self._parse(query, quotes=True, by=by, to=to, since=since, until=until, source=source, direct=direct)
        snapshot = self._engine.snapshot()
        rows = people.by_person(snapshot, parsed.tree, self._budget, self._aliases)
        return tuple(people.sorted_rows(rows, sort)[:limit])

    def variants(self, name: str) -> tuple[SpeakerRow, ...]:
        """The spellings of one person's name among the speakers of the index, one row each, most quotes first."""
        snapshot = self._engine.snapshot()
        return people.spellings(snapshot, name, self._budget, self._aliases)

    def timeline(
        self,
        query: str = "",
        *,
        per: Per = "month",
        share: bool = False,
        since: str | date | None = None,
        until: str | date | None = None,
        speaker: str | None = None,
        source: str | None = None,
    ) -> Timeline:
        """Matching articles and quotes per day, week, month or year. `share` adds the part of all articles of that time."""
        one_of("per", per, get_args(Per))
        parsed = self._parse(query, since=since, until=until, speaker=speaker, source=source)
        snapshot = self._engine.snapshot()
        return snapshot.timeline(parsed.tree, per=per, budget=self._budget, share=share)

    def article(self, id: str) -> ArticleView | None:
        """The article with this id, the people quoted and its quotes; None when there is none."""
        snapshot = self._engine.snapshot()
        stored = snapshot.get(id)
        return None if stored is None else view_of(stored)

    def similar(
        self,
        id: str,
        query: str = "",
        *,
        since: str | date | None = None,
        until: str | date | None = None,
        speaker: str | None = None,
        source: str | None = None,
        limit: int | None = 10,
        offset: int = 0,
        snippets: int | None = 1,
    ) -> Page[Hit]:
        """Articles like one article, most alike first; a query and conditions restrict them.

        Raises InputError when there is no such article."""
        began = time.perf_counter()
        parsed = self._parse(query, since=since, until=until, speaker=speaker, source=source)
        request = self._request(parsed, limit, offset, "relevance", (), None)
        snapshot = self._engine.snapshot()
        try:
            matches = snapshot.similar(id, request)
        except KeyError:
            raise _no_article(id) from None
        return self._article_page(snapshot, query, parsed, matches, offset, snippets, began)

    def explain(self, query: str, id: str | None = None) -> Explanation:
        """What a query is understood as, the engine's plan, and for one article how its score adds up.

        Raises InputError when there is no article with this id."""
        parsed = self._parse(query, all_without=False)
        snapshot = self._engine.snapshot()
        matches, score = None, None
        if id is not None:
            if snapshot.get(id) is None:
                raise _no_article(id)
            matches, score = snapshot.explain(parsed.tree, id, budget=self._budget)
        plan = snapshot.plan(parsed.tree, budget=self._budget)
        understood, _ = understood_of(snapshot, parsed, self._budget)
        return Explanation(query, understood, draw(parsed.tree), plan, id, matches, score)

    def export(
        self,
        query: str = "",
        *,
        since: str | date | None = None,
        until: str | date | None = None,
        speaker: str | None = None,
        source: str | None = None,
    ) -> Iterator[ArticleView]:
        """Every article that matches, best first, one by one from one commit: memory does not grow with their number.

        A mistake in the query is raised at once, not at the first article."""
        parsed = self._parse(query, since=since, until=until, speaker=speaker, source=source)
        return self._export(parsed)

    def export_quotes(
        self,
        query: str = "",
        *,
        by: str | None = None,
        to: str | None = None,
        since: str | date | None = None,
        until: str | date | None = None,
        source: str | None = None,
        direct: bool | None = None,
    ) -> Iterator[QuoteHit]:
        """Every quote that matches, best first, one by one from one commit."""
        parsed = self._parse(query, quotes=True, by=by, to=to, since=since, until=until, source=source, direct=direct)
        return self._export_quotes(parsed)

    # Looking after

    def stats(self) -> Stats:
        """What is in the index."""
        snapshot = self._engine.snapshot()
        return snapshot.stats()

    def check(self, *, fast: bool = False) -> CheckReport:
        """Whether the files of the index are whole: lengths and checksums, with `fast` lengths only."""
        return self._engine.check(fast=fast)

    def backup(self, destination: PathLike) -> None:
        """Copies the newest commit into a folder that is new or empty, while others read and write."""
        self._engine.backup(Path(destination))

    # Inside

    def _parse(self, query: str, *, quotes: bool = False, all_without: bool = True, **conditions: Any) -> ParsedQuery:
        """`all_without`: no query at all means everything, where it would otherwise match nothing."""
        texts_only(query=query, **{name: conditions[name] for name in _TEXTS if conditions.get(name) is not None})
        if all_without and not query.strip() and all(value is None for value in conditions.values()):
            query = "*"
        parsed = parse(query, today=self._today or date.today(), limits=self.limits, default_quotes=quotes)
        parsed = with_conditions(parsed, **conditions)
        return replace(parsed, tree=people.with_aliases(parsed.tree, self._aliases))

    def _request(
        self, parsed: ParsedQuery, limit: int | None, offset: int, sort: Sort, facets: tuple[str, ...], recency: float | None
    ) -> Request:
        at_least("limit", limit, 0)
        at_least("offset", offset, 0)
        one_of("sort", sort, get_args(Sort))
        for name in facets:
            one_of("facet", name, FACETS)
        if recency is not None and not recency > 0:
            raise InputError(f"recency_days is {recency}; it must be a number of days above 0")
        return Request(parsed.tree, limit, offset, sort, facets, recency, self._today or date.today(), self._budget)

    def _article_page(
        self,
        snapshot: Snapshot,
        query: str,
        parsed: ParsedQuery,
        matches: Matches,
        offset: int,
        snippets: int | None,
        began: float,
    ) -> Page[Hit]:
        at_least("snippets", snippets, 0)
        hits = []
        if matches.articles:
            matched = snapshot.matched_terms(parsed.tree, budget=self._budget)
            analyzer = text_analyzer(snapshot.language)
            for match in matches.articles:
                hits.append(hit_of(_found(snapshot, match.id), match.score, matched, analyzer, snippets))
        return self._page(snapshot, query, parsed, matches, hits, offset, began)

    def _page(
        self,
        snapshot: Snapshot,
        query: str,
        parsed: ParsedQuery,
        matches: Matches,
        hits: Sequence[H],
        offset: int,
        began: float,
    ) -> Page[H]:
        understood, did_you_mean = understood_of(snapshot, parsed, self._budget)
        following = offset + len(hits) if hits and offset + len(hits) < matches.total else None
        seconds = time.perf_counter() - began
        return Page(query, understood, matches.total, tuple(hits), seconds, dict(matches.facets), following, did_you_mean)

    def _export(self, parsed: ParsedQuery) -> Iterator[ArticleView]:
        snapshot = self._engine.snapshot()
        for stored, score in snapshot.stream(parsed.tree, budget=self._budget):
            yield view_of(stored, score)

    def _export_quotes(self, parsed: ParsedQuery) -> Iterator[QuoteHit]:
        snapshot = self._engine.snapshot()
        matched = snapshot.matched_terms(parsed.tree, budget=self._budget)
        analyzer = text_analyzer(snapshot.language)
        for match in snapshot.stream_quotes(parsed.tree, budget=self._budget):
            article = _found(snapshot, match.id).article
            yield quote_hit_of(article, match.quote, match.score, matched, analyzer)


def _found(snapshot: Snapshot, id: str) -> StoredArticle:
    stored = snapshot.get(id)
    assert stored is not None, "an article that matches is in the same commit"
    return stored


def _no_article(id: str) -> InputError:
    return InputError(f"there is no article {id!r} in the index. Find its id: searchkit search WORDS --ids")
