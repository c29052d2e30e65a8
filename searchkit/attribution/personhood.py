"""Is a group of capitalised runs a person? What the text says about it, as small whole numbers for a learnt table.

In: the runs of one name. Out: a row of FEATURES. On the way the roles a text gives a person ("the mayor") are collected.
"""

from __future__ import annotations

import re

from searchkit.attribution.lexicon import (
    CAP,
    COMMON,
    CUE,
    DET,
    FIRST_NAME,
    FUNCTION,
    GROUP,
    HE,
    IT,
    LINE,
    MARK,
    NOTNAME,
    NUMBER,
    ORGWORD,
    PARTICLE,
    PLACE,
    POSSESSIVE,
    PREP,
    PUNCT,
    ROLE,
    SHE,
    STOP,
    SUFFIX,
    TITLE,
    UPPER,
    VERB,
    Lexicon,
)
from searchkit.attribution.spans import Run
from searchkit.attribution.tokens import Tokens

FEATURES = (
    "words first_name org place notname title place_before the apposition says said_by possessive role_before bracket tail "
    "middle upper count ending verbish common pronoun age group turn camel its"
).split()
FEATURE_SIZES = (6, 3, 2, 3, 2, 3, 3, 3, 4, 4, 3, 3, 3, 2, 3, 2, 2, 6, 2, 2, 4, 3, 2, 3, 3, 2, 3)
TURN_FEATURE = FEATURES.index("turn")

# A capital inside a word ("EgyptAir", "WikiLeaks"), but not that of a name ("McCain", "DeMarco", "O'Neill", "Al-Sadr").
_CAMEL = re.compile(r"(?!(?:Ma?c|De|Di|Du|Da|La|Le|Lo|Van|Von|Fitz|St|San|Ó|O)[A-Z])[A-Z]\w*[a-z][A-Z]")
_LOOKED_AT = 12  # runs of a name that are looked at
_PLACE_WORDS = ("in", "at", "near", "across", "outside", "throughout", "In", "At", "into")
AGE = "-year-old"
"""The end of a description by age, which is a role of its person like any other: "the 58-year-old"."""

_RANKS = frozenset("deputy vice assistant associate shadow under junior".split())


def role_at(text: list[str], k: int) -> str:
    """The role word at token `k` with the rank before it: "mayor", "deputy mayor"."""
    rank = text[k - 1].lower() if k else ""
    return f"{rank} {text[k].lower()}" if rank in _RANKS else text[k].lower()


class Counts:
    """What stands around the runs of one name, counted; `roles` are the words that tell what the person is."""

    __slots__ = (
        "age",
        "apposition",
        "bracket",
        "group",
        "its",
        "place_before",
        "possessive",
        "pronoun",
        "role_before",
        "roles",
        "said_by",
        "says",
        "tail",
        "the",
        "title",
        "turn",
    )

    def __init__(self, roles: set[str]) -> None:
        self.roles = roles
        self.title = self.place_before = self.the = self.apposition = self.says = self.said_by = self.possessive = 0
        self.role_before = self.bracket = self.tail = self.pronoun = self.age = self.group = self.turn = self.its = 0

    def add(self, run: Run, tokens: Tokens) -> None:
        text, flags = tokens.text, tokens.flags
        self.title += run.titled
        self.tail += run.tail_of
        self.turn += takes_a_turn(run, tokens)
        if run.titled:
            for k in range(run.whole, run.first):
                if flags[k] & (TITLE | ROLE):
                    self.roles.add(role_at(text, k))
        for k in range(run.first - 1, max(run.first - 5, -1), -1):
            f = flags[k]
            if f & (FUNCTION | LINE) or (f & PUNCT and text[k] != "."):
                break
            if f & NOTNAME and f & CAP:
                self.roles.add(text[k].lower())  # "Australian artist Ana Cruz" may be called "the Australian"
        if run.whole:
            self._before(run, text, flags)
        if run.last < len(text):
            self._after(run, text, flags)

    def _before(self, run: Run, text: list[str], flags: list[int]) -> None:
        before, word = flags[run.whole - 1], text[run.whole - 1]
        if before & PREP:
            self.place_before += word in _PLACE_WORDS
        elif before & DET:
            self.the += word in ("the", "The", "a", "an")
        if before & ROLE and (not before & TITLE or word.islower()):
            self.role_before += 1
            self.roles.add(role_at(text, run.whole - 1))
        elif word == "," and run.whole > 1 and flags[run.whole - 2] & ROLE and run.last < len(text) and flags[run.last] & PUNCT:
            self.role_before += 1  # "her husband, Pape,"
            self.roles.add(role_at(text, run.whole - 2))
        elif word.endswith(AGE):
            self.roles.add(word)
        if before & GROUP or (word == "," and any(f & GROUP for f in flags[max(0, run.whole - 6) : run.whole])):
            self.group += 1
        if before & CUE and not run.titled:
            self.said_by += 1

    def _after(self, run: Run, text: list[str], flags: list[int]) -> None:
        last, count = run.last, len(text)
        after = flags[last]
        if after & VERB or (last + 1 < count and flags[last + 1] & CUE and not after & PREP):
            self.says += 1
        elif after & POSSESSIVE:
            self.possessive += 1
        elif text[last] == "," and last + 2 < count:
            if flags[last + 1] & NUMBER and text[last + 2] == ",":
                self.apposition += 1
                self.age = 1
                self.roles.add(text[last + 1] + AGE)
            else:
                self.apposition += _tells_who(last + 1, text, flags)
        elif text[last] == "(":
            self.bracket += 1
            if text[last + 2 : last + 3] == [")"] and flags[last + 1] & NUMBER and len(text[last + 1]) < 4:
                self.roles.add(text[last + 1] + AGE)
        elif text[last] == "who":
            self.apposition += 1
        for k in range(last, min(last + 12, count)):
            f = flags[k]
            if f & (HE | SHE):
                self.pronoun += 1
                break
            if f & IT and text[k] in ("its", "itself"):
                self.its += 1
                break
            if f & (LINE | CAP) and not f & FUNCTION:
                break


