"""One period of days: a year, quarter, month, ISO week or day, written out or counted from today.

In: a part of a text and today. Out: a Period, or a Mistake that tells what is wrong with which characters.
Only digits 0-9 and English names count. Nothing is guessed: a missing year, a day that could be read in two ways and a day
the calendar does not have are mistakes.
"""

from __future__ import annotations

import re
from calendar import day_name, month_name, monthrange
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from searchkit.query.point import shown

EXAMPLES = "dates look like 2024-07-15, 2024-07, 2024, July 2024, last week, -3d or 2024-07-01..2024-07-15"


class Period(NamedTuple):
    """Days from `first` to `last`, both included."""

    first: date
    last: date


class Mistake(Exception):
    """`text[start:end]` is wrong. `is_date` tells a date that cannot be meant from words that are no date at all."""

    def __init__(self, message: str, start: int, end: int, *, is_date: bool) -> None:
        self.message, self.start, self.end, self.is_date = message, start, end, is_date
        super().__init__(message)


class _Impossible(Exception):
    """A date that looks like one and cannot be one; the message says why."""


_MONTHS = {name.lower(): number for number, name in enumerate(month_name) if name}
_MONTHS |= {name[:3]: number for name, number in list(_MONTHS.items())} | {"sept": 9}
_WEEKDAYS = {name.lower(): number for number, name in enumerate(day_name)}
_WEEKDAYS |= {name[:3]: number for name, number in list(_WEEKDAYS.items())} | {"tues": 1, "wednes": 2, "thur": 3, "thurs": 3}

_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_WEEKDAY = rf"(?P<weekday>{'|'.join(sorted(_WEEKDAYS, key=len, reverse=True))})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_UNIT = r"(?P<unit>d(?:ays?)?|w(?:ks?|eeks?)?|m(?:os?|onths?)?|q(?:uarters?)?|y(?:rs?|ears?)?)"
_GAP = r"[\s_-]+"

_Reader = Callable[[re.Match[str], date], Period]


def read_period(text: str, start: int, end: int, today: date) -> Period:
    """The period that `text[start:end]` means, with blanks around it ignored.

    Raises Mistake.
    """
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    for form, read in _FORMS:
        match = form.fullmatch(text, start, end)
        if match is not None:
            try:
                return read(match, today)
            except _Impossible as impossible:
                raise Mistake(str(impossible), start, end, is_date=True) from None
            except (OverflowError, ValueError):
                raise Mistake(f"{shown(match[0])} leaves the years 1 to 9999", start, end, is_date=True) from None
    for place in range(start, end):
        if text[place].isdigit() and not text[place].isascii():
            raise Mistake("dates are written with the digits 0 to 9", place, place + 1, is_date=False)
    raise Mistake(f'"{shown(text[start:end])}" is not a date; {EXAMPLES}', start, end, is_date=False)


def completed(left: str, right: str) -> str | None:
    """`left` with the month and year it takes from the right end of its range; None when it lacks nothing.

    "1" beside "10 July 2024" is "1 July 2024", "March" beside "May 2024" is "March 2024".
    """
    if _ONLY_DAY.fullmatch(left):
        match = _DAY_MONTH_YEAR.fullmatch(right)
        return f"{left} {match['month']} {match['year']}" if match else None
    if _NO_YEAR.fullmatch(left):
        year = _LAST_YEAR.search(right)
        return f"{left} {year[1]}" if year else None
    return None


def _year(match: re.Match[str]) -> int:
    year = int(match["year"])
    if year == 0:
        raise _Impossible("there is no year 0; years go from 1 to 9999")
    return year


def _years(match: re.Match[str], today: date) -> Period:
    year = _year(match)
    return Period(date(year, 1, 1), date(year, 12, 31))


