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
from searchkit.engines.whoosh.view import SegmentView

# Records without a day count as this many half-lives old.
UNDATED_HALF_LIVES = 10


def add_bonus(made: Plan, views: Sequence[SegmentView], found: Sequence[Found], statistics: Statistics, clock: Clock) -> None:
    """Adds the bonus for neighbouring words to the scores of the best records, in place."""
    if not made.pairs:
        return
    for number, placed in enumerate(ordered(views, found, made.kind, BEST)):
        if number % 16 == 0:
            clock.check()
        part = found[placed.segment]
        if isinstance(part, dict):
            part[placed.doc] += sum(value for _, value in bonus_parts(made, views[placed.segment], placed.doc, statistics))


def bonus_parts(made: Plan, view: SegmentView, doc: int, statistics: Statistics) -> list[tuple[str, float]]:
    """The bonus of each pair of the plan in one record, with its reason; pairs that are not near each other are left out."""
    parts = []
    for left, right in made.pairs:
        neighbours, near = _counts(made.field, left, right, view, doc)
        if near:
            idf_sum = statistics.idf(made.field, left) + statistics.idf(made.field, right)
            reason = f"“{left} {right}”: side by side {neighbours} times, in one window {near} times"
            parts.append((reason, pair_score(idf_sum, neighbours, near)))
    return parts


def _counts(field: str, left: str, right: str, view: SegmentView, doc: int) -> tuple[int, int]:
    """How often a pair stands together in a record; what the title says counts TITLE_WEIGHT times, as words do."""
    counts = pair_counts(view.positions(field, left, doc), view.positions(field, right, doc))
    if field != "body" or not counts[1]:
        return counts
    in_title = pair_counts(view.positions("title", left, doc), view.positions("title", right, doc))
    more = TITLE_WEIGHT - 1
    return counts[0] + more * in_title[0], counts[1] + more * in_title[1]


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
