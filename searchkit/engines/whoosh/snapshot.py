"""One commit of an index, open for reading: answers every question of the Engine protocol.

In: query trees and the segments of the commit. Out: results as plain values.
Each call goes tree → plan (`plan`) → documents (`match`) → scores (`rank`) → order (`order`), and reads only the records it shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from datetime import date
from pathlib import Path

from searchkit.analysis import text_analyzer
from searchkit.engines.base import (
    ArticleMatch,
    Budget,
    MatchedTerms,
    Matches,
    Per,
    QuoteMatch,
    Request,
    StoredArticle,
)
from searchkit.engines.whoosh import facets, rank
from searchkit.engines.whoosh import plan as plans
from searchkit.engines.whoosh.describe import describe
from searchkit.engines.whoosh.explain import Explainer
from searchkit.engines.whoosh.fuzzy import Automaton
from searchkit.engines.whoosh.groups import article_of, quote_of
from searchkit.engines.whoosh.match import Clock, Found, Matcher, records
from searchkit.engines.whoosh.order import DECIMALS, Placed, ordered
from searchkit.engines.whoosh.repairs import Repairs
from searchkit.engines.whoosh.schema import TEXT_FIELDS
from searchkit.engines.whoosh.score import BEST, Statistics
from searchkit.engines.whoosh.segment import SegmentReader
from searchkit.engines.whoosh.similar import telling_terms
from searchkit.engines.whoosh.suggest import Suggester
from searchkit.engines.whoosh.view import view_of
from searchkit.errors import LimitError
from searchkit.query.tree import Everything, Node, Span
from searchkit.results import ScorePart, SpeakerRow, Stats, Timeline

_PASSED = 10_000  # records of a stream, 10 to 50 MB of pages


class WhooshSnapshot:
    """Implements searchkit.engines.base.Snapshot. `bytes` is the size of the commit's files."""

    def __init__(self, path: Path, generation: int, language: str, segments: Sequence[SegmentReader], *, bytes: int = 0) -> None:
        self.path, self.generation, self.language, self.bytes = path, generation, language, bytes
        self._segments = tuple(segments)
        self._views = [view_of(segment) for segment in segments]
        self._statistics = Statistics(self._segments)
        self._repairs = Repairs(self._segments, self._views)
        self._analyzer = text_analyzer(language)
        self._names: dict[tuple[str, plans.NameCondition], tuple[str, ...]] = {}

    # Searching

    def search(self, request: Request) -> Matches:
        return self._search(request, "article")

    def search_quotes(self, request: Request) -> Matches:
        return self._search(request, "quote")

    def similar(self, id: str, request: Request) -> Matches:
        place = self._locate(id)
        if place is None:
            raise KeyError(id)
        clock = Clock(request.budget)
        article = article_of(self._segments[place[0]].stored(place[1]))
        likeness = plans.Combined(optional=telling_terms(article, self._analyzer, self._statistics))
        made = plans.Plan("article", likeness, "body", ())
        if not isinstance(request.tree, Everything):
            allowed = self._planner(clock).plan(plans.unscored(request.tree), "article").root
            made = plans.Plan("article", plans.Combined(required=(likeness, allowed)), "body", ())
        found = self._match(made, clock)
        found[place[0]] = {doc: score for doc, score in _scores(found[place[0]]).items() if doc != place[1]}
        return self._matches(made, found, request, clock)

    def _search(self, request: Request, kind: plans.Kind) -> Matches:
        clock = Clock(request.budget)
        made = self._planner(clock).plan(request.tree, kind)
        return self._matches(made, self._match(made, clock), request, clock)

    def _matches(self, made: plans.Plan, found: list[Found], request: Request, clock: Clock) -> Matches:
        counts = facets.facets(self._views, [records(part) for part in found], request.facets)
        total = sum(map(len, found))
        end = None if request.limit is None else request.offset + request.limit
        placed = self._ranked(made, found, request, end, clock)[request.offset :]
        if made.kind == "quote":
            return Matches(total, quotes=tuple(map(self._quote_match, placed)), facets=counts)
        return Matches(total, articles=tuple(self._article_matches(placed)), facets=counts)

    def _ranked(self, made: plans.Plan, found: list[Found], request: Request, count: int | None, clock: Clock) -> list[Placed]:
        """The first `count` of what matches, in the order that was asked for."""
        if request.sort == "relevance" and count != 0:
            recent = request.recency_days is not None
            if made.pairs:
                best = rank.add_bonus(made, self._views, found, self._statistics, clock)
                # A bonus lifts nothing over the best, and age does.
                found = list(best) if count is not None and count <= BEST and not recent else found
            if request.recency_days is not None:
                rank.weigh_by_age(self._views, found, request.recency_days, request.today or date.today())
        return ordered(self._views, found, made.kind, count, request.sort)

    def _match(self, made: plans.Plan, clock: Clock) -> list[Found]:
        """What matches in each segment, without deleted records."""
        result: list[Found] = []
        for segment, view in zip(self._segments, self._views, strict=True):
            found = Matcher(view, self._statistics, self._repairs, clock).match(made.root)
            if segment.deleted:
                if isinstance(found, dict):
                    found = {doc: score for doc, score in found.items() if doc not in segment.deleted}
                else:
                    found = found - segment.deleted
            result.append(found)
        return result

    def _article_matches(self, placed: Sequence[Placed]) -> Iterator[ArticleMatch]:
        ids: dict[tuple[int, int], str] = {}
        for number, view in enumerate(self._views):
            docs = [hit.doc for hit in placed if hit.segment == number]
            ids.update(zip(((number, doc) for doc in docs), view.ids(docs), strict=True))
        return (ArticleMatch(ids[hit.segment, hit.doc], hit.score) for hit in placed)

    def _quote_match(self, hit: Placed) -> QuoteMatch:
        stored = self._segments[hit.segment].stored(hit.doc)
        return QuoteMatch(stored["article"], quote_of(stored), hit.score)

    # Exploring

    def speakers(self, tree: Node, *, budget: Budget, people: Mapping[str, str] | None = None) -> list[SpeakerRow]:
        quotes = self._records(tree, "quote", Clock(budget))
        return facets.speakers(self._views, quotes, people or {}, None if people is None else self._repairs)

    def timeline(self, tree: Node, *, per: Per, budget: Budget, share: bool = False) -> Timeline:
        clock = Clock(budget)
        articles, quotes = self._records(tree, "article", clock), self._records(tree, "quote", clock)
        everything = self._records(Everything(), "article", clock) if share else None
        return facets.timeline(self._views, articles, quotes, per, everything)

    def _records(self, tree: Node, kind: plans.Kind, clock: Clock) -> list[Set[int]]:
        found = self._match(self._planner(clock).plan(plans.unscored(tree), kind), clock)
        return [records(part) for part in found]

    # Reading

    def get(self, id: str) -> StoredArticle | None:
        place = self._locate(id)
        return self._stored(*place) if place else None

    def stream(self, tree: Node, *, budget: Budget) -> Iterator[tuple[StoredArticle, float]]:
        for hit in self._passing(self._all(tree, "article", budget)):
            yield self._stored(hit.segment, hit.doc), hit.score

    def stream_quotes(self, tree: Node, *, budget: Budget) -> Iterator[QuoteMatch]:
        return map(self._quote_match, self._passing(self._all(tree, "quote", budget)))

    def _passing(self, hits: Iterable[Placed]) -> Iterator[Placed]:
        """The hits as they are. On the way pages that were read go back to the system: a long stream takes no more than a short one."""
        for number, hit in enumerate(hits):
            if number % _PASSED == 0:
                for segment in self._segments:
                    segment.file.forget()
            yield hit

    def _all(self, tree: Node, kind: plans.Kind, budget: Budget) -> list[Placed]:
        clock = Clock(budget)
        made = self._planner(clock).plan(tree, kind)
        return self._ranked(made, self._match(made, clock), Request(tree, limit=None), None, clock)

    def _locate(self, id: str) -> tuple[int, int] | None:
        """Segment and record of an article."""
        for number, segment in enumerate(self._segments):
            postings = segment.postings("id", id)
            for doc in postings.docs if postings else ():
                if doc not in segment.deleted:
                    return number, doc
        return None

    def _stored(self, number: int, doc: int) -> StoredArticle:
        segment, view = self._segments[number], self._views[number]
        stored = segment.stored(doc)
        quotes = sorted((quote_of(segment.stored(quote)) for quote in view.quotes_of(doc)), key=lambda quote: quote.start)
        return StoredArticle(
            article_of(stored),
            tuple(stored.get("speakers", ())),
            tuple(quotes),
            stored.get("origin", ""),
            stored.get("digest", ""),
        )

    # Explaining

    def plan(self, tree: Node, *, budget: Budget) -> str:
        return describe(self._planner(Clock(budget)).plan(tree, "article"), self._statistics)

    def matched_terms(self, tree: Node, *, budget: Budget) -> MatchedTerms:
        terms: set[str] = set()
        phrases: dict[tuple[tuple[str, ...], int], None] = {}
        for leaf in plans.leaves(self._planner(Clock(budget)).plan(tree, "article").root):
            match leaf:
                case plans.Term(field=field) if field in TEXT_FIELDS:
                    terms.add(leaf.term)
                case plans.OneOf(field=field) if field in TEXT_FIELDS:
                    terms.update(leaf.terms)
                case plans.Sequence(field=field) if field in TEXT_FIELDS:
                    phrases[leaf.terms, leaf.slop] = None
                case plans.Close(field=field) if field in TEXT_FIELDS:
                    phrases[(*leaf.left, *leaf.right), leaf.distance - 1] = None
                    phrases[(*leaf.right, *leaf.left), leaf.distance - 1] = None
        return MatchedTerms(frozenset(terms), tuple(phrases))

    def explain(self, tree: Node, id: str, *, budget: Budget) -> tuple[bool, ScorePart | None]:
        place = self._locate(id)
        if place is None:
            return False, None
        clock = Clock(budget)
        made = self._planner(clock).plan(tree, "article")
        found = self._match(made, clock)
        number, doc = place
        if doc not in found[number]:
            return False, None
        view = self._views[number]
        matcher = Matcher(view, self._statistics, self._repairs, clock)
        root = Explainer(view, self._statistics, matcher).part(made.root, doc)
        parts = [root] if root else []
        best = ordered(self._views, found, "article", BEST) if made.pairs else []
        if any((hit.segment, hit.doc) == place for hit in best):
            bonus = [ScorePart(text, value) for text, value in rank.Neighbours(made, view, self._statistics).parts(doc)]
            if bonus:
                parts.append(ScorePart("query words near each other", sum(part.value for part in bonus), tuple(bonus)))
        return True, ScorePart("score", round(sum(part.value for part in parts), DECIMALS), tuple(parts))

    def unknown_words(self, tree: Node) -> list[tuple[Span, str, str | None]]:
        deleted = [segment.deleted for segment in self._segments]
        return Suggester(self._views, deleted, self._statistics, self._analyzer).unknown_words(tree)

    def stats(self) -> Stats:
        articles = quotes = deleted = 0
        speakers: set[str] = set()
        first, last = 0, 0
        for segment, view in zip(self._segments, self._views, strict=True):
            living = [doc for doc in segment.article_docs if doc not in segment.deleted]
            articles += len(living)
            quotes += segment.doc_count - len(segment.deleted) - len(living)
            deleted += len(segment.deleted)
            days = segment.days("date")
            dated = [days[doc] for doc in living if days[doc]]
            if dated:
                first, last = min(first or dated[0], *dated), max(last, *dated)
            for name, docs in view.named("speaker").items():
                if name not in speakers and any(doc not in segment.deleted for doc in docs):
                    speakers.add(name)
        return Stats(
            path=str(self.path),
            articles=articles,
            quotes=quotes,
            speakers=len(speakers),
            deleted=deleted,
            first=date.fromordinal(first) if first else None,
            last=date.fromordinal(last) if last else None,
            bytes=self.bytes,
            segments=len(self._segments),
            generation=self.generation,
            language=self.language,
            codec="W3",
        )

    def close(self) -> None:
        """Nothing to do: callers share a snapshot, and its files are let go when the last of them drops it."""

    # What a planner asks

    def _planner(self, clock: Clock) -> plans.Planner:
        return plans.Planner(self._analyzer, _Vocabularies(self, clock))


