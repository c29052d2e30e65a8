"""From an Analysis to Quotes: spans, speakers, reporting words, confidence, addressee and day.

In: an article. Out: Quotes in text order. A text that holds neither quotation marks nor reporting words is left after one scan.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import replace
from datetime import date

from searchkit.article import Article, Quote
from searchkit.attribution.addressee import addressee
from searchkit.attribution.clause import anchor_of, content_start, reporting_sentence
from searchkit.attribution.events import ACCORDING, TAIL, TURN, Event
from searchkit.attribution.lexicon import DET, LINE, MARK, PUNCT, STOP, lexicon
from searchkit.attribution.mentions import WHO_
from searchkit.attribution.pipeline import SPEECH, Analysis, Said, analyse
from searchkit.attribution.said_on import said_on
from searchkit.attribution.tables import Model
from searchkit.attribution.wrapping import unwrapped

_MARKS = '"“”„«»‘‹›‚'

CLEAR_QUOTE = 0.5
"""Confidence from which a direct quotation names its speaker."""

CLEAR_STATEMENT = 0.45
"""Confidence from which a reported statement names its speaker."""

WORTH_DETAIL = 0.5
"""Confidence from which addressee and day are looked for."""

_LONGEST_STATEMENT = 120  # tokens

KEEP = 0.35
"""Probability from which a possible reported statement is kept at all."""

CLEAR_PERSON = 0.55
"""Probability from which a person counts as having said something in the article."""


def worth_reading(body: str) -> bool:
    """Whether `body` holds a quotation mark, a reporting word, or a colon; one scan of the text."""
    if any(mark in body for mark in _MARKS) or "''" in body or ": " in body or "According to " in body:
        return True
    return not lexicon().cue.keys().isdisjoint(body.replace(",", " ").replace(".", " ").split())


def quotes_of(article: Article, tables: Model | None = None) -> list[Quote]:
    """Quotes of `article` in text order, with the shipped tables unless others are given."""
    if not worth_reading(article.body):
        return []
    body = unwrapped(article.body)
    a = analyse(body, None, tables)
    found: list[tuple[Quote, tuple[int, int] | None]] = []
    for said in a.direct + [s for s in a.joint if s.direct]:
        span = a.spans[said.number]
        if said.said_sure < SPEECH:
            continue
        quote, cue_span = _quote(a, said, span.first, span.last, True)
        found.append((quote, cue_span))
    for said in a.indirect + [s for s in a.joint if not s.direct]:
        if said.person < 0 or said.said_sure < KEEP:
            continue
        bounds = _content(a, said)
        if bounds is None:
            continue
        found.append(_quote(a, said, bounds[0], bounds[1], False))
    found.sort(key=lambda pair: _place(pair[0]))
    found = _outermost(found)
    people = [
        (a.tokens.start[n.first], a.tokens.end[n.last - 1], a.registry.people[n.person].name) for n in a.namings if n.person >= 0
    ]
    quotes = []
    told: dict[tuple[int, int] | None, tuple[date | None, str | None]] = {}  # by reporting word, which divided quotations share
    for quote, cue_span in found:
        if quote.confidence >= WORTH_DETAIL:
            if cue_span is None or cue_span not in told:
                sentence = reporting_sentence(body, quote, anchor_of(body, quote, cue_span))
                told[cue_span] = said_on(sentence, article.date), addressee(sentence, quote, people)
            day, to = told[cue_span]
            if day or to:
                quote = replace(quote, said_on=day, to=to)
        quotes.append(_without_head(body, quote, cue_span))
    if body is not article.body:
        quotes = [replace(quote, text=article.body[quote.start : quote.end]) for quote in quotes]
    quotes.sort(key=_place)  # a statement that lost its head may start behind a quotation that stood in it
    return quotes


def _place(quote: Quote) -> tuple[int, int]:
    return quote.start, quote.end


def _outermost(found: list[tuple[Quote, tuple[int, int] | None]]) -> list[tuple[Quote, tuple[int, int] | None]]:
    """The quotes without statements that stand inside other words of the same speaker ("VENN: I said that …"); sorted by place."""
    reach: dict[str | None, int] = {}
    kept = []
    for quote, cue_span in found:
        if quote.direct or quote.end > reach.get(quote.speaker, -1):
            kept.append((quote, cue_span))
        if quote.speaker is not None:
            reach[quote.speaker] = max(quote.end, reach.get(quote.speaker, -1))
    return kept


def _without_head(body: str, quote: Quote, cue_span: tuple[int, int] | None) -> Quote:
    """A reported statement without who was told and when ("reporters on Sunday that …"); what is left has two words or more."""
    if quote.direct or cue_span is None:
        return quote
    start = content_start(body, quote, cue_span)
    start += len(body[start : quote.end]) - len(body[start : quote.end].lstrip())
    return replace(quote, start=start, text=body[start : quote.end]) if " " in body[start : quote.end] else quote


def _quote(a: Analysis, said: Said, first: int, last: int, direct: bool) -> tuple[Quote, tuple[int, int] | None]:
    tokens, body = a.tokens, a.tokens.body
    start, end = tokens.start[first], tokens.end[last - 1]
    confidence = said.mention_sure * said.person_sure if direct else said.said_sure * said.person_sure
    clear = (
        said.person >= 0 and a.shares[said.person] >= CLEAR_PERSON and confidence >= (CLEAR_QUOTE if direct else CLEAR_STATEMENT)
    )
    speaker = a.registry.people[said.person].name if clear else None
    mention = None
    cue, cue_span = None, None
    if said.mention >= 0:
        mention = (tokens.start[a.mentions.first[said.mention]], tokens.end[a.mentions.last[said.mention] - 1])
        if a.mentions.kind[said.mention] == WHO_ and said.mention:
            mention = (tokens.start[a.mentions.first[said.mention - 1]], mention[1])
    if said.event >= 0:
        at = a.events[said.event].cue
        cue_span = (tokens.start[at], tokens.end[at])
        cue = body[slice(*cue_span)]
    return Quote(start, end, body[start:end], speaker, mention, None, cue, direct, confidence), cue_span


def _content(a: Analysis, said: Said) -> tuple[int, int] | None:
    """Tokens of a reported statement: from the reporting word to the end of its sentence, or the words before it."""
    event = a.events[said.event]
    if event.kind in (ACCORDING, TAIL):
        return _words_before(a, event, said.mention) or _words_after(a, event, said.mention)
    return _words_after(a, event, said.mention) or _words_before(a, event, said.mention)


def _words_after(a: Analysis, event: Event, mention: int) -> tuple[int, int] | None:
    tokens, outer = a.tokens, a.outer
    first = event.cue + 1
    last = bisect_right(tokens.line, tokens.line[event.cue], first)
    if event.kind != TURN:
        last = min(last, bisect_right(outer, outer[event.cue], first))
    last = min(last, first + _LONGEST_STATEMENT)
    if first <= a.mentions.first[mention] < last:
        first = a.mentions.last[mention]
        if event.kind == ACCORDING and first < last and tokens.text[first] == ",":
            # "According to Ana Cruz, the engineer, the bridge …": an apposition ends at the next comma.
            commas = [i for i in range(first + 1, min(last, first + 12)) if tokens.text[i] == ","]
            if commas and tokens.flags[first + 1] & DET:
                first = commas[0] + 1
    while first < last and (tokens.flags[first] & (PUNCT | STOP) or tokens.text[first] == "that"):
        first += 1
    return _trimmed(a, first, last)


def _words_before(a: Analysis, event: Event, mention: int) -> tuple[int, int] | None:
    tokens, outer = a.tokens, a.outer
    last = min(event.cue, a.mentions.first[mention])
    first = max(bisect_left(outer, outer[event.cue]), bisect_left(tokens.line, tokens.line[event.cue]), last - _LONGEST_STATEMENT)
    return _trimmed(a, first, last)


def _trimmed(a: Analysis, first: int, last: int) -> tuple[int, int] | None:
    """`first` to `last` without punctuation at the ends, or None when fewer than two tokens are left."""
    flags = a.tokens.flags
    while last > first and flags[last - 1] & (PUNCT | STOP | MARK | LINE):
        last -= 1
    while first < last and flags[first] & (PUNCT | STOP):
        first += 1
    return (first, last) if last - first >= 2 else None
