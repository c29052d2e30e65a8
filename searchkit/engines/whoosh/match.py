"""Plan → documents: one segment at a time, whole posting lists at once.

In: a plan node and a segment. Out: the records that match, with their scores; a plain set where nothing scores.
A condition that comes after others looks only `within` what is left of them. Deleted records are still among the results.
"""

from __future__ import annotations

import time
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence, Set
from typing import TypeAlias, TypeVar

from searchkit.engines.base import Budget, phrase_matches
from searchkit.engines.whoosh import plan
from searchkit.engines.whoosh.postings import Postings
from searchkit.engines.whoosh.repairs import Repairs
from searchkit.engines.whoosh.score import K1, Statistics
from searchkit.engines.whoosh.view import SegmentView
from searchkit.errors import LimitError

T = TypeVar("T")
Found: TypeAlias = dict[int, float] | set[int] | frozenset[int]

# How often loops over records look at the clock.
_STRIDE = 256
# A set this many times smaller than a posting list is looked up in it rather than met with it.
_SMALLER = 16


class Clock:
    """Processor time of one call. `check` raises LimitError when the budget is used up."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self._end = time.thread_time() + budget.seconds
        self._due = time.monotonic() + budget.seconds

    def check(self) -> None:
        # Processor time is dear to ask, and never more than the time on the wall.
        now = time.monotonic()
        if now < self._due:
            return
        left = self._end - time.thread_time()
        if left <= 0:
            seconds = self.budget.seconds
            raise LimitError(f"the query takes more than {seconds:g} seconds; narrow it", "seconds", seconds)
        self._due = now + left

    def watched(self, things: Iterable[T]) -> Iterator[T]:
        """The same things, with a look at the clock now and then."""
        for number, thing in enumerate(things):
            if number % _STRIDE == 0:
                self.check()
            yield thing


def records(found: Found) -> Set[int]:
    return found.keys() if isinstance(found, dict) else found


class Matcher:
    """Evaluates plan nodes in one segment."""

    def __init__(self, view: SegmentView, statistics: Statistics, repairs: Repairs, clock: Clock) -> None:
        self._view, self._reader, self._clock = view, view.reader, clock
        self._statistics, self._repairs = statistics, repairs

    def match(self, node: plan.PlanNode, within: Set[int] | None = None) -> Found:
        """The records that match `node`, among `within` when given."""
        self._clock.check()
        match node:
            case plan.Term():
                return self._term(node, within)
            case plan.Sequence():
                return self._sequence(node, within)
            case plan.Close():
                return self._close(node, within)
            case plan.OneOf():
                return self._one_of(node, within)
            case plan.Named():
                return self._named(node, within)
            case plan.DayRange():
                return self._view.between(node.kind, node.field, node.first, node.before, within)
            case plan.NoDay():
                return self._view.between(node.kind, node.field, 0, 1, within)
            case plan.All():
                return self._view.records(node.kind) if within is None else set(within)
            case plan.Joined():
                return self._joined(node, within)
            case plan.Combined():
                return self._combined(node, within)

    # Leaves

    def _named(self, node: plan.Named, within: Set[int] | None) -> Found:
        by_name = self._view.named(node.field)
        docs = set().union(*(by_name[name] for name in node.names if name in by_name))
        if node.field in ("speaker", "speakers"):
            quotes = self._repairs.quotes(self._view, node.names)
            docs |= quotes if node.field == "speaker" else {self._view.article_of[quote] for quote in quotes}
        return docs if within is None else docs & within

    def _term(self, node: plan.Term, within: Set[int] | None) -> Found:
        postings = self._reader.postings(node.field, node.term)
        if postings is None:
            return set()
        docs, weights = postings.docs, postings.weights
        if not node.weight:
            return _meet(docs, within)
        factor = node.weight * self._statistics.idf(node.field, node.term) * (K1 + 1)
        norms, lengths = self._statistics.norms(node.field), self._reader.lengths(node.field)
        if within is None:
            scores = [factor * tf / (tf + norms[lengths[doc]]) for doc, tf in zip(docs, weights, strict=True)]
            return dict(zip(docs, scores, strict=True))
        if len(within) * _SMALLER < len(docs):
            pairs = ((doc, weights[place]) for doc in within if (place := _place(docs, doc)) >= 0)
        else:
            pairs = ((doc, tf) for doc, tf in zip(docs, weights, strict=True) if doc in within)
        return {doc: factor * tf / (tf + norms[lengths[doc]]) for doc, tf in pairs}

    def _one_of(self, node: plan.OneOf, within: Set[int] | None) -> Found:
        found: set[int] = set()
        for term in self._clock.watched(node.terms):
            postings = self._reader.postings(node.field, term)
            if postings is not None:
                found.update(postings.docs)
        if within is not None:
            found &= within
        return dict.fromkeys(found, node.weight) if node.weight else found

    def _sequence(self, node: plan.Sequence, within: Set[int] | None) -> Found:
        lists = self._lists(node.field, node.terms)
        if not lists:
            return set()
        found: set[int] = set()
        for doc in self._clock.watched(_common(list(lists.values()), within)):
            places = {term: _positions(postings, doc) for term, postings in lists.items()}
            if any(phrase_matches(node.terms, [places[term] for term in node.terms], node.slop)):
                found.add(doc)
        return self._scored(node.field, node.terms, lists, found, node.weight)

    def _close(self, node: plan.Close, within: Set[int] | None) -> Found:
        lists = self._lists(node.field, (*node.left, *node.right))
        if not lists:
            return set()
        found: set[int] = set()
        for doc in self._clock.watched(_common(list(lists.values()), within)):
            places = {term: _positions(postings, doc) for term, postings in lists.items()}
            if stand_close(node, places):
                found.add(doc)
        return self._scored(node.field, (*node.left, *node.right), lists, found, node.weight)

    def _lists(self, field: str, terms: Sequence[str]) -> dict[str, Postings]:
        """The postings of each term; empty when a term is nowhere."""
        lists: dict[str, Postings] = {}
        for term in sorted(set(terms), key=lambda term: self._reader.doc_freq(field, term)):
            postings = self._reader.postings(field, term)
            if postings is None:
                return {}
            lists[term] = postings
        return lists

    def _scored(self, field: str, terms: Sequence[str], lists: dict[str, Postings], docs: set[int], weight: float) -> Found:
        """The BM25 of all `terms` in `docs`, which have them all."""
        if not weight:
            return docs
        norms, lengths = self._statistics.norms(field), self._reader.lengths(field)
        factors = [(weight * self._statistics.idf(field, term) * (K1 + 1), lists[term]) for term in terms]
        result: dict[int, float] = {}
        for doc in docs:
            norm, score = norms[lengths[doc]], 0.0
            for factor, postings in factors:
                tf = postings.weights[_place(postings.docs, doc)]
                score += factor * tf / (tf + norm)
            result[doc] = score
        return result

    # Inner nodes

    def _joined(self, node: plan.Joined, within: Set[int] | None) -> Found:
        view = self._view
        article_of = view.article_of
        narrow = within if within is not None and len(within) * _SMALLER < self._reader.doc_count else None
        if node.kind == "quote":
            articles = self.match(node.child, narrow and {article_of[quote] for quote in narrow})
            quotes: Iterable[int]
            if within is not None:
                quotes = (quote for quote in within if article_of[quote] in articles)
            else:
                quotes = (quote for article in articles for quote in view.quotes_of(article))
            if isinstance(articles, dict):
                return {quote: articles[article_of[quote]] for quote in quotes}
            return set(quotes)
        found = self.match(node.child, narrow and {quote for article in narrow for quote in view.quotes_of(article)})
        if not isinstance(found, dict):
            return _meet({article_of[quote] for quote in found}, within)
        best: dict[int, float] = {}
        for quote, score in found.items():
            article = article_of[quote]
            if (within is None or article in within) and score > best.get(article, -1.0):
                best[article] = score
        return best

    def _combined(self, node: plan.Combined, within: Set[int] | None) -> Found:
        found = self._required(node, within) if node.required else self._any(node.optional, within)
        for child in node.excluded:
            gone = records(self.match(child, records(found)))
            if gone and isinstance(found, dict):
                found = {doc: score for doc, score in found.items() if doc not in gone}
            elif gone:
                found = records(found) - gone  # type: ignore[assignment]
        return found

    def _required(self, node: plan.Combined, within: Set[int] | None) -> Found:
        """Records in all of `required`; the rarest is looked at first, the others only in what is left."""
        scored: list[dict[int, float]] = []
        left = within
        for child in sorted(node.required, key=self._cost):
            found = self.match(child, left)
            left = records(found)
            if isinstance(found, dict):
                scored.append(found)
            if not left:
                return set()
        assert left is not None
        scored += [found for child in node.optional if isinstance(found := self.match(child, left), dict)]
        if not scored:
            return set(left)
        if len(scored) == 1 and len(scored[0]) == len(left) and node.optional == ():
            return scored[0]
        return {doc: sum([part[doc] for part in scored if doc in part]) for doc in left}

    def _any(self, nodes: Sequence[plan.PlanNode], within: Set[int] | None) -> Found:
        """Records in at least one of `nodes`. Sums do not depend on the order of their terms: `order` rounds them."""
        unscored: set[int] = set()
        scored: list[dict[int, float]] = []
        for child in nodes:
            found = self.match(child, within)
            if isinstance(found, dict):
                scored.append(found)
            else:
                unscored |= found
        if not scored:
            return unscored
        scored.sort(key=len, reverse=True)
        total = scored[0]
        known = total.get
        for part in scored[1:]:
            self._clock.check()
            for doc, score in part.items():
                total[doc] = known(doc, 0.0) + score
        for doc in unscored:
            total.setdefault(doc, 0.0)
        return total

    def _cost(self, node: plan.PlanNode) -> int:
        """About how many records `node` may match, and so how late it is looked at."""
        reader = self._reader
        match node:
            case plan.Term():
                return reader.doc_freq(node.field, node.term)
            case plan.Sequence():
                return min(reader.doc_freq(node.field, term) for term in node.terms)
            case plan.Close():
                return min(reader.doc_freq(node.field, term) for term in (*node.left, *node.right))
            case plan.OneOf():
                return sum(reader.doc_freq(node.field, term) for term in node.terms)
            case plan.Named():
                by_name = self._view.named(node.field)
                return sum(len(by_name.get(name, ())) for name in node.names)
            case plan.Joined():
                return self._cost(node.child)
            case plan.Combined(required=()):
                return sum(self._cost(child) for child in node.optional)
            case plan.Combined():
                return min(self._cost(child) for child in node.required)
            case _:
                return reader.doc_count


def stand_close(node: plan.Close, places: dict[str, list[int]]) -> bool:
    """Whether the two sides of a NEAR stand apart and near enough to each other."""
    rights = [match[0] for match in phrase_matches(node.right, [places[term] for term in node.right], 0)]
    for match in phrase_matches(node.left, [places[term] for term in node.left], 0):
        first, last = match[0], match[-1]
        after = bisect_right(rights, last)
        if after < len(rights) and rights[after] <= last + node.distance:
            return True
        before = bisect_left(rights, first - len(node.right) + 1) - 1
        if before >= 0 and rights[before] + len(node.right) - 1 >= first - node.distance:
            return True
    return False


def _place(docs: Sequence[int], doc: int) -> int:
    """Where `doc` stands in sorted `docs`, -1 when it does not."""
    place = bisect_left(docs, doc)
    return place if place < len(docs) and docs[place] == doc else -1


def _positions(postings: Postings, doc: int) -> list[int]:
    return postings.positions(bisect_left(postings.docs, doc))


def _meet(docs: Iterable[int], within: Set[int] | None) -> set[int]:
    return set(docs) if within is None else {doc for doc in docs if doc in within}


def _common(lists: Sequence[Postings], within: Set[int] | None) -> list[int]:
    """The records that all lists have, ascending; the shortest list comes first."""
    found = _meet(lists[0].docs, within)
    for postings in lists[1:]:
        if len(found) * _SMALLER < len(postings):
            found = {doc for doc in found if _place(postings.docs, doc) >= 0}
        else:
            found.intersection_update(postings.docs)
    return sorted(found)
