"""Days as sources write them."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.ingest.dates import DateError, parse_day


@pytest.mark.parametrize(
    "text",
    [
        "2031-05-02",
        "2031-5-2",
        "2031/05/02",
        "2031.05.02",
        "20310502",
        "20310502T055800Z",
        "20310502T055800+0200",
        "2031-05-02T23:59:59Z",
        "2031-05-02T23:59:59.123-11:00",
        "2031-05-02 10:15",
        "2031-05-02 10:15:00 UTC",
        "2 May 2031",
        "02-May-2031",
        "2nd May 2031",
        "May 2, 2031",
        "May 2 2031",
        "MAY 2, 2031 10:15 p.m.",
        "Fri, 02 May 2031 00:10:00 +1300",
        "Friday, 2 May 2031",
        " 2031-05-02\n",
    ],
)
def test_the_second_of_may(text):
    assert parse_day(text) == date(2031, 5, 2)


@pytest.mark.parametrize(
    "text, reason",
    [
        pytest.param("2031-02-29", "does not exist", id="no leap year"),
        pytest.param("31 June 2031", "does not exist", id="31 June"),
        pytest.param("20311301", "does not exist", id="month 13"),
        pytest.param("0000-01-01", "does not exist", id="year 0"),
        pytest.param("03/04/2031", "either way", id="slashes"),
        pytest.param("3-4-31", "either way", id="two digits"),
        pytest.param("15/07/2031", "either way", id="not even where only one reading exists"),
        pytest.param("2031", "cannot be read", id="only a year"),
        pytest.param("May 2031", "cannot be read", id="only a month"),
        pytest.param("2031-W18", "cannot be read", id="a week"),
        pytest.param("1935452400", "cannot be read", id="seconds"),
        pytest.param("yesterday", "cannot be read", id="relative"),
        pytest.param("2 Mai 2031", "cannot be read", id="another language"),
        pytest.param("2031-05-02 was a Friday", "cannot be read", id="words behind it"),
        pytest.param("", "cannot be read", id="empty"),
    ],
)
def test_what_is_no_certain_day_is_refused_with_its_words(text, reason):
    with pytest.raises(DateError, match=reason) as error:
        parse_day(text)
    assert f'"{text}"' in str(error.value)


@given(st.dates())
def test_every_day_is_read_in_the_documented_form(day):
    assert parse_day(day.isoformat()) == day


@given(st.text())
def test_no_text_gives_anything_but_a_day_or_a_date_error(text):
    try:
        assert isinstance(parse_day(text), date)
    except DateError as error:
        assert re.search("[\x00-\x1f\x7f-\x9f\u2028\ud800-\udfff]", str(error)) is None
