"""A fuzzy word → an automaton over the characters of a term: a term costs its length, whatever the word and the distance.

In: a word and a number of edits. Out: an Automaton; `fits(term)` tells whether a term is near enough.

An automaton is a set of places, each of which stands for reading one character that its label allows, and for each place the set
of places that may be read next (Glushkov's construction). Sets are bits of an integer. Which places are alive after a character
depends only on the places alive before and the character: those steps are remembered, so that most characters cost one look-up.
"""

from __future__ import annotations

import sys
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

Label: TypeAlias = Callable[[str], bool]

# Remembered steps; beyond that they are forgotten, which costs time and never a wrong answer.
_MOST_STATES = 10_000


class _State:
    """A set of places that are alive: what may be read next from them, and whether the word may end here."""

    __slots__ = ("accepts", "moves", "next_places")

    def __init__(self, next_places: int, accepts: bool) -> None:
        self.next_places, self.accepts = next_places, accepts
        self.moves: dict[str, _State] = {}


class Automaton:
    """Accepts terms. `labels[i]` tells which characters place i reads, `follow[i]` the places after it; `first` are the places a
    word may start with, `last` those it may end with, `empty` whether the empty word is accepted."""

    def __init__(self, labels: list[Label], follow: list[int], first: int, last: int, empty: bool) -> None:
        self._labels, self._follow, self._last = labels, follow, last
        self._masks: dict[str, int] = {}
        self._states: dict[int, _State] = {}
        self._start = _State(first, empty)
        self._dead = _State(0, False)

    def fits(self, word: str) -> bool:
        """Whether the whole word is accepted."""
        state = self._start
        for char in word:
            known = state.moves.get(char)
            if known is None:
                known = self._move(state, char)
            if known is self._dead:
                return False
            state = known
        return state.accepts

    def among(self, terms: Sequence[str]) -> Iterator[str]:
        """The accepted ones of sorted `terms`; of terms that begin alike, and so that none can be accepted, only one is looked at."""
        place = 0
        while place < len(terms):
            word, state = terms[place], self._start
            place += 1
            for depth, char in enumerate(word):
                known = state.moves.get(char)
                if known is None:
                    known = self._move(state, char)
                if known is self._dead:
                    hopeless = word[: depth + 1]
                    if place < len(terms) and terms[place].startswith(hopeless):
                        place = bisect_left(terms, word[:depth] + chr(min(ord(char) + 1, sys.maxunicode)), place)
                    break
                state = known
            else:
                if state.accepts:
                    yield word

    def _move(self, state: _State, char: str) -> _State:
        mask = self._masks.get(char)
        if mask is None:
            mask = sum(1 << place for place, label in enumerate(self._labels) if label(char))
            self._masks[char] = mask
        alive = state.next_places & mask
        if alive == 0:
            after = self._dead
        elif alive in self._states:
            after = self._states[alive]
        else:
            if len(self._states) >= _MOST_STATES:
                self._states.clear()
                self._start.moves.clear()
            after = _State(self._after(alive), bool(alive & self._last))
            self._states[alive] = after
        state.moves[char] = after
        return after

    def _after(self, places: int) -> int:
        result = 0
        while places:
            low = places & -places
            result |= self._follow[low.bit_length() - 1]
            places ^= low
        return result


def any_char(char: str) -> bool:
    """The label that allows every character."""
    return True


def only(expected: str) -> Label:
    """The label that allows one character."""
    return expected.__eq__


def within_edits(word: str, distance: int) -> Automaton:
    """Words at most `distance` edits away from `word`; an edit puts in, leaves out or replaces one character, or swaps two
    neighbours (optimal string alignment: a swapped pair is not edited again)."""
    labels: list[Label] = []
    keys: list[tuple[str, int, int]] = []
    index: dict[tuple[str, int, int], int] = {}

    # A place of kind "read" at (i, e) has read a character and stands before word[i] with e edits spent; "match" has read the
    # right one, "other" any; "swap" has read word[i + 1] and waits for word[i].
    def place(kind: str, at: int, edits: int) -> int:
        key = (kind, at, edits)
        if key not in index:
            index[key] = len(keys)
            keys.append(key)
            if kind == "match":
                labels.append(only(word[at - 1]))
            elif kind == "swap":
                labels.append(only(word[at + 1]))
            elif kind == "swapped":
                labels.append(only(word[at - 2]))
            else:
                labels.append(any_char)
        return index[key]

    def successors(at: int, edits: int) -> tuple[int, bool]:
        mask, ends = 0, False
        for skipped in range(distance - edits + 1):  # characters of the word left out
            here, spent = at + skipped, edits + skipped
            if here > len(word):
                break
            ends = ends or here == len(word)
            if here < len(word):
                mask |= 1 << place("match", here + 1, spent)
            if spent < distance:
                mask |= 1 << place("other", here, spent + 1)
                if here < len(word):
                    mask |= 1 << place("other", here + 1, spent + 1)
                if here + 1 < len(word):
                    mask |= 1 << place("swap", here, spent)
        return mask, ends

    first, empty = successors(0, 0)
    follow: list[int] = []
    last = 0
    while len(follow) < len(keys):
        kind, at, edits = keys[len(follow)]
        if kind == "swap":
            mask, ends = 1 << place("swapped", at + 2, edits + 1), False
        else:
            mask, ends = successors(at, edits)
        last |= int(ends) << len(follow)
        follow.append(mask)
    return Automaton(labels, follow, first, last, empty)
