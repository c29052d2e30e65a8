"""Queries made to break a parser: refused by name or answered, in work that grows with their length."""

import importlib.util
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from searchkit.errors import LimitError, QueryError
from searchkit.query.limits import QueryLimits
from searchkit.query.parse import parse
from searchkit.query.point import point
from searchkit.query.show import draw, show

TODAY = date(2024, 7, 15)
FAULTS = Path(__file__).resolve().parents[3] / "shared" / "faults"
UNBOUNDED = QueryLimits(length=10**7, clauses=10**7, depth=10**7, pattern=10**7)

# One of each thing that a rule of the language looks at; repeated, each must stay cheap.
BRICKS = [
    *(
        '( ) " “ « » „ \' ‘ [ { | \\ \\" "\\ ~ ^ ^1 * ? : /a /a+ (/a+b r" +- a- -- . .. a..b a--b 1, a, a: A _ 😀 U. é 总'.split(
            " "
        )
    ),
    *("http:// a:// www.a? id:a(b id:( title:( date:x".split(" ")),
    *("\x00", "- ", "* ", "/a+/ ", "a ", "a: ", "note:5 ", "a~ ", "a^2 ", "a* ", "a?b ", "(a ", "(-a ", "-(a ", "(a b) "),
    *("AND ", "NOT ", "a AND ", "a OR ", "NOT a ", "(a OR ", "a NEAR/5 b ", '"a"~4^2 ', "title:#a ", "title:/a ", "source:a "),
    *("source:a OR ", "by:a ", "by:(a ", "(by:a) ", "by:'x ", "by:‘a ", "said:a ", "-said:a ", "said:(a -b) "),
    *("date:2024 ", "date:(2024 OR 2025) ", "date:[2024 TO 2025] ", 'date:"2024" ', "date:2024 to ", "-date:2024 ", "date:* "),
    "date:between 2024 and 2025 ",
]


def outcome(text: str, limits: QueryLimits = UNBOUNDED) -> str:
    try:
        parse(text, today=TODAY, limits=limits)
    except QueryError as error:
        point(error)
        return "refuse"
    except LimitError:
        return "refuse"
    return "answer"


def calls(text: str) -> int:
    """Python and C functions called to read a query: its cost without a clock."""
    count = 0

    def counting(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counting)
    try:
        outcome(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("brick", BRICKS, ids=[ascii(brick) for brick in BRICKS])
def test_twice_the_text_is_twice_the_work(brick):
    outcome(brick * 10)  # imports and caches
    one, two = calls(brick * 100), calls(brick * 200)
    assert two <= 2.3 * one + 200


@pytest.mark.parametrize("brick", ["(", ")", '"', "-(a ", "(a OR ", "NOT ", "by:(a ", "a NEAR/5 ", "-"])
def test_depth_is_no_recursion(brick):
    assert outcome(brick * 20_000) in ("refuse", "answer")
    assert outcome(brick * 20_000 + "tram" + ")" * 20_000) in ("refuse", "answer")


def hostile_queries() -> Iterator[tuple[str, str, str]]:
    if not FAULTS.exists():
        return
    sys.path.insert(0, str(FAULTS))
    try:
        spec = importlib.util.spec_from_file_location("hostile_queries", FAULTS / "hostile_queries.py")
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        yield from module.load(FAULTS / "hostile_queries.txt")
    finally:
        sys.path.remove(str(FAULTS))


@pytest.mark.skipif(not FAULTS.exists(), reason="the list of hostile queries is not here")
def test_hostile_queries_are_answered_or_refused_as_expected():
    rows = list(hostile_queries())
    assert len(rows) >= 100
    for name, expected, text in rows:
        got = outcome(text, QueryLimits())
        assert expected in ("either", got), name
        if got == "answer":
            tree = parse(text, today=TODAY).tree
            assert isinstance(show(tree), str), name
            assert draw(tree), name
