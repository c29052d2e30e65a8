"""The people of an article: who they are, where they are named.

In: runs of capitalised words. Out: a registry of people, each with the fullest form of the name and gender as far as known,
and all places where a person is named. Two of one surname are kept apart; organisations and places are kept out.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, field

from searchkit.attribution.lexicon import (
    CAP,
    COMMON,
    CORPORATE,
    CUE,
    DET,
    FEMALE,
    FIRST_NAME,
    FUNCTION,
    GROUP,
    HE,
    LINE,
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
    SHE,
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


THRESHOLD = -0.6
"""Score from which a group of runs counts as a person; later choices weigh the score again."""

ATTACH = -1.0
"""Score a name of several words needs for single words of it to mean it ("Maddow" and "Rachel Maddow Show")."""

COMPANY = -6.0
"""Score of a name that ends like a company's ("Ernesto Valli SpA")."""

INTERVIEW = 2.0
"""What a name gains where it and another begin lines as "NAME: words"."""

_MANY = 12  # people of one word of a name that are looked at; keeps texts of many names linear


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
    plural: bool = False
    row: list[int] = field(default_factory=list)
    judged: int = 0

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


def _first(run: Run) -> int:
    return run.first


def _fuller(words: tuple[str, ...], known: tuple[str, ...]) -> bool:
    """Whether `words` is a fuller form of the name `known`: more words, or an initial or short form written out."""
    new, old = _core(words), _core(known)
    if len(new) > 5:
        return False
    if len(new) == len(old):
        return len(words) > len(known) or len("".join(words)) > len("".join(known)) + 2
    return len(new) > len(old)


def _within(a: tuple[str, ...], b: tuple[str, ...]) -> bool:
    """Whether all words of one name are words of the other."""
    one, other = set(map(_key, a)), set(map(_key, b))
    return one <= other or other <= one


def _suffix(words: tuple[str, ...]) -> str:
    return words[-1] if len(words) > 1 and words[-1] in ("Jr", "Sr", "II", "III", "IV") else ""


def _trim(found: list[Run], tokens: Tokens) -> None:
    """Cut words off the front of a run where the rest is named alone elsewhere: "Rival Hillary Clinton", "Neither Clinton"."""
    whole_names = {run.words for run in found}
    surnames: dict[str, set[tuple[str, ...]]] = {}
    for run in found:
        if len(run.words) > 1:
            surnames.setdefault(run.words[-1], set()).add(run.words)
        elif run.titled:
            surnames.setdefault(run.words[0], set()).add(())
    for run in found:
        words = run.words
        if len(words) < 2 or tokens.flags[run.first] & FIRST_NAME or run.titled:
            continue
        tail: tuple[str, ...] = ()
        for k in range(1, len(words) - 1):
            if not tokens.flags[run.first + k - 1] & (COMMON | NOTNAME | ORGWORD | PLACE | UPPER):
                break
            if words[k:] in whole_names:
                tail = words[k:]
                break
        begins = run.first == 0 or tokens.sentence[run.first - 1] != tokens.sentence[run.first]
        if not tail and len(words) == 2 and words[1:] in whole_names:
            ordinary = tokens.flags[run.first] & (COMMON | NOTNAME | ORGWORD)
            if ((begins or ordinary) and len(surnames.get(words[1], ())) > 1) or (begins and ordinary):
                tail = words[1:]
        if tail:
            while tokens.text[run.first] != tail[0]:
                run.first += 1
            run.words = tail


def _key(word: str) -> str:
    """Form of a word of a name under which its variants meet: "Al-Madhfari", "al-Madhfari"."""
    return word.casefold()


