"""Passages inside quotation marks, whatever the marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.attribution.lexicon import lexicon
from searchkit.attribution.quotations import quotations
from searchkit.attribution.tokens import tokenise


def passages(body: str) -> list[str]:
    tokens = tokenise(body, lexicon())
    return [body[tokens.start[s.first] : tokens.end[s.last - 1]] for s in quotations(tokens)]


@pytest.mark.parametrize(
    "body, found",
    [
        pytest.param('She said "it is late" and left.', ["it is late"], id="straight"),
        pytest.param("She said “it is late” and left.", ["it is late"], id="curly"),
        pytest.param("She said ‘it is late’ and left.", ["it is late"], id="single"),
        pytest.param("She said 'it is late,' and left.", ["it is late,"], id="straight single"),
        pytest.param("She said ''it is late'' and left.", ["it is late"], id="two apostrophes"),
        pytest.param("She said « it is late » and left.", ["it is late"], id="angle with blanks"),
        pytest.param("She said »it is late« and left.", ["it is late"], id="angle reversed"),
        pytest.param("She said „it is late“ and left.", ["it is late"], id="low and high"),
        pytest.param("She said “it is late“ and left.", ["it is late"], id="opening mark closes"),
        pytest.param('She said “it is late" and left.', ["it is late"], id="curly closed by straight"),
        pytest.param("“He said ‘it is late’ to me.”", ["He said ‘it is late’ to me."], id="single inside double"),
        pytest.param("‘The workers’ pay is late,’ she said.", ["The workers’ pay is late,"], id="plural possessive inside"),
        pytest.param("the ’90s and the workers’ pay", [], id="apostrophes alone"),
        pytest.param("it isn't late, the dogs' owner says", [], id="straight apostrophes alone"),
        pytest.param(
            "“One thing more.\n\n“And another,” she said.",
            ["One thing more.", "And another,"],
            id="goes on in the next paragraph",
        ),
        pytest.param("is “too late.\n\n“And another,” she said.", ["too late.", "And another,"], id="goes on, small letter"),
        pytest.param("He wrote “they cried “fire” and ran” twice.", ["they cried “fire” and ran"], id="same marks inside"),
        pytest.param(
            'He wrote "they cried "fire" and ran" twice.', ['they cried "fire" and ran'], id="same straight marks inside"
        ),
        pytest.param('a 6" pipe and no more', [], id="inches"),
        pytest.param("“”", [], id="empty marks"),
    ],
)
def test_passages_in_quotation_marks(body: str, found: list[str]) -> None:
    assert passages(body) == found


MARKS = st.sampled_from(["“", "”", '"', "''", "‘", "’", "'", "«", "»", "„", " ", "\n", "said", "Ana", ",", ".", "x"])


@given(st.lists(MARKS, max_size=60).map("".join))
def test_passages_follow_one_another_on_single_lines(body: str) -> None:
    tokens = tokenise(body, lexicon())
    last = 0
    for span in quotations(tokens):
        assert last <= span.first < span.last <= len(tokens)
        assert "\n" not in body[tokens.start[span.first] : tokens.end[span.last - 1]]
        last = span.last


@given(st.text(max_size=200))
def test_tokens_lie_in_the_text_in_order_and_leave_out_blanks_only(body: str) -> None:
    tokens = tokenise(body, lexicon())
    assert [body[a:b] for a, b in zip(tokens.start, tokens.end, strict=True)] == tokens.text
    rest = "".join(body[a:b] for a, b in zip([0, *tokens.end], [*tokens.start, len(body)], strict=True))
    assert rest.strip() == ""
    assert tokens.sentence == sorted(tokens.sentence)
    assert tokens.line == sorted(tokens.line)
