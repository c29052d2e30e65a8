"""Who was spoken to, on labelled cases: `tests/data/to.tsv`, two batches.

`tune` was in view while the rules were written; `unseen` was written down after them and before its first result.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from growth import growth
from hypothesis import given
from hypothesis import strategies as st
from marked import Case, parse, rows, sentence

from searchkit.article import Quote
from searchkit.attribution.addressee import addressee


def found(marked: str) -> str | None:
    case = parse(marked)
    return told(case, case.people)


def told(case: Case, people: list[tuple[int, int, str]]) -> str | None:
    return addressee(sentence(case.body, case.quote, case.cue_span), case.quote, people)


@pytest.mark.parametrize(("batch", "floor"), [("tune", 0.97), ("unseen", 0.95)])
def test_the_listener_is_right_on_the_labelled_cases(batch: str, floor: float) -> None:
    cases = [row for row in rows("to.tsv") if row["batch"] == batch]
    right = sum((found(row["text"]) or "-") == row["to"] for row in cases)
    assert len(cases) >= 60
    assert right / len(cases) >= floor


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        pytest.param("“[We stay,]” {*Venn} <told> Party Chief {Ana Cruz} on the phone.", "Ana Cruz", id="titles before the name"),
        pytest.param("“[We stay,]” {*Venn} <told> {Cruz|Ana Cruz}.", "Ana Cruz", id="a surname gives the full name"),
        pytest.param("“[We stay,]” {*Venn} <told> the Coast Herald.", "Coast Herald", id="an organisation without its article"),
        pytest.param(
            "“[We stay,]” {*Venn} <told> reporters {Ana Cruz} would leave.", "reporters", id="a group before a person who does"
        ),
        pytest.param("“[We stay,]” <warned> {*Ana Cruz}.", None, id="the subject behind the verb is no listener"),
        pytest.param("“[I told Ana Cruz,]” {*Venn} <said>.", None, id="inside the quotation"),
        pytest.param("According to {*Venn}, [they stay].", None, id="according to"),
        pytest.param("“[We stay,]” {*Venn} <told> him.", None, id="a pronoun nobody explains"),
    ],
)
def test_who_was_spoken_to(marked: str, expected: str | None) -> None:
    assert found(marked) == expected


def test_many_people_and_a_long_article_do_not_slow_it_down() -> None:
    def asking(size: int) -> Callable[[], object]:
        case = parse("“[We stay,]” {*Venn} <told> {Cruz|Ana Cruz}. " + "Dora Lind slept. " * size)
        sleepers = [(start, start + 9, "Dora Lind") for start in range(case.body.index("Dora"), len(case.body) - 16, 17)]
        people = case.people + sleepers
        assert told(case, people) == "Ana Cruz"
        return lambda: [told(case, people) for _ in range(300)]

    assert growth(asking, 1_000) < 3


@given(
    st.text(alphabet="“”\"'.,;’ \n1 3\x01«»&AaB", max_size=60),
    st.sampled_from(["told", "said to", "asked by", "Cruz was told by"]),
    st.data(),
)
def test_no_text_raises(noise: str, frame: str, data: st.DataObject) -> None:
    body = noise[:30] + f" {frame} Ana Cruz " + noise[30:]
    start = data.draw(st.integers(0, len(body)))
    end = data.draw(st.integers(start, len(body)))
    cue = body.index(frame)
    name = body.index("Ana Cruz")
    for cue_span in (None, (cue, cue + 4)):
        answer = told(Case(body, Quote(start, end, body[start:end]), cue_span, []), [(name, name + 8, "Ana Cruz")])
        assert answer is None or answer
