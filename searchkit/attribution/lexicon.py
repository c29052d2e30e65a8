"""What single words mean to attribution: reporting verbs, titles, first names, pronouns, function words.

In: the word lists in `data/`, read once when attribution first runs. Out: one integer of flags a word.
A word is judged by itself; what stands around it is the business of the later stages.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from searchkit.names.fold import fold

# Flags of a word. A word may have several: "Judge" is CAP, TITLE and ROLE.
CUE, LOOSE, NOUNCUE, ACCORD = 1, 1 << 1, 1 << 2, 1 << 3
AUX, PREP, DET, CONJ, SUB = 1 << 4, 1 << 5, 1 << 6, 1 << 7, 1 << 8
HE, SHE, THEY, FIRST_PERSON, IT = 1 << 9, 1 << 10, 1 << 11, 1 << 12, 1 << 13
CAP, TITLE, ABBR, SUFFIX, PARTICLE = 1 << 14, 1 << 15, 1 << 16, 1 << 17, 1 << 18
ROLE, PLURAL, DOCUMENT, GROUP = 1 << 19, 1 << 20, 1 << 21, 1 << 22
ORGWORD, NOTNAME, PLACE, MALE, FEMALE = 1 << 23, 1 << 24, 1 << 25, 1 << 26, 1 << 27
MARK, STOP, LINE, POSSESSIVE, UPPER, NUMBER = 1 << 28, 1 << 29, 1 << 30, 1 << 31, 1 << 32, 1 << 33
PUNCT = 1 << 34
CORPORATE = 1 << 36
COMMON = 1 << 35  # a capitalised word that is an ordinary lower-case word too

VERB = CUE | LOOSE
PRONOUN = HE | SHE | THEY | FIRST_PERSON | IT
FUNCTION = AUX | PREP | DET | CONJ | SUB | PRONOUN
FIRST_NAME = MALE | FEMALE

BASE, PRESENT, PAST, PARTICIPLE, GERUND = range(5)
"""Forms of a reporting verb: say, says, said, said (after "have"), saying."""

_DATA = Path(__file__).parent / "data"
_MARKS = "\"“”„«»‘’'‹›‚‟"
_FLAG_OF_LIST = {
    "aux": AUX,
    "prep": PREP,
    "det": DET,
    "conj": CONJ,
    "sub": SUB,
    "he": HE,
    "she": SHE,
    "they": THEY,
    "first": FIRST_PERSON,
    "it": IT,
    "accord": ACCORD,
    "nouncue": NOUNCUE,
    "role": ROLE,
    "plural": PLURAL,
    "document": DOCUMENT,
    "group": GROUP,
}
_CAPITALISED = {"title": TITLE, "suffix": SUFFIX, "orgword": ORGWORD, "notname": NOTNAME, "place": PLACE, "corporate": CORPORATE}
_PERSON_ENDINGS = (
    "ologist",
    "ographer",
    "woman",
    "sman",
    "tman",
    "dman",
    "rman",
    "ician",
    "iatrist",
    "onomist",
    "keeper",
    "maker",
    "owner",
    "holder",
)
# "al-Madhfari", "d’Entremont", "kaMadlala"; not "iPhone"
_INNER_CAPITAL = re.compile(r"[^-]+-[A-Z]|\w{1,2}['’][A-Z]|[a-z]{2,3}[A-Z][a-z]")
_MEMO_LIMIT = 60_000


def _read(name: str) -> str:
    return (_DATA / name).read_text(encoding="utf-8")


def _verb_forms(entry: str) -> list[tuple[str, int]]:
    """All forms of a verb as the word lists write it: "say/said/said", "admit*", "deny"."""
    parts = entry.split("/")
    stem = parts[0].rstrip("*")
    doubled = stem + stem[-1] if entry.endswith("*") and len(parts) == 1 else stem
    if stem.endswith(("s", "sh", "ch", "x", "z", "o")):
        present = stem + "es"
    elif stem.endswith("y") and stem[-2] not in "aeou":
        present = stem[:-1] + "ies"
    else:
        present = stem + "s"
    if len(parts) == 3:
        past, participle = parts[1], parts[2].rstrip("*")
        doubled = stem + stem[-1] if parts[2].endswith("*") else stem
    elif doubled.endswith("e"):
        past = participle = doubled + "d"
    elif doubled.endswith("y") and doubled[-2] not in "aeou":
        past = participle = doubled[:-1] + "ied"
    else:
        past = participle = doubled + "ed"
    gerund = doubled[:-1] + "ing" if doubled.endswith("e") and not doubled.endswith("ee") else doubled + "ing"
    return [(stem, BASE), (participle, PARTICIPLE), (gerund, GERUND), (present, PRESENT), (past, PAST)]


def _plural(noun: str) -> str:
    return noun[:-1] + "ies" if noun.endswith("y") and noun[-2] not in "aeou" else noun + "s"


class Lexicon(dict[str, int]):
    """Flags of any word; looks a word up once and remembers the answer.

    `cue[word]` is the pair (lemma number, form) of a reporting word; `lemmas[number]` is its base form.
    """

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, int] = {}
        self.cue: dict[str, tuple[int, int]] = {}
        self.lemmas: list[str] = []
        self.titles: dict[str, int] = {}
        self.role_gender: dict[str, int] = {}
        self.alike: dict[str, set[int]] = {}
        self.nicknames: dict[str, str] = {}
        self._gender_of: dict[str, int] = {}
        self._load()

    def _load(self) -> None:
        known = self._known
        lists: dict[str, list[str]] = {}
        for line in _read("words.txt").splitlines():
            if line and not line.startswith("#"):
                name, _, words = line.partition(":")
                lists[name] = words.split()
        for name, flag in (("speech", CUE), ("loose", LOOSE)):
            for entry in lists[name]:
                self._add_verb(entry, flag)
        for word in lists["nouncue"]:
            number = self._lemma(word + " (noun)")
            for form in (word, _plural(word)):
                self.cue.setdefault(form, (number, BASE))
        for word in lists["accord"]:
            self.cue[word] = (self._lemma(word), BASE)
        for name, flag in _FLAG_OF_LIST.items():
            for word in lists[name]:
                known[word] = known.get(word, 0) | flag
                if flag in (NOUNCUE, GROUP, DOCUMENT):
                    plural = _plural(word)
                    known[plural] = known.get(plural, 0) | flag
        for name, flag in _CAPITALISED.items():
            for word in lists[name]:
                known[word] = known.get(word, 0) | flag
        for word in lists["abbr"]:
            for form in (word, word.capitalize()):
                known[form] = known.get(form, 0) | ABBR
        for word in lists["particle"]:
            known[word] = known.get(word, 0) | PARTICLE
        for gender, flag in (("titlem", MALE), ("titlef", FEMALE)):
            self.titles.update(dict.fromkeys(lists[gender], flag))
        for gender, flag in (("rolem", MALE), ("rolef", FEMALE)):
            self.role_gender.update(dict.fromkeys(lists[gender], flag))
        for number, group in enumerate(" ".join(lists["alike"]).split(" / ")):
            for word in group.split():
                self.alike.setdefault(word, set()).add(number)
        for group in " ".join(lists["nicknames"]).split(" / "):
            for word in group.split():
                self.nicknames[word] = group.split()[0]
        names = _read("first_names.txt").splitlines()
        self._male = frozenset(names[0].split()) | frozenset(names[2].split())
        self._female = frozenset(names[1].split()) | frozenset(names[2].split())
        men, women = _read("genders.txt").splitlines()
        self._genders = dict.fromkeys(men.split(), MALE) | dict.fromkeys(women.split(), FEMALE)
        self._common = frozenset(_read("common_words.txt").split())
        self._tails = dict.fromkeys(lists["tailm"], MALE) | dict.fromkeys(lists["tailf"], FEMALE)

    def _lemma(self, word: str) -> int:
        self.lemmas.append(word)
        return len(self.lemmas) - 1

    def _add_verb(self, entry: str, flag: int) -> None:
        forms = _verb_forms(entry)
        number = self._lemma(forms[0][0])
        for form, kind in forms:
            self._known[form] = self._known.get(form, 0) | flag
            self.cue[form] = (number, kind)

    def __missing__(self, word: str) -> int:
        flags = self._judge(word)
        if len(self) > _MEMO_LIMIT:
            self.clear()
        self[word] = flags
        return flags

    def first_names(self, gender: int) -> list[str]:
        """The known first names of a gender (MALE, FEMALE, or both for names of either), sorted."""
        male, female = self._male, self._female
        if gender == FIRST_NAME:
            return sorted(male & female)
        return sorted(male - female if gender == MALE else female - male)

    def gender(self, first_name: str) -> int:
        """MALE, FEMALE or 0 for a first name; an unknown one is judged by its first half ("Jean-Marie") or its ending."""
        known = self._gender_of.get(first_name)
        if known is None:
            known = self._gender_of[first_name] = self._judge_gender(first_name)
        return known

    def _judge_gender(self, first_name: str) -> int:
        if len(self._gender_of) > _MEMO_LIMIT:
            self._gender_of.clear()
        start = first_name.partition("-")[0] or first_name
        flags = self[first_name] & FIRST_NAME or self[start] & FIRST_NAME
        if flags == FIRST_NAME:
            return 0
        return flags or self.lists_gender(first_name) or self.gender_by_ending(first_name)

    def lists_gender(self, first_name: str) -> int:
        """MALE, FEMALE or 0 for a first name that is in no list of first names but in the one of genders."""
        whole = fold(first_name)
        return self._genders.get(whole, 0) or self._genders.get(whole.partition("-")[0], 0)

    def gender_by_ending(self, first_name: str) -> int:
        """MALE, FEMALE or 0 by the last two letters."""
        return self._tails.get(first_name[-2:], 0) if len(first_name) > 3 else 0

    def _judge(self, word: str) -> int:
        first = word[0]
        flags = self._known.get(word, 0)
        if first.isalpha():
            if first.isupper():
                return self._judge_capital(word, flags)
            return flags or self._judge_unknown(word)
        if first == "\n":
            return flags | LINE | STOP
        if word in ("'s", "’s"):
            return flags | POSSESSIVE
        if first in _MARKS:
            return flags | MARK
        if first.isdigit():
            return flags | NUMBER
        if first in ".?!…":
            return flags | PUNCT | STOP
        return flags | PUNCT

    def _judge_unknown(self, word: str) -> int:
        """Flags of a word in lower case that is in no list."""
        flags = self._compound(word) if "-" in word else 0
        if not flags and len(word) > 5 and word.endswith(_PERSON_ENDINGS):
            return ROLE
        return flags if word.islower() or not _INNER_CAPITAL.match(word) else flags | CAP

    def _judge_capital(self, word: str, flags: int) -> int:
        """Flags of a word with a capital; `flags` are those of the lists for just this form."""
        known, low = self._known, word.lower()
        if not flags and "-" in word:
            flags = self._compound(word)
        flags |= CAP | known.get(low, 0) & ~(PARTICLE | ABBR)
        if "'" in word or "’" in word:
            flags |= known.get(low.replace("’", "'").partition("'")[0], 0) & PRONOUN
        if not flags & FIRST_NAME and word[-1] == "s" and known.get(word[:-1], 0) & NOTNAME:
            flags |= NOTNAME  # "Germans"
        if word in self._male:
            flags |= MALE
        if word in self._female:
            flags |= FEMALE
        if not flags & FIRST_NAME and (low in self._common or word.rpartition("-")[2] in self._common):
            flags |= COMMON
        if not flags & ROLE and len(word) > 5 and low.endswith(_PERSON_ENDINGS):
            flags |= ROLE
        if len(word) > 1 and word.isupper():
            flags |= UPPER
        return flags

    def _compound(self, word: str) -> int:
        """ROLE and PLURAL of a word with hyphens: "governor-general", "Ex-mayor", "co-founders"; not "Mary Smith-Baker"."""
        start, _, end = word.rpartition("-")
        if self._known.get(start.lower(), 0) & ROLE:
            end = end.lower()
        return self._known.get(end, 0) & (ROLE | PLURAL)


@cache
def lexicon() -> Lexicon:
    """The one lexicon of the process, loaded at the first call (about 13 ms)."""
    return Lexicon()
