"""The people of an article: who they are, where they are named.

In: runs of capitalised words. Out: a registry of people, each with the fullest form of the name and gender as far as known,
and all places where a person is named. Two of one surname are kept apart; organisations and places are kept out.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field

from searchkit.attribution.lexicon import (
    CUE,
    DET,
    FEMALE,
    FIRST_NAME,
    MALE,
    MARK,
    NOTNAME,
    NUMBER,
    ORGWORD,
    PARTICLE,
    PLACE,
    POSSESSIVE,
    PREP,
    ROLE,
    SUB,
    SUFFIX,
    TITLE,
    UPPER,
    VERB,
    Lexicon,
)
from searchkit.attribution.spans import Run, runs, title_case_lines
from searchkit.attribution.tokens import Tokens

_NICKNAMES: dict[str, str] = {}
for _group in (
    "robert bob bobby rob robbie",
    "william bill billy will",
    "richard dick rick rich",
    "james jim jimmy",
    "john jack johnny",
    "joseph joe",
    "edward ed ted eddie",
    "charles chuck charlie",
    "anthony tony",
    "elizabeth liz beth betsy",
    "margaret meg peggy maggie",
    "thomas tom tommy",
    "michael mike",
    "daniel dan danny",
    "david dave",
    "steven steve stephen",
    "kenneth ken kenny",
    "ronald ron",
    "donald don",
    "gregory greg",
    "christopher chris",
    "matthew matt",
    "andrew andy drew",
    "benjamin ben",
    "samuel sam",
    "timothy tim",
    "patrick pat",
    "bernard bernie",
    "jeffrey jeff",
    "katherine kate kathy katie",
    "jennifer jen jenny",
    "susan sue",
    "deborah debbie",
    "nicholas nick",
    "alexander alex",
    "lawrence larry",
):
    for _name in _group.split():
        _NICKNAMES[_name] = _group.split()[0]


@dataclass(slots=True)
class Person:
    """Someone (or, until judged, something) the article names. `score` above zero means a person."""

    words: tuple[str, ...]
    name: str
    runs: list[Run] = field(default_factory=list)
    male: int = 0
    female: int = 0
    score: float = 0.0
    roles: set[str] = field(default_factory=set)

    @property
    def gender(self) -> int:
        """MALE, FEMALE, or 0 when unknown or contradictory."""
        if self.male > self.female:
            return MALE
        return FEMALE if self.female > self.male else 0


@dataclass(slots=True)
class Naming:
    """Tokens `first` to `last` (exclusive) name person number `person`; -1 stands for what is no person."""

    first: int
    last: int
    person: int
    whole: int


def _first_names_agree(a: str, b: str) -> bool:
    a, b = a.lower(), b.lower()
    if a == b or ((len(a) == 1 or len(b) == 1) and a[0] == b[0]):
        return True
    return _NICKNAMES.get(a, a) == _NICKNAMES.get(b, b)


def _core(words: tuple[str, ...]) -> tuple[str, ...]:
    """Words of a name without suffixes."""
    core = tuple(w for w in words if w not in ("Jr", "Sr", "II", "III", "IV"))
    return core or words


def _suffix(words: tuple[str, ...]) -> str:
    return words[-1] if len(words) > 1 and words[-1] in ("Jr", "Sr", "II", "III", "IV") else ""


def _trim(found: list[Run], tokens: Tokens) -> None:
    """Cut words off the front of a run where the rest is named alone elsewhere: "Rival Hillary Clinton", "Neither Clinton"."""
    whole_names = {run.words for run in found}
    surnames = {run.words[-1] for run in found if len(run.words) > 1} | {run.words[0] for run in found if run.titled}
    for run in found:
        words = run.words
        if len(words) < 2 or tokens.flags[run.first] & FIRST_NAME or run.titled:
            continue
        tail: tuple[str, ...] = ()
        for k in range(1, len(words) - 1):
            if words[k:] in whole_names:
                tail = words[k:]
                break
        begins = run.first == 0 or tokens.sentence[run.first - 1] != tokens.sentence[run.first]
        if not tail and len(words) == 2 and begins and words[1:] in whole_names and words[1] in surnames:
            tail = words[1:]
        if tail:
            while tokens.text[run.first] != tail[0]:
                run.first += 1
            run.words = tail


class Registry:
    """All people of one article, and the index from words of names to them."""

    def __init__(self, tokens: Tokens, lexicon: Lexicon) -> None:
        self.tokens = tokens
        self.lexicon = lexicon
        self.people: list[Person] = []
        self.by_word: dict[str, list[int]] = {}
        self._by_words: dict[tuple[str, ...], int] = {}
        headlines = title_case_lines(tokens)
        found = runs(tokens, lexicon, headlines)
        _trim(found, tokens)
        self._assign(found)
        self.features: list[list[int]] = [self._describe(p) for p in self.people]

    # ------------------------------------------------------------------ grouping
    def _assign(self, found: list[Run]) -> None:
        self.run_person: dict[int, int] = {}
        for run in found:
            if len(_core(run.words)) > 1:
                self.run_person[run.first] = self._full(run)
        singles = [run for run in found if len(_core(run.words)) == 1]
        titled = {run.words[0] for run in singles if run.titled}
        for run in singles:
            number = self._single(run)
            if number < 0:
                number = self._new(run)
            self.people[number].runs.append(run)
            self.run_person[run.first] = number
        self.titled_words = titled
        for run in found:
            person = self.people[self.run_person[run.first]]
            if run.title & MALE:
                person.male += 3
            elif run.title & FEMALE:
                person.female += 3
        for person in self.people:
            flags = self.lexicon[person.words[0]] if len(person.words) > 1 else 0
            if flags & FIRST_NAME == MALE:
                person.male += 2
            elif flags & FIRST_NAME == FEMALE:
                person.female += 2
            person.runs.sort(key=lambda run: run.first)

    def _new(self, run: Run) -> int:
        number = len(self.people)
        self.people.append(Person(run.words, self._written(run)))
        for word in _core(run.words):
            self.by_word.setdefault(word, []).append(number)
        self._by_words[run.words] = number
        return number

    def _written(self, run: Run) -> str:
        words = []
        for word in run.words:
            if (len(word) == 1 and word.isupper()) or word in ("Jr", "Sr"):
                word += "."
            words.append(word)
        return " ".join(words)

    def _full(self, run: Run) -> int:
        """Person of a name of several words; the longer form of one person wins."""
        number = self._by_words.get(run.words, -1)
        if number < 0:
            number = self._compatible(run.words)
        if number < 0:
            number = self._new(run)
        else:
            self._by_words[run.words] = number
            person = self.people[number]
            if len(_core(run.words)) > len(_core(person.words)) or (
                len(run.words) == len(person.words) and len("".join(run.words)) > len("".join(person.words)) + 2
            ):
                person.words, person.name = run.words, self._written(run)
                for word in _core(run.words):
                    if number not in self.by_word.setdefault(word, []):
                        self.by_word[word].append(number)
        self.people[number].runs.append(run)
        return number

    def _compatible(self, words: tuple[str, ...]) -> int:
        core = _core(words)
        for number in reversed(self.by_word.get(core[-1], ())):
            other = self.people[number]
            theirs = _core(other.words)
            if len(theirs) < 2 or (_suffix(words) and _suffix(other.words) and _suffix(words) != _suffix(other.words)):
                continue
            if theirs[-1] == core[-1] and _first_names_agree(theirs[0], core[0]):
                return number
            if set(core) <= set(theirs) or set(theirs) <= set(core):
                return number
        for number in reversed(self.by_word.get(core[0], ())):
            theirs = _core(self.people[number].words)
            if len(theirs) >= 2 and (set(core) <= set(theirs) or set(theirs) <= set(core)):
                return number
            if len(core) == 2 and core[1].endswith(("ovna", "evna", "ovich", "evich", "ichna")) and theirs[0] == core[0]:
                return number
        return -1

    def _single(self, run: Run) -> int:
        """Person that one word of a name means: nearest before, else first after; last words of names before first words."""
        best, best_key = -1, (0, 0, 0)
        suffix = _suffix(run.words)
        for number in self.by_word.get(run.words[0], ()):
            person = self.people[number]
            core = _core(person.words)
            if suffix and _suffix(person.words) and suffix != _suffix(person.words):
                continue
            gender = run.title
            if gender and len(core) > 1:
                first = self.lexicon[core[0]] & FIRST_NAME
                if first and first != FIRST_NAME and not first & gender:
                    continue
            place = 3 if run.words[0] == core[-1] else 2 if run.words[0] == core[0] else 1
            if person.runs and person.runs[0].first < run.first:
                position = bisect_left(person.runs, run.first, key=lambda r: r.first) - 1
                near = person.runs[position].first
                key = (1, place, near)
            else:
                key = (0, place, -person.runs[0].first if person.runs else 0)
            if key > best_key or best < 0:
                best, best_key = number, key
        return best

    # ------------------------------------------------------------------ description of a group, for the choice "is it a person?"
    def _describe(self, person: Person) -> list[int]:
        """Counts and facts about one group of runs, small whole numbers (see FEATURES)."""
        tokens = self.tokens
        text, flags = tokens.text, tokens.flags
        count = len(text)
        title = place_before = the = apposition = says = said_by = possessive = role_before = bracket = tail = middle = 0
        for run in person.runs[:12]:
            before = flags[run.whole - 1] if run.whole else 0
            word_before = text[run.whole - 1] if run.whole else ""
            after = flags[run.last] if run.last < count else 0
            title += run.titled
            tail += run.tail_of
            if before & PREP:
                if word_before in ("in", "at", "near", "across", "outside", "throughout", "In", "At", "into"):
                    place_before += 1
            elif before & DET and word_before in ("the", "The", "a", "an"):
                the += 1
            if (before & ROLE and not before & TITLE) or (before & ROLE and word_before.islower()):
                role_before += 1
                person.roles.add(word_before)
            if before & CUE and not run.titled:
                said_by += 1
            if after & VERB or (after and run.last + 1 < count and flags[run.last + 1] & CUE and not after & PREP):
                says += 1
            elif after & POSSESSIVE:
                possessive += 1
            elif run.last + 2 < count and text[run.last] == ",":
                following = flags[run.last + 1]
                if following & NUMBER and text[run.last + 2] == ",":
                    apposition += 2
                elif following & DET or (following & SUB and text[run.last + 1] == "who") or following & ROLE:
                    apposition += 1
            elif after and text[run.last] == "(":
                bracket += 1
            elif after & SUB and text[run.last] == "who":
                apposition += 1
        words = person.words
        kinds = [self.lexicon[w] for w in words]
        core = [k for k in kinds if not k & (SUFFIX | PARTICLE)]
        middle = any(len(w) == 1 for w in words[1:-1])
        any_flags = 0
        for k in core:
            any_flags |= k
        return [
            min(len(words), 5),
            (1 if kinds[0] & FIRST_NAME else 0)
            + (1 if kinds[0] & FIRST_NAME and not kinds[0] & (PLACE | NOTNAME | ORGWORD) else 0),
            1 if any_flags & ORGWORD else 0,
            2 if any(k & PLACE for k in core[-1:]) else 1 if any_flags & PLACE else 0,
            1 if any_flags & NOTNAME else 0,
            min(title, 2),
            min(place_before, 2),
            min(the, 2),
            min(apposition, 3),
            min(says, 3),
            min(said_by, 2),
            min(possessive, 2),
            min(role_before, 2),
            min(bracket, 1),
            min(tail, 2),
            int(middle),
            1 if all(k & UPPER for k in kinds) else 0,
            min(len(person.runs), 5),
            1 if words[-1].endswith(("s", "ism", "tion", "ment", "ity", "ing")) else 0,
            1 if any_flags & (VERB | ROLE) and len(words) == 1 else 0,
        ]

    def namings(self) -> list[Naming]:
        """All places where a person, or something else with a capital, is named, in text order."""
        found = []
        for number, person in enumerate(self.people):
            mark = number if person.score > 0 else -1
            for run in person.runs:
                found.append(Naming(run.first, run.last, mark, run.whole))
        found.extend(self._headline_namings())
        found.sort(key=lambda n: n.first)
        return found

    def _headline_namings(self) -> list[Naming]:
        """Known people named in a headline in Title Case."""
        tokens = self.tokens
        found: list[Naming] = []
        lines = title_case_lines(tokens)
        if not lines:
            return found
        i = 0
        while i < len(tokens) and tokens.line[i] in lines:
            if tokens.flags[i] & MARK or tokens.text[i] not in self.by_word:
                i += 1
                continue
            candidates = [n for n in self.by_word[tokens.text[i]] if self.people[n].score > 0]
            best, length = -1, 0
            for number in candidates:
                words = self.people[number].words
                n = 1
                while i + n < len(tokens) and tokens.text[i + n] in words and n < len(words):
                    n += 1
                if n > length or (n == length and len(self.people[number].runs) > len(self.people[best].runs)):
                    best, length = number, n
            if best >= 0:
                found.append(Naming(i, i + length, best, i))
                i += length
            else:
                i += 1
        return found


FEATURES = (
    "words first_name org place notname title place_before the apposition says said_by possessive role_before bracket tail "
    "middle upper count ending verbish"
).split()

FEATURE_SIZES = (6, 3, 2, 3, 2, 3, 3, 3, 4, 4, 3, 3, 3, 2, 3, 2, 2, 6, 2, 2)
