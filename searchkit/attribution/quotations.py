"""Passages inside quotation marks.

In: tokens. Out: spans of tokens without their marks, in text order, none crossing a line break.

Straight "double", ''two apostrophes'', “curly”, „low“, «angle» (also reversed), ‘single’ and 'straight single' marks are
known; “ is taken as a closing mark where only that makes sense. A mark that stays open to the end of its line is a quotation
when the next line goes on with another opening mark, as agencies write quotes over several paragraphs. A quotation in the same
marks inside another ("he asked “why” and left”") belongs to the outer one.
"""

from __future__ import annotations

from dataclasses import dataclass

from searchkit.attribution.lexicon import CAP, MARK, NUMBER, PUNCT
from searchkit.attribution.tokens import Tokens

_FAMILY = {
    '"': '"',
    "''": '"',
    "“": "“",
    "”": "“",
    "„": "“",
    "‟": "“",
    "«": "«",
    "»": "«",
    "‹": "‹",
    "›": "‹",
    "‘": "‘",
    "’": "‘",
    "‚": "‘",
    "'": "'",
}
_ALWAYS_OPENS = frozenset("„‟‚")
_DOUBLE = ('"', "“")
_DEEPEST_LOOK = 40  # marks looked at for the end of a quotation with another one inside
_LONGEST_SINGLE = 400  # tokens of a 'straight single' quotation; an apostrophe astray must not swallow a page


@dataclass(slots=True)
class Span:
    """Tokens `first` to `last` (exclusive) inside marks; `closed` is false where the line ended first."""

    first: int
    last: int
    closed: bool
    mark: str


def quotations(tokens: Tokens) -> list[Span]:
    """All passages inside quotation marks of any length, in one pass over the marks."""
    text, flags, line = tokens.text, tokens.flags, tokens.line
    marks = [i for i in tokens.notable if flags[i] & MARK]
    spans: list[Span] = []
    opened = inside = -1
    family = ""
    for k, i in enumerate(marks):
        if i <= inside:
            continue
        word = text[i]
        if opened >= 0 and line[i] != line[opened]:
            _close_at_line_end(tokens, spans, opened)
            opened = -1
        kind = _FAMILY[word]
        before, after = _glued(tokens, i)
        if opened < 0:
            if _opens(tokens, i, word, before, after):
                opened, family = i, kind
        elif kind == family or (kind in _DOUBLE and family in _DOUBLE and not after):
            if _closes(tokens, i, opened, word, before, after):
                if i > opened + 1:
                    spans.append(Span(opened + 1, i, True, family))
                opened = -1
            elif kind != "'" and kind != "‘" and _opens(tokens, i, word, before, after):
                inside = _end_around(tokens, marks, k, family)
                if inside >= 0:
                    spans.append(Span(opened + 1, inside, True, family))
                opened = -1 if inside >= 0 else i
        elif family in ("'", "‘") and kind in ('"', "“") and not before and after and not _single_goes_on(tokens, i, opened):
            # A double mark opens where the single one was an apostrophe.
            opened, family = i, kind
    if opened >= 0:
        _close_at_line_end(tokens, spans, opened)
    return spans


def _end_around(tokens: Tokens, marks: list[int], k: int, family: str) -> int:
    """Where a quotation ends in which mark number `k` opens another of the same marks; -1 if the line's marks do not pair off."""
    text, line = tokens.text, tokens.line
    deep = 1
    for i in marks[k : k + _DEEPEST_LOOK]:
        if line[i] != line[marks[k]]:
            break
        if _FAMILY[text[i]] == family:
            before, after = _glued(tokens, i)
            if before == after:
                break
            deep += 1 if after else -1
            if not deep:
                return i
    return -1


def _glued(tokens: Tokens, i: int) -> tuple[bool, bool]:
    """Whether the mark at `i` touches something that is no mark or bracket before it, and a word after it."""
    flags, start, end, text = tokens.flags, tokens.start, tokens.end, tokens.text
    before = i > 0 and end[i - 1] == start[i] and text[i - 1] not in "([{—–-/…" and text[i - 1][0] != "\n"
    if before and flags[i - 1] & MARK:
        before = i > 1 and end[i - 2] == start[i - 1] and text[i - 2] not in "([{—–-" and text[i - 2][0] != "\n"
    after = i + 1 < len(text) and start[i + 1] == end[i] and text[i + 1][0] != "\n"
    if after and flags[i + 1] & PUNCT and text[i + 1] not in "$£€#@[(…&":
        after = text[i + 1] == "." and text[i + 2 : i + 3] == ["."]
    return before, after


def _opens(tokens: Tokens, i: int, word: str, before: bool, after: bool) -> bool:
    if word in _ALWAYS_OPENS:
        return True
    if word in "«»‹›":
        return word in "«‹" or (after and not before)
    if word in "“‘":
        return not before or after
    if word == "’":
        return False
    if word == "'":
        return after and not before and not tokens.flags[i + 1] & NUMBER
    if word == "”":
        return after and not before
    if before and not (after and tokens.flags[i - 1] & PUNCT):
        return False
    return i + 1 < len(tokens.text) and (after or tokens.text[i + 1][0] != "\n")


def _closes(tokens: Tokens, i: int, opened: int, word: str, before: bool, after: bool) -> bool:
    if word in "«»‹›":
        return word != tokens.text[opened] or (before and not after)
    if word in "“„‘‚":
        return before and not after
    if word in ("'", "’"):
        return before and not after and _single_ends(tokens, i, opened)
    if word == "”":
        return True
    return before or not after


def _single_ends(tokens: Tokens, i: int, opened: int) -> bool:
    """Whether a single mark closes rather than stands for a letter: "the workers’ pay" goes on."""
    text, flags = tokens.text, tokens.flags
    if i - opened > _LONGEST_SINGLE:
        return False
    if flags[i - 1] & PUNCT:
        return True
    if text[i - 1].endswith("s") and i + 1 < len(text) and not flags[i + 1] & (PUNCT | MARK) and text[i + 1][0] != "\n":
        # "the workers’ pay": a later mark after a stop on this line would close better.
        return not _single_goes_on(tokens, i, opened)
    return True


def _single_goes_on(tokens: Tokens, i: int, opened: int) -> bool:
    """Whether a single mark that closes comes later in the line."""
    text, line = tokens.text, tokens.line
    for j in range(i + 1, min(len(text), opened + _LONGEST_SINGLE)):
        if line[j] != line[i] or text[j] in ("‘", "‚"):
            return False
        if text[j] in ("’", "'") and tokens.end[j - 1] == tokens.start[j]:
            return True
    return False


def _close_at_line_end(tokens: Tokens, spans: list[Span], opened: int) -> None:
    """End the passage opened at `opened` with its line, if the next line goes on with an opening mark or it began the line."""
    text, line, flags = tokens.text, tokens.line, tokens.flags
    family = _FAMILY[text[opened]]
    if family == "'":
        return
    last = opened + 1
    count = len(text)
    while last < count and text[last][0] != "\n":
        last += 1
    goes_on = last + 1 < count and flags[last + 1] & MARK != 0 and _FAMILY[text[last + 1]] == family
    begins = opened == 0 or line[opened - 1] != line[opened]
    if last > opened + 3 and (goes_on or ((begins or family != "‘") and any(f & CAP for f in flags[opened + 1 : opened + 3]))):
        spans.append(Span(opened + 1, last, False, family))
