"""The people of an article: who they are, where they are named.

In: runs of capitalised words. Out: a registry of people, each with the fullest form of the name and gender as far as known,
and all places where a person is named. Two of one surname are kept apart; organisations and places are kept out.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable

from searchkit.attribution.fullname import (
    Words,
    core,
    fuller,
    key,
    same_first_name,
    same_surname,
    suffix,
    suffixes_agree,
    written,
)
from searchkit.attribution.lexicon import (
    AUX,
    CAP,
    COMMON,
    CORPORATE,
    FIRST_NAME,
    FUNCTION,
    HE,
    LINE,
    NOTNAME,
    ORGWORD,
    PLACE,
    PUNCT,
    ROLE,
    SHE,
    STOP,
    TITLE,
    UPPER,
    Lexicon,
)
from searchkit.attribution.person import Naming, Person, gender_of, is_joined
from searchkit.attribution.personhood import FEATURES, TURN_FEATURE, describe
from searchkit.attribution.spans import Run, runs, title_case_lines
from searchkit.attribution.tokens import Tokens

THRESHOLD = -0.6
"""Score from which a group of runs counts as a person; later choices weigh the score again."""

ATTACH = -1.0
"""Score a name of several words needs for single words of it to mean it ("Maddow" and "Rachel Maddow Show")."""

COMPANY = -6.0
"""Score of a name that ends like a company's ("Ernesto Valli SpA")."""

JOINED = 3.0
"""What a name gains from a given name of two joined syllables after the family name ("Ban Ki-moon", "Park Ji-won")."""

NO_NAME = -4.0
UNDESCRIBED = [0] * len(FEATURES)
"""Score and row of a single word that is no name, such as a day or a country; not worth describing."""

INTERVIEW = 3.0
"""What a name gains where it and another begin lines as "NAME: words"."""

NEVER = -1e9
STRANGER = -1.5  # a run that fits nobody better than this is a new person
_MANY = 12  # people of one word of a name that are looked at; keeps texts of many names linear


def _first(run: Run) -> int:
    return run.first