def _month_of(year: int, month: int) -> Period:
    if not 1 <= month <= 12:
        raise _Impossible(f"{year:04} has no month {month}")
    return Period(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def _day_of(year: int, month: int, day: int) -> Period:
    whole = _month_of(year, month)
    if not 1 <= day <= whole.last.day:
        raise _Impossible(f"{month_name[month]} {year:04} has no day {day}")
    return Period(date(year, month, day), date(year, month, day))


def _iso_month(match: re.Match[str], today: date) -> Period:
    return _month_of(_year(match), int(match["number"]))


def _iso_day(match: re.Match[str], today: date) -> Period:
    return _day_of(_year(match), int(match["number"]), int(match["day"]))


def _day_and_hour(match: re.Match[str], today: date) -> Period:
    _iso_day(match, today)
    raise _Impossible(f"an article has a day, not an hour; write {match['iso']}")


def _iso_week(match: re.Match[str], today: date) -> Period:
    year, week = _year(match), int(match["week"])
    # 28 December is always in the last week of its year.
    if not 1 <= week <= date(year, 12, 28).isocalendar().week:
        raise _Impossible(f"{year:04} has no week {week}")
    if match["weekday"]:
        if not 1 <= int(match["weekday"]) <= 7:
            raise _Impossible("days of a week go from 1, Monday, to 7, Sunday")
        day = date.fromisocalendar(year, week, int(match["weekday"]))
        return Period(day, day)
    return Period(date.fromisocalendar(year, week, 1), date.fromisocalendar(year, week, 7))


def _quarter(match: re.Match[str], today: date) -> Period:
    year, quarter = _year(match), int(match["quarter"])
    if not 1 <= quarter <= 4:
        raise _Impossible("quarters go from Q1 to Q4")
    return Period(date(year, 3 * quarter - 2, 1), _month_of(year, 3 * quarter).last)


def _quarter_alone(match: re.Match[str], today: date) -> Period:
    raise _Impossible(f"{match[0]} of which year? Write {match[0].upper()} {today.year}")


def _day_and_month(match: re.Match[str], today: date) -> Period:
    """15/07/2024 or 07/15/2024: right when only one reading is a date."""
    one, two, year = int(match["one"]), int(match["two"]), _year(match)
    if one <= 12 and two <= 12 and one != two:
        day_first, month_first = _day_of(year, two, one).first, _day_of(year, one, two).first
        raise _Impossible(
            f"{match[0]} is ambiguous: {one} {month_name[two]} (write {day_first}) or {two} {month_name[one]} (write {month_first})"
        )
    day, month = (one, two) if two <= 12 else (two, one)
    return _day_of(year, month, day)


def _short_year(match: re.Match[str], today: date) -> Period:
    raise _Impossible(f"{match[0]} is ambiguous; write the year with four digits and first, as in 2024-07-15")


def _named_month(match: re.Match[str], today: date) -> Period:
    return _month_of(_year(match), _MONTHS[match["month"].lower()])


def _month_alone(match: re.Match[str], today: date) -> Period:
    name = month_name[_MONTHS[match["month"].lower()]]
    raise _Impossible(f"{match[0]} of which year? Write {name} {today.year}")


def _written_day(match: re.Match[str], today: date) -> Period:
    """A day in words. dateutil fills what is missing from a default, so two defaults that agree in nothing show a gap."""
    from dateutil import parser

    month = _MONTHS[match["month"].lower()]
    if match["year"] is not None:
        year = _year(match)
        whole = _day_of(year, month, int(match["day"]))
        if year < 1000:  # dateutil reads 0031 as 2031
            raise _Impossible(f"write days before the year 1000 as {whole.first}")
    written = " ".join(filter(None, (match["day"], month_name[month], match["year"])))
    try:
        readings = {parser.parse(written, default=datetime(year, 1, 1)).date() for year in (2000, 2004)}
    except ValueError:
        raise _Impossible(f"{month_name[month]} has no day {match['day']}") from None
    if len(readings) > 1:
        raise _Impossible(f"{match[0]} of which year? Write {match['day']} {month_name[month]} {today.year}")
    (day,) = readings
    if match["weekday"] and day.weekday() != _WEEKDAYS[match["weekday"].lower()]:
        raise _Impossible(f"{day} is a {day_name[day.weekday()]}, not a {day_name[_WEEKDAYS[match['weekday'].lower()]]}")
    return Period(day, day)


def _one_day(days_from_today: int) -> _Reader:
    def read(match: re.Match[str], today: date) -> Period:
        day = today + timedelta(days=days_from_today)
        return Period(day, day)

    return read


def _shifted(day: date, count: int, unit: str) -> date:
    """`count` units after `day`; a month that is too short ends on its last day."""
    if abs(count) > 4_000_000:  # days from year 1 to 9999
        raise OverflowError
    if unit in "dw":
        return day + timedelta(days=count * (7 if unit == "w" else 1))
    months = day.year * 12 + day.month - 1 + count * {"m": 1, "q": 3, "y": 12}[unit]
    year, month = months // 12, months % 12 + 1
    if not 1 <= year <= 9999:
        raise OverflowError
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _count(digits: str) -> int:
    if len(digits) > 9:
        raise OverflowError
    return int(digits) if digits.isdigit() else 1


def _ago(match: re.Match[str], today: date) -> Period:
    day = _shifted(today, -_count(match["count"]), match["unit"][0].lower())
    return Period(day, day)


def _signed(match: re.Match[str], today: date) -> Period:
    count = _count(match["count"])
    day = _shifted(today, count if match["sign"] == "+" else -count, match["unit"][0].lower())
    return Period(day, day)


def _no_unit(match: re.Match[str], today: date) -> Period:
    text = shown(match[0])
    raise _Impossible(f"{text} of what? Write {text}d, {text}w, {text}m or {text}y for days, weeks, months or years")


def _last_units(match: re.Match[str], today: date) -> Period:
    count = _count(match["count"])
    if count == 0:
        raise _Impossible("the last 0 days hold no day")
    return Period(_shifted(today, -count, match["unit"][0].lower()) + timedelta(days=1), today)


def _named_unit(match: re.Match[str], today: date) -> Period:
    """last, this or next day, week (from Monday), month, quarter or year."""
    unit = match["unit"][0].lower()
    day = _shifted(today, _DIRECTION[match["which"].lower()], unit)
    if unit == "d":
        return Period(day, day)
    if unit == "w":
        monday = day - timedelta(days=day.weekday())
        # The week of 31 December 9999 has no Sunday.
        return Period(monday, monday + timedelta(days=min(6, (date.max - monday).days)))
    if unit == "m":
        return _month_of(day.year, day.month)
    if unit == "q":
        month = (day.month - 1) // 3 * 3 + 1
        return Period(date(day.year, month, 1), _month_of(day.year, month + 2).last)
    return Period(date(day.year, 1, 1), date(day.year, 12, 31))


def _named_weekday(match: re.Match[str], today: date) -> Period:
    """last: the nearest before today; next: the nearest after; this: in the week of today."""
    direction = _DIRECTION[match["which"].lower()]
    days = _WEEKDAYS[match["weekday"].lower()] - today.weekday()
    if direction:
        days = days % (7 * direction) or 7 * direction  # Python's remainder has the sign of the divisor
    day = today + timedelta(days=days)
    return Period(day, day)


def _weekday_alone(match: re.Match[str], today: date) -> Period:
    name = day_name[_WEEKDAYS[match["weekday"].lower()]]
    raise _Impossible(f"which {name}? Write last {name} or next {name}")


def _wrong_digits(match: re.Match[str], today: date) -> Period:
    raise _Impossible(f"{shown(match[0])} is not a year; years have four digits, from 0001 to 9999")


_DIRECTION = {"last": -1, "previous": -1, "this": 0, "next": 1}
_WHICH = r"(?P<which>last|previous|this|next)"


def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.ASCII)


