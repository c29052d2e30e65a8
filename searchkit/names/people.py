"""Whole names: are two surely one person, does a name answer to what was typed, and which of many names go together.

Two of one surname stay apart unless their given names agree: equal, spelled alike, or known short forms of each other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from searchkit.names.aliases import Aliases
from searchkit.names.fold import name_tokens, words_of
from searchkit.names.given import POSSIBLE, given_keys, initials_of, same_given, same_spelling, surname_keys
from searchkit.names.key import alike, close, keys_of, same_vowel_classes, sounds_of


@dataclass(frozen=True, slots=True)
class Group:
    """The spellings of one person: `name` is the fullest, then the most frequent; `variants` all of them, most frequent first."""

    name: str
    variants: tuple[str, ...]
    count: int


def same_person(a: str, b: str) -> bool:
    """Whether two names surely belong to one person; used to merge rows, so it rather says no.

    A bare surname is not surely anybody with more names, an initial not surely a given name.

    >>> same_person("Ismail Haniyeh", "Esmail Haniya"), same_person("Bill Clinton", "Hillary Clinton"), same_person("Obama", "Barack Obama")
    (True, False, False)
    """
    first, second = words_of(a), words_of(b)
    if first.generation != second.generation:
        return False
    if _joined_alike(first.words, second.words):
        return True
    if len(first.words) < 2 or len(second.words) < 2:
        return False
    if _turned_round(first.words, second.words):
        return True
    return same_spelling(first.words[-1], second.words[-1]) and _same_given_names(first.words[:-1], second.words[:-1])


def matches(query: str, name: str) -> bool:
    """Whether `name` is one that `by:query` means: every word of the query stands in it, in some spelling.

    Given names also match by short form and by initial. One word finds any part of a name.

    >>> matches("Haniya", "Ismail Haniyeh"), matches("W. Clinton", "Bill Clinton"), matches("Hillary Clinton", "Bill Clinton")
    (True, True, False)
    """
    wanted, there = name_tokens(query), name_tokens(name)
    if not wanted or not there:
        return False
    return _every_word_answers(wanted, there) or same_person(query, name)


def group(counts: Mapping[str, int] | Iterable[tuple[str, int]], aliases: Aliases | None = None) -> list[Group]:
    """The names that surely belong together, most frequent group first; every name is in exactly one group.

    A name joins a group only when it fits all its members; one that fits two groups (George Bush: W. or H. W.) stays alone.
    The result does not depend on the order of the input. Time grows with the number of names, not with its square: only
    names that share the key of a surname and a given name are compared. `aliases` decide before the spelling does.
    """
    totals: defaultdict[str, int] = defaultdict(int)
    for name, count in counts.items() if isinstance(counts, Mapping) else counts:
        totals[name] += count
    person_of = {name: aliases.person(name) if aliases else None for name in totals}
    # What the aliases know comes first, so that its groups are whole before spelling adds to them; then the most exact names,
    # so that George Bush meets both George W. and George H. W.
    ordered = sorted(totals, key=lambda name: (person_of[name] is None, -len(words_of(name).words), -totals[name], name))
    members: list[list[str]] = []
    blocks: defaultdict[str, list[int]] = defaultdict(list)
    for name in ordered:
        keys = _block_keys(name)
        if person_of[name] is not None:
            keys.add(f"@{person_of[name]}")
        candidates = sorted({number for key in keys for number in blocks[key]})
        fits = {number: _fit(name, members[number], aliases) for number in candidates}
        fitting = [number for number in candidates if fits[number] == max(fits.values()) > _NO]
        if len(fitting) == 1:
            number = fitting[0]
            members[number].append(name)
        else:
            number = len(members)
            members.append([name])
        for key in keys:
            if number not in blocks[key]:
                blocks[key].append(number)
    groups = [_group_of(names, totals, aliases) for names in members]
    return sorted(groups, key=lambda found: (-found.count, found.name))


class NameIndex:
    """Names by the keys of their parts, so that a query looks at few of them."""

    def __init__(self, names: Iterable[str], aliases: Aliases | None = None) -> None:
        self._aliases = aliases
        self._by_key: defaultdict[str, list[str]] = defaultdict(list)
        self._by_joined: defaultdict[str, list[str]] = defaultdict(list)
        self._by_person: defaultdict[str, list[str]] = defaultdict(list)
        for name in sorted(set(names)):
            tokens = name_tokens(name)
            for key in {key for token in (*tokens, *words_of(name).words) for key in given_keys(token)}:
                self._by_key[key].append(name)
            for key in keys_of("".join(tokens)):
                self._by_joined[key].append(name)
            person = aliases.person(name) if aliases else None
            if person:
                self._by_person[person].append(name)

    def matching(self, query: str) -> list[str]:
        """Every name that `matches` the query or that the aliases give to the same person, in alphabetical order.

        Names that the aliases keep apart from the query are left out.
        """
        found = {name for name in self._near(query) if matches(query, name)}
        if self._aliases:
            found = {name for name in found if self._aliases.verdict(query, name) is not False}
            found.update(self._by_person.get(self._aliases.person(query) or "", ()))
        return sorted(found)

    def _near(self, query: str) -> set[str]:
        tokens = name_tokens(query)
        # The last word is never met by an initial, so what shares its keys is complete; but for names split otherwise.
        last = next((token for token in reversed(tokens) if len(token) > 1), "")
        keys = given_keys(last) | given_keys(words_of(query).words[-1]) if tokens else frozenset()
        near = {name for key in keys for name in self._by_key.get(key, ())}
        near.update(name for key in keys_of("".join(tokens)) for name in self._by_joined.get(key, ()))
        return near


_NO: Final = 0
_ALIKE: Final = 1
_SAID: Final = 2
_SHORT: Final = 2
_OPEN_SYLLABLES: Final = re.compile(r"(?:(?:[bcdfghjklmnpqrstwxyz]|[cstz]h|ts|[bghkmnpr]y)?[aeiou]{1,3}(?:ng?(?![aeiou]))?)+")


def _joined_alike(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Names that differ only in blanks and hyphens (Kim Jong Un), or as well in the vowels of a long name (Abdel Fattah)."""
    first, second = "".join(a), "".join(b)
    if first == second:
        return True
    if len(a) == len(b) == 1:
        return len(sounds_of(first).key) > _SHORT and alike(first, second)
    # Word by word is stricter, so equal word counts are left to it; and an initial has no place in a longer word.
    if len(a) == len(b) or min(len(a), len(b)) < 2 or any(len(word) == 1 for word in a + b):
        return False
    one, other = sounds_of(first), sounds_of(second)
    if len(one.key) >= 6:
        return one.vowels[0] == other.vowels[0] and alike(first, second)
    return len(one.key) >= 4 and same_vowel_classes(one, other) and alike(first, second)


