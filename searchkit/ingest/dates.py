"""The day of an article, from what sources write.

Read: `2024-07-15`, `2024-7-5`, `2024/07/15`, `2024.07.15`, `20240715`, `15 July 2024`, `July 15, 2024` (English month names,
also shortened, a weekday before them), each also with a time and zone behind it. The day is taken as written, in whatever zone.
Never read: what needs a guess, such as `03/04/2024` or a year of two digits.
"""

from __future__ import annotations

import re
from datetime import date

from searchkit.ingest.problem import shown_value

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_TIME = (
    r"(?:(?:[t ]|,? at |, )\s*\d{1,2}(?::?\d{2}(?::?\d{2}(?:[.,]\d{1,9})?)?)?\s*(?:[ap]\.?m\.?)?"
    r"\s*(?:z|[a-z]{3,4}|[+-]\d{2}:?(?:\d{2})?)?)?"
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? +)?"
_YEAR_FIRST = re.compile(rf"([0-9]{{4}})([-/.])([0-9]{{1,2}})\2([0-9]{{1,2}}){_TIME}", re.IGNORECASE)
_COMPACT = re.compile(rf"([0-9]{{4}})([0-9]{{2}})([0-9]{{2}}){_TIME}", re.IGNORECASE)
_DAY_MONTH = re.compile(rf"{_WEEKDAY}([0-9]{{1,2}})(?:st|nd|rd|th)?[ -]({_MONTH})[ ,-]\s*([0-9]{{4}}){_TIME}", re.IGNORECASE)
_MONTH_DAY = re.compile(rf"{_WEEKDAY}({_MONTH}) ([0-9]{{1,2}})(?:st|nd|rd|th)?,? +([0-9]{{4}}){_TIME}", re.IGNORECASE)
_UNSURE = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{2,4})\b")
_LONGEST = 80  # characters of the longest form, with room


class DateError(ValueError):
    """A date that cannot be read; the message quotes it and says why."""


def parse_day(text: str) -> date:
    """The day that `text` names, as written there. Raises DateError when it names none, or could name two."""
    text = text.strip()
    quoted = shown_value(text)
    if len(text) <= _LONGEST:
        numbers = _numbers(text)
        if numbers is not None:
            try:
                return date(*numbers)
            except ValueError:
                raise DateError(f"date {quoted} does not exist") from None
        if _UNSURE.match(text):
            raise DateError(f"date {quoted} is not read, because day and month could be meant either way (use YYYY-MM-DD)")
    raise DateError(f"date {quoted} cannot be read (use YYYY-MM-DD)")


def _numbers(text: str) -> tuple[int, int, int] | None:
    if match := _YEAR_FIRST.fullmatch(text):
        return int(match[1]), int(match[3]), int(match[4])
    if match := _COMPACT.fullmatch(text):
        return int(match[1]), int(match[2]), int(match[3])
    if match := _DAY_MONTH.fullmatch(text):
        return int(match[3]), _month(match[2]), int(match[1])
    if match := _MONTH_DAY.fullmatch(text):
        return int(match[3]), _month(match[1]), int(match[2])
    return None


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1


# How a date within text may look; and how, in a text file's header, what is meant as one may look: it ends the header either way.
SURE_DATE = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:t[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?(?:z|[+-][0-9]{2}:?[0-9]{2})?)?"
    rf"|[0-9]{{1,2}}(?:st|nd|rd|th)? {_MONTH},? [0-9]{{4}}|{_MONTH} [0-9]{{1,2}}(?:st|nd|rd|th)?,? [0-9]{{4}}"
)
HEADER_DATE = rf"{SURE_DATE}|-?\d+-\d+-\d+|\d+/\d+/\d+|\d+\.\d+\.\d+|[0-9]{{8}}(?!\d)"
