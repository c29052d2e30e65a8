"""Text → passages with the matched spans in them, and the sentence around a quote; no markup.

In: a body, and what a query may have matched (MatchedTerms). Out: Snippets, whose offsets are characters of the body.
The text is analyzed once; the work grows with its length and the number of matches, not with their product.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Sequence

from searchkit.analysis import Analyzer
from searchkit.engines.base import MatchedTerms, phrase_matches
from searchkit.results import Snippet

Span = tuple[int, int]

# A passage is filled with whole sentences up to the first length, and with neighbours while it is shorter than the second. One
# sentence may be longer: half a sentence reads worse than a long one.
LONGEST, SHORTEST = 240, 160
LONGEST_SENTENCE = 320
_CLAUSE_END = re.compile(r"[,;:–—][\"'”’»)]*\s+")
# How far a quote's context reaches beyond the quote, on either side.
_CONTEXT = 300
# A full stop ends a sentence only before something that can start one: "3.5", "Mr. Venn" inside a short piece is cheap to get
# wrong, since pieces are joined again up to LONGEST.
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*\s+(?=[\"'“‘«(\[]?[^\W\d_a-zß-ÿ]|\d)|\n\s*\n|\n(?=[^\n])")
_TITLES = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Sen|Rep|Gov|Lt|Sgt|St|Jr|Sr|vs|No)|\b[A-Z]|\b[A-Z]\.[A-Z])\.\s+\Z")


def snippets(body: str, matched: MatchedTerms, analyzer: Analyzer, *, limit: int | None = 3) -> tuple[Snippet, ...]:
    """The best `limit` passages of `body` in text order (None: passages that hold every match), about 160 to 240 characters each.

    Passages with more different matches come before those with many of one kind. A body without a match gives its beginning.
    """
    if limit == 0:
        return ()
    spans, kinds = _matches(body, matched, analyzer)
    pieces = _pieces(body, spans)
    if not pieces:
        return ()
    if not spans:
        return (_cut(body, *_widened(pieces, bytearray(len(pieces)), 0, 1), ()),)
    starts = [start for start, _ in pieces]
    found: dict[int, list[str]] = {}
    for (start, _), kind in zip(spans, kinds, strict=True):
        found.setdefault(bisect_right(starts, start) - 1, []).append(kind)
    taken = bytearray(len(pieces))
    chosen: list[Span] = []
    for _, first in sorted((-_worth(pieces, found, first), first) for first in found):
        if taken[first]:
            continue
        last = _reach(pieces, first, taken)
        taken[first:last] = b"\1" * (last - first)
        chosen.append((first, last))
        if limit is not None and len(chosen) == limit:
            break
    passages = []
    for first, last in sorted(chosen):
        start, end = _widened(pieces, taken, first, last)
        passages.append(_cut(body, start, end, spans))
    return tuple(passages)


def quote_context(body: str, start: int, end: int, matched: MatchedTerms, analyzer: Analyzer) -> Snippet:
    """The sentence or sentences around the quote `body[start:end]`; the quote, and what matched outside it, are highlighted."""
    low, high = max(0, start - _CONTEXT), min(len(body), end + _CONTEXT)
    first = low if low == 0 else _blank_after(body, low, start)
    last = high if high == len(body) else _blank_before(body, end, high)
    for boundary in _boundaries(body, low, high):
        if boundary <= start:
            first = boundary
        elif boundary >= end:
            last = boundary
            break
    around = body[first:last]
    spans = [(first + a, first + b) for a, b in highlights(around, matched, analyzer)]
    outside = [span for span in spans if span[1] <= start or span[0] >= end]
    return _cut(body, first, last, sorted([*outside, (start, end)]))


def highlights(text: str, matched: MatchedTerms, analyzer: Analyzer) -> list[Span]:
    """The spans of `text` that match, sorted and apart: words by their term, phrases only where they stand as phrases."""
    return _matches(text, matched, analyzer)[0]


def _matches(text: str, matched: MatchedTerms, analyzer: Analyzer) -> tuple[list[Span], list[str]]:
    """Matched spans, sorted and apart, and for each what it matched."""
    in_phrases = {term for terms, _ in matched.phrases for term in terms}
    wanted = matched.terms | in_phrases
    if not wanted:
        return [], []
    where: dict[str, list[int]] = {}
    offsets: dict[int, Span] = {}
    found: list[tuple[int, int, str]] = []
    for position, token in analyzer.tokens_among(text, wanted):
        if token.term in matched.terms:
            found.append((token.start, token.end, token.term))
        if token.term in in_phrases:
            where.setdefault(token.term, []).append(position)
            offsets[position] = (token.start, token.end)
    for terms, slop in matched.phrases:
        if not all(term in where for term in terms):
            continue
        kind = " ".join(terms)
        for positions in phrase_matches(terms, [where[term] for term in terms], slop):
            if slop == 0:
                found.append((offsets[positions[0]][0], offsets[positions[-1]][1], kind))
            else:
                found.extend((*offsets[position], kind) for position in positions)
    return _apart(sorted(found))


def _apart(found: list[tuple[int, int, str]]) -> tuple[list[Span], list[str]]:
    """Overlapping spans become one, which keeps the kind of the first."""
    spans: list[Span] = []
    kinds: list[str] = []
    for start, end, kind in found:
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
            kinds.append(kind)
    return spans, kinds


def _boundaries(text: str, low: int, high: int) -> list[int]:
    """Where sentences and lines begin in `text[low:high]`, without its edges."""
    found = []
    for match in _SENTENCE_END.finditer(text, low, high):
        if match.group()[0] == "." and _TITLES.search(text, max(low, match.start() - 8), match.end()):
            continue
        found.append(match.end())
    return found


def _pieces(text: str, spans: Sequence[Span]) -> list[Span]:
    """`text` in order as sentences, longer ones cut at blanks; no cut goes through a matched span."""
    pieces: list[Span] = []
    start, at = 0, 0
    for end in [*_boundaries(text, 0, len(text)), len(text)]:
        while end - start > LONGEST_SENTENCE:
            cut = _cut_near(text, start, end)
            pieces.append((start, cut))
            start = cut
        if end > start:
            pieces.append((start, end))
            start = end
    whole: list[Span] = []
    for start, end in pieces:
        while at < len(spans) and spans[at][1] <= start:
            at += 1
        if whole and at < len(spans) and spans[at][0] < start:
            whole[-1] = (whole[-1][0], end)
        else:
            whole.append((start, end))
    return [(start, end) for start, end in whole if not text[start:end].isspace()]


def _cut_near(text: str, start: int, end: int) -> int:
    """Where to cut a long sentence so that its parts are about alike: after a clause, else at a blank."""
    part = (end - start) / math.ceil((end - start) / LONGEST)
    low, high = start + round(part * 0.7), start + min(round(part * 1.3), LONGEST)
    middle = start + round(part)
    clauses = [match.end() for match in _CLAUSE_END.finditer(text, low, high)]
    return min(clauses, key=lambda place: abs(place - middle), default=_blank_before(text, low, high))


def _blank_before(text: str, low: int, high: int) -> int:
    """A place after the last blank in `text[low:high]`, `high` when there is none."""
    place = max(text.rfind(" ", low, high), text.rfind("\n", low, high))
    return place + 1 if place >= 0 else high


def _blank_after(text: str, low: int, high: int) -> int:
    """A place after the first blank in `text[low:high]`, `low` when there is none."""
    place = text.find(" ", low, high)
    return place + 1 if place >= 0 else low


def _reach(pieces: Sequence[Span], first: int, taken: bytearray) -> int:
    """The piece after the last that fits into a passage that starts with piece `first`."""
    last = first + 1
    while last < len(pieces) and not taken[last] and pieces[last][1] - pieces[first][0] <= LONGEST:
        last += 1
    return last


def _worth(pieces: Sequence[Span], found: dict[int, list[str]], first: int) -> float:
    """How good a passage that starts with piece `first` is: different matches count one, repeats a little."""
    inside: list[str] = []
    last = first
    while last < len(pieces) and (last == first or pieces[last][1] - pieces[first][0] <= LONGEST):
        inside.extend(found.get(last, ()))
        last += 1
    return len(set(inside)) + min(len(inside), 9) / 10


def _widened(pieces: Sequence[Span], taken: bytearray, first: int, last: int) -> Span:
    """The passage of pieces `first` to `last`, with free neighbours while it is short."""
    while pieces[last - 1][1] - pieces[first][0] < SHORTEST:
        if last < len(pieces) and not taken[last] and pieces[last][1] - pieces[first][0] <= LONGEST:
            taken[last] = 1
            last += 1
        elif first > 0 and not taken[first - 1] and pieces[last - 1][1] - pieces[first - 1][0] <= LONGEST:
            first -= 1
            taken[first] = 1
        else:
            break
    return pieces[first][0], pieces[last - 1][1]


def _cut(body: str, start: int, end: int, spans: Sequence[Span]) -> Snippet:
    """`body[start:end]` without blanks at its edges, and the spans inside it."""
    text = body[start:end]
    start += len(text) - len(text.lstrip())
    end = start + len(text.strip())
    first = bisect_right(spans, (start, -1))
    inside = []
    for span in spans[first:]:
        if span[0] >= end:
            break
        inside.append(span)
    return Snippet(body[start:end], start, end, tuple(inside))