_ONLY_DAY = _form(_DAY)
_NO_YEAR = _form(rf"(?:{_DAY}(?:\s+of)?\s+)?{_MONTH}(?:\s+\d{{1,2}}(?:st|nd|rd|th)?)?")
_DAY_MONTH_YEAR = _form(rf"\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH},?\s+{_YEAR}")
_LAST_YEAR = _form(r"(?<!\d)(\d{4})$")

_FORMS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (_form(_YEAR), _years),
    (_form(rf"{_YEAR}(?P<sep>[-/.])(?P<number>\d{{1,2}})"), _iso_month),
    (_form(rf"{_YEAR}(?P<sep>[-/.])(?P<number>\d{{1,2}})(?P=sep)(?P<day>\d{{1,2}})"), _iso_day),
    (_form(rf"{_YEAR}(?P<number>\d\d)"), _iso_month),
    (_form(rf"{_YEAR}(?P<number>\d\d)(?P<day>\d\d)"), _iso_day),
    (_form(rf"(?P<iso>{_YEAR}-(?P<number>\d{{1,2}})-(?P<day>\d{{1,2}}))(?:T\d|\s+\d{{1,2}}:\d).*"), _day_and_hour),
    (_form(rf"{_YEAR}-?W(?P<week>\d{{1,2}})(?:-(?P<weekday>\d))?"), _iso_week),
    (_form(rf"{_YEAR}[\s_-]*Q(?P<quarter>\d)"), _quarter),
    (_form(rf"Q(?P<quarter>\d)[\s_-]*{_YEAR}"), _quarter),
    (_form(r"Q\d"), _quarter_alone),
    (_form(rf"(?P<one>\d{{1,2}})(?P<sep>[-/.])(?P<two>\d{{1,2}})(?P=sep){_YEAR}"), _day_and_month),
    (_form(rf"(?P<number>\d{{1,2}})[/.]{_YEAR}"), _iso_month),
    (_form(r"\d{1,2}([-/.])\d{1,2}\1\d{1,2}"), _short_year),
    (_form(rf"{_MONTH},?{_GAP}{_YEAR}"), _named_month),
    (_form(rf"{_YEAR}{_GAP}{_MONTH}"), _named_month),
    (_form(_MONTH), _month_alone),
    (_form(rf"(?:{_WEEKDAY}[\s,]+)?(?:the\s+)?{_DAY}(?:\s+of)?[\s./-]*{_MONTH}(?:[\s,./-]*{_YEAR})?"), _written_day),
    (_form(rf"(?:{_WEEKDAY}[\s,]+)?{_MONTH}[\s./-]*{_DAY}(?:[\s,./-]+{_YEAR})?"), _written_day),
    (_form(rf"(?:{_WEEKDAY}[\s,]+)?{_YEAR}[\s,./-]+{_MONTH}[\s./-]*{_DAY}"), _written_day),
    (_form(r"today|now"), _one_day(0)),
    (_form(r"yesterday"), _one_day(-1)),
    (_form(r"tomorrow"), _one_day(1)),
    (_form(rf"(?P<count>\d+|an?|one){_GAP}{_UNIT}{_GAP}ago"), _ago),
    (_form(rf"(?P<sign>[-+−])\s*(?P<count>\d+)\s*{_UNIT}"), _signed),
    (_form(r"[-+−]\d+"), _no_unit),
    (_form(rf"(?:last|past|previous){_GAP}(?P<count>\d+){_GAP}{_UNIT}"), _last_units),
    (_form(rf"{_WHICH}{_GAP}(?P<unit>day|week|month|quarter|year)"), _named_unit),
    (_form(rf"{_WHICH}{_GAP}{_WEEKDAY}"), _named_weekday),
    (_form(_WEEKDAY), _weekday_alone),
    (_form(r"\d{3}|\d{5}|\d{7}|\d{9,}"), _wrong_digits),
)