def _tells_who(k: int, text: list[str], flags: list[int]) -> bool:
    """Whether the words from `k` on tell who somebody is: "who …", "a …", "managing director of …"."""
    if flags[k] & DET or text[k] == "who":
        return True
    for f in flags[k : k + 6]:
        if f & (PUNCT | STOP):
            return False
        if f & ROLE:
            return True
    return False


def takes_a_turn(run: Run, tokens: Tokens) -> bool:
    """Whether a run stands before a colon at the start of a line, or after a dash at the start of one ("― Name")."""
    text, flags, start = tokens.text, tokens.flags, run.whole
    if start and flags[start - 1] & MARK:
        start -= 1
    if run.last < len(text) and text[run.last] == ":" and (start == 0 or flags[start - 1] & LINE):
        return True
    return start > 0 and text[start - 1] in ("―", "—", "–") and (start < 2 or flags[start - 2] & (LINE | MARK) != 0)


def describe(words: tuple[str, ...], found: list[Run], roles: set[str], tokens: Tokens, lexicon: Lexicon) -> list[int]:
    """FEATURES of the name `words` with the runs `found`; adds to `roles`."""
    n = Counts(roles)
    for run in found[:_LOOKED_AT]:
        n.add(run, tokens)
    kinds = [lexicon[w] for w in words]
    core = [k for k in kinds if not k & (SUFFIX | PARTICLE)] or kinds
    any_flags = 0
    for k in core:
        any_flags |= k
    first = kinds[0]
    return [
        min(len(words), 5),
        0 if not first & FIRST_NAME else 1 if first & (PLACE | NOTNAME | ORGWORD) else 2,
        1 if any_flags & ORGWORD else 0,
        2 if core[-1] & PLACE else 1 if any_flags & PLACE else 0,
        1 if any_flags & NOTNAME else 0,
        min(n.title, 2),
        min(n.place_before, 2),
        min(n.the, 2),
        min(n.apposition, 3),
        min(n.says, 3),
        min(n.said_by, 2),
        min(n.possessive, 2),
        min(n.role_before, 2),
        min(n.bracket, 1),
        min(n.tail, 2),
        int(any(len(w) == 1 for w in words[1:-1])),
        1 if all(k & UPPER for k in kinds) else 0,
        min(len(found), 5),
        1 if words[-1].endswith(("s", "ism", "tion", "ment", "ity", "ing")) else 0,
        1 if any_flags & (VERB | ROLE) and len(words) == 1 else 0,
        min(sum(1 for k in core if k & COMMON), 3),
        min(n.pronoun, 2),
        n.age,
        min(n.group, 2),
        min(n.turn, 2),
        1 if any(_CAMEL.match(w) for w in words) else 0,
        min(n.its, 2),
    ]
