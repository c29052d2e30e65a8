"""Texts with hard line breaks inside their paragraphs."""

from __future__ import annotations

import textwrap
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.article import Article
from searchkit.attribution import attribute
from searchkit.attribution.wrapping import unwrapped

PARAGRAPHS = [
    "Mayor Orla Venn closed the harbour bridge on Friday after the second crack was found in a week of rain and wind.",
    "“Nobody should have to choose between the long way round and the risk of the short one,” she told reporters at the quay.",
    "Piet Vos, who runs the ferry, said that he would carry the children of the island to school and ask for no fare until May.",
]


@pytest.mark.parametrize("width", [40, 65, 72, 90])
def test_a_wrapped_article_has_the_same_quotes(width: int) -> None:
    plain, wrapped = (
        Article("case", "\n\n".join(lines), date=date(2024, 7, 15))
        for lines in (PARAGRAPHS, [textwrap.fill(p, width) for p in PARAGRAPHS])
    )
    expected = [(q.start, q.end, q.speaker, q.to, q.said_on) for q in attribute(plain)]
    found = attribute(wrapped)
    assert len(expected) == 2
    assert [(q.start, q.end, q.speaker, q.to, q.said_on) for q in found] == expected
    assert all(q.text == wrapped.body[q.start : q.end] for q in found)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("\n\n".join(PARAGRAPHS), id="paragraphs"),
        pytest.param("\n".join(PARAGRAPHS), id="a paragraph a line"),
        pytest.param("bread\nmilk\neggs\nflour\n", id="list"),
        pytest.param("Venn: No.\nVos: Yes.\nVenn: Why?\nVos: Why not?\n", id="turns"),
        pytest.param("Two lines\nonly", id="too short to tell"),
        pytest.param("", id="empty"),
    ],
)
def test_breaks_that_end_something_stay(body: str) -> None:
    assert unwrapped(body) == body


@given(st.text(alphabet="ab .\n\tÄ", max_size=300))
def test_only_breaks_become_blanks(body: str) -> None:
    result = unwrapped(body)
    assert len(result) == len(body)
    assert all(a == b or (a == "\n" and b == " ") for a, b in zip(body, result, strict=True))