class _Vocabularies:
    """The vocabularies of a snapshot, within the budget of one call."""

    def __init__(self, snapshot: WhooshSnapshot, clock: Clock) -> None:
        self._snapshot, self._clock = snapshot, clock

    def expand(self, field: str, start: str, fits: Callable[[str], bool] | None) -> set[str]:
        return self._capped(
            term
            for view in self._snapshot._views
            for term in self._clock.watched(view.terms_from(field, start))
            if fits is None or fits(term)
        )

    def near(self, field: str, automaton: Automaton) -> set[str]:
        return self._capped(
            term for view in self._snapshot._views for term in self._clock.watched(automaton.among(view.vocabulary(field)))
        )

    def _capped(self, terms: Iterable[str]) -> set[str]:
        most = self._clock.budget.expansions
        found: set[str] = set()
        for term in terms:
            found.add(term)
            if len(found) > most:
                message = f"a pattern of the query stands for more than {most:,} words; make it longer"
                raise LimitError(message, "expansions", most)
        return found

    def names(self, field: str, node: plans.NameCondition) -> tuple[str, ...]:
        known = self._snapshot._names.get((field, node))
        if known is None:
            known = tuple(sorted(set().union(*(view.name_table(field).meant_by(node) for view in self._snapshot._views))))
            if len(self._snapshot._names) > 1_000:
                self._snapshot._names.clear()
            self._snapshot._names[field, node] = known
        return known


def _scores(found: Found) -> dict[int, float]:
    return found if isinstance(found, dict) else dict.fromkeys(found, 0.0)
