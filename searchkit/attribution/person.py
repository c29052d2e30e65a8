"""Someone an article names, and the places where it does.

In: the words of a name. Out: Person and Naming as the registry makes them, and the gender a name tells.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from searchkit.attribution.lexicon import FEMALE, FIRST_NAME, MALE, Lexicon
from searchkit.attribution.spans import SYLLABLES, Run

# Words inside a name, and endings of a family name, that tell the gender.
_INSIDE = {"bin": MALE, "ibn": MALE, "oğlu": MALE, "ogly": MALE, "Văn": MALE}
_INSIDE |= {"binti": FEMALE, "bint": FEMALE, "binte": FEMALE, "kızı": FEMALE, "qizi": FEMALE, "Thị": FEMALE, "Thi": FEMALE}
_ENDINGS = {"dottir": FEMALE, "dóttir": FEMALE, "ova": FEMALE, "eva": FEMALE, "skaya": FEMALE, "ovna": FEMALE, "evna": FEMALE}
_ENDINGS |= {"ov": MALE, "ev": MALE, "sky": MALE, "skiy": MALE, "ovich": MALE, "evich": MALE}


@dataclass(slots=True)
class Person:
    """Someone (or, until judged, something) the article names; `fullest` is where by the fullest form of the name, `words`.

    `score` above zero means a person.
    """

    words: tuple[str, ...]
    fullest: Run
    name: str = ""
    runs: list[Run] = field(default_factory=list)
    male: int = 0
    female: int = 0
    score: float = 0.0
    roles: set[str] = field(default_factory=set)
    nicknames: set[str] = field(default_factory=set)
    plural: bool = False
    row: list[int] = field(default_factory=list)
    judged: int = 0

    @property
    def gender(self) -> int:
        """MALE, FEMALE, or 0 when unknown or contradictory."""
        if self.male > self.female:
            return MALE
        return FEMALE if self.female > self.male else 0

    def vote(self, gender: int, weight: int) -> None:
        """Count `weight` for a gender (MALE or FEMALE; anything else counts for none)."""
        self.male += weight * (gender == MALE)
        self.female += weight * (gender == FEMALE)


@dataclass(slots=True)
class Naming:
    """Tokens `first` to `last` (exclusive) name person number `person`; -1 stands for what is no person."""

    first: int
    last: int
    person: int
    whole: int


def is_joined(words: tuple[str, ...]) -> bool:
    """Whether a name is a word and a given name of two syllables, the second in lower case."""
    return len(words) == 2 and SYLLABLES.fullmatch(words[1]) is not None


def gender_of(words: tuple[str, ...], lexicon: Lexicon) -> tuple[int, int]:
    """MALE, FEMALE or 0 for a name of several words, and how much that weighs."""
    for word in words[1:-1]:
        if word in _INSIDE:
            return _INSIDE[word], 3
    given = words[1] if is_joined(words) else words[0]
    gender = lexicon.gender(given)
    if lexicon[given] & FIRST_NAME:
        return gender, 2
    if not lexicon.lists_gender(given):
        for ending, told in _ENDINGS.items():
            if len(words[-1]) > len(ending) + 2 and words[-1].endswith(ending):
                return told, 1
    return gender, 1
