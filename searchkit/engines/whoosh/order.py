"""The order of results: by score or by day, ties by newer day, then id; exact for any slice.

In: what matches in each segment. Out: the best few (or all) as Placed, in order.
Ids are read only for records that tie on everything else.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from searchkit.engines.base import Sort
from searchkit.engines.whoosh.match import Found
from searchkit.engines.whoosh.plan import Kind
from searchkit.engines.whoosh.view import SegmentView

# Scores are compared and given to nine decimals: the same sum in another order is the same score.
DECIMALS = 9
_LAST = 1 << 40


class Placed(NamedTuple):
    """One record in the order of results: `segment` is the number of its segment, `doc` its number there."""

    score: float
    segment: int
    doc: int


Key = tuple[float, int]


def ordered(
    views: Sequence[SegmentView], found: Sequence[Found], kind: Kind, count: int | None, sort: Sort = "relevance"
) -> list[Placed]:
    """The first `count` records (None: all) in order."""
    total = sum(map(len, found))
    if count is None or count > total:
        count = total
    if not count:
        return []
    scored = [part if isinstance(part, dict) else dict.fromkeys(part, 0.0) for part in found]
    days = [view.reader.days("date") for view in views]
    if sort == "relevance":
        scored = _at_least(scored, _threshold(chain.from_iterable(part.values() for part in scored), count))
    day_key = _oldest_first if sort == "oldest" else _newest_first
    if total > 4 * count and (sort != "relevance" or _all_zero(scored)):
        scored = _first_days(scored, days, day_key, count)
    by_score = sort == "relevance"
    entries = [
        (
            (-round(score, DECIMALS) if by_score else 0.0, day_key(days[segment][doc])),
            Placed(round(score, DECIMALS), segment, doc),
        )
        for segment, part in enumerate(scored)
        for doc, score in part.items()
    ]
    entries.sort(key=lambda entry: entry[0])
    return _with_ties(entries, views, kind, count)


def _newest_first(day: int) -> int:
    return -day


def _oldest_first(day: int) -> int:
    return day or _LAST


def _threshold(scores: Iterable[float], count: int) -> float:
    """A score that the `count` best reach, a little lowered so that rounding changes nothing."""
    return heapq.nlargest(count, scores)[-1] - 2 * 10**-DECIMALS


def _at_least(scored: Sequence[dict[int, float]], least: float) -> list[dict[int, float]]:
    if least <= 0:
        return list(scored)
    return [{doc: score for doc, score in part.items() if score >= least} for part in scored]


def _all_zero(scored: Sequence[dict[int, float]]) -> bool:
    return not any(any(part.values()) for part in scored)


def _first_days(
    scored: Sequence[dict[int, float]], days: Sequence[Sequence[int]], day_key: Callable[[int], int], count: int
) -> list[dict[int, float]]:
    """The records whose day is among the `count` first."""
    keys = (day_key(days[segment][doc]) for segment, part in enumerate(scored) for doc in part)
    last = heapq.nsmallest(count, keys)[-1]
    return [
        {doc: score for doc, score in part.items() if day_key(days[segment][doc]) <= last} for segment, part in enumerate(scored)
    ]


def _with_ties(entries: Sequence[tuple[Key, Placed]], views: Sequence[SegmentView], kind: Kind, count: int) -> list[Placed]:
    """The first `count` of sorted entries, equal keys in order of the id and, in one article, of the text."""
    result: list[Placed] = []
    start = 0
    while start < len(entries) and len(result) < count:
        end = start + 1
        while end < len(entries) and entries[end][0] == entries[start][0]:
            end += 1
        run = [placed for _, placed in entries[start:end]]
        result.extend(run if len(run) == 1 else _by_id(run, views, kind, count - len(result)))
        start = end
    return result[:count]


def _by_id(run: Sequence[Placed], views: Sequence[SegmentView], kind: Kind, count: int) -> list[Placed]:
    ids: dict[tuple[int, int], str] = {}
    for segment, view in enumerate(views):
        docs = [placed.doc for placed in run if placed.segment == segment]
        articles = docs if kind == "article" else [view.article_of[doc] for doc in docs]
        ids.update(zip(((segment, doc) for doc in docs), view.ids(articles), strict=True))

    def key(placed: Placed) -> tuple[str, int]:
        return ids[placed.segment, placed.doc], placed.doc

    return heapq.nsmallest(count, run, key=key) if count * 4 < len(run) else sorted(run, key=key)
