"""One pass over a text: tokens with offsets and flags, sentences and lines.

In: the body of an article. Out: parallel lists, one entry a token; everything later works on token numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate

from searchkit.attribution.lexicon import (
    ABBR,
    ACCORD,
    CAP,
    DOCUMENT,
    GROUP,
    LINE,
    MARK,
    NOUNCUE,
    NUMBER,
    PLURAL,
    PRONOUN,
    ROLE,
    STOP,
    SUB,
    VERB,
    Lexicon,
)

# A word keeps inner points, hyphens and apostrophes ("U.S", "al-Madhfari", "D’Antonio"), but not a possessive ending.
_TOKEN = re.compile(r"(\w+(?:[-.&]\w+|['’]-?(?!s\b)\w+)*|['’]s\b|''|\n\s*|[^\w\s])")
_NOTABLE = MARK | CAP | STOP | VERB | NOUNCUE | ACCORD | ROLE | PLURAL | DOCUMENT | GROUP | PRONOUN | SUB | NUMBER


@dataclass(slots=True)
class Tokens:
    """Tokens of a text. `sentence` and `line` number the sentences and lines, never falling; a line break ends its line.

    `notable` are the numbers of the tokens that are more than plain words, to look for marks, names and reporting words among.
    """

    body: str
    text: list[str]
    start: list[int]
    end: list[int]
    flags: list[int]
    sentence: list[int]
    line: list[int]
    notable: list[int]

    def __len__(self) -> int:
        return len(self.text)

    def begins_sentence(self, i: int) -> bool:
        """Whether token `i` is the first of its sentence."""
        return i == 0 or self.sentence[i - 1] != self.sentence[i]


def tokenise(body: str, lexicon: Lexicon) -> Tokens:
    """Cut `body` into tokens in one pass, linear in its length."""
    parts = _TOKEN.split(body)  # blanks and tokens in turn
    reached = list(accumulate(map(len, parts)))
    text, start, end = parts[1::2], reached[:-1:2], reached[1::2]
    flags = list(map(lexicon.__getitem__, text))
    notable = [i for i, f in enumerate(flags) if f & _NOTABLE]
    stops = [i for i in notable if flags[i] & STOP]
    lines: list[int] = []
    number = 0
    for number, i in enumerate([i for i in stops if flags[i] & LINE]):
        lines += [number] * (i + 1 - len(lines))
        number += 1
    lines += [number] * (len(text) - len(lines))
    return Tokens(body, text, start, end, flags, _sentences(text, start, end, flags, stops), lines, notable)


def is_initial(word: str) -> bool:
    """Whether a word is one or several initials, without the last point: "J", "T.M"."""
    return word.isupper() and (len(word) == 1 or (word[1] == "." and len(word) <= 5))


def _sentences(text: list[str], start: list[int], end: list[int], flags: list[int], stops: list[int]) -> list[int]:
    """Sentence number of every token. A full stop after an abbreviation or an initial ends none."""
    count = len(text)
    ends = bytearray(count + 1)
    for i in stops:
        if flags[i] & LINE:
            ends[i] = 1
            continue
        if i + 1 < count and text[i] == ".":
            if i and (flags[i - 1] & ABBR or is_initial(text[i - 1])) and end[i - 1] == start[i]:
                continue
            following = text[i + 1]
            if (end[i] == start[i + 1] and not flags[i + 1] & MARK) or following[0].islower():
                continue
        last = i
        # A closing mark belongs to the sentence before it.
        if last + 1 < count and flags[last + 1] & MARK and end[last] == start[last + 1]:
            last += 1
        ends[last] = 1
    return list(accumulate(ends[:count], initial=0))[:count]
