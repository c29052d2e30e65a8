"""The words of a person's name: what belongs to it, and when two forms may be one person's."""

from __future__ import annotations

from functools import lru_cache

from searchkit.attribution.lexicon import Lexicon
from searchkit.attribution.tokens import is_initial

SUFFIXES = ("Jr", "Sr", "II", "III", "IV")
_PATRONYMICS = ("ovna", "evna", "ovich", "evich", "ichna")
_LONGEST = 5  # words of a name; a longer run is a name with something behind it

Words = tuple[str, ...]


@lru_cache(4096)
def core(words: Words) -> Words:
    """The words without suffixes such as Jr."""
    return tuple(w for w in words if w not in SUFFIXES) or words


def suffix(words: Words) -> str:
    return words[-1] if len(words) > 1 and words[-1] in SUFFIXES else ""


def key(word: str) -> str:
    """Form of a word under which its variants meet: "Al-Madhfari" and "al-Madhfari", "O'Neill" and "O’Neill"."""
    return word.casefold().replace("’", "'")


def written(words: Words, text: str) -> str:
    """The name as it is shown: initials with their point where `text`, the passage it stands in, has one; suffixes always.

    Words in capitals ("WALLACE: …") are shown as names are, initials joined to one word are not ("JFK").
    """
    return " ".join(_shown(word, text) for word in words)


def _shown(word: str, text: str) -> str:
    if word in ("Jr", "Sr") or (is_initial(word) and word + "." in text):
        return word + "."
    return word.title() if len(word) > 3 and word.isupper() and word.isalpha() else word


def fuller(words: Words, known: Words) -> bool:
    """Whether `words` is a fuller form of the name `known`: more words, or an initial or short form written out."""
    new, old = core(words), core(known)
    if len(new) > _LONGEST:
        return False
    if len(new) == len(old):
        return len(words) > len(known) or len("".join(words)) > len("".join(known)) + 2
    return len(new) > len(old)


def within(a: Words, b: Words) -> bool:
    """Whether all words of one name are words of the other."""
    one, other = set(map(key, a)), set(map(key, b))
    return one <= other or other <= one


def suffixes_agree(words: Words, known: Words) -> bool:
    """Whether two names may be one person's as far as Jr. and Sr. tell."""
    return not (suffix(words) and suffix(known)) or suffix(words) == suffix(known)


def same_surname(words: Words, known: Words, lexicon: Lexicon) -> bool:
    """Whether two names of several words agree in the last word and in the first."""
    a, b = core(words), core(known)
    return (key(a[-1]) == key(b[-1]) and first_names_agree(a[0], b[0], lexicon)) or within(a, b)


def same_first_name(words: Words, known: Words) -> bool:
    """Whether one name goes on where the other stops, or is first name and patronymic ("Lyudmila Pavlovna")."""
    a, b = core(words), core(known)
    return within(a, b) or (len(a) == 2 and a[1].endswith(_PATRONYMICS) and a[0] == b[0])


def first_names_agree(a: str, b: str, lexicon: Lexicon) -> bool:
    a, b = a.lower(), b.lower()
    if a == b or ((len(a) == 1 or len(b) == 1) and a[0] == b[0]):
        return True
    return lexicon.nicknames.get(a, a) == lexicon.nicknames.get(b, b)
