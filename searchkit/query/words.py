"""One piece of query text without blanks, quotes or parentheses → a word, prefix, wildcard or fuzzy word.

What people type in prose stays a word: "what?" is no wildcard, "10~20" is not fuzzy, "C++" is no operator.
"""

from __future__ import annotations

import re

from searchkit.errors import LimitError, QueryError
from searchkit.query.limits import QueryLimits
from searchkit.query.tree import And, Everything, Fuzzy, Node, Prefix, Wildcard, Word

# Letters and digits of any script with the marks that belong to them, as analysis sees words.
MARKS = "\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff"
HAS_WORD = re.compile(r"\w")
_LETTER = re.compile(r"[^\W\d_]")
_WORDLIKE = rf"\w{MARKS}"
_CORE = re.compile(rf"[{_WORDLIKE}](?:.*[{_WORDLIKE}])?", re.DOTALL)
_CORE_WITH_STARS = re.compile(rf"[{_WORDLIKE}*](?:.*[{_WORDLIKE}*])?", re.DOTALL)
_LAST = re.compile(rf"[{_WORDLIKE}*~]")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_WORD_PART = re.compile(rf"[{_WORDLIKE}]+")
_PATTERN_PART = re.compile(rf"[{_WORDLIKE}*?]+")
_QUESTION = re.compile(r"(?<=[\w*?])\?(?=[\w*?])")
_STARS = re.compile(r"\*+")

_BOOST_LIKE = re.compile(r"[-+]?(?:\d|\.\d|nan\b|inf).*", re.IGNORECASE | re.ASCII | re.DOTALL)
_BOOST = re.compile(r"\d{1,20}(?:\.\d{1,20})?|\.\d{1,20}", re.ASCII)
_EDITS = re.compile(r"[\d.]*", re.ASCII)


def read_piece(text: str, start: int, end: int, field: str | None, limits: QueryLimits) -> tuple[Node | None, float | None]:
    """The node of `text[start:end]` and its boost; no node when nothing in it is a word.

    Raises QueryError for a boost or distance that cannot be, LimitError for one that is too large.
    """
    while end > start and not _LAST.match(text, end - 1):
        end -= 1
    boost: float | None = None
    caret = text.rfind("^", start, end)
    if caret > start and _BOOST_LIKE.fullmatch(text, caret + 1, end):
        boost = read_boost(text, caret, end, limits)
        end = caret
    tilde = text.rfind("~", start, end)
    if tilde > start and _EDITS.fullmatch(text, tilde + 1, end):
        parts = list(_WORD_PART.finditer(text, start, tilde))
        if parts and _LETTER.search(parts[-1][0]):
            return _fuzzy(text, start, tilde, end, parts, field, limits), boost
    if "*" in text[start:end] or _QUESTION.search(text, start, end):
        pattern = _pattern(text, start, end, field, limits)
        if pattern is not None:
            return pattern, boost
    return _word(text, start, end, field), boost


def read_boost(text: str, caret: int, end: int, limits: QueryLimits) -> float:
    """The number after the `^` at `caret`."""
    if not _BOOST.fullmatch(text, caret + 1, end) or float(text[caret + 1 : end]) <= 0:
        raise QueryError("a boost is a number above 0, such as ^2 or ^0.5", text, caret, end - caret)
    factor = float(text[caret + 1 : end])
    if factor > limits.boost:
        raise LimitError(f"a boost may be at most {limits.boost:g}", "boost", limits.boost)
    return factor


def _distance(text: str, tilde: int, end: int, limits: QueryLimits) -> int:
    digits = text[tilde + 1 : end] or "1"
    if not digits.isdigit() or not digits.strip("0"):
        raise QueryError("after ~ stands the number of edits, 1 or 2", text, tilde, end - tilde)
    if len(digits) > 9 or int(digits) > limits.fuzzy:
        raise LimitError(f"a fuzzy word may differ by at most {limits.fuzzy} edits", "fuzzy", limits.fuzzy)
    return int(digits)


def _word(text: str, start: int, end: int, field: str | None) -> Word | None:
    core = _CORE.search(text, start, end)
    if core is None or not HAS_WORD.search(core[0]):
        return None
    first, last = core.span()
    if text[last : last + 1] == "." and _INITIALS.fullmatch(text, first, last):  # "U.S."
        last += 1
    return Word(text[first:last], field, (first, last))


def _fuzzy(
    text: str, start: int, tilde: int, end: int, parts: list[re.Match[str]], field: str | None, limits: QueryLimits
) -> Node:
    """Fuzzy is the last of `parts`; "co-operatoin~" is the word "co" and the fuzzy word after it."""
    distance = _distance(text, tilde, end, limits)
    if "*" in text[start:tilde] or _QUESTION.search(text, start, tilde):
        raise QueryError("a wildcard cannot be fuzzy too; leave out * and ?, or ~", text, start, end - start)
    words: list[Node] = [Word(part[0], field, part.span()) for part in parts[:-1]]
    last = parts[-1]
    return _all_of([*words, Fuzzy(last[0], distance, field, (last.start(), end))])


def _pattern(text: str, start: int, end: int, field: str | None, limits: QueryLimits) -> Node | None:
    """Prefix or wildcard; "co-op*" is the word "co" and the prefix "op", since the index knows no word "co-op"."""
    core = _CORE_WITH_STARS.search(text, start, end)
    if core is None:
        return None
    if not HAS_WORD.search(core[0]):
        if field is not None:
            raise QueryError(f"{field}: needs a letter beside *; to find every article, write * alone", text, start, end - start)
        return Everything(core.span())
    nodes: list[Node] = []
    for part in _PATTERN_PART.finditer(text, *core.span()):
        if not HAS_WORD.search(part[0]):
            continue
        pattern = _STARS.sub("*", part[0])
        if "*" not in pattern and "?" not in pattern:
            nodes.append(Word(pattern, field, part.span()))
            continue
        if len(pattern) > limits.pattern:
            raise LimitError(f"a wildcard may have at most {limits.pattern} characters", "pattern", limits.pattern)
        if pattern.find("*") == len(pattern) - 1 and "?" not in pattern:
            nodes.append(Prefix(pattern[:-1], field, part.span()))
        else:
            nodes.append(Wildcard(pattern, field, part.span()))
    return _all_of(nodes)


def _all_of(nodes: list[Node]) -> Node:
    if len(nodes) == 1:
        return nodes[0]
    return And(tuple(nodes), (nodes[0].span[0], nodes[-1].span[1]))
