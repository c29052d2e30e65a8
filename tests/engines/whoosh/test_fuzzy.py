"""Fuzzy words against the plain definition of edit distance."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.engines.whoosh.fuzzy import within_edits

words = st.text("abc", max_size=7)


def edits(left: str, right: str) -> int:
    """Optimal string alignment distance by the table of its definition."""
    table = [[0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i in range(len(left) + 1):
        for j in range(len(right) + 1):
            if i == 0 or j == 0:
                table[i][j] = i + j
                continue
            table[i][j] = min(table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (left[i - 1] != right[j - 1]))
            if i > 1 and j > 1 and left[i - 1] == right[j - 2] and left[i - 2] == right[j - 1]:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[-1][-1]


@given(words, st.lists(words, max_size=20), st.integers(1, 2))
def test_fuzzy_words_are_within_the_edit_distance(word: str, others: list[str], distance: int) -> None:
    automaton = within_edits(word, distance)
    near = [other for other in others if edits(word, other) <= distance]
    assert [other for other in others if automaton.fits(other)] == near
    assert list(automaton.among(sorted(others))) == sorted(near)


@pytest.mark.parametrize("word, fits", [("word", True), ("wrod", True), ("wrd", True), ("wroods", False), ("rwdo", False)])
def test_a_swap_of_neighbours_is_one_edit(word: str, fits: bool) -> None:
    assert within_edits("wrod", 1).fits(word) == fits
