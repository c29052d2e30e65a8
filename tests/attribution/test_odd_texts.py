"""Texts that are not ordinary English news: nothing raises, and hardly anybody is named who said nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest
from growth import growth
from odd_texts import COUNT, OddText, odd_texts

from searchkit.article import Article, Quote
from searchkit.attribution import attribute
from searchkit.names import matches

DAY = date(2031, 5, 2)


@pytest.fixture(scope="module")
def read() -> list[tuple[OddText, list[Quote]]]:
    return [(odd, attribute(Article("odd", odd.body, date=DAY))) for odd in odd_texts()]


def false_speakers(odd: OddText, quotes: list[Quote]) -> set[str]:
    named = {quote.speaker for quote in quotes if quote.speaker}
    return {name for name in named if not any(matches(name, real) or matches(real, name) for real in odd.speakers)}


def test_the_texts_are_two_hundred_different_ones() -> None:
    texts = odd_texts()
    assert len(texts) == len({odd.body for odd in texts}) == COUNT == 200
    assert len({odd.kind for odd in texts}) > 60


def test_quotes_of_odd_texts_are_parts_of_them(read: list[tuple[OddText, list[Quote]]]) -> None:
    for odd, quotes in read:
        for quote in quotes:
            assert quote.text == odd.body[quote.start : quote.end]
            assert quote.text
            assert quote.said_on is None or quote.said_on <= DAY


def test_few_odd_texts_name_a_speaker_who_said_nothing(read: list[tuple[OddText, list[Quote]]]) -> None:
    wrong = Counter(odd.kind for odd, quotes in read if false_speakers(odd, quotes))
    assert wrong.total() / COUNT <= 0.05, wrong


@pytest.mark.parametrize("kind", ["endless line", "gibberish", "word stream", "python code", "capitals"])
def test_ten_times_an_odd_text_is_ten_times_the_work(kind: str) -> None:
    piece = next(odd.body for odd in odd_texts() if odd.kind == kind)

    def reading(size: int) -> Callable[[], object]:
        article = Article("long", piece * (size // len(piece) + 1), date=DAY)
        return lambda: attribute(article)

    assert growth(reading, 50_000) < 25
