"""Which passages in quotation marks are words that somebody said, and which are titles, slogans, signs or words set apart.

In: a quotation span and who was chosen to have said it. Out: one description by small whole numbers, which a learnt table
judges; the same numbers serve training.
"""

from __future__ import annotations

from searchkit.attribution.choice import CANDIDATE_SIZES
from searchkit.attribution.lexicon import (
    AUX,
    CAP,
    DET,
    FIRST_PERSON,
    LINE,
    MARK,
    NOUNCUE,
    NUMBER,
    POSSESSIVE,
    PREP,
    PUNCT,
    STOP,
    UPPER,
    VERB,
)
from searchkit.attribution.quotations import Span
from searchkit.attribution.tokens import Tokens

SHORT = 4
"""Words from which a passage is judged by its table; shorter ones are words said only where a reporting word says so."""

_WORKS = frozenset(
    "song songs anthem hymn book books film movie show series play novel novels album poem essay column opera ballad painting exhibition "
    "documentary memoir biography autobiography musical single track podcast programme program episode game ship boat yacht restaurant "
    "cafe pub shop commentary trilogy sculpture installation magazine website band".split()
)
_LABELS = frozenset(
    "titled entitled called named dubbed known billed headlined labeled labelled reading read slogan ad headline sign signs banner "
    "banners placard placards chanting chanted chants hashtag phrase phrases term word words group article memo host hosts hosted "
    "motto nickname nicknamed title caption captioned".split()
)
_YOU = ("you", "You", "your", "Your", "Let", "let", "don’t", "don't", "Don’t", "Don't")
_WORK = 1  # the introduction that names a work
_ALL_CAPITAL = 4
_MARK_STEPS = {'"': 0, "“": 1, "‘": 2, "'": 3, "«": 4, "‹": 4}


def words_of(tokens: Tokens, span: Span) -> list[int]:
    """Tokens of `span` that are words or numbers."""
    return [i for i in range(span.first, span.last) if not tokens.flags[i] & (PUNCT | STOP | MARK)]


def describe(
    tokens: Tokens, span: Span, words: list[int], candidate: list[int], sure: float, before: int, spoken: float
) -> list[int]:
    """Numbers for one passage.

    `candidate` describes the chosen mention (`choice.CANDIDATE_SIZES`), `sure` is how certain the choice is. `before` tells of
    the quotation before it on its line or the line before: 0 there is none, 1 without a mention, 2 with one. `spoken` is the share
    of the article's quotations with a mention.
    """
    flags, text, line = tokens.flags, tokens.text, tokens.line
    opening, closing = span.first - 1, span.last if span.closed else span.last - 1
    long = [flags[i] & (CAP | NUMBER) != 0 for i in words if len(text[i]) > 3]
    capitals = sum(long) * 4 // len(long) if long else 0
    if all(flags[i] & (UPPER | NUMBER) for i in words):
        capitals = 5
    begins = opening == 0 or flags[opening - 1] & LINE != 0
    ends = closing + 1 >= len(text) or flags[closing + 1] & LINE != 0
    place = line[opening]
    return [
        *candidate[:5],
        candidate[10],
        candidate[11],
        candidate[12],
        candidate[14],
        _size(len(words)),
        min(int(sure * 6), 5),
        capitals,
        1 if flags[words[-1]] & CAP else 0,
        _MARK_STEPS[span.mark],
        0 if place == 0 else 1 if place == 1 else 2,
        2 * begins + ends,
        _introduction(tokens, opening),
        before,
        min(int(spoken * 5), 4),
        1 if opening and text[opening - 1] in "=<>" else 0,
        min(sum(1 for i in words if flags[i] & (FIRST_PERSON | AUX) or text[i] in _YOU), 3),
    ]


def _size(count: int) -> int:
    if count <= 7:
        return max(count - SHORT, 0)
    return 4 if count <= 9 else 5 if count <= 13 else 6 if count <= 20 else 7


def _introduction(tokens: Tokens, opening: int) -> int:
    """What the word before a passage makes of it: a work, a label, "as", a possessive, an article, a verb."""
    flags, text = tokens.flags, tokens.text
    i = opening - 1
    if i >= 0 and flags[i] & PUNCT:
        i -= 1
    if i < 0:
        return 0
    word, f = text[i].lower(), flags[i]
    if word in _WORKS:
        return _WORK
    if word in _LABELS:
        return 2
    if word == "as":
        return 3
    if f & POSSESSIVE:
        return 4
    return 5 if f & DET else 6 if f & VERB else 7 if f & NOUNCUE else 8 if f & PREP else 0


def is_title(row: list[int]) -> bool:
    """Whether a described passage is the title of a work: in Title Case behind "the novel" or "her song"."""
    return row[_INTRODUCTION] == _WORK and row[_CAPITALS] == _ALL_CAPITAL and row[_LAST] == 1


PASSAGE_NAMES = (
    "kind gap mention rate form before ending after capital size sure capitals last mark line alone introduction neighbour spoken web own"
).split()
PASSAGE_SIZES = (
    *CANDIDATE_SIZES[:5],
    *CANDIDATE_SIZES[10:13],
    CANDIDATE_SIZES[14],
    *(8, 6, 6, 2, 5, 3, 4, 9, 3, 5, 2, 4),
)
_CAPITALS, _LAST, _INTRODUCTION = map(PASSAGE_NAMES.index, ("capitals", "last", "introduction"))
