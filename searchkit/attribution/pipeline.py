"""The stages of attribution in a row.

In: the body of an article and the learnt tables. Out: an Analysis with everything the stages found, from which `output` makes
quotes. Each stage hands plain lists to the next; where a choice is to be made, a table weighs rows of small numbers.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from searchkit.attribution.choice import CARRY, CARRY_LINE, LEFT, Candidate, Chooser
from searchkit.attribution.events import TURN, Around, Event, find_events, outer_sentences, quoted_tokens, turns_outside, usage
from searchkit.attribution.lexicon import AUX, CUE, MARK, PUNCT, ROLE, STOP, SUB, Lexicon, lexicon
from searchkit.attribution.mentions import A_ROLE, HE_, KINDS, MANY, NAME, SHE_, THE_ROLE, THEY_, WHO_, Mentions, find_mentions
from searchkit.attribution.passages import SHORT, describe, is_title, words_of
from searchkit.attribution.people import THRESHOLD, Registry
from searchkit.attribution.person import Naming
from searchkit.attribution.personhood import AGE
from searchkit.attribution.quotations import Span, quotations
from searchkit.attribution.resolve import DEFINITE, NEEDS_CHOICE, ROLE_FIT, Meaning, Resolver
from searchkit.attribution.tables import Model, sigmoid, softmax
from searchkit.attribution.tokens import Tokens, tokenise


@dataclass(slots=True)
class Said:
    """Who said quotation or event number `number`: mention, person, the event behind it, and how sure each step is."""

    number: int
    direct: bool
    mention: int = -1
    person: int = -1
    event: int = -1
    mention_sure: float = 0.0
    person_sure: float = 0.0
    said_sure: float = 1.0
    row: list[int] | None = None


@dataclass(slots=True)
class Analysis:
    """What the stages found in one text; numbers of one list index another (see the modules that make them)."""

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
    joint: list[Said]
    shares: dict[int, float]


PLURAL_SURE = 0.9
"""Confidence of "they" meaning the one person whom the article says to be called so, or of a plural meaning the two of a pair."""

SPEECH = 0.5
"""Probability from which a passage in marks is taken for words said."""

SPEAKS_FOR_ITSELF = 0.8
"""Confidence from which one quotation is enough for its person to have said something."""


def prepare(body: str, words: Lexicon, model: Model) -> Analysis:
    """Everything up to the events: tokens, quotations, people, mentions, reporting words with their subjects."""
    tokens = tokenise(body, words)
    spans = quotations(tokens)
    registry = Registry(tokens, words, model.person.score)
    namings = registry.namings()
    turns_outside(tokens, spans, namings)
    quoted = quoted_tokens(tokens, spans)
    mentions = find_mentions(tokens, namings, registry.people, quoted)
    namings = with_roles(namings, mentions, registry)
    outer = outer_sentences(tokens, spans, quoted)
    around = Around(tokens)
    events = find_events(tokens, quoted, outer, mentions, around, words)
    rates, lemmas = model.rates, words.lemmas
    for event in events:
        if event.kind >= TURN:
            event.rate = event.use = 7
            continue
        event.rate = rates.get(lemmas[event.lemma], 3 if tokens.flags[event.cue] & CUE else 1)
        event.use = model.uses.get(usage(event, lemmas[event.lemma]), event.rate)
    return Analysis(tokens, spans, quoted, outer, registry, namings, mentions, events, around, [], [], [], {})


def with_roles(namings: list[Naming], mentions: Mentions, registry: Registry) -> list[Naming]:
    """The namings, and the descriptions that fit one person only ("the imam")."""
    owners: dict[str, list[int]] = {}
    for number, person in enumerate(registry.people):
        if person.score >= THRESHOLD:
            for role in person.roles:
                owners.setdefault(role, []).append(number)
    more = [
        Naming(mentions.first[k], mentions.last[k], owners[mentions.head[k]][0], mentions.first[k])
        for k, kind in enumerate(mentions.kind)
        if kind == THE_ROLE and len(owners.get(mentions.head[k], ())) == 1
    ]
    return sorted(namings + more, key=_first) if more else namings


def _first(naming: Naming) -> int:
    return naming.first


def choose_subjects(a: Analysis, model: Model) -> None:
    """Give every event its likeliest subject."""
    for event in a.events:
        if event.subject >= 0:
            continue
        if len(event.rows) == 1:
            best, event.sure = 0, 1.0
        else:
            shares = softmax([model.subject.score(row) for row in event.rows])
            best = max(range(len(shares)), key=shares.__getitem__)
            event.sure = shares[best]
        event.subject, event.row = event.options[best], event.rows[best]


def analyse(body: str, words: Lexicon | None = None, model: Model | None = None) -> Analysis:
    """All stages for one text, with the shipped lists and tables unless others are given."""
    from searchkit.attribution.tables import model as shipped

    words, model = words or lexicon(), model or shipped()
    a = prepare(body, words, model)
    choose_subjects(a, model)
    choose_mentions(a, model)
    judge_passages(a, model)
    resolve_people(a, words, model)
    weigh_people(a, model)
    return a


def choose_mentions(a: Analysis, model: Model) -> None:
    """Give every quotation the mention of its speaker."""
    chooser = Chooser(a.tokens, a.spans, a.outer, a.events, a.mentions, a.around)
    chosen: list[int] = []
    for s in range(len(a.spans)):
        candidates: list[Candidate] = chooser.candidates(s, chosen)
        shares = softmax([model.speaker.score(c.row) for c in candidates])
        best = max(range(len(shares)), key=shares.__getitem__)
        c = candidates[best]
        chosen.append(c.mention)
        event = c.event
        if c.kind in (CARRY, CARRY_LINE):
            event = a.direct[-1].event
        sure = sum(share for share, other in zip(shares, candidates, strict=True) if other.mention == c.mention)
        a.direct.append(Said(s, True, c.mention, event=event, mention_sure=sure, row=c.row))


def reported_row(a: Analysis, number: int) -> list[int]:
    """Description of event `number` as a reported statement of a person."""
    event = a.events[number]
    row = event.row
    line = a.tokens.line[event.cue]
    near = 0 if line == 0 else 1 if line <= 2 else 2
    return [*row[1:15], event.rate, min(int(event.sure * 5), 4), near, row[0], event.use]


# kind gap order commas verbs before after form aux cue_before cue_after cue_kind subs content rate sure line side use
REPORTED_SIZES = (KINDS, 8, 4, 4, 3, 17, 17, 5, 7, 17, 17, 8, 3, 5, 8, 5, 3, 2, 8)


def resolve_people(a: Analysis, words: Lexicon, model: Model) -> None:
    """Find the person behind every chosen mention, in text order, and which events report something."""
    resolver = Resolver(a.tokens, a.outer, a.quoted, a.namings, a.registry.people, a.mentions, a.around, words, a.events)
    for number, event in enumerate(a.events):
        if not event.used and event.subject >= 0 and event.row:
            a.indirect.append(Said(number, False, event.subject, event=number, mention_sure=event.sure))
    a.joint = [t for s in a.direct + a.indirect for t in joint(a, s)]
    first = a.mentions.first
    known: dict[int, tuple[int, float]] = {}
    pairs: dict[int, tuple[int, int]] = {}
    quoting: dict[int, list[Span]] = {}
    for said in a.direct:
        quoting.setdefault(said.mention, []).append(a.spans[said.number])
    spoke: list[Said] = []
    for said in sorted(
        (s for s in a.direct + a.indirect + a.joint if s.mention >= 0), key=lambda s: (first[s.mention], s.number)
    ):
        k = said.mention
        if k not in known:
            known[k] = _meaning(a, resolver, k, quoting.get(k, ()), model)
            pair = _pair(a, spoke, k) if known[k][0] < 0 else None
            if pair is not None:
                pairs[k], known[k] = pair, (pair[0], PLURAL_SURE)
        said.person, said.person_sure = known[k]
        if not said.direct and said.person >= 0:
            said.row = reported_row(a, said.number)
            said.said_sure = sigmoid(model.reported.score(said.row))
        together = [said, replace(said, person=pairs[k][1])] if k in pairs else [said]
        a.joint += together[1:]
        for one in together:
            if one.person >= 0 and one.said_sure > 0.4:
                resolver.told(first[k], one.person)
                spoke.append(one)


def _pair(a: Analysis, spoke: list[Said], k: int) -> tuple[int, int] | None:
    """The two people whom mention `k` means: "the couple", or "they" behind a statement of two."""
    kind = a.mentions.kind[k]
    return _couple(a, k) if kind == MANY else _together(a, spoke, k) if kind == THEY_ else None


def _together(a: Analysis, spoke: list[Said], k: int) -> tuple[int, int] | None:
    """The two people who made the last statement together, just before mention `k` ("they wrote")."""
    if len(spoke) < 2:
        return None
    one, other = spoke[-2:]
    at, before = a.mentions.first[k], a.mentions.first[other.mention]
    same = (one.direct, one.number) == (other.direct, other.number) and one.person != other.person
    return (one.person, other.person) if same and a.outer[at] - a.outer[before] <= 2 else None


def joint(a: Analysis, said: Said) -> list[Said]:
    """The others who say the same: "A, B and C said", "said A and B"."""
    m, text = a.mentions, a.tokens.text
    k = said.mention
    if k < 0 or m.kind[k] != NAME:
        return []
    partners: list[int] = []
    j, links = k, False
    while j > 0 and m.kind[j - 1] == NAME and m.last[j - 1] == m.first[j] - 1 and len(partners) < 6:
        link = text[m.first[j] - 1]
        if link not in ("and", "&") and not (link == "," and links):
            break
        links = True
        partners.append(j - 1)
        j -= 1
    if k + 1 < len(m) and m.kind[k + 1] == NAME and m.first[k + 1] == m.last[k] + 1 and text[m.last[k]] == "and":
        partners.append(k + 1)
    if not partners:
        names = [i for i in range(max(k - 3, 0), min(k + 4, len(m))) if m.kind[i] == NAME]
        at = names.index(k)
        if at and _described(a, m.last[names[at - 1]], m.first[k]):
            partners.append(names[at - 1])
        elif at + 1 < len(names) and _described(a, m.last[k], m.first[names[at + 1]]):
            partners.append(names[at + 1])
    return [replace(said, mention=p) for p in partners]


_LOOKED_AT = 40  # names before "the couple"
_FAR = 8  # tokens between the names of a joint statement


def _described(a: Analysis, first: int, last: int) -> bool:
    """Whether tokens `first` to `last` join two names by "and" and a description: "and the union's president,"."""
    text, flags = a.tokens.text[first:last], a.tokens.flags[first:last]
    if not 2 < len(text) <= _FAR or text[0] != "and" or any(f & (AUX | CUE | SUB | STOP | MARK) for f in flags):
        return False
    if text[-1] == ",":
        del text[-1], flags[-1]
    return flags[-1] & ROLE != 0 and not any(f & PUNCT for f in flags)


_COUPLES = frozenset("couple pair duo brothers sisters siblings twins spouses".split())
_LINKS = frozenset("and & his her wife husband brother sister partner twin daughter son".split())


def _couple(a: Analysis, k: int) -> tuple[int, int] | None:
    """The two people whom mention `k` ("the couple") means: the last two before it that the text joins by "and"."""
    m, text = a.mentions, a.tokens.text
    if m.head[k] not in _COUPLES:
        return None
    end = bisect_left(a.namings, m.first[k], key=_first)
    near = [n for n in a.namings[max(end - _LOOKED_AT, 0) : end] if n.person >= 0]
    for one, other in zip(near[-2::-1], near[:0:-1], strict=False):
        between = text[one.last : min(other.whole, one.last + _FAR)]
        if "and" in between and _LINKS.issuperset(between) and one.person != other.person:
            return one.person, other.person
    return None


_GIVES_NAME = frozenset("name names identified known introduced".split())
_BEHIND = 16  # tokens


def _named_behind(a: Analysis, k: int) -> int:
    """The person whom the words behind description `k` name: "a rescue worker, who gave his name only as Beppe"; or -1."""
    text, outer, end = a.tokens.text, a.outer, a.mentions.last[k]
    gives = False
    for i in range(end, min(end + _BEHIND, len(text) - 1)):
        if outer[i] != outer[end - 1]:
            break
        gives = gives or text[i] in _GIVES_NAME
        if gives and text[i] == "as":
            at = bisect_left(a.namings, i + 1, key=_first)
            return next((n.person for n in a.namings[at : at + 2] if n.whole == i + 1), -1)
    return -1


def _meaning(a: Analysis, resolver: Resolver, k: int, quotations: Sequence[Span], model: Model) -> tuple[int, float]:
    kind = a.mentions.kind[k]
    if kind == NAME or (kind == WHO_ and a.mentions.person[k] >= 0):
        return a.mentions.person[k], 1.0
    if kind not in NEEDS_CHOICE:
        return -1, 1.0
    if kind in (A_ROLE, THE_ROLE):
        named = _named_behind(a, k)
        if named >= 0:
            return named, 1.0
    options: list[Meaning] = resolver.candidates(k, quotations)
    if kind == THEY_:
        alone = [o.person for o in options if o.person >= 0 and a.registry.people[o.person].plural]
        return (alone[0], PLURAL_SURE) if len(alone) == 1 else (-1, 1.0)
    aged = a.mentions.head[k].endswith(AGE)
    if kind == THE_ROLE and options[-1].row[DEFINITE] and not aged and not any(o.row[ROLE_FIT] in (1, 4) for o in options):
        return -1, 1.0  # "his lawyer", "Pagliano's lawyer": nobody the text calls so
    shares = softmax([model.meaning.score(o.row) for o in options])
    if (kind in (HE_, SHE_) or aged) and len(options) > 1:
        # "he" and "the 58-year-old" are somebody: nobody is only less sure.
        options, shares = options[:-1], shares[:-1]
    best = max(range(len(shares)), key=shares.__getitem__)
    return options[best].person, shares[best]


def passage_rows(a: Analysis) -> dict[int, list[int]]:
    """Descriptions of the passages in marks that a table judges, by their number."""
    spoken = sum(said.mention >= 0 for said in a.direct) / max(1, len(a.direct))
    line = a.tokens.line
    rows = {}
    for said in a.direct:
        span = a.spans[said.number]
        words = words_of(a.tokens, span)
        if len(words) < SHORT or said.row is None:
            continue
        before = 0
        if said.number and line[span.first] - line[a.spans[said.number - 1].first] <= 1:
            before = 2 if a.direct[said.number - 1].mention >= 0 else 1
        rows[said.number] = describe(a.tokens, span, words, said.row, said.mention_sure, before, spoken)
    return rows


def judge_passages(a: Analysis, model: Model) -> None:
    """How surely each passage in marks is words said, and which events are used up by that. Short ones are where a reporting
    word says so."""
    rows = passage_rows(a)
    for said in a.direct:
        row = rows.get(said.number)
        if row is not None:
            title = is_title(row)
            said.said_sure = 0.0 if title else sigmoid(model.passage.score(row))
            if title and not (row[0] == LEFT and row[1] <= 3):
                continue  # its reporting word tells of something else, unless it is "wrote the novel “…”"
        else:
            said.said_sure = float(said.mention >= 0 and said.event >= 0 and a.events[said.event].kind < TURN)
        if said.event >= 0:
            a.events[said.event].used = True


def mentions_of(a: Analysis, number: int) -> list[int]:
    """The mentions by which person `number` says something."""
    return [said.mention for said in a.direct + a.indirect + a.joint if said.person == number]


def evidence(a: Analysis) -> dict[int, list[int]]:
    """What speaks for each person having said something in this article, as small numbers."""
    direct: dict[int, list[float]] = {}
    indirect: dict[int, list[float]] = {}
    for said in a.direct + [s for s in a.joint if s.direct]:
        if said.person >= 0 and said.said_sure >= SPEECH:
            direct.setdefault(said.person, []).append(said.mention_sure * said.person_sure)
    for said in a.indirect + [s for s in a.joint if not s.direct]:
        if said.person >= 0:
            indirect.setdefault(said.person, []).append(said.said_sure * said.person_sure)
    rows = {}
    for number in sorted(direct.keys() | indirect.keys()):
        d = sorted(direct.get(number, ()), reverse=True)
        i = sorted(indirect.get(number, ()), reverse=True)
        person = a.registry.people[number]
        rows[number] = [
            min(len(d), 3),
            1 + min(int(d[0] * 8), 7) if d else 0,
            1 + min(int(i[0] * 10), 9) if i else 0,
            1 + min(int(i[1] * 5), 4) if len(i) > 1 else 0,
            min(len(i), 4),
            min(max(int(person.score) + 2, 0), 7),
            min(len(person.words), 3),
            min(len(person.runs), 6),
            min(int(sum(i) * 2), 7),
        ]
    return rows


# quotes best_quote best second statements person words named sum
EVIDENCE_SIZES = (4, 9, 11, 6, 5, 8, 4, 7, 8)


def weigh_people(a: Analysis, model: Model) -> None:
    """Probability, for every person with a quote or statement, of having said anything in this article."""
    a.shares = {number: sigmoid(model.article.score(row)) for number, row in evidence(a).items()}
    for said in a.direct:
        confidence = said.mention_sure * said.person_sure
        if said.person in a.shares and said.said_sure >= SPEECH and confidence >= SPEAKS_FOR_ITSELF:
            a.shares[said.person] = max(a.shares[said.person], confidence)
