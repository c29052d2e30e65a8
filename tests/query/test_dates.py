"""Date words → half-open ranges of days. The forms themselves are rows of docs/query-language.md."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit.errors import QueryError
from searchkit.query.dates import DayRange, leading_days, parse_days, parse_option_days

MONDAY = date(2024, 7, 15)


def days(text: str, today: date = MONDAY) -> tuple[str | None, str | None]:
    found = parse_days(text, today)
    return (found.first and found.first.isoformat(), found.before and found.before.isoformat())


@pytest.mark.parametrize(
    ("text", "today", "first", "before"),
    [
        pytest.param("last month", date(2024, 3, 31), "2024-02-01", "2024-03-01", id="the month before a long one"),
        pytest.param("last month", date(2024, 1, 5), "2023-12-01", "2024-01-01", id="the month before January"),
        pytest.param("next month", date(2024, 1, 31), "2024-02-01", "2024-03-01", id="the month after 31 January"),
        pytest.param("last quarter", date(2024, 2, 29), "2023-10-01", "2024-01-01", id="the quarter before the first"),
        pytest.param("this quarter", date(2024, 12, 31), "2024-10-01", "2025-01-01", id="the last quarter"),
        pytest.param("last week", date(2024, 7, 21), "2024-07-08", "2024-07-15", id="on a Sunday the week still runs"),
        pytest.param("this week", date(2024, 12, 31), "2024-12-30", "2025-01-06", id="a week over the new year"),
        pytest.param("1 month ago", date(2024, 3, 31), "2024-02-29", "2024-03-01", id="a month without a 31st"),
        pytest.param("-1y", date(2024, 2, 29), "2023-02-28", "2023-03-01", id="a year without a 29 February"),
        pytest.param("last monday", MONDAY, "2024-07-08", "2024-07-09", id="last Monday is not today"),
        pytest.param("next sunday", date(2024, 7, 20), "2024-07-21", "2024-07-22", id="next Sunday is tomorrow"),
        pytest.param("yesterday", date(2024, 3, 1), "2024-02-29", "2024-03-01", id="yesterday of a leap year"),
        pytest.param("last 1 day", MONDAY, "2024-07-15", "2024-07-16", id="the last day is today"),
        pytest.param("9999", MONDAY, "9999-01-01", None, id="nothing comes after the last year"),
        pytest.param("0001", MONDAY, "0001-01-01", "0002-01-01", id="the first year"),
        pytest.param("this week", date(9999, 12, 31), "9999-12-27", None, id="the last week has no Sunday"),
    ],
)
def test_relative_days_follow_the_calendar(text, today, first, before):
    assert days(text, today) == (first, before)


@pytest.mark.parametrize("text", ["yesterday", "-1d", "last month", "last week", "1 year ago", "last tuesday", "last 3 days"])
def test_a_day_before_the_first_day_is_an_error(text):
    with pytest.raises(QueryError, match="leaves the years 1 to 9999"):
        parse_days(text, date(1, 1, 1))


@pytest.mark.parametrize("text", ["tomorrow", "+1d", "next month", "next week", "next year", "next friday"])
def test_a_day_after_the_last_day_is_an_error(text):
    with pytest.raises(QueryError, match="leaves the years 1 to 9999"):
        parse_days(text, date(9999, 12, 31))


@given(st.dates())
@settings(deadline=None)
def test_every_way_to_write_a_day_means_that_day(day):
    one_day = DayRange(day, day + timedelta(days=1) if day < date.max else None)
    year, week, weekday = day.isocalendar()
    forms = [f"{day}", f"{day:%Y%m%d}".zfill(8), f"{day}".replace("-", "/"), f"{day.year:04}-{day.month}-{day.day}"]
    if 1 <= year <= 9999:
        forms.append(f"{year:04}-W{week:02}-{weekday}")
    if day.year >= 1000:
        forms += [f"{day.day} {day:%B} {day.year}", f"{day:%b} {day.day}, {day.year}", f"{day:%A}, {day:%d %b %Y}"]
    for form in forms:
        assert parse_days(form, MONDAY) == one_day, form


@given(st.dates(), st.dates())
@settings(deadline=None)
def test_a_range_has_both_its_ends(one, two):
    first, last = sorted((one, two))
    found = parse_days(f"{first}..{last}", MONDAY)
    assert found.first == first
    assert found.before == (None if last == date.max else last + timedelta(days=1))
    for form in (f"[{first} TO {last}]", f"{first} to {last}", f"between {first} and {last}", f"{first}/{last}"):
        assert parse_days(form, MONDAY) == found


@given(st.integers(1, 9999), st.integers(1, 12))
@settings(deadline=None)
def test_a_month_ends_with_its_last_day(year, month):
    found = parse_days(f"{year:04}-{month:02}", MONDAY)
    assert found.first == date(year, month, 1)
    last = date(year, month, monthrange(year, month)[1])
    assert found.before == (None if last == date.max else last + timedelta(days=1))


@given(st.dates(), st.sampled_from(["today", "last week", "this month", "last year", "next quarter", "-3d..", "last 2 weeks"]))
@settings(deadline=None)
def test_relative_days_depend_on_nothing_but_today(today, text):
    def answer() -> DayRange | str:
        try:
            return parse_days(text, today)
        except QueryError as error:
            return error.message

    assert answer() == answer()


@given(st.text(alphabet="0123456789-/.:TWQ[]{} tolasnexwkdmyg,", max_size=24))
@settings(deadline=None)
def test_any_text_is_days_or_an_error_with_its_place(text):
    try:
        found = parse_days(text, MONDAY)
    except QueryError as error:
        assert error.query == text
        assert 0 <= error.position <= len(text)
    else:
        assert found.first is not None or found.before is not None
        assert found.first is None or found.before is None or found.first < found.before


def test_an_error_points_into_the_whole_query():
    query = "tram date:2024-13 strike"
    with pytest.raises(QueryError) as caught:
        parse_days("2024-13", MONDAY, position=10, query=query)
    assert query[caught.value.position :][: caught.value.length] == "2024-13"


def test_an_ambiguous_day_names_both_readings():
    with pytest.raises(QueryError, match=r"3 April \(write 2024-04-03\) or 4 March \(write 2024-03-04\)"):
        parse_days("03/04/2024", MONDAY)


@pytest.mark.parametrize("digits", ["٢٠٢٤", "２０２４", "2०24"], ids=["arabic", "full width", "one of them"])
def test_digits_of_other_scripts_are_refused(digits):
    with pytest.raises(QueryError, match="digits 0 to 9"):
        parse_days(digits, MONDAY)


@pytest.mark.parametrize(
    ("query", "value"),
    [
        pytest.param("last week tram", "last week", id="a word after it"),
        pytest.param("2024 to be", "2024", id="a range that is none"),
        pytest.param("July 2024, and", "July 2024", id="a comma"),
        pytest.param("2024-07-15.", "2024-07-15", id="a full stop"),
        pytest.param("2024-07..", "2024-07..", id="an open end"),
        pytest.param("2024-07-15 12 dead", "2024-07-15", id="a number after it"),
        pytest.param("1 july to 10 july 2024 budget", "1 july to 10 july 2024", id="the longest form wins"),
        pytest.param("2024" + " x" * 50, "2024", id="many words after it"),
    ],
)
def test_days_without_quotation_marks_end_where_they_stop_making_sense(query, value):
    found, end = leading_days(query, 0, len(query), MONDAY)
    assert query[:end] == value
    assert found == parse_days(value, MONDAY)


def test_an_impossible_date_is_not_cut_to_a_possible_one():
    with pytest.raises(QueryError, match="no month 13"):
        leading_days("2024-07 to 2024-13", 0, 18, MONDAY)


@pytest.mark.parametrize(
    ("option", "text", "expected"),
    [
        ("--since", "2024-07", DayRange(date(2024, 7, 1), None)),
        ("--until", "2024-07", DayRange(None, date(2024, 8, 1))),
        ("since", "last week", DayRange(date(2024, 7, 8), None)),
        ("until", "yesterday", DayRange(None, date(2024, 7, 15))),
    ],
)
def test_an_option_is_one_end(option, text, expected):
    assert parse_option_days(option, text, MONDAY) == expected


@pytest.mark.parametrize(
    ("option", "text"), [("--since", "2024-13"), ("--until", "2024..2025"), ("since", ""), ("until", "soon")]
)
def test_a_mistake_in_an_option_names_the_option(option, text):
    with pytest.raises(QueryError) as caught:
        parse_option_days(option, text, MONDAY)
    assert caught.value.message.startswith(f"{option}: ")
    assert caught.value.query == text
