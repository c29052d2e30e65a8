"""Buckets of a timeline at the edges of the calendar."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.engines.base import Per
from searchkit.engines.whoosh.facets import bucket_start, spans
from searchkit.errors import LimitError

pers = st.sampled_from(["day", "week", "month", "year"])


@given(st.dates(date(1, 1, 8), date(9000, 1, 1)), st.integers(0, 800), pers)
def test_buckets_are_without_gaps_and_hold_both_ends(first: date, days: int, per: Per) -> None:
    last = first + timedelta(days)
    found = list(spans(first, last, per))
    assert found[0][0] <= first < found[0][1] and found[-1][0] <= last < found[-1][1]
    assert all(one[1] == other[0] for one, other in pairwise(found))
    assert all(bucket_start(before - timedelta(1), per) == start for start, before in found)


@pytest.mark.parametrize("per", ["day", "week", "month", "year"])
def test_the_ends_of_the_calendar_have_buckets(per: Per) -> None:
    assert next(spans(date.min, date.min, per))[0] == date.min
    assert list(islice(spans(date.max, date.max, per), 2))[-1][1] == date.max


def test_too_many_buckets_are_refused() -> None:
    with pytest.raises(LimitError) as caught:
        list(spans(date(1, 1, 1), date(9999, 1, 1), "day"))
    assert caught.value.limit == "buckets"
