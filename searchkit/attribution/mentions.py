"""Words outside quotations that may point at a speaker: names, pronouns, descriptions, and sources that are no persons.

In: tokens, the registry's namings, quotation spans. Out: parallel lists, one entry a mention, in text order.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from searchkit.attribution.lexicon import (
    CAP,
    DET,
    DOCUMENT,
    FIRST_PERSON,
    FUNCTION,
    GROUP,
    HE,
    MARK,
    NOTNAME,
    NUMBER,
    PLURAL,
    POSSESSIVE,
    PREP,
    PRONOUN,
    PUNCT,
    ROLE,
    SHE,
    STOP,
    SUB,
    THEY,
    TITLE,
    VERB,
)
from searchkit.attribution.person import Naming, Person
from searchkit.attribution.personhood import AGE, role_at
from searchkit.attribution.tokens import Tokens

NAME, HE_, SHE_, THEY_, I_, THE_ROLE, A_ROLE, MANY, OTHER_NAME, PAPER, BODY, IT_, WHO_ = range(13)
"""Kinds of mention. THE_ROLE is "the minister", A_ROLE "a spokesman", MANY "officials", PAPER "the report", BODY "the ministry",
WHO_ the relative "who" after a mention, and of its person."""

KINDS = 13

_NOUN = ROLE | PLURAL | DOCUMENT | GROUP
_DEFINITE = frozenset("the his her their its this that our my".split())


@dataclass(slots=True)
class Mentions:
    """Tokens `first` to `last` (exclusive), kind, person number or -1; `head` is the word of a description."""

    first: list[int] = field(default_factory=list)
    last: list[int] = field(default_factory=list)
    kind: list[int] = field(default_factory=list)
    person: list[int] = field(default_factory=list)
    head: list[str] = field(default_factory=list)

    def add(self, first: int, last: int, kind: int, person: int, head: str = "") -> None:
        self.first.append(first)
        self.last.append(last)
        self.kind.append(kind)
        self.person.append(person)
        self.head.append(head)

    def __len__(self) -> int:
        return len(self.first)


def find_mentions(tokens: Tokens, namings: list[Naming], people: list[Person], quoted: bytearray) -> Mentions:
    """All mentions outside quotation marks, in text order. Descriptions beside a name become roles of that person."""
    text, flags = tokens.text, tokens.flags
    count = len(text)
    name_at: dict[int, Naming] = {}
    name_end: dict[int, Naming] = {}
    for naming in namings:
        name_at[naming.whole] = naming
        name_at[naming.first] = naming
        name_end[naming.last] = naming
    mentions = Mentions()
    wanted = _NOUN | PRONOUN | CAP | SUB | NUMBER
    done = 0
    for i in [i for i in tokens.notable if flags[i] & wanted]:
        if i < done or quoted[i]:
            continue
        f = flags[i]
        naming_here = name_at.get(i)
        if f & SUB:
            _relative(tokens, mentions, i)
        elif naming_here is not None:
            kind = NAME if naming_here.person >= 0 else OTHER_NAME
            if kind == OTHER_NAME:
                if naming_here.last < count and flags[naming_here.last] & _NOUN:
                    continue
                if naming_here.last == i + 1 and f & NOTNAME and i and text[i - 1].lower() == "the" and text[i][-1] != "s":
                    # "the Brazilian"
                    mentions.add(i - 1, i + 1, THE_ROLE, -1, text[i].lower())
                    done = i + 1
                    continue
            mentions.add(naming_here.whole, naming_here.last, kind, naming_here.person)
            done = naming_here.last
        elif f & PRONOUN:
            word = text[i].lower()
            if word in ("he", "she", "they", "i", "we", "it", "his", "her", "their", "my"):
                kind = HE_ if f & HE else SHE_ if f & SHE else THEY_ if f & THEY else I_ if f & FIRST_PERSON else IT_
                mentions.add(i, i + 1, kind, -1, word)
        elif f & NUMBER:
            if text[i].endswith(AGE) and i and text[i - 1].lower() == "the" and flags[i + 1 : i + 2] != [CAP]:
                mentions.add(i - 1, i + 1, THE_ROLE, -1, text[i])
        elif f & _NOUN:
            _description(tokens, mentions, i, name_at, name_end, people)
    return mentions


def _relative(tokens: Tokens, mentions: Mentions, i: int) -> None:
    """Add "who" at token `i` if it follows a mention directly or after a comma or bracket."""
    if tokens.text[i] != "who" or not len(mentions):
        return
    last = mentions.last[-1]
    if last == i or (last == i - 1 and tokens.flags[last] & PUNCT):
        kind = mentions.kind[-1]
        mentions.add(i, i + 1, WHO_ if kind in (NAME, THE_ROLE) else kind, mentions.person[-1], mentions.head[-1])


def _after_the(text: list[str], naming: Naming) -> bool:
    """Whether a name has an article before it, as names that tell a role apart have ("the Lancers captain")."""
    return naming.whole > 0 and text[naming.whole - 1].lower() == "the"


def _description(
    tokens: Tokens,
    mentions: Mentions,
    i: int,
    name_at: dict[int, Naming],
    name_end: dict[int, Naming],
    people: list[Person],
) -> None:
    text, flags = tokens.text, tokens.flags
    count = len(text)
    f = flags[i]
    after = flags[i + 1] if i + 1 < count else STOP
    if after & _NOUN and not after & (VERB | CAP):
        return
    if f & VERB and not f & ROLE and not f & PLURAL and i and flags[i - 1] & (CAP | PRONOUN):
        return
    first = i
    while first > 0 and i - first < 6:
        g = flags[first - 1]
        if g & DET:
            first -= 1
            break
        if g & (FUNCTION | PUNCT | MARK | STOP) and not g & CAP:
            break
        if g & POSSESSIVE and first > 1:
            first -= 1
            continue
        named = name_end.get(first)
        if named is not None and named.person >= 0 and not flags[first] & POSSESSIVE and not _after_the(text, named):
            break
        first -= 1
    if first > 1 and first == i and flags[i - 1] & PREP and flags[i - 2] & _NOUN:
        return  # "secretary of state": the head stands before
    head = role_at(text, i)
    named = name_at.get(i + 1)
    if named is not None and named.person >= 0 and f & ROLE:
        people[named.person].roles.add(head)
        return
    if f & ROLE:
        if text[i + 1 : i + 2] == [","]:
            after_name = name_at.get(i + 2)
            if after_name is not None and after_name.person >= 0:
                people[after_name.person].roles.add(head)
                return
        if first > 1 and text[first - 1] == ",":
            before_name = name_end.get(first - 1)
            if before_name is None and first > 3 and text[first - 3] == "," and flags[first - 2] & NUMBER:
                before_name = name_end.get(first - 3)
            if before_name is not None and before_name.person >= 0:
                people[before_name.person].roles.add(head)
                return
    opener = text[first].lower()
    if f & ROLE and not f & PLURAL:
        definite = opener in _DEFINITE or any(flags[k] & POSSESSIVE for k in range(first, i))
        starts = first == i and tokens.begins_sentence(i)
        headline = tokens.line[i] == 0 and not flags[first] & DET
        bare = not definite and (starts or headline)
        kind = THE_ROLE if definite or bare or (f & CAP and f & TITLE) else A_ROLE
    elif f & PLURAL:
        kind = MANY
    elif f & DOCUMENT:
        kind = PAPER
    else:
        kind = BODY
    mentions.add(first, i + 1, kind, -1, head)