def _trim(found: list[Run], tokens: Tokens) -> None:
    """Cut words off the front of a run where the rest is named alone elsewhere: "Rival Hillary Clinton", "Neither Clinton"."""
    whole_names = {run.words for run in found}
    surnames: dict[str, set[tuple[str, ...]]] = {}
    for run in found:
        if len(run.words) > 1:
            surnames.setdefault(run.words[-1], set()).add(run.words)
        elif run.titled:
            surnames.setdefault(run.words[0], set()).add(())
    inside = {run.words for run in found if not tokens.begins_sentence(run.first)}
    for run in found:
        words = run.words
        asks = tokens.flags[run.first] & AUX and words not in inside  # "Will Sanders go?"
        if len(words) < 2 or (tokens.flags[run.first] & FIRST_NAME and not asks) or run.titled:
            continue
        tail: tuple[str, ...] = ()
        for k in range(1, len(words) - 1):
            if not tokens.flags[run.first + k - 1] & (COMMON | NOTNAME | ORGWORD | PLACE | UPPER):
                break
            if words[k:] in whole_names:
                tail = words[k:]
                break
        begins = tokens.begins_sentence(run.first)
        if not tail and len(words) == 2 and (words[1:] in whole_names or (asks and surnames[words[1]] - {words})):
            ordinary = tokens.flags[run.first] & (COMMON | NOTNAME | ORGWORD | AUX)
            known = len(surnames.get(words[1], ())) > 1
            if (ordinary and (begins or known)) or (begins and known and words[0].endswith(("ing", "ed", "ly"))):
                tail = words[1:]
        if tail:
            while tokens.text[run.first] != tail[0]:
                run.first += 1
            run.words = tail


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
            if len(core(run.words)) > 1:
                self._full(run)
        self._prefer_nicknames()
        self._genders(self.people)
        for person in self.people:
            person.score, person.row = self._judged(person, judge)
            person.judged = len(person.runs)
        self._attach([run for run in found if len(core(run.words)) == 1])
        self.features: list[list[int]] = []
        for person in self.people:
            if len(person.runs) != person.judged:
                person.runs.sort(key=_first)
                person.score, person.row = self._judged(person, judge)
            self.features.append(person.row)
        talkers = [person for person in self.people if person.row[TURN_FEATURE]]
        if len(talkers) > 1:
            for person in talkers:
                person.score += NO_NAME if self._is_paper(person) else INTERVIEW
        self._initials([person for person in talkers if len(person.words) == 1 and person.words[0].isupper()])
        for person in self.people:
            person.name = " ".join(person.words)
            if person.score >= THRESHOLD:
                person.name = written(person.words, self._passage(person.fullest))
        self._first_names()
        self._votes()

    def _judged(self, person: Person, judge: Callable[[list[int]], float]) -> tuple[float, list[int]]:
        if len(person.words) == 1:
            flags = self.lexicon[person.words[0]]
            ordinary = flags & (NOTNAME | PLACE) or (flags & (COMMON | ROLE) and len(person.runs) == 1)
            if ordinary and not flags & FIRST_NAME and not any(run.titled for run in person.runs):
                return NO_NAME, UNDESCRIBED
        row = describe(person.words, person.runs, person.roles, self.tokens, self.lexicon)
        if self.lexicon[person.words[-1]] & CORPORATE and len(person.words) > 1:
            return COMPANY, row
        return judge(row) + (JOINED if is_joined(person.words) else 0.0), row

    def _initials(self, talkers: list[Person]) -> None:
        """Give the turns of an interview under initials ("BC: …") to the one person whose initials they are."""
        owners: dict[str, list[Person]] = {}
        for person in self.people if talkers else ():
            if len(person.words) > 1:
                for letters in {_letters(person.words, "[ -]"), _letters(person.words, " ")}:
                    owners.setdefault(letters, []).append(person)
        for person in talkers:
            letters = person.words[0].replace(".", "")
            mine = owners.get(letters, ())
            if 2 <= len(letters) <= 5 and len(mine) == 1:
                mine[0].runs = sorted(mine[0].runs + person.runs, key=_first)
                mine[0].score = max(mine[0].score, person.score)
                person.runs, person.score = [], NO_NAME

    def _first_names(self) -> None:
        """Give people known by surname only the first name before it in a headline ("Hillary Clinton Goes After …")."""
        text, flags = self.tokens.text, self.tokens.flags
        found: dict[str, set[str]] = {}
        for i in [i for i in self.tokens.notable if flags[i] & FIRST_NAME and self.tokens.line[i] in self.headlines]:
            if i + 1 < len(text) and flags[i + 1] & CAP and not flags[i] & (COMMON | NOTNAME | PLACE | TITLE):
                found.setdefault(key(text[i + 1]), set()).add(text[i])
        for person in self.people:
            names = found.get(key(person.words[0]), set()) if len(person.words) == 1 and person.score >= THRESHOLD else set()
            if len(names) == 1:
                words = (*names, *person.words)
                gender = self.lexicon.gender(words[0])
                if not (person.gender and gender and person.gender != gender):
                    person.words, person.name = words, written(words, "")
                    person.vote(gender, 1)

    def _is_paper(self, person: Person) -> bool:
        """Whether a name in capitals that asks the questions is a paper's: "OBSERVER: …" where the text has "the Skerland Observer"."""
        if len(person.words) > 1 or not person.words[0].isupper():
            return False
        return re.search(rf"\b[Tt]he (?:[A-Z]\w+ )?{re.escape(person.words[0].title())}\b", self.tokens.body) is not None

    def _passage(self, run: Run) -> str:
        return self.tokens.body[self.tokens.start[run.whole] : self.tokens.end[run.last - 1] + 1]

    # ------------------------------------------------------------------ grouping
    def _attach(self, singles: list[Run]) -> None:
        """Give every run of one word to the person it means, or make a new group of it."""
        self._fulls = {n: [run.first for run in p.runs] for n, p in enumerate(self.people)}
        for run in singles:
            number = self._single(run)
            if number < 0:
                number = self._new(run)
                self.people[number].vote(self.lexicon.gender(run.words[0]), 1)
            person = self.people[number]
            person.runs.append(run)
            person.vote(run.title, 3)

    def _genders(self, people: list[Person]) -> None:
        for person in people:
            for run in person.runs:
                person.vote(run.title, 3)
            person.vote(*gender_of(person.words, self.lexicon))

    def _votes(self) -> None:
        """Gender by roles ("the actress") and by the pronoun that follows a name in its sentence or the next."""
        flags, count = self.tokens.flags, len(self.tokens)
        theirs = self._they()
        for person in self.people:
            if person.score < THRESHOLD:
                continue
            person.plural = any(run.first < at < run.last + 15 for run in person.runs[:8] for at in theirs)
            for role in person.roles:
                person.vote(self.lexicon.role_gender.get(role, 0), 2)
            if max(person.male, person.female) > 1:
                continue
            for run in person.runs[:8]:
                for k in range(run.last, min(run.last + 25, count)):
                    f = flags[k]
                    if f & (HE | SHE) and not self._of_another(k):
                        person.male += f & HE != 0
                        person.female += f & SHE != 0
                        break
                    if f & LINE or (f & CAP and not f & (FUNCTION | NOTNAME | PLACE | ORGWORD)):
                        break

    def _of_another(self, k: int) -> bool:
        """Whether the pronoun at token `k` is an object ("Cruz told her"), which is rather somebody else than the subject."""
        text, flags = self.tokens.text, self.tokens.flags
        word = text[k].lower()
        if word == "him":
            return True
        after = flags[k + 1] if k + 1 < len(text) else LINE
        return word == "her" and after & (FUNCTION | PUNCT | STOP) != 0

    def _they(self) -> list[int]:
        """Tokens that tell of someone called "they" ("who uses the pronoun they")."""
        if "pronoun" not in self.tokens.body and "nonbinary" not in self.tokens.body and "non-binary" not in self.tokens.body:
            return []
        words = ("pronoun", "pronouns", "nonbinary", "non-binary")
        return [i for i, word in enumerate(self.tokens.text) if word in words][:20]

    def _new(self, run: Run) -> int:
        number = len(self.people)
        self.people.append(Person(run.words, run))
        for word in core(run.words):
            self.by_word.setdefault(key(word), []).append(number)
        self._by_words[run.words] = number
        return number

    def _full(self, run: Run) -> None:
        """Add a run of several words to its person; the longer form of one person wins."""
        number = self._by_words.get(run.words, -1)
        if number < 0:
            number = self._compatible(run.words, run.nickname)
        if number < 0:
            number = self._new(run)
        else:
            self._by_words[run.words] = number
            person = self.people[number]
            if fuller(run.words, person.words):
                person.words, person.fullest = run.words, run
                for word in core(run.words):
                    if number not in self.by_word.setdefault(key(word), []):
                        self.by_word[key(word)].append(number)
        self.people[number].runs.append(run)
        if run.nickname:
            self.people[number].nicknames.add(run.nickname)

    def _prefer_nicknames(self) -> None:
        """Name people by the nickname where the text mostly does: 'Robert C. "Bobby" Scott' once, then Bobby Scott."""
        for person in self.people:
            short = [run for run in person.runs if run.words[0] in person.nicknames]
            if 2 * len(short) > len(person.runs):
                person.words, person.fullest = short[0].words, short[0]

    def _compatible(self, words: Words, nickname: str) -> int:
        """Person whom a name of several words may be another form of, the last one first; or -1."""
        own = core(words)
        for word, agree in ((own[-1], True), (own[0], False)):
            for number in self.by_word.get(key(word), ())[-_MANY:][::-1]:
                known = self.people[number].words
                if len(core(known)) < 2 or not suffixes_agree(words, known):
                    continue
                if agree and (own[0] in self.people[number].nicknames or nickname == known[0]):
                    return number  # 'Robert C. "Bobby" Scott' is Bobby Scott
                if same_surname(words, known, self.lexicon) if agree else same_first_name(words, known):
                    return number
        return -1

    def _single(self, run: Run) -> int:
        """Person that one word of a name means, or -1."""
        known = self.by_word.get(key(run.words[0]), ())[-_MANY:]
        if not known:
            return -1
        introduced = min((self._fulls[n][0] for n in known if self._fulls.get(n)), default=-1)
        best, most = -1, STRANGER
        for number in known:
            fit = self._fit(run, number, introduced)
            if fit > most:
                best, most = number, fit
        return best

    def _fit(self, run: Run, number: int, introduced: int) -> float:
        """How well a run of one word fits a person: its place in the name, the title, how near and how often the full name stands.

        `introduced` is where the first of the people of that word is named in full. NEVER where it cannot be that person.
        """
        person = self.people[number]
        words = core(person.words)
        contradicts = bool(run.title and person.gender and run.title != person.gender)
        if len(words) == 1:
            titled = min(sum(r.titled for r in person.runs[:8]), 4)
            return (3.0 + 0.6 * titled if titled else 0.5) - 6 * contradicts
        own, other = suffix(run.words), suffix(person.words)
        if person.score < ATTACH or (own and other and own != other):
            return NEVER
        if contradicts and max(person.male, person.female) >= 2:
            return NEVER
        sentence, word = self.tokens.sentence, key(run.words[0])
        if word == key(words[-1]):
            fit = 4.0
        elif word == key(words[0]):
            fit = -2.0 if run.title else 2.0
        else:
            fit = 0.0
        fulls = self._fulls.get(number, [])
        position = bisect_left(fulls, run.first) - 1
        if position < 0:
            # "President Cruz" before any full name of a Cruz is another Cruz.
            fit -= 7.0 if run.titled and not run.title and not person.roles else 2.0
        else:
            fit += 1.5 if sentence[run.first] - sentence[fulls[position]] <= 1 else 0.8
        last = person.runs[-1].first
        if last < run.first and sentence[run.first] - sentence[last] <= 2:
            fit += 0.5
        if fulls and fulls[0] == introduced:
            fit += 0.7
        return fit - 6 * contradicts

    def namings(self) -> list[Naming]:
        """All places where a person, or something else with a capital, is named, in text order."""
        found = []
        for number, person in enumerate(self.people):
            mark = number if person.score >= THRESHOLD else -1
            for run in person.runs:
                found.append(Naming(run.first, run.last, -1 if run.owner else mark, run.whole))
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
        for i in [i for i in tokens.notable if tokens.flags[i] & CAP and tokens.line[i] in self.headlines]:
            known = self.by_word.get(key(tokens.text[i])) if i >= done else None
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


def _letters(words: Words, between: str) -> str:
    """The initials of a name, particles left out."""
    return "".join(part[0] for part in re.split(between, " ".join(words)) if part[:1].isupper())


def _naming_first(naming: Naming) -> int:
    return naming.first
