"""The order of results: by score or by day, ties by newer day, then id; exact for any slice.

In: what matches in each segment. Out: the best few (or all) as Placed, in order.
Ids are read only for records that tie on everything else.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Sequence
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
    day_key = _oldest_first if sort == "oldest" else _newest_first
    by_score = sort == "relevance"
    if total > 4 * count:
        worst = heapq.nlargest(count, chain.from_iterable(part.values() for part in scored))[-1] if by_score else math.inf
        scored = _candidates(scored, days, day_key, count, worst)
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


def _candidates(
    scored: Sequence[dict[int, float]],
    days: Sequence[Sequence[int]],
    day_key: Callable[[int], int],
    count: int,
    worst: float,
) -> list[dict[int, float]]:
    """The records that may be among the `count` first, of which the last has the score `worst`: better ones, and of those about
    as good the ones whose day comes first. Infinity stands for an order that knows no scores."""
    better: list[dict[int, float]] = [{} for _ in scored]
    equal = list(scored)
    if not math.isinf(worst):
        cut, margin = round(worst, DECIMALS), 2 * 10**-DECIMALS
        near = [{doc: score for doc, score in part.items() if score >= worst - margin} for part in scored]
        better = [{doc: score for doc, score in part.items() if round(score, DECIMALS) > cut} for part in near]
        equal = [{doc: score for doc, score in part.items() if round(score, DECIMALS) == cut} for part in near]
    open_places = max(1, count - sum(map(len, better)))
    if sum(map(len, equal)) > 4 * open_places:
        keys = (day_key(days[segment][doc]) for segment, part in enumerate(equal) for doc in part)
        last = heapq.nsmallest(open_places, keys)[-1]
        equal = [
            {doc: score for doc, score in part.items() if day_key(days[segment][doc]) <= last}
            for segment, part in enumerate(equal)
        ]
    return [{**first, **second} for first, second in zip(better, equal, strict=True)]


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