class Registry:
    """All people of one article, and the index from words of names to them.

    `judge` scores the description of a group of runs; above THRESHOLD the group is a person.
    """

    def __init__(self, tokens: Tokens, lexicon: Lexicon, judge: Callable[[list[int]], float]) -> None:
        self.tokens = tokens
        self.lexicon = lexicon
        self.people: list[Person] = []
        self.by_word: dict[str, list[int]] = {}
        self._by_words: dict[tuple[str, ...], int] = {}
        self.headlines = title_case_lines(tokens)
        found = runs(tokens, lexicon, self.headlines)
        _trim(found, tokens)
        for run in found:
            if len(_core(run.words)) > 1:
                self._full(run)
        self._genders(self.people)
        for person in self.people:
            person.score, person.row = self._judged(person, judge)
            person.judged = len(person.runs)
        self._attach([run for run in found if len(_core(run.words)) == 1])
        self.features: list[list[int]] = []
        for person in self.people:
            if len(person.runs) != person.judged:
                person.runs.sort(key=_first)
                person.score, person.row = self._judged(person, judge)
            self.features.append(person.row)
        talkers = [person for person in self.people if person.row[TURN_FEATURE]]
        if len(talkers) > 1:
            for person in talkers:
                person.score += INTERVIEW
        self._votes()

    def _judged(self, person: Person, judge: Callable[[list[int]], float]) -> tuple[float, list[int]]:
        row = self._describe(person)
        if self.lexicon[person.words[-1]] & CORPORATE and len(person.words) > 1:
            return COMPANY, row
        return judge(row), row

    def _takes_a_turn(self, run: Run) -> bool:
        """Whether a run stands before a colon at the start of a line, or after a dash at the start of one ("― Name")."""
        text, flags = self.tokens.text, self.tokens.flags
        start = run.whole
        if run.last < len(text) and text[run.last] == ":" and (start == 0 or flags[start - 1] & LINE):
            return True
        return start > 0 and text[start - 1] in ("―", "—", "–") and (start < 2 or flags[start - 2] & (LINE | MARK) != 0)

    # ------------------------------------------------------------------ grouping
    def _attach(self, singles: list[Run]) -> None:
        """Give every run of one word to the person it means, or make a new group of it."""
        self._fulls = {n: [run.first for run in p.runs] for n, p in enumerate(self.people)}
        for run in singles:
            number = self._single(run)
            if number < 0:
                number = self._new(run)
            person = self.people[number]
            person.runs.append(run)
            person.male += 3 * (run.title == MALE)
            person.female += 3 * (run.title == FEMALE)

    def _genders(self, people: list[Person]) -> None:
        for person in people:
            for run in person.runs:
                person.male += 3 * (run.title == MALE)
                person.female += 3 * (run.title == FEMALE)
            known = self.lexicon[person.words[0]] & FIRST_NAME
            gender = self.lexicon.gender(person.words[0])
            weight = 2 if known else 1
            person.male += weight * (gender == MALE)
            person.female += weight * (gender == FEMALE)

    def _votes(self) -> None:
        """Gender by roles ("the actress") and by the pronoun that follows a name in its sentence or the next."""
        flags, count = self.tokens.flags, len(self.tokens)
        theirs = self._they()
        for person in self.people:
            if person.score < THRESHOLD:
                continue
            person.plural = any(run.first < at < run.last + 15 for run in person.runs[:8] for at in theirs)
            for role in person.roles:
                gender = self.lexicon.role_gender.get(role, 0)
                person.male += 2 * (gender == MALE)
                person.female += 2 * (gender == FEMALE)
            if max(person.male, person.female) > 1:
                continue
            for run in person.runs[:8]:
                for k in range(run.last, min(run.last + 25, count)):
                    f = flags[k]
                    if f & (HE | SHE):
                        person.male += f & HE != 0
                        person.female += f & SHE != 0
                        break
                    if f & LINE or (f & CAP and not f & (FUNCTION | NOTNAME | PLACE | ORGWORD)):
                        break

    def _they(self) -> list[int]:
        """Tokens that tell of someone called "they" ("who uses the pronoun they")."""
        if "pronoun" not in self.tokens.body and "nonbinary" not in self.tokens.body and "non-binary" not in self.tokens.body:
            return []
        words = ("pronoun", "pronouns", "nonbinary", "non-binary")
        return [i for i, word in enumerate(self.tokens.text) if word in words][:20]

    def _new(self, run: Run) -> int:
        number = len(self.people)
        self.people.append(Person(run.words, self._written(run)))
        for word in _core(run.words):
            self.by_word.setdefault(_key(word), []).append(number)
        self._by_words[run.words] = number
        return number

    def _written(self, run: Run) -> str:
        words = []
        for word in run.words:
            if (len(word) == 1 and word.isupper()) or word in ("Jr", "Sr"):
                word += "."
            words.append(word)
        return " ".join(words)

    def _full(self, run: Run) -> None:
        """Add a run of several words to its person; the longer form of one person wins."""
        number = self._by_words.get(run.words, -1)
        if number < 0:
            number = self._compatible(run.words)
        if number < 0:
            number = self._new(run)
        else:
            self._by_words[run.words] = number
            person = self.people[number]
            if _fuller(run.words, person.words):
                person.words, person.name = run.words, self._written(run)
                for word in _core(run.words):
                    if number not in self.by_word.setdefault(_key(word), []):
                        self.by_word[_key(word)].append(number)
        self.people[number].runs.append(run)

    def _compatible(self, words: tuple[str, ...]) -> int:
        core = _core(words)
        for number in self.by_word.get(_key(core[-1]), ())[-_MANY:][::-1]:
            other = self.people[number]
            theirs = _core(other.words)
            if len(theirs) < 2 or (_suffix(words) and _suffix(other.words) and _suffix(words) != _suffix(other.words)):
                continue
            if _key(theirs[-1]) == _key(core[-1]) and _first_names_agree(theirs[0], core[0]):
                return number
            if _within(core, theirs):
                return number
        for number in self.by_word.get(_key(core[0]), ())[-_MANY:][::-1]:
            theirs = _core(self.people[number].words)
            if len(theirs) >= 2 and _within(core, theirs):
                return number
            if len(core) == 2 and core[1].endswith(("ovna", "evna", "ovich", "evich", "ichna")) and theirs[0] == core[0]:
                return number
        return -1

    def _single(self, run: Run) -> int:
        """Person that one word of a name means, or -1: by the word's place in the name, title, nearness, and how often named."""
        best, best_key = -1, -1e9
        suffix = _suffix(run.words)
        word = _key(run.words[0])
        sentence = self.tokens.sentence
        for number in self.by_word.get(word, ())[-_MANY:]:
            person = self.people[number]
            core = _core(person.words)
            if len(core) == 1:
                key = 0.5
            else:
                if suffix and _suffix(person.words) and suffix != _suffix(person.words):
                    continue
                if person.score < ATTACH:
                    continue
                place = 2.0 if word == _key(core[-1]) else 1.0 if word == _key(core[0]) else 0.0
                if run.title and word == _key(core[0]) and len(core) > 1:
                    place = -1.0
                key = 2 * place
                fulls = self._fulls.get(number, ())
                key += 0.5 * min(len(fulls), 4)
                position = bisect_left(fulls, run.first) - 1
                if position < 0:
                    key -= 2.0
                else:
                    key += 1.5 if sentence[run.first] - sentence[fulls[position]] <= 1 else 0.8
                if person.runs and person.runs[-1].first < run.first:
                    key += 0.5 if sentence[run.first] - sentence[person.runs[-1].first] <= 2 else 0.0
                if fulls and fulls[0] == min(self._fulls[n][0] for n in self.by_word[word][-_MANY:] if self._fulls.get(n)):
                    key += 0.7
            if run.title and person.gender and run.title != person.gender:
                key -= 6
                if len(core) > 1 and max(person.male, person.female) >= 2:
                    continue
            if key > best_key:
                best, best_key = number, key
        return best

    # ------------------------------------------------------------------ description of a group, for the choice "is it a person?"
    def _describe(self, person: Person) -> list[int]:
        """Counts and facts about one group of runs, small whole numbers (see FEATURES)."""
        tokens = self.tokens
        text, flags = tokens.text, tokens.flags
        count = len(text)
        turn = group = title = place_before = the = apposition = says = said_by = possessive = role_before = bracket = tail = (
            pronoun
        ) = age = 0
        for run in person.runs[:12]:
            before = flags[run.whole - 1] if run.whole else 0
            word_before = text[run.whole - 1] if run.whole else ""
            after = flags[run.last] if run.last < count else 0
            title += run.titled
            if run.titled:
                for k in range(run.whole, run.first):
                    if flags[k] & (TITLE | ROLE):
                        person.roles.add(text[k].lower())
            tail += run.tail_of
            turn += self._takes_a_turn(run)
            if before & PREP:
                if word_before in ("in", "at", "near", "across", "outside", "throughout", "In", "At", "into"):
                    place_before += 1
            elif before & DET and word_before in ("the", "The", "a", "an"):
                the += 1
            if (before & ROLE and not before & TITLE) or (before & ROLE and word_before.islower()):
                role_before += 1
                person.roles.add(word_before)
            if before & GROUP or (word_before == "," and any(f & GROUP for f in flags[max(0, run.whole - 6) : run.whole])):
                group += 1
            if before & CUE and not run.titled:
                said_by += 1
            if after & VERB or (after and run.last + 1 < count and flags[run.last + 1] & CUE and not after & PREP):
                says += 1
            elif after & POSSESSIVE:
                possessive += 1
            elif run.last + 2 < count and text[run.last] == ",":
                following = flags[run.last + 1]
                if following & NUMBER and text[run.last + 2] == ",":
                    apposition += 1
                    age = 1
                elif following & DET or (following & SUB and text[run.last + 1] == "who") or following & ROLE:
                    apposition += 1
            elif after and text[run.last] == "(":
                bracket += 1
            elif after & SUB and text[run.last] == "who":
                apposition += 1
            for k in range(run.last, min(run.last + 12, count)):
                f = flags[k]
                if f & (HE | SHE):
                    pronoun += 1
                    break
                if f & (LINE | CAP) and not f & FUNCTION:
                    break
        words = person.words
        kinds = [self.lexicon[w] for w in words]
        core = [k for k in kinds if not k & (SUFFIX | PARTICLE)] or kinds
        any_flags = 0
        for k in core:
            any_flags |= k
        first = kinds[0]
        return [
            min(len(words), 5),
            0 if not first & FIRST_NAME else 1 if first & (PLACE | NOTNAME | ORGWORD) else 2,
            1 if any_flags & ORGWORD else 0,
            2 if core[-1] & PLACE else 1 if any_flags & PLACE else 0,
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
            int(any(len(w) == 1 for w in words[1:-1])),
            1 if all(k & UPPER for k in kinds) else 0,
            min(len(person.runs), 5),
            1 if words[-1].endswith(("s", "ism", "tion", "ment", "ity", "ing")) else 0,
            1 if any_flags & (VERB | ROLE) and len(words) == 1 else 0,
            min(sum(1 for k in core if k & COMMON), 3),
            min(pronoun, 2),
            age,
            min(group, 2),
            min(turn, 2),
        ]

    def namings(self) -> list[Naming]:
        """All places where a person, or something else with a capital, is named, in text order."""
        found = []
        for number, person in enumerate(self.people):
            mark = number if person.score >= THRESHOLD else -1
            for run in person.runs:
                found.append(Naming(run.first, run.last, mark, run.whole))
        found.extend(self._headline_namings())
        found.sort(key=_naming_first)
        return found

    def _headline_namings(self) -> list[Naming]:
        """Known people named in headlines in Title Case."""
        tokens = self.tokens
        found: list[Naming] = []
        if not self.headlines:
            return found
        done = 0
        for i in [i for i, f in enumerate(tokens.flags) if f & CAP and tokens.line[i] in self.headlines]:
            known = self.by_word.get(_key(tokens.text[i])) if i >= done else None
            if not known:
                continue
            best, length = -1, 0
            for number in known[-_MANY:]:
                person = self.people[number]
                if person.score < THRESHOLD:
                    continue
                n = 1
                while i + n < len(tokens) and n < len(person.words) and tokens.text[i + n] in person.words:
                    n += 1
                if n > length or (n == length and len(person.runs) > len(self.people[best].runs)):
                    best, length = number, n
            if best >= 0:
                found.append(Naming(i, i + length, best, i))
                done = i + length
        return found


def _naming_first(naming: Naming) -> int:
    return naming.first


FEATURES = (
    "words first_name org place notname title place_before the apposition says said_by possessive role_before bracket tail "
    "middle upper count ending verbish common pronoun age group turn"
).split()

TURN_FEATURE = FEATURES.index("turn")
FEATURE_SIZES = (6, 3, 2, 3, 2, 3, 3, 3, 4, 4, 3, 3, 3, 2, 3, 2, 2, 6, 2, 2, 4, 3, 2, 3, 3)
