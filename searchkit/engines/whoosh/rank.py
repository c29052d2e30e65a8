"""Scores that depend on more than one record's own terms: the bonus for neighbours among the best, and newer counting more.

In: what matches, with BM25 scores. Out: the same records with their final scores.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from searchkit.engines.whoosh.match import Clock, Found
from searchkit.engines.whoosh.order import ordered
from searchkit.engines.whoosh.plan import Plan
from searchkit.engines.whoosh.schema import TITLE_WEIGHT
from searchkit.engines.whoosh.score import BEST, Statistics, pair_counts, pair_score
from searchkit.engines.whoosh.view import SegmentView, positions_in

# Records without a day count as this many half-lives old.
UNDATED_HALF_LIVES = 10


def add_bonus(
    made: Plan, views: Sequence[SegmentView], found: list[Found], statistics: Statistics, clock: Clock
) -> list[dict[int, float]]:
    """Adds the bonus for neighbouring words to the scores of the best records, in place; returns those records only."""
    best: list[dict[int, float]] = [{} for _ in views]
    neighbours = [Neighbours(made, view, statistics) for view in views]
    for placed in clock.watched(ordered(views, found, made.kind, BEST)):
        part = found[placed.segment]
        if not isinstance(part, dict):
            part = found[placed.segment] = dict.fromkeys(part, 0.0)
        bonus = sum(value for _, value in neighbours[placed.segment].parts(placed.doc))
        best[placed.segment][placed.doc] = part[placed.doc] = part[placed.doc] + bonus
    return best


class Neighbours:
    """The pairs of a plan in one segment."""

    def __init__(self, made: Plan, view: SegmentView, statistics: Statistics) -> None:
        self._pairs = [
            (left, right, statistics.idf(made.field, left) + statistics.idf(made.field, right)) for left, right in made.pairs
        ]
        terms = {term for pair in made.pairs for term in pair}
        self._lists = {term: view.reader.postings(made.field, term) for term in terms}
        titles = terms if made.field == "body" else ()
        self._title_lists = {term: view.reader.postings("title", term) for term in titles}

    def parts(self, doc: int) -> list[tuple[str, float]]:
        """The bonus of each pair in one record, with its reason; pairs that are not near each other are left out."""
        positions = {term: positions_in(postings, doc) for term, postings in self._lists.items()}
        found = []
        for left, right, idf_sum in self._pairs:
            if positions[left] and positions[right]:
                neighbours, near = pair_counts(positions[left], positions[right])
                if near:
                    neighbours, near = self._with_title(left, right, doc, neighbours, near)
                    reason = f"“{left} {right}”: {neighbours} x side by side, {near} x in one window (the title thrice)"
                    found.append((reason, pair_score(idf_sum, neighbours, near)))
        return found

    def _with_title(self, left: str, right: str, doc: int, neighbours: int, near: int) -> tuple[int, int]:
        """What the title says counts TITLE_WEIGHT times, as words do."""
        lists = self._title_lists.get(left), self._title_lists.get(right)
        in_title = pair_counts(positions_in(lists[0], doc), positions_in(lists[1], doc))
        more = TITLE_WEIGHT - 1
        return neighbours + more * in_title[0], near + more * in_title[1]


def weigh_by_age(views: Sequence[SegmentView], found: Sequence[Found], half_life_days: float, today: date) -> None:
    """Halves scores for every `half_life_days` of age, in place; days to come count as today."""
    now = today.toordinal()
    factors: dict[int, float] = {0: 0.5**UNDATED_HALF_LIVES}
    for view, part in zip(views, found, strict=True):
        if not isinstance(part, dict):
            continue
        days = view.reader.days("date")
        for doc, score in part.items():
            day = days[doc]
            factor = factors.get(day)
            if factor is None:
                factor = factors[day] = 0.5 ** (max(0, now - day) / half_life_days)
            part[doc] = score * factor
