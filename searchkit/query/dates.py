"""Dates inside queries: "last week", "2024-07", "Q2 2024", "2024-07-15..2024-08-01", "[2024 TO 2025}".

In: the text after `date:` and the day the question is asked.
Out: a DayRange, first day included, `before` excluded. No clock and no time zones: an article has a day, not an hour.

    range   = period | [A TO B] | {A TO B} | A..B | A to B | between A and B | since A | until A | before A | after A | <A …
    period  = a year, quarter, month, ISO week or day, written out or counted from today (searchkit.query.periods)

Both ends of a range are periods and are included whole: 2024..2025 ends with 31 December 2025.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from searchkit.errors import QueryError
from searchkit.query.periods import EXAMPLES, Mistake, Period, completed, read_period

Kind = Literal["range", "since", "until"]

# A date typed without quotes may go on after a blank ("1 july to 10 july 2024"); no form is longer than this.
_LONGEST_WORDS = 9
_LONGEST = 100

_WORD = re.compile(r"\S+")

_BRACKETS = re.compile(r"([\[{])(.*)([\]}])", re.DOTALL)
_TO_IN_BRACKETS = re.compile(r"(?<![^\s\[{])TO(?![^\s\]}])", re.IGNORECASE)
_COMPARISON = re.compile(r"(>=|<=|=>|=<|>|<|≥|≤)\s*(\S.*)", re.DOTALL)
_ONE_END = re.compile(r"(since|from|after|before|until|till|through|up\s+to)\s+(\S.*)", re.IGNORECASE | re.DOTALL)
_BETWEEN = re.compile(
    r"(?:between\s+(?P<a>\S.*?)\s+and\s+(?P<b>\S.*)|from\s+(?P<c>\S.*?)\s+(?:to|until|till)\s+(?P<d>\S.*))", re.I | re.S
)
_SEPARATORS = (
    re.compile(r"\s*\.\.\s*"),
    re.compile(r"\s+(?:to|until|till|through)\s+", re.IGNORECASE),
    re.compile(r"\s+-\s+|\s*[–—]\s*"),
    re.compile(r"(?<=\d)/(?=\d{4}(?:$|\D))"),
)
_ISO_LEFT = re.compile(r"\d{4}(?:-[\dWQ-]+)?", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class DayRange:
    """Days from `first` on and before `before`; None is an open end."""

    first: date | None
    before: date | None


def parse_days(text: str, today: date, *, position: int = 0, query: str = "", kind: Kind = "range") -> DayRange:
    """The days that `text` means when it is asked on `today`.

    `kind` "since" reads one period and means its first day and all later ones, "until" all days up to its end. Errors point
    into `query`, where `text` begins at `position`; without `query`, into `text`.

    Raises QueryError for what is no date, is ambiguous, does not exist, or leaves the years 1 to 9999.
    """
    try:
        return _read(text, 0, len(text), today, kind)
    except Mistake as mistake:
        raise _query_error(mistake, query or text, position) from None


def leading_days(query: str, start: int, end: int, today: date, kind: Kind = "range") -> tuple[DayRange, int]:
    """The longest date expression that begins at `query[start]` and ends at a word end before `end`, and where it ends.

    Raises QueryError, pointing into `query`, when none begins there.
    """
    ends: list[int] = []
    for word in _WORD.finditer(query, start, end):
        if ends and (len(ends) == _LONGEST_WORDS or word.end() - start > _LONGEST):
            break
        ends.append(word.end())
    ends = ends or [end]
    for stop in reversed(ends):
        tight = _without_punctuation(query, start, stop)
        try:
            return _read(query, start, tight, today, kind), tight
        except Mistake as mistake:
            if mistake.is_date or stop == ends[0]:
                raise _query_error(mistake, query, 0) from None
    raise AssertionError("the first word gives a date or a mistake")


def parse_option_days(option: str, text: str, today: date) -> DayRange:
    """The days an option --since (from the first day of `text` on) or --until (up to the end of `text`) lets through.

    Raises QueryError whose message begins with `option` and whose query is `text`.
    """
    kind: Kind = "since" if option.lstrip("-") == "since" else "until"
    try:
        return parse_days(text, today, kind=kind)
    except QueryError as error:
        raise QueryError(f"{option}: {error.message}", error.query, error.position, error.length) from None


def _query_error(mistake: Mistake, query: str, position: int) -> QueryError:
    return QueryError(mistake.message, query, position + mistake.start, max(mistake.end - mistake.start, 1))


def _without_punctuation(text: str, start: int, stop: int) -> int:
    """Where the date ends when the sentence goes on with a comma or a full stop after it; ".." is an open end."""
    while stop - 1 > start and text[stop - 1] in ",;.!?" and text[stop - 2 : stop] != "..":
        stop -= 1
    return stop


def _read(text: str, start: int, end: int, today: date, kind: Kind) -> DayRange:
    start, end = _strip(text, start, end)
    if start == end:
        raise Mistake(f"a date is missing; {EXAMPLES}", start, end, is_date=True)
    if end - start > _LONGEST:
        raise Mistake(f"this is too long for a date; {EXAMPLES}", start, end, is_date=False)
    if kind == "range":
        return _read_range(text, start, end, today)
    try:
        period = read_period(text, start, end, today)
    except Mistake as mistake:
        if not mistake.is_date and _is_range(text, start, end, today):
            raise Mistake(f"{kind} takes one day or period; write the range as date:", start, end, is_date=True) from None
        raise
    return DayRange(period.first, None) if kind == "since" else DayRange(None, _after(period))


def _is_range(text: str, start: int, end: int, today: date) -> bool:
    try:
        _read_range(text, start, end, today)
    except Mistake as mistake:
        return mistake.is_date
    return True


def _read_range(text: str, start: int, end: int, today: date) -> DayRange:
    if text[start] in "[{":
        return _read_brackets(text, start, end, today)
    if match := _COMPARISON.fullmatch(text, start, end):
        return _one_end(match[1], read_period(text, *match.span(2), today))
    if match := _BETWEEN.fullmatch(text, start, end):
        return _ends(text, *((match.span("a"), match.span("b")) if match["a"] else (match.span("c"), match.span("d"))), today)
    if match := _ONE_END.fullmatch(text, start, end):
        return _one_end(match[1].lower(), read_period(text, *match.span(2), today))
    for separator in _SEPARATORS:
        for match in separator.finditer(text, start, end):
            if separator is _SEPARATORS[3] and not _ISO_LEFT.fullmatch(text, start, match.start()):
                continue
            left, right = (start, match.start()), (match.end(), end)
            if separator is not _SEPARATORS[0] and (left[0] == left[1] or right[0] == right[1]):
                continue  # only ".." may leave an end open
            return _ends(text, left, right, today)
    period = read_period(text, start, end, today)
    return DayRange(period.first, _after(period))


def _read_brackets(text: str, start: int, end: int, today: date) -> DayRange:
    match = _BRACKETS.fullmatch(text, start, end)
    if match is None:
        raise Mistake(f'"{text[start]}" is not closed; write [2024-07-01 TO 2024-07-15]', start, end, is_date=True)
    inside = match.span(2)
    to = _TO_IN_BRACKETS.search(text, *inside)
    if to is None:
        return _ends(text, inside, None, today, match[1] == "{", match[3] == "}")
    return _ends(text, (inside[0], to.start()), (to.end(), inside[1]), today, match[1] == "{", match[3] == "}")


def _ends(
    text: str,
    left: tuple[int, int],
    right: tuple[int, int] | None,
    today: date,
    after_left: bool = False,
    before_right: bool = False,
) -> DayRange:
    """The days from the period `left` to the period `right`; an empty span or a star is an open end, None is `left` again."""
    left = _strip(text, *left)
    right = left if right is None else _strip(text, *right)
    left_open, right_open = text[slice(*left)] in ("", "*"), text[slice(*right)] in ("", "*")
    if left_open and right_open:
        raise Mistake("a range needs at least one end, such as 2024-07-01..", left[0], right[1], is_date=True)
    earliest = None if left_open else _left_end(text, left, right, today)
    last = None if right_open else read_period(text, *right, today)
    first = earliest and (_after(earliest) if after_left else earliest.first)
    before = last and (last.first if before_right else _after(last))
    if earliest and last and earliest.first > last.last:
        raise Mistake(
            f"the range ends ({last.last}) before it begins ({earliest.first}); put the earlier day first",
            left[0],
            right[1],
            is_date=True,
        )
    if first and before and first >= before:
        raise Mistake("no day is left between the ends; curly brackets leave the ends out", left[0], right[1], is_date=True)
    if after_left and earliest and first is None:
        raise Mistake("no day is after the year 9999", left[0], right[1], is_date=True)
    return DayRange(first, before)


def _left_end(text: str, left: tuple[int, int], right: tuple[int, int], today: date) -> Period:
    """The left end; what it leaves out ("1 july to 10 july 2024") it takes from the right end."""
    whole = completed(text[slice(*left)], text[slice(*right)])
    try:
        return read_period(whole, 0, len(whole), today) if whole else read_period(text, *left, today)
    except Mistake as mistake:
        if mistake.is_date and text[slice(*right)] not in ("", "*"):
            # "July to be decided" is no range: what is no date at all is told first.
            read_period(text, *right, today)
        raise Mistake(mistake.message, *left, is_date=mistake.is_date) from None


def _one_end(word: str, period: Period) -> DayRange:
    if word in ("since", "from", ">=", "=>", "≥"):
        return DayRange(period.first, None)
    if word in ("after", ">"):
        return DayRange(_after(period), None)
    if word in ("before", "<"):
        return DayRange(None, period.first)
    return DayRange(None, _after(period))


def _after(period: Period) -> date | None:
    """The day after the period; None after the last day there is."""
    return None if period.last == date.max else period.last + timedelta(days=1)


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
