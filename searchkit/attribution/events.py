"""Reporting words outside quotations, and who may be the subject of each.

In: tokens, quotation spans, mentions. Out: events (a reporting word with its possible subjects, each described by small whole
numbers). A learnt table then weighs the subjects; the same numbers serve training.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import accumulate, islice
from operator import ne

from searchkit.attribution.lexicon import (
    ACCORD,
    AUX,
    CAP,
    CONJ,
    CUE,
    DET,
    DOCUMENT,
    GERUND,
    GROUP,
    LINE,
    LOOSE,
    MARK,
    NOUNCUE,
    PAST,
    PLURAL,
    POSSESSIVE,
    PREP,
    PRONOUN,
    PUNCT,
    ROLE,
    STOP,
    SUB,
    VERB,
    Lexicon,
)
from searchkit.attribution.mentions import HE_, I_, IT_, KINDS, NAME, OTHER_NAME, SHE_, THE_ROLE, THEY_, WHO_, Mentions
from searchkit.attribution.person import Naming
from searchkit.attribution.quotations import Span
from searchkit.attribution.tokens import Tokens

VERB_EVENT, NOUN_EVENT, ACCORDING, TURN, DASH, TAIL = range(6)
"""Kinds of event: "X said", "X's claim that", "according to X", "NAME: words" at the start of a line, "― Name",
"words: Name" as a headline."""

_LEFT, _RIGHT = 5, 2
_REACH = 60


def quoted_tokens(tokens: Tokens, spans: list[Span]) -> bytearray:
    """1 for every token inside quotation marks, marks excluded."""
    quoted = bytearray(len(tokens))
    for span in spans:
        quoted[span.first : span.last] = b"\x01" * (span.last - span.first)
    return quoted


def outer_sentences(tokens: Tokens, spans: list[Span], quoted: bytearray) -> list[int]:
    """Sentence numbers that do not count the stops inside quotations, except one that ends the sentence around it too."""
    text, flags, sentence = tokens.text, tokens.flags, tokens.sentence
    count = len(text)
    ends = bytearray(map(ne, sentence, islice(sentence, 1, None))) + bytes(2)
    for span in spans:
        ends[span.first : span.last] = bytes(span.last - span.first)
        close = span.last
        if close >= count or not flags[close] & MARK:
            if close < count:
                ends[close] = 1
            continue
        ends[close] = 0
        stop = text[span.last - 1]
        following = flags[close + 1] if close + 1 < count else LINE
        if following & LINE:
            ends[close] = 1
        elif stop == ".":
            ends[close] = 1 if following & (CAP | MARK) or (following & PUNCT == 0 and text[close + 1][0].isupper()) else 0
        elif stop in "?!…" and following & (CAP | MARK):
            near = range(close + 1, min(close + 6, count))
            ends[close] = 0 if any(flags[k] & VERB and not quoted[k] for k in near) and not following & MARK else 1
    return list(accumulate(ends[:count], initial=0))[:count]


@dataclass(slots=True)
class Event:
    """A reporting word at token `cue`; `options` are mention numbers, `rows` their descriptions, `subject` the chosen one."""

    cue: int
    kind: int
    lemma: int
    form: int
    options: list[int] = field(default_factory=list)
    rows: list[list[int]] = field(default_factory=list)
    subject: int = -1
    sure: float = 0.0
    rate: int = 0
    use: int = 0
    row: list[int] = field(default_factory=list)
    used: bool = False


def usage(event: Event, lemma: str) -> str:
    """How the reporting word is used, as a key: the word, its form, what stands before and after it ("has called for")."""
    row = event.rows[0]
    return f"{lemma}|{event.form}{chr(97 + row[9])}{chr(97 + row[11])}"


def gap_step(n: int) -> int:
    """Bucket of a distance in tokens."""
    if n <= 3:
        return max(n, 0)
    return 4 if n <= 5 else 5 if n <= 8 else 6 if n <= 14 else 7


class Around:
    """What stands around a token, as small numbers: shared by all descriptions of one article."""

    def __init__(self, tokens: Tokens) -> None:
        self.text, self.flags = tokens.text, tokens.flags
        self.count = len(tokens)

    def before(self, i: int) -> int:
        """Class of the token before `i`."""
        if i <= 0:
            return 0
        f = self.flags[i - 1]
        if f & LINE:
            return 0
        if f & MARK:
            return 3
        if f & (PUNCT | STOP):
            word = self.text[i - 1]
            return 2 if word == "," else 9 if word in ":;" else 10 if word in "—–-―" else 0
        if f & PREP:
            return 1
        if f & SUB:
            return 5
        if f & CONJ:
            return 8
        if f & (VERB | AUX):
            return 4
        if f & DET:
            return 7
        return 11 if f & CAP else 6

    def after(self, i: int) -> int:
        """Class of the token at `i`."""
        if i >= self.count:
            return 0
        f = self.flags[i]
        if f & LINE:
            return 0
        if f & MARK:
            return 3
        if f & POSSESSIVE:
            return 12
        if f & (PUNCT | STOP):
            word = self.text[i]
            return 2 if word == "," else 9 if word in ":;" else 10 if word in "—–-―" else 13 if word == "(" else 0
        if f & SUB:
            return 14 if self.text[i] == "that" else 5
        if f & VERB:
            return 4
        if f & AUX:
            return 15
        if f & PREP:
            return 1 if self.text[i] != "to" else 16
        if f & CONJ:
            return 8
        if f & (DET | PRONOUN):
            return 7
        return 11 if f & CAP else 6


def find_events(
    tokens: Tokens, quoted: bytearray, outer: list[int], mentions: Mentions, around: Around, lexicon: Lexicon
) -> list[Event]:
    """All reporting words outside quotations with their possible subjects, in text order."""
    text, flags = tokens.text, tokens.flags
    events: list[Event] = []
    for i in [i for i in tokens.notable if flags[i] & (CUE | LOOSE | NOUNCUE | ACCORD)]:
        if quoted[i] or text[i + 1 : i + 2] == ["nothing"]:
            continue
        f = flags[i]
        if f & CAP and not f & ACCORD and not _may_be_cue(tokens, i):
            continue
        word = text[i] if text[i] in lexicon.cue else text[i].lower()
        lemma, form = lexicon.cue[word]
        before = flags[i - 1] if i else 0
        by = f & NOUNCUE and i + 1 < len(text) and text[i + 1] in ("by", "from")
        nominal = f & NOUNCUE and (before & POSSESSIVE or (before & PRONOUN and text[i - 1].lower() in _POSSESSIVES))
        if f & ACCORD:
            event, left, right = Event(i, ACCORDING, lemma, 0), 0, True
        elif nominal:
            event, left, right = Event(i, NOUN_EVENT, lemma, 0), 1, False
        elif by and not f & VERB:
            event, left, right = Event(i, NOUN_EVENT, lemma, 0), 0, True
        elif not f & VERB or (form in (0, 1) and before & DET and not before & PRONOUN):
            continue
        else:
            event, left, right = Event(i, VERB_EVENT, lemma, form), _LEFT, True
        fixed = _of_cue(tokens, event, around)
        _options_left(tokens, event, fixed, outer, mentions, around, left)
        if right:
            _options_right(tokens, event, fixed, outer, mentions, around)
        if event.options:
            events.append(event)
    _turns(tokens, mentions, events)
    _colons(tokens, mentions, events, around, lexicon)
    events.sort(key=lambda e: e.cue)
    return events


_POSSESSIVES = frozenset(("his", "her", "their", "my"))


def _may_be_cue(tokens: Tokens, i: int) -> bool:
    """Whether a capitalised reporting word is a verb: in the first line, or at the start of a sentence as "Asked"."""
    return tokens.line[i] == 0 or tokens.begins_sentence(i)


def _options_left(
    tokens: Tokens, event: Event, fixed: list[int], outer: list[int], mentions: Mentions, around: Around, limit: int
) -> None:
    cue = event.cue
    gap = _Between(tokens.flags, cue)
    k = bisect_left(mentions.last, cue + 1) - 1
    order = 0
    while k >= 0 and order < limit:
        first, last = mentions.first[k], mentions.last[k]
        if outer[first] != outer[cue] or cue - last > _REACH:
            break
        if last <= cue and (event.kind == NOUN_EVENT or may_say(tokens, mentions, k, order, event.form)):
            gap.reach(last, cue)
            event.options.append(k)
            event.rows.append(_row(event, fixed, k, 0, order, gap, mentions, around))
            order += 1
        k -= 1


# A mention after one of these is no subject: "in Montreal", "for the party"; "as Trump said" may be.
_NO_SUBJECT_AFTER = frozenset(
    "of in on at by for with from to about against into over under between among through without within near toward upon".split()
)


_PRONOUNS = frozenset((HE_, SHE_, THEY_, IT_, I_, WHO_))


def may_say(tokens: Tokens, mentions: Mentions, k: int, order: int, form: int = PAST) -> bool:
    """Whether mention `k` can be the subject of a verb in `form` at all; `order` counts the mentions nearer to it."""
    first, last = mentions.first[k], mentions.last[k]
    kind = mentions.kind[k]
    after = tokens.flags[last] if last < len(tokens) else 0
    if after & POSSESSIVE and kind not in _PRONOUNS:
        return False  # "Clinton's"; but "he's claiming"
    if kind in (NAME, OTHER_NAME) and after & (GROUP | PLURAL | DOCUMENT | ROLE) and not after & (CUE | CAP):
        return False  # "the Clinton campaign"
    if kind in (HE_, SHE_, THEY_, I_) and mentions.head[k] in _POSSESSIVES:
        return False
    if kind == IT_ and order > 0:
        return False
    if first == 0 or (form == GERUND and tokens.text[first - 1] in ("with", "of")):
        return True  # "with Cruz promising to …", "footage of Cruz saying …"
    return tokens.text[first - 1] not in _NO_SUBJECT_AFTER


def _options_right(tokens: Tokens, event: Event, fixed: list[int], outer: list[int], mentions: Mentions, around: Around) -> None:
    cue = event.cue
    gap = _Between(tokens.flags, cue + 1)
    k = bisect_left(mentions.first, cue + 1)
    order = 0
    limit = _RIGHT if event.kind == VERB_EVENT else 3
    reach = 4 if event.kind == VERB_EVENT else 12
    while k < len(mentions) and order < limit:
        first = mentions.first[k]
        if first <= cue:
            k += 1
            continue
        far = 3 if mentions.kind[k] == NAME else 0
        if outer[first] != outer[cue] or first - cue > reach + 4 * order + far:
            break
        if event.kind == VERB_EVENT and not may_say(tokens, mentions, k, order):
            k += 1
            continue
        gap.reach(cue + 1, max(first, gap.last))
        event.options.append(k)
        event.rows.append(_row(event, fixed, k, 1, order, gap, mentions, around))
        order += 1
        k += 1


class _Between:
    """What stands between a reporting word and the mentions on one side of it, counted once however many mentions there are."""

    def __init__(self, flags: list[int], at: int) -> None:
        self.flags, self.first, self.last = flags, at, at
        self.commas = self.verbs = self.subs = self.content = self.quotes = 0

    def reach(self, first: int, last: int) -> None:
        """Widen to tokens `first` to `last`, which hold those counted before."""
        for f in self.flags[first : self.first] + self.flags[self.last : last]:
            if f & PUNCT:
                self.commas += 1
            elif f & SUB:
                self.subs += 1
            elif f & VERB:
                self.verbs += 1
            elif f & MARK:
                self.quotes = 1
            elif not f & _EMPTY:
                self.content += 1
        self.first, self.last = first, last


def _row(
    event: Event, fixed: list[int], k: int, side: int, order: int, gap: _Between, mentions: Mentions, around: Around
) -> list[int]:
    """Description of mention `k` as the subject of the event; `fixed` tells of the reporting word (`_of_cue`)."""
    return [
        side,
        mentions.kind[k],
        gap_step(gap.last - gap.first),
        order,
        min(gap.commas, 3),
        min(gap.verbs, 2),
        around.before(mentions.first[k]),
        around.after(mentions.last[k]),
        *fixed,
        min(gap.subs, 2),
        min(gap.content, 4),
        gap.quotes,
    ]


def _of_cue(tokens: Tokens, event: Event, around: Around) -> list[int]:
    """The numbers of a description that tell of the reporting word alone: its form, the words beside it, its kind."""
    flags, cue = tokens.flags, event.cue
    aux = 0
    if cue > 0:
        g = flags[cue - 1]
        if g & AUX or tokens.text[cue - 1] == "to":
            word = tokens.text[cue - 1].lower()
            aux = _AUX_CLASS.get(word, 6)
            if aux == 6 and cue > 1 and flags[cue - 2] & AUX:
                aux = _AUX_CLASS.get(tokens.text[cue - 2].lower(), 6)
    kind = event.kind if event.kind != VERB_EVENT else 6 if flags[cue] & CUE else 7
    return [event.form, aux, around.before(cue), around.after(cue + 1), kind]


_EMPTY = AUX | PREP | DET | CONJ | POSSESSIVE | PRONOUN | STOP
_AUX_CLASS = {"to": 1} | dict.fromkeys("is are was were be been being".split(), 2) | dict.fromkeys("has have had".split(), 3)
_AUX_CLASS |= dict.fromkeys("will would could should can may might must do does did".split(), 4) | {
    "not": 5,
    "n't": 5,
    "never": 5,
}


def begins_line(tokens: Tokens, i: int) -> bool:
    """Whether token `i` is the first of its line, an opening quotation mark left out."""
    line = tokens.line
    if i > 0 and tokens.flags[i - 1] & MARK and line[i - 1] == line[i]:
        i -= 1
    return i == 0 or line[i - 1] != line[i]


def turns_outside(tokens: Tokens, spans: list[Span], namings: list[Naming]) -> None:
    """Let a quotation that begins with "NAME:" begin after the colon, as transcripts are quoted."""
    ends = {naming.whole: naming.last for naming in namings}
    for span in spans:
        colon = ends.get(span.first, -1)
        if 0 < colon < span.last - 1 and tokens.text[colon] == ":" and begins_line(tokens, span.first):
            span.first = colon + 1


def _turns(tokens: Tokens, mentions: Mentions, events: list[Event]) -> None:
    """ "NAME: words" at the start of a line, "― Name" after a passage, and "words: Name" in the first line."""
    text, flags, line = tokens.text, tokens.flags, tokens.line
    count = len(text)
    for k in range(len(mentions)):
        first, last = mentions.first[k], mentions.last[k]
        if mentions.kind[k] not in (NAME, THE_ROLE, OTHER_NAME):
            continue
        begins = begins_line(tokens, first)
        ends = last >= count or flags[last] & (LINE | PUNCT)
        if begins and last < count and text[last] == ":":
            events.append(_turn(last, TURN, k, mentions))
        elif first > 1 and text[first - 1] in ("—", "–", "―", "-") and ends:
            if flags[first - 2] & (LINE | MARK | STOP):
                events.append(_turn(first - 1, DASH, k, mentions))
        elif first > 3 and line[first] == 0 and text[first - 1] == ":" and (last >= count or flags[last] & (LINE | STOP)):
            events.append(_turn(first - 1, TAIL, k, mentions))


def _colons(tokens: Tokens, mentions: Mentions, events: list[Event], around: Around, lexicon: Lexicon) -> None:
    """ "Bush: “The mission …”" inside a line, as if it read "Bush says"."""
    text, flags = tokens.text, tokens.flags
    for k, last in enumerate(mentions.last):
        first = mentions.first[k]
        if last + 1 >= len(text) or text[last] != ":" or not flags[last + 1] & MARK or begins_line(tokens, first):
            continue
        if mentions.kind[k] in (NAME, THE_ROLE) and tokens.begins_sentence(first):
            lemma, form = lexicon.cue["says"]
            event = Event(last, VERB_EVENT, lemma, form, [k])
            event.rows.append(_row(event, _of_cue(tokens, event, around), k, 0, 0, _Between(flags, last), mentions, around))
            events.append(event)


def _turn(cue: int, kind: int, k: int, mentions: Mentions) -> Event:
    row = [0] * len(ROW_SIZES)
    row[1], row[11] = mentions.kind[k], kind
    return Event(cue, kind, 0, 0, [k], [row], k, 0.9, row=row)


# side kind gap order commas verbs before after form aux cue_before cue_after cue_kind subs content quotes
ROW_SIZES = (2, KINDS, 8, 4, 4, 3, 17, 17, 5, 7, 17, 17, 8, 3, 5, 2)
