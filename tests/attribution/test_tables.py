"""A table's score is the sum of its entries, however they are stored."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from searchkit.attribution.tables import Table, sigmoid, softmax

SIZES = (3, 2, 4)
entry = st.integers(-3000, 3000)


def entries(count: int) -> st.SearchStrategy[list[int]]:
    return st.lists(entry, min_size=count, max_size=count)


@given(
    st.tuples(*(entries(size) for size in SIZES)),
    st.tuples(entries(6), entries(12), entries(8)),
    st.lists(st.integers(0, 2), max_size=3, unique=True),
    st.tuples(*(st.integers(0, size - 1) for size in SIZES)),
)
def test_a_score_is_the_sum_of_the_entries_of_a_row(
    single: tuple[list[int], ...], pair: tuple[list[int], ...], chosen: list[int], row: tuple[int, ...]
) -> None:
    features = [(0, 1), (0, 2), (1, 2)]
    stored = {
        "bias": 0.5,
        "sizes": SIZES,
        "single": [[i, single[i]] for i in range(3)],
        "pair": [[*features[p], pair[p]] for p in chosen],
    }
    wanted = 0.5 + sum(single[i][row[i]] for i in range(3)) / 1000
    for p in chosen:
        a, b = features[p]
        wanted += pair[p][row[a] * SIZES[b] + row[b]] / 1000
    assert math.isclose(Table.from_json(stored).score(row), wanted, abs_tol=1e-9)


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=9))
def test_shares_add_up_and_keep_the_order_of_scores(scores: list[float]) -> None:
    shares = softmax(scores)
    assert math.isclose(sum(shares), 1)
    assert all(shares[a] >= shares[b] for a in range(len(scores)) for b in range(len(scores)) if scores[a] > scores[b])


def test_log_odds_become_probabilities_without_overflow() -> None:
    assert sigmoid(0) == 0.5
    assert sigmoid(-1e6) == 0.0
    assert sigmoid(1e6) == 1.0
