"""A query mistake on a terminal."""

import pytest

from searchkit.errors import QueryError
from searchkit.query.point import WIDTH, point, shown


def pointed(query: str, position: int, length: int) -> list[str]:
    return point(QueryError("wrong", query, position, length)).splitlines()


def test_carets_stand_below_the_mistake():
    assert pointed("speaker:Haniyeh date:2024-13", 21, 7) == [
        "speaker:Haniyeh date:2024-13",
        "                     ^^^^^^^",
    ]


def test_the_end_of_the_query_gets_one_caret():
    assert pointed("date:", 5, 1) == ["date:", "     ^"]


@pytest.mark.parametrize("position", [0, 40, 500, 990], ids=["start", "near the start", "middle", "end"])
def test_a_long_query_is_cut_around_the_mistake(position):
    query = "abcdefghi " * 100
    line, carets = pointed(query, position, 3)
    assert len(line) <= WIDTH + 2
    at = carets.index("^")
    assert line[at : at + 3] == query[position : position + 3]
    assert line.startswith("…") == (position > WIDTH // 3)


def test_a_mistake_longer_than_the_line_is_cut():
    line, carets = pointed("x" * 5_000, 0, 5_000)
    assert len(line) <= WIDTH + 2
    assert len(carets) <= len(line)


@pytest.mark.parametrize(
    "char",
    ["\x1b", "\n", "\t", "\x00", "\u202e", "\u200b", "\ud800", "\u0301", "\x9b"],
    ids=["escape", "line end", "tab", "nul", "bidi", "zero width", "lone surrogate", "combining", "control of the second set"],
)
def test_nothing_reaches_the_terminal_raw(char):
    line, carets = pointed(f"tram {char} date:x", 12, 1)
    assert line == "tram · date:x"
    assert carets.index("^") == 12
    assert shown(f"a{char}b") == "a·b"


def test_wide_characters_take_two_columns():
    assert pointed("总统 date:x", 8, 1) == ["总统 date:x", " " * 10 + "^"]


def test_without_a_query_there_is_nothing_to_point_at():
    assert point(QueryError("wrong", "", 0, 0)) == ""
