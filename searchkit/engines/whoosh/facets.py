"""Counts over what matches: facet values, speakers, and a timeline.

In: the records that match in each segment, deleted ones left out. Out: counts equal to those of a scan.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import date, timedelta

from searchkit.engines.base import FACETS, Per
from searchkit.engines.whoosh.repairs import Repairs
from searchkit.engines.whoosh.view import SegmentView
from searchkit.errors import LimitError
from searchkit.results import Bucket, FacetCount, SpeakerRow, Timeline

MOST_BUCKETS = 100_000
_COLUMNS = {"speaker": "speakers", "source": "source"}


def facets(views: Sequence[SegmentView], found: Sequence[Set[int]], names: Iterable[str]) -> dict[str, tuple[FacetCount, ...]]:
    """Matching articles by value: speakers and sources most first, then by name; years and months in order of time.

    Raises ValueError for a facet there is not.
    """
    return {name: _facet(views, found, name) for name in names}


def _facet(views: Sequence[SegmentView], found: Sequence[Set[int]], name: str) -> tuple[FacetCount, ...]:
    if name not in FACETS:
        raise ValueError(f"there is no facet {name!r}; facets are {', '.join(FACETS)}")
    counts: Counter[str] = Counter()
    if name in _COLUMNS:
        for view, docs in zip(views, found, strict=True):
            values, numbers = view.reader.values(_COLUMNS[name])
            for number, count in Counter(numbers[doc] for doc in docs).items():
                for value in dict.fromkeys(values[number]):
                    counts[value] += count
        pairs = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    else:
        length = 4 if name == "year" else 7
        for day, count in _days(views, found).items():
            if day:
                counts[date.fromordinal(day).isoformat()[:length]] += count
        pairs = sorted(counts.items())
    return tuple(FacetCount(value, count) for value, count in pairs)


def _days(views: Sequence[SegmentView], found: Sequence[Set[int]]) -> Counter[int]:
    """Records by day number; 0 is no day."""
    counts: Counter[int] = Counter()
    for view, docs in zip(views, found, strict=True):
        days = view.reader.days("date")
        counts.update(days[doc] for doc in docs)
    return counts


def speakers(
    views: Sequence[SegmentView], quotes: Sequence[Set[int]], people: Mapping[str, str], repairs: Repairs | None = None
) -> list[SpeakerRow]:
    """Who said the matching quotes: most quotes first, then by name; spellings in `people` count for their person, and other
    bare surnames for whom `repairs` knows."""
    quote_counts: Counter[str] = Counter()
    article_counts: Counter[str] = Counter()
    days: dict[str, tuple[int, int]] = {}
    for view, docs in zip(views, quotes, strict=True):
        values, numbers = view.reader.values("speaker")
        day_of, article_of = view.reader.days("date"), view.article_of
        articles: dict[str, set[int]] = {}
        repaired: dict[str, dict[int, str]] = {}
        for doc in docs:
            for spelling in values[numbers[doc]]:
                name = people.get(spelling)
                if name is None:
                    if repairs and spelling not in repaired:
                        repaired[spelling] = repairs.speakers(view, spelling)
                    full = repaired[spelling].get(doc, spelling) if repairs else spelling
                    name = people.get(full, full)
                quote_counts[name] += 1
                articles.setdefault(name, set()).add(article_of[doc])
                if day := day_of[doc]:
                    first, last = days.get(name, (day, day))
                    days[name] = (min(first, day), max(last, day))
        for name, told in articles.items():
            article_counts[name] += len(told)
    rows = [
        SpeakerRow(
            name,
            count,
            article_counts[name],
            date.fromordinal(days[name][0]) if name in days else None,
            date.fromordinal(days[name][1]) if name in days else None,
        )
        for name, count in quote_counts.items()
    ]
    return sorted(rows, key=lambda row: (-row.quotes, row.name))


def timeline(
    views: Sequence[SegmentView],
    articles: Sequence[Set[int]],
    quotes: Sequence[Set[int]],
    per: Per,
    everything: Sequence[Set[int]] | None = None,
) -> Timeline:
    """Matching articles and quotes by their article's day, without gaps; `everything` are all articles, for shares.

    Raises LimitError when there would be too many buckets.
    """
    article_days, quote_days = _days(views, articles), _days(views, quotes)
    undated = article_days.pop(0, 0)
    quote_days.pop(0, None)
    known = [*article_days, *quote_days]
    if not known:
        return Timeline(per, (), undated)
    first, last = date.fromordinal(min(known)), date.fromordinal(max(known))
    by_bucket = _by_bucket(article_days, per), _by_bucket(quote_days, per)
    all_days = _by_bucket(_days(views, everything), per) if everything is not None else None
    buckets = []
    for start, before in spans(first, last, per):
        count = by_bucket[0][start]
        share = None if all_days is None else (count / all_days[start] if all_days[start] else 0.0)
        buckets.append(Bucket(start, before, count, by_bucket[1][start], share))
    return Timeline(per, tuple(buckets), undated)


def _by_bucket(days: Counter[int], per: Per) -> Counter[date]:
    counts: Counter[date] = Counter()
    for day, count in days.items():
        if day:
            counts[bucket_start(date.fromordinal(day), per)] += count
    return counts


def bucket_start(day: date, per: Per) -> date:
    """The first day of the bucket `day` is in; weeks begin on Monday."""
    if per == "day":
        return day
    if per == "week":
        return date.fromordinal(max(1, day.toordinal() - day.weekday()))
    return day.replace(day=1) if per == "month" else day.replace(month=1, day=1)


def spans(first: date, last: date, per: Per) -> Iterator[tuple[date, date]]:
    """First day and day after the last of each bucket from the one of `first` to the one of `last`.

    The last days of the calendar end their bucket, since there is no day after them.
    """
    start, number = bucket_start(first, per), 0
    while start <= last:
        number += 1
        if number > MOST_BUCKETS:
            raise LimitError(
                f"from {first} to {last} there are more than {MOST_BUCKETS:,} buckets; count per year", "buckets", MOST_BUCKETS
            )
        try:
            before = _next(start, per)
        except (ValueError, OverflowError):
            yield start, date.max
            return
        yield start, before
        start = before


def _next(start: date, per: Per) -> date:
    if per == "day":
        return start + timedelta(1)
    if per == "week":
        return start + timedelta(7 - start.weekday())
    if per == "month":
        return start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
    return start.replace(year=start.year + 1)
