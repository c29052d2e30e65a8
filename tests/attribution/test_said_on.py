"""The day a quote was said, on labelled cases: `tests/data/said_on.tsv`, two batches.

`tune` was in view while the rules were written; `unseen` was written down after them and before its first result.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest
from growth import growth
from hypothesis import given
from hypothesis import strategies as st
from marked import parse, rows, sentence

from searchkit.article import Article, Quote
from searchkit.attribution import attribute
from searchkit.attribution.said_on import said_on

MONDAY = date(2030, 7, 15)


def found(marked: str, day: date | None = MONDAY) -> date | None:
    case = parse(marked)
    return said_on(sentence(case.body, case.quote, case.cue_span), day)


@pytest.mark.parametrize(("batch", "floor"), [("tune", 0.98), ("unseen", 0.95)])
def test_the_day_is_right_on_the_labelled_cases(batch: str, floor: float) -> None:
    cases = [row for row in rows("said_on.tsv") if row["batch"] == batch]
    outcome: Counter[bool] = Counter()
    for row in cases:
        day = None if row["day"] == "-" else date.fromisoformat(row["day"])
        expected = None if row["said_on"] == "-" else date.fromisoformat(row["said_on"])
        outcome[found(row["text"], day) == expected] += 1
    assert len(cases) >= 60
    assert outcome[True] / len(cases) >= floor


def test_the_day_is_right_where_attribution_finds_the_quote() -> None:
    right = compared = 0
    for row in rows("said_on.tsv"):
        case = parse(row["text"])
        day = None if row["day"] == "-" else date.fromisoformat(row["day"])
        quotes = attribute(Article("case", case.body, date=day))
        shared, number = max(
            ((min(quote.end, case.quote.end) - max(quote.start, case.quote.start), at) for at, quote in enumerate(quotes)),
            default=(0, 0),
        )
        if shared > 0:
            compared += 1
            right += str(quotes[number].said_on or "-") == row["said_on"]
    assert compared >= 150
    assert right / compared >= 0.93


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        pytest.param("“[We stay,]” {*Venn} <said> on Monday.", date(2030, 7, 15), id="the article's own weekday"),
        pytest.param("“[We stay,]” {*Venn} <said> on Tuesday.", date(2030, 7, 9), id="the last such weekday"),
        pytest.param("“[We stay,]” {*Venn} <said> on 16 July.", date(2029, 7, 16), id="a date still to come is last year's"),
        pytest.param("“[We stay,]” {*Venn} <said> on 16 July 2030.", None, id="nothing is said in the future"),
        pytest.param("“[We stay,]” {*Venn} <said> on February 31.", None, id="a date that does not exist"),
        pytest.param("“[We stay,]” {*Venn} <said> next Monday.", None, id="next"),
        pytest.param("“[We left on Monday,]” {*Venn} <said>.", None, id="inside the quotation"),
        pytest.param("He left on Monday.\n“[We stay,]” {*Venn} <said>.", None, id="another paragraph"),
    ],
)
def test_what_a_time_expression_means(marked: str, expected: date | None) -> None:
    assert found(marked) == expected


def test_without_an_article_date_only_complete_dates_count() -> None:
    assert found("“[We stay,]” {*Venn} <said> on Sunday.", None) is None
    assert found("“[We stay,]” {*Venn} <said> on 14 July 2030.", None) == date(2030, 7, 14)


def test_a_quote_of_a_megabyte_costs_no_more_than_a_short_one() -> None:
    def asking(size: int) -> Callable[[], object]:
        case = parse("“[" + "We left on Monday, that is all. " * size + "]” {*Venn} <said> on Sunday.")
        assert said_on(sentence(case.body, case.quote, case.cue_span), MONDAY) == date(2030, 7, 14)
        return lambda: [said_on(sentence(case.body, case.quote, case.cue_span), MONDAY) for _ in range(300)]

    assert growth(asking, 30, times=1_000) < 5


@given(
    st.text(alphabet="“”\"'.,;’ \n1 3\x01«»", max_size=60),
    st.sampled_from(["Monday", "May 3", "yesterday", "a day earlier"]),
    st.data(),
)
def test_no_text_raises(noise: str, expression: str, data: st.DataObject) -> None:
    body = noise[:30] + " said on " + expression + " " + noise[30:]
    start = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(start, len(body)))
    cue = body.index("said")
    for cue_span in (None, (cue, cue + 4)):
        result = said_on(sentence(body, Quote(start, end, body[start:end]), cue_span), MONDAY)
        assert result is None or result <= MONDAY