def _turned_round(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Abe Shinzo and Shinzo Abe: words of open syllables, as in Japanese and Chinese, and no two given names of the table."""
    if len(a) != 2 or len(b) != 2 or a[0] != b[1] or a[1] != b[0]:
        return False
    return all(_OPEN_SYLLABLES.fullmatch(word) for word in a) and not all(word in POSSIBLE for word in a)


def _same_given_names(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """First names must agree; of the further ones those that both have."""
    if len(a[0]) == 1 and len(a) > 1 and len(b[0]) > 1:
        a = a[1:]
    elif len(b[0]) == 1 and len(b) > 1 and len(a[0]) > 1:
        b = b[1:]
    if not same_given(a[0], b[0]):
        return False
    shorter, longer = sorted((a[1:], b[1:]), key=len)
    if len(shorter) == len(longer):
        return all(_same_middle(one, other) for one, other in zip(shorter, longer, strict=True))
    return not shorter


def _same_middle(a: str, b: str) -> bool:
    if len(a) == 1 or len(b) == 1:
        return a[0] == b[0]
    return same_given(a, b) or alike(a, b)


def _every_word_answers(wanted: tuple[str, ...], there: tuple[str, ...]) -> bool:
    left = list(there)
    for number, token in enumerate(wanted):
        is_given = number < len(wanted) - 1
        found = next((other for other in left if token == other), None)
        if found is None:
            found = next((other for other in left if _answers(token, other, is_given=is_given, is_last=other is left[-1])), None)
        if found is None:
            return False
        left.remove(found)
    return True


def _answers(token: str, other: str, *, is_given: bool, is_last: bool) -> bool:
    if len(token) == 1 or len(other) == 1:
        return is_given and not is_last and not initials_of(token).isdisjoint(initials_of(other))
    if is_given and not is_last:
        return same_given(token, other, POSSIBLE)
    return close(token, other) or same_spelling(token, other) or (not is_last and same_given(token, other, POSSIBLE))


def _fullness(name: str) -> int:
    return sum(len(word) > 1 for word in words_of(name).words)


def _block_keys(name: str) -> set[str]:
    """Names that `same_person` may join share one of these."""
    words = words_of(name).words
    keys = {"=" + key for key in keys_of("".join(words))}
    if len(words) > 1:
        given = words[1] if len(words[0]) == 1 and len(words) > 2 else words[0]
        keys |= {f"{surname} {key}" for surname in surname_keys(words[-1]) for key in given_keys(given)}
        keys.add("~" + "".join(sorted((words[0], words[-1]))))
    return keys


def _fit(name: str, members: list[str], aliases: Aliases | None) -> int:
    """Whether a name goes with a group: _NO, _ALIKE (it is spelled so), or _SAID (the aliases say so)."""
    verdicts = {aliases.verdict(name, member) for member in members} if aliases else set()
    if False in verdicts:
        return _NO
    if True in verdicts:
        return _SAID
    return _ALIKE if all(same_person(name, member) for member in members) else _NO


def _group_of(names: list[str], totals: Mapping[str, int], aliases: Aliases | None) -> Group:
    said = next((person for name in names if aliases and (person := aliases.person(name))), None)
    fullest = min(names, key=lambda name: (-_fullness(name), -totals[name], name))
    variants = sorted(names, key=lambda name: (-totals[name], name))
    return Group(said or fullest, tuple(variants), sum(totals[name] for name in names))
