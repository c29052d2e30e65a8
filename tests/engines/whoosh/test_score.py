"""The pieces of a score, each against its definition."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.engines.whoosh.score import K1, LENGTHS, WINDOW, idf, pair_counts, pair_score, saturated

positions = st.sets(st.integers(0, 60))


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_idf_is_above_zero_and_falls_with_frequency(one: int, other: int) -> None:
    rarer, commoner = sorted((one, other))
    assert idf(rarer, 1000) >= idf(commoner, 1000) > 0


@given(st.integers(1, 1000), st.floats(0.1, 10))
def test_more_occurrences_are_worth_more_up_to_a_bound(count: int, norm: float) -> None:
    assert 0 < saturated(count, norm) < saturated(count + 1, norm) < K1 + 1


def test_short_lengths_are_exact() -> None:
    assert LENGTHS[:11] == tuple(range(11)) and list(LENGTHS) == sorted(LENGTHS)


@given(positions, positions)
def test_pairs_are_counted_as_defined(left: set[int], right: set[int]) -> None:
    right -= left
    neighbours = sum(place + 1 in right for place in left)
    near = sum(any(abs(place - other) < WINDOW for other in right) for place in left)
    assert pair_counts(sorted(left), sorted(right)) == (neighbours, near)


@pytest.mark.parametrize("neighbours, near, worth", [(0, 0, 0.0), (0, 1, 0.05), (1, 1, 0.15), (3, 4, 0.23)])
def test_a_pair_is_worth_a_share_of_its_idf(neighbours: int, near: int, worth: float) -> None:
    assert pair_score(10.0, neighbours, near) == pytest.approx(10 * worth)
