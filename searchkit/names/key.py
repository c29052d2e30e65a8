"""Spellings of one word of a name: a consonant key for finding, a stricter comparison for merging.

Transliterations agree in most consonants and differ in vowels, in doubling, in h and in the letters of a sound (q/g/k, kh, sh/sch,
w/v, z/s). The key keeps one letter per such sound. Equal keys are only a hint: `alike` also looks at the vowels between.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

# Read from left to right, the first alternative that fits; the sound is the letter in the key. A capital letter is a sound
# of its own while comparing and the small letter in the key.
_SOUND: Final = re.compile(
    r"(?P<C>tschtsch|schtsch|shch|szcz|tsch|tch|cz|dzh|ch(?![rlnd]|a[ie]l)|(?<=...[iae])c(?=$))"
    r"|(?P<S>sch|sh|zh|sz|hs(?=[ai])|^x)"
    r"|(?P<s>ts|tz|dz|ss|s|z|ç)"
    r"|(?P<q>q(?!u[aeio])|gh(?=[aeiou]))|(?P<k>kh|ck|q|k|ch)|(?P<K>c(?![eiy]))|(?P<c>c)"
    r"|(?P<g>gh|g)"
    r"|(?P<J>dj)|(?P<d>dh|d)|(?P<t>th|t)|(?P<f>ph|f)"
    r"|(?P<v>v|w|(?<=[oe])ff?(?=$))"
    r"|(?P<x>x)|(?P<h>^h)"
    r"|(?P<j>j(?=[aeiou])|(?<=a)j)"
    r"|(?P<other>[bmnrlp])"
    r"|(?P<vowel>(?:[aeiouy]|(?<![a])j(?![aeiou])|h(?=[aeiouy]))+)"
    r"|(?P<skip>.)",
    re.DOTALL,
)
# Words of so few consonants are too many to be told apart by them.
_SHORT: Final = 2
_KEY_OF: Final = {"C": "s", "S": "s", "s": "s", "c": "s", "k": "k", "g": "k", "q": "k", "K": "k", "x": "ks", "J": "d"}
# Sounds that one original letter is written with.
_INTERCHANGE: Final = frozenset(
    {
        frozenset(pair)
        for pair in (("C", "S"), ("s", "c"), ("C", "c"), ("S", "c"), ("f", "v"), ("q", "k"), ("q", "g"), ("k", "g"), ("J", "d"))
    }
)


class Sounds:
    """A word as its consonant sounds and the runs of vowels before, between and after them."""

    __slots__ = ("consonants", "key", "vowels")

    def __init__(self, word: str) -> None:
        consonants: list[str] = []
        vowels = [""]
        for match in _SOUND.finditer(word):
            kind = match.lastgroup or "skip"
            if kind == "vowel":
                vowels[-1] += match[0].replace("h", "")
            elif kind != "skip":
                sounds = ["k", "s"] if kind == "x" else [match[0] if kind == "other" else kind]
                for sound in sounds:
                    if consonants and consonants[-1] == sound and not vowels[-1]:
                        continue
                    consonants.append(sound)
                    vowels.append("")
        self.consonants = tuple(consonants)
        self.vowels = tuple(vowels)
        self.key = "".join(_KEY_OF.get(sound, sound) for sound in consonants)


@lru_cache(maxsize=65536)
def sounds_of(word: str) -> Sounds:
    return Sounds(word)


def name_key(token: str) -> str:
    """The key of one folded word of a name: its consonants, one letter per sound; the word itself where it has none.

    >>> name_key("gaddafi"), name_key("qadhafi"), name_key("khrushchev"), name_key("chruschtschow")
    ('kdf', 'kdf', 'krsv', 'krsv')
    """
    return sounds_of(token).key or token


def keys_of(token: str) -> frozenset[str]:
    """The keys under which spellings of a word are looked for: with j as in John, and as the y it is in German and Polish."""
    return frozenset((name_key(token), name_key(token.replace("j", "y"))))


def alike(a: str, b: str, *, is_given: bool = False) -> bool:
    """Whether two folded words are surely spellings of one name.

    Words of one or two consonants must agree in their vowels nearly letter by letter: too many names are that short. `is_given`
    keeps Petra from Peter and Caroline from Carolyn: given names must end alike.
    """
    if a == b:
        return True
    if is_given and _ending(a) != _ending(b):
        return False
    if _one_ends(a, b, "ies") or (_one_ends(a, b, "son") and _one_ends(a, b, "sen")):  # Davies, Davis; Hansen, Hanson
        return False
    if _sounds_alike(a, b):
        return True
    if ("j" in a) == ("j" in b):
        return False
    a, b = a.replace("j", "y"), b.replace("j", "y")  # Jelzin, Yeltsin
    return len(name_key(a)) > _SHORT and _sounds_alike(a, b)


def _one_ends(a: str, b: str, ending: str) -> bool:
    return a.endswith(ending) != b.endswith(ending)


def _sounds_alike(a: str, b: str) -> bool:
    first, second = sounds_of(a), sounds_of(b)
    if first.key != second.key or not first.key:
        return False
    if not _consonants_agree(first.consonants, second.consonants, len(a), len(b)):
        return False
    if len(first.key) <= _SHORT:
        return _near_all(first.vowels, a) == _near_all(second.vowels, b)
    return _vowels_agree(first.vowels, second.vowels, is_long=len(first.key) > 3)


def close(a: str, b: str) -> bool:
    """Whether a reader who types `a` may mean `b`: equal keys of three consonants or more, vowels much the same."""
    if alike(a, b):
        return True
    first, second = sounds_of(a), sounds_of(b)
    if first.key != second.key or len(first.key) < 3 or _one_ends(a, b, "ies"):
        return False
    return _distance(_classes(first.vowels), _classes(second.vowels)) <= 1


def same_vowel_classes(a: Sounds, b: Sounds) -> bool:
    return _classes(a.vowels) == _classes(b.vowels)


def _ending(word: str) -> str:
    last = word.rstrip("h")[-1:]
    if last == "e":
        return "a" if word.endswith("h") else "e"
    return {"a": "a", "i": "i", "y": "i", "j": "i", "o": "o", "u": "o"}.get(last, "")


def _consonants_agree(a: tuple[str, ...], b: tuple[str, ...], *lengths: int) -> bool:
    if len(a) != len(b):
        return False
    for one, other in zip(a, b, strict=True):
        if one == other:
            continue
        if {one, other} == {"k", "g"} and min(lengths) < 5:
            return False
        if frozenset((one, other)) not in _INTERCHANGE:
            return False
    return True


def _vowels_agree(a: tuple[str, ...], b: tuple[str, ...], *, is_long: bool) -> bool:
    first, second = _classes(a), _classes(b)
    if first == second:
        return True
    # Monfort and Manafort, Khomeini and Khamenei: the first vowel is the one people hear.
    if first[:1] != second[:1] or _distance(first, second) > 1:
        return False
    # Three consonants: Islam and Islom, but not Black and Bialik, Stone and Sutton.
    return is_long or (len(first) == len(second) and not a[-1] and not b[-1])


def _classes(runs: tuple[str, ...]) -> str:
    """One letter per run of vowels: o for the dark ones, a for the rest."""
    return "".join("o" if re.search("[ou]", run) else "a" for run in runs if run)


def _near_all(runs: tuple[str, ...], word: str) -> list[str]:
    near = [_near(run) for run in runs]
    # Haniya, Haniyeh; Usama, Osama: the ending -a(h) and an opening u have no settled spelling.
    near[-1] = re.sub(r"(?<=.)e$", "a", near[-1])
    near[0] = near[0].replace("u", "o")
    if len(word) >= 4 and sum(map(bool, runs)) > 1:  # Yasser, Yasir; Saleh, Salih; but Bell and Bill
        open_end = len(near) if word.endswith("h") else len(near) - 1
        near[1:open_end] = [re.sub("[ei]+", "i", run) for run in near[1:open_end]]
    return near


def _near(run: str) -> str:
    """A run of vowels in its usual spellings: y and j as i, doubled ones single, ou as u, ai, ei and ay as e."""
    run = "i" if run == "ee" else re.sub(r"ou|oo", "u", run)
    run = re.sub(r"(.)\1+", r"\1", run.replace("y", "i").replace("j", "i"))
    return re.sub(r"(.)\1+", r"\1", re.sub(r"a?ei|ai", "e", run))


def _distance(a: str, b: str) -> int:
    """Edit distance; the strings are a few letters long."""
    row = list(range(len(b) + 1))
    for i, one in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, other in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (one != other))
    return row[-1]
