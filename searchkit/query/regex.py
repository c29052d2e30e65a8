"""Regular expressions and wildcards over single words, matched without backtracking.

In: a pattern. Out: an Automaton that says whether a whole word fits, in time linear in the word.

    choice   = sequence { "|" sequence }
    sequence = { item [ "*" | "+" | "?" | "{m}" | "{m,}" | "{,n}" | "{m,n}" ] }
    item     = character | "." | "[a-z]" | "[^a-z]" | "\\d" | "\\w" | "\\s" | "\\D" | "\\W" | "\\S" | "\\" punctuation
             | "(" choice ")" | "(?:" choice ")"

`^` at the start and `$` at the end are allowed and mean nothing, since the whole word must fit; so is `?` after a repeat. There
are no backreferences and no look-around. Case does not count.

The pattern becomes a non-deterministic automaton (Thompson's construction, CACM 11(6), 1968) whose reachable sets of states
are worked out and kept as words are read.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TypeAlias

from searchkit.errors import LimitError, QueryError

STATES = 2_000
_DEEPEST = 50
_KEPT_SETS = 1_000

_CLASSES: dict[str, Callable[[str], bool]] = {
    "d": str.isdigit,
    "w": lambda char: char.isalnum() or char == "_",
    "s": str.isspace,
}


@dataclass(frozen=True, slots=True)
class _Chars:
    """One character: in one of the ranges or classes ("d", "W" …), or in none of them when `negated`."""

    ranges: tuple[tuple[str, str], ...] = ()
    classes: tuple[str, ...] = ()
    negated: bool = False

    def accepts(self, char: str) -> bool:
        forms = {char, char.lower(), char.upper()}
        inside = any(low <= form <= high for low, high in self.ranges for form in forms) or any(
            _CLASSES[name.lower()](char) == name.islower() for name in self.classes
        )
        return inside != self.negated


@dataclass(frozen=True, slots=True)
class _Sequence:
    parts: tuple[_Part, ...]


@dataclass(frozen=True, slots=True)
class _Choice:
    parts: tuple[_Part, ...]


@dataclass(frozen=True, slots=True)
class _Repeat:
    part: _Part
    least: int
    most: int | None


_Part: TypeAlias = _Chars | _Sequence | _Choice | _Repeat
_ANY = _Chars(negated=True)


class Automaton:
    """Decides whether whole words fit a pattern. `prefix` is what every fitting word begins with, in lower case.

    May be shared by threads: two of them may work out the same step twice, with the same result.
    """

    def __init__(self, root: _Part, prefix: str, states: int = STATES) -> None:
        self.prefix = prefix
        self._limit, self._built = states, 0
        self._silent: list[list[int]] = []
        self._step: list[tuple[_Chars, int] | None] = []
        self._final = self._new()
        start = self._build(root, self._final)
        self._start = self._closed([start])
        self._moves: dict[frozenset[int], dict[str, frozenset[int]]] = {}

    def fullmatch(self, word: str) -> bool:
        """Whether the whole of `word` fits."""
        here = self._start
        for char in word:
            if len(self._moves) > _KEPT_SETS:
                self._moves = {}
            moves = self._moves.setdefault(here, {})
            there = moves.get(char)
            if there is None:
                steps = (self._step[state] for state in here)
                there = moves[char] = self._closed([step[1] for step in steps if step and step[0].accepts(char)])
            if not there:
                return False
            here = there
        return self._final in here

    def _new(self) -> int:
        self._silent.append([])
        self._step.append(None)
        return len(self._step) - 1

    def _build(self, part: _Part, after: int) -> int:
        """Adds states for `part` that lead to state `after`; returns the first."""
        self._built += 1  # empty parts make no state and must be counted too: (()){9999}
        if self._built > self._limit:
            raise LimitError(
                f"this pattern is too large: it unfolds to more than {self._limit} states; use smaller repeats",
                "states",
                self._limit,
            )
        if isinstance(part, _Chars):
            state = self._new()
            self._step[state] = (part, after)
            return state
        if isinstance(part, _Sequence):
            for piece in reversed(part.parts):
                after = self._build(piece, after)
            return after
        if isinstance(part, _Choice):
            state = self._new()
            self._silent[state] = [self._build(piece, after) for piece in part.parts]
            return state
        if part.most is None:
            loop = self._new()
            self._silent[loop] = [self._build(part.part, loop), after]
            after = loop
        else:
            end = after
            for _ in range(part.most - part.least):
                state = self._new()
                self._silent[state] = [self._build(part.part, after), end]
                after = state
        for _ in range(part.least):
            after = self._build(part.part, after)
        return after

    def _closed(self, states: Collection[int]) -> frozenset[int]:
        """`states` and all that are reached from them without reading a character."""
        todo, found = list(states), set(states)
        while todo:
            for state in self._silent[todo.pop()]:
                if state not in found:
                    found.add(state)
                    todo.append(state)
        return frozenset(found)


def compile_regex(pattern: str, states: int = STATES) -> Automaton:
    """The automaton of a regular expression.

    Raises QueryError, whose query is `pattern`, for what the dialect does not have, and LimitError beyond `states`.

    >>> compile_regex("colou?r").fullmatch("color")
    True
    """
    body, end = (1 if pattern.startswith("^") else 0), len(pattern)
    before_dollar = pattern[:-1] if pattern.endswith("$") else ""
    if pattern.endswith("$") and (len(before_dollar) - len(before_dollar.rstrip("\\"))) % 2 == 0:  # not escaped
        end -= 1
    root = _Reader(pattern, body, end).read()
    return Automaton(root, _prefix(root), states)


def compile_wildcard(pattern: str, states: int = STATES) -> Automaton:
    """The automaton of a wildcard pattern: `*` is any run of characters, `?` one character.

    >>> compile_wildcard("w?rd*").fullmatch("words")
    True
    """
    parts: list[_Part] = []
    for char in pattern:
        if char == "*":
            parts.append(_Repeat(_ANY, 0, None))
        else:
            parts.append(_ANY if char == "?" else _Chars(((char, char),)))
    root = _Sequence(tuple(parts))
    return Automaton(root, _prefix(root), states)


def _prefix(root: _Part) -> str:
    prefix = ""
    for part in root.parts if isinstance(root, _Sequence) else (root,):
        if not isinstance(part, _Chars) or part.negated or part.classes or len(part.ranges) != 1:
            break
        low, high = part.ranges[0]
        # A letter whose other case is no single letter ("İ") fits more than one beginning.
        if low != high or len({low.lower(), low.upper().lower()}) > 1 or len(low.lower()) > 1:
            break
        prefix += low.lower()
    return prefix


class _Reader:
    """Reads `pattern[start:end]` from left to right."""

    def __init__(self, pattern: str, start: int, end: int) -> None:
        self.pattern, self.at, self.end = pattern, start, end

    def read(self) -> _Part:
        root = self._choice(0)
        if self.at < self.end:
            raise self._wrong("this ) closes nothing; write \\) for the character", self.at)
        return root

    def _wrong(self, message: str, start: int, end: int | None = None) -> QueryError:
        return QueryError(f"in the regex: {message}", self.pattern, start, max((end or start + 1) - start, 1))

    def _peek(self) -> str:
        return self.pattern[self.at] if self.at < self.end else ""

    def _choice(self, depth: int) -> _Part:
        choices = [self._sequence(depth)]
        while self._peek() == "|":
            self.at += 1
            choices.append(self._sequence(depth))
        return choices[0] if len(choices) == 1 else _Choice(tuple(choices))

    def _sequence(self, depth: int) -> _Part:
        parts: list[_Part] = []
        while (char := self._peek()) and char not in "|)":
            parts.append(self._repeated(self._item(depth)))
        return parts[0] if len(parts) == 1 else _Sequence(tuple(parts))

    def _item(self, depth: int) -> _Part:
        start, char = self.at, self._peek()
        self.at += 1
        if char == "(":
            return self._group(depth, start)
        if char == "[":
            return self._class(start)
        if char == ".":
            return _ANY
        if char == "\\":
            return self._escape(start)
        if char in "*+?{":
            raise self._wrong(f"{char} repeats nothing; write \\{char} for the character", start)
        if char in "^$":
            raise self._wrong(f"{char} is allowed only at the {'start' if char == '^' else 'end'}; write \\{char}", start)
        return _Chars(((char, char),))

    def _group(self, depth: int, start: int) -> _Part:
        if depth >= _DEEPEST:
            raise self._wrong(f"more than {_DEEPEST} parentheses inside each other", start)
        if self._peek() == "?":
            if self.pattern[self.at : self.at + 2] != "?:":
                raise self._wrong("look-around, flags and named groups are not supported; write ( or (?:", start, start + 3)
            self.at += 2
        inside = self._choice(depth + 1)
        if self._peek() != ")":
            raise self._wrong("this ( is not closed", start)
        self.at += 1
        return inside

    def _escape(self, start: int) -> _Chars:
        char = self._peek()
        self.at += 1
        if char and char in "dwsDWS":
            return _Chars(classes=(char,))
        if not char or char.isalnum():
            raise self._wrong(f"\\{char} is not supported; there are \\d, \\w, \\s and escaped punctuation", start, self.at)
        return _Chars(((char, char),))

    def _class(self, start: int) -> _Chars:
        negated = self._peek() == "^"
        self.at += negated
        ranges: list[tuple[str, str]] = []
        classes: list[str] = []
        first = True
        while first or self._peek() != "]":
            if not self._peek():
                raise self._wrong("this [ is not closed", start)
            first = False
            low = self._class_item()
            if low.classes:
                classes += low.classes
                continue
            (one, _), place = low.ranges[0], self.at
            if self._peek() == "-" and self.pattern[self.at + 1 : self.at + 2] not in ("]", ""):
                self.at += 1
                high = self._class_item()
                if high.classes or high.ranges[0][0] < one:
                    raise self._wrong("this range ends before it begins", place - 1, self.at)
                ranges.append((one, high.ranges[0][0]))
            else:
                ranges.append((one, one))
        self.at += 1
        return _Chars(tuple(ranges), tuple(classes), negated)

    def _class_item(self) -> _Chars:
        start, char = self.at, self._peek()
        self.at += 1
        return self._escape(start) if char == "\\" else _Chars(((char, char),))

    def _repeated(self, item: _Part) -> _Part:
        start, char = self.at, self._peek()
        if not char or char not in "*+?{":
            return item
        self.at += 1
        least, most = self._counts(start) if char == "{" else {"*": (0, None), "+": (1, None), "?": (0, 1)}[char]
        if self._peek() == "?":  # which match is found first does not matter when the whole word must fit
            self.at += 1
        if self._peek() and self._peek() in "*+?{":
            raise self._wrong("a repeat of a repeat; put the inner one in parentheses", start, self.at + 1)
        return _Repeat(item, least, most)

    def _counts(self, start: int) -> tuple[int, int | None]:
        close = self.pattern.find("}", self.at, self.end)
        low, comma, high = self.pattern[self.at : max(close, self.at)].partition(",")
        numbers = [number for number in (low, high) if number]
        if close < 0 or not numbers or not all(number.isascii() and number.isdigit() for number in numbers):
            raise self._wrong("repeats are written {3}, {2,}, {,4} or {2,4}; write \\{ for the character", start)
        if any(len(number) > 6 for number in numbers):
            raise self._wrong("this repeat is too large", start, close + 1)
        self.at = close + 1
        least = int(low or 0)
        most = least if not comma else (int(high) if high else None)
        if most is not None and most < least:
            raise self._wrong("this repeat ends before it begins", start, self.at)
        return least, most
