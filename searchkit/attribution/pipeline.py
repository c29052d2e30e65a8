"""The stages of attribution in a row.

In: the body of an article. Out: an Analysis with everything the stages found, from which `searchkit.attribution` makes quotes.
Each stage hands plain lists to the next; nothing here decides anything by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp

from searchkit.attribution import rules
from searchkit.attribution.choice import Candidate, Chooser
from searchkit.attribution.events import Around, Event, find_events, outer_sentences, quoted_tokens
from searchkit.attribution.lexicon import Lexicon, lexicon
from searchkit.attribution.mentions import NAME, Mentions, find_mentions
from searchkit.attribution.people import Naming, Registry, rule_score
from searchkit.attribution.quotations import Span, quotations
from searchkit.attribution.resolve import NEEDS_CHOICE, Resolver
from searchkit.attribution.tokens import Tokens, tokenise


@dataclass(slots=True)
class Said:
    """Who said quotation or event number `number`: mention, its probability, person, its probability, the event behind it."""

    number: int
    mention: int = -1
    mention_sure: float = 0.0
    person: int = -1
    person_sure: float = 0.0
    event: int = -1


@dataclass(slots=True)
class Analysis:
    tokens: Tokens
    spans: list[Span]
    quoted: bytearray
    outer: list[int]
    registry: Registry
    namings: list[Naming]
    mentions: Mentions
    events: list[Event]
    around: Around
    direct: list[Said]
    indirect: list[Said]


def softmax(scores: list[float]) -> list[float]:
    top = max(scores)
    powers = [exp(s - top) for s in scores]
    total = sum(powers)
    return [p / total for p in powers]


def prepare(body: str, words: Lexicon | None = None) -> Analysis:
    """Everything up to the candidates: tokens, quotations, people, mentions, events."""
    words = words or lexicon()
    tokens = tokenise(body, words)
    spans = quotations(tokens)
    quoted = quoted_tokens(tokens, spans)
    registry = Registry(tokens, words)
    for person, features in zip(registry.people, registry.features, strict=True):
        person.score = rule_score(features)
    namings = registry.namings()
    mentions = find_mentions(tokens, namings, registry.people, quoted)
    outer = outer_sentences(tokens, spans, quoted, words)
    events = find_events(tokens, spans, quoted, outer, mentions, words)
    around = Around(tokens, words)
    return Analysis(tokens, spans, quoted, outer, registry, namings, mentions, events, around, [], [])


def analyse(body: str) -> Analysis:
    """All stages for one text."""
    a = prepare(body)
    for event in a.events:
        if event.rows and event.subject < 0:
            shares = softmax([rules.subject_score(row) for row in event.rows])
            best = max(range(len(shares)), key=shares.__getitem__)
            event.subject, event.sure = event.options[best], shares[best]
    _choose(a)
    _resolve(a)
    return a


def _choose(a: Analysis) -> None:
    chooser = Chooser(a.tokens, a.spans, a.outer, a.events, a.mentions, a.around)
    chosen: list[int] = []
    for s in range(len(a.spans)):
        candidates: list[Candidate] = chooser.candidates(s, chosen)
        shares = softmax([rules.quote_score(c.row) for c in candidates])
        best = max(range(len(shares)), key=shares.__getitem__)
        c = candidates[best]
        chosen.append(c.mention)
        event = c.event
        if event < 0 and c.kind in (8, 9):
            event = a.direct[-1].event if a.direct else -1
        if event >= 0:
            a.events[event].used = True
        a.direct.append(Said(s, c.mention, shares[best], event=event))


def _resolve(a: Analysis) -> None:
    words = lexicon()
    resolver = Resolver(a.tokens, a.outer, a.quoted, a.namings, a.registry.people, a.mentions, a.around, words)
    for number, event in enumerate(a.events):
        if not event.used and event.subject >= 0:
            a.indirect.append(Said(number, event.subject, event.sure, event=number))
    first = a.mentions.first
    order = sorted(
        [s for s in a.direct + a.indirect if s.mention >= 0],
        key=lambda s: (first[s.mention], s.number),
    )
    known: dict[int, tuple[int, float]] = {}
    for said in order:
        k = said.mention
        if k not in known:
            known[k] = _meaning(a, resolver, k)
            if known[k][0] >= 0:
                resolver.told(first[k], known[k][0])
        said.person, said.person_sure = known[k]


def _meaning(a: Analysis, resolver: Resolver, k: int) -> tuple[int, float]:
    kind = a.mentions.kind[k]
    if kind == NAME:
        return a.mentions.person[k], 1.0
    if kind not in NEEDS_CHOICE:
        return -1, 1.0
    options = resolver.candidates(k)
    shares = softmax([rules.meaning_score(o.row) for o in options])
    best = max(range(len(shares)), key=shares.__getitem__)
    return options[best].person, shares[best]
