"""Which person a mention means.

In: a mention, the registry, and the people named or found speaking before it. Out: candidates described by small whole numbers.
Names are settled by the registry; pronouns and descriptions choose among the people last named, the last speakers first.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from searchkit.attribution.events import Around, Event
from searchkit.attribution.lexicon import FEMALE, MALE, Lexicon
from searchkit.attribution.mentions import A_ROLE, HE_, I_, KINDS, SHE_, THE_ROLE, THEY_, Mentions
from searchkit.attribution.people import THRESHOLD
from searchkit.attribution.person import Naming, Person
from searchkit.attribution.personhood import AGE
from searchkit.attribution.quotations import Span
from searchkit.attribution.tokens import Tokens

_BACK = 50
_OWNERS = 12  # people of one role that are looked at
_CANDIDATES = 6
_NONE: set[int] = set()
_OWNERS_WORDS = frozenset(("his", "her", "their", "its", "my", "our"))
_ASKING = frozenset("ask question press quiz grill interview".split())
_OBJECT = 7  # tokens after a pronoun within which the name of somebody else may stand ("he told Rubio")
SPEAKING, OWNING = -1, -2  # in place of a naming: found speaking there; called so somewhere


@dataclass(slots=True)
class Meaning:
    """Candidate person of a mention; -1 is nobody known."""

    person: int
    row: list[int]


@dataclass(slots=True)
class _Near:
    """Someone who may be meant: where they stand before the mention, by which naming, and how many are nearer."""

    person: int
    token: int
    naming: int
    order: int


class Resolver:
    """Meanings of the mentions of one article, asked in text order."""

    def __init__(
        self,
        tokens: Tokens,
        outer: list[int],
        quoted: bytearray,
        namings: list[Naming],
        people: list[Person],
        mentions: Mentions,
        around: Around,
        lexicon: Lexicon,
        events: list[Event],
    ) -> None:
        self.tokens, self.outer, self.quoted, self.people, self.mentions = tokens, outer, quoted, people, mentions
        self.around, self.lexicon = around, lexicon
        self.namings = [n for n in namings if n.person >= 0]
        self.starts = [n.first for n in self.namings]
        self.said: list[tuple[int, int]] = []
        self.speakers: set[int] = set()
        self.counts = [len(p.runs) for p in people]
        self._questions = [q for q in (self._question(event) for event in events) if q is not None]
        self._owners: dict[str, list[int]] = {}
        for number, person in enumerate(people):
            if person.score >= THRESHOLD:
                for role in person.roles:
                    self._owners.setdefault(role, []).append(number)

    def _question(self, event: Event) -> tuple[int, int, int] | None:
        """Where somebody asks, who, and who is asked: "Vos asked Cruz whether …"; -1 for whom the text does not name there."""
        if self.lexicon.lemmas[event.lemma] not in _ASKING or event.subject < 0:
            return None
        after = bisect_left(self.starts, event.cue + 1)
        near = after < len(self.starts) and self.starts[after] <= event.cue + 3 and self.tokens.text[event.cue + 1] != "by"
        return event.cue, self.mentions.person[event.subject], self.namings[after].person if near else -1

    def _questioned(self, at: int) -> tuple[int, int]:
        """Who asked and who was asked in the last sentences before token `at`, or -1."""
        i = bisect_left(self._questions, (at,)) - 1
        if i < 0:
            return -1, -1
        cue, asker, asked = self._questions[i]
        near = self.tokens.line[at] - self.tokens.line[cue] <= 1 and self.outer[at] - self.outer[cue] <= 3
        return (asker, asked) if near else (-1, -1)

    def _named(self, first: int, last: int) -> set[int]:
        """The people named in tokens `first` to `last`."""
        return {n.person for n in self.namings[bisect_left(self.starts, first) : bisect_left(self.starts, last)]}

    def _last_speakers(self, at: int) -> list[int]:
        """The last two found speaking before token `at`, the last one last."""
        j = len(self.said)
        while j and self.said[j - 1][0] >= at:
            j -= 1
        return [person for _, person in self.said[max(j - 2, 0) : j]]

    def told(self, token: int, person: int) -> None:
        """Remember that `person` spoke at `token`; later mentions may mean the last speakers."""
        self.said.append((token, person))
        self.speakers.add(person)

    def _place(self, naming: Naming) -> int:
        """What a naming is in its sentence: 1 likely subject, 2 inside a quotation, 3 after a preposition, 4 owner, 8 object."""
        if self.quoted[naming.first]:
            return 2
        after = self.around.after(naming.last)
        if after == 12:
            return 4
        before = self.around.before(naming.whole)
        if before in (1, 7):
            return 3
        if after in (4, 15):
            return 1
        if before in (4, 6, 11):
            return 8
        return 0 if after in (6, 5, 2, 13) else 9

    def _role_fit(self, head: str, who: Person, known: bool) -> int:
        """1 the person is called so, 4 something alike, 2 someone else is called so, 0 none of these."""
        if head in who.roles:
            return 1
        if known or (head.endswith(AGE) and any(role.endswith(AGE) for role in who.roles)):
            return 2
        alike = self.lexicon.alike.get(head)
        return 4 if alike and any(alike & self.lexicon.alike.get(role, _NONE) for role in who.roles) else 0

    def candidates(self, k: int, quotations: Sequence[Span]) -> list[Meaning]:
        """Possible meanings of mention `k`, a pronoun or a description, on which `quotations` hang.

        The last one is nobody.
        """
        at, kind, head = self.mentions.first[k], self.mentions.kind[k], self.mentions.head[k]
        wanted = MALE if kind == HE_ else FEMALE if kind == SHE_ else self.lexicon.role_gender.get(head, 0)
        opener = self.tokens.text[at].lower()
        definite = 0 if opener == "the" else 1 if opener in _OWNERS_WORDS else 2
        nearest = self._nearest(at, kind, head)
        described = kind in (THE_ROLE, A_ROLE)
        known_role = described and any(head in self.people[near.person].roles for near in nearest)
        last = self._last_speakers(at)
        quoting = len(quotations) > 0
        spoken_of = {person for span in quotations for person in self._named(span.first, span.last)}
        asker, asked = self._questioned(at)
        end = self.mentions.last[k]
        objects = self._named(end, min(end + _OBJECT, bisect_right(self.outer, self.outer[at])))
        found = []
        fits = 0
        outer, line = self.outer, self.tokens.line
        sentence, here = outer[at], line[at]
        for near in nearest:
            who = self.people[near.person]
            agree = int(who.plural) if kind == THEY_ else _agreement(wanted, who)
            fits += agree in (0, 1, 4)
            sentences = sentence - outer[near.token]
            row = [
                kind,
                near.order,
                agree,
                min(sentences, 5) if sentences >= 0 else 6,
                min(max(here - line[near.token], 0), 4),
                self._place(self.namings[near.naming]) if near.naming >= 0 else 4 - near.naming,
                1 if last[-1:] == [near.person] else 2 if near.person in last else 3 if near.person in self.speakers else 0,
                min(self.counts[near.person], 5),
                self._role_fit(head, who, known_role) if described else 3,
                1 if wanted or who.plural else 0,
                1 if len(who.words) > 1 else 0,
                int(quoting),
                definite,
                min(max(int(who.score) + 1, 0), 5),
                int(near.naming > 0 and outer[self.starts[near.naming - 1]] == outer[near.token]),
                1 if near.person == asker else 2 if near.person == asked else 3 if asker >= 0 or asked >= 0 else 0,
                2 * (near.person in objects) + (near.person in spoken_of),
            ]
            found.append(Meaning(near.person, row))
        for meaning in found:
            meaning.row.append(min(fits, 4))
        nobody = [
            kind,
            7,
            0,
            0,
            0,
            7,
            0,
            0,
            5 if known_role else 6,
            1 if wanted else 0,
            0,
            int(quoting),
            definite,
            0,
            0,
            0,
            0,
            min(fits, 4),
        ]
        found.append(Meaning(-1, nobody))
        return found

    def _nearest(self, at: int, kind: int, head: str) -> list[_Near]:
        """The people last named or found speaking before token `at`, nearest first; for "the minister" also who is called so."""
        found: dict[int, _Near] = {}
        i = bisect_left(self.starts, at) - 1
        j = len(self.said) - 1
        while j >= 0 and self.said[j][0] >= at:
            j -= 1
        looked = 0
        while (i >= 0 or j >= 0) and len(found) < _CANDIDATES and looked < _BACK:
            looked += 1
            if i >= 0 and (j < 0 or self.starts[i] >= self.said[j][0]):
                near = _Near(self.namings[i].person, self.starts[i], i, len(found))
                i -= 1
            else:
                token, person = self.said[j]
                near = _Near(person, token, SPEAKING, len(found))
                j -= 1
            found.setdefault(near.person, near)
        if kind == THE_ROLE:
            for number in self._owners.get(head, [])[:_OWNERS]:
                if number not in found and len(found) < _CANDIDATES + 3:
                    found[number] = _Near(number, self.people[number].runs[0].first, OWNING, min(len(found), 7))
        return list(found.values())


def _agreement(wanted: int, who: Person) -> int:
    """0 nothing known, 1 the gender fits, 2 it does not, 3 it does not and is certain, 4 it fits and is certain."""
    gender = who.gender
    if not wanted or not gender:
        return 0
    certain = max(who.male, who.female) >= 3
    if gender == wanted:
        return 4 if certain else 1
    return 3 if certain else 2


MEANING_NAMES = (
    "kind order agree sentences lines place spoke count role wanted full quoting definite score later asked spoken_of fits"
).split()
MEANING_SIZES = (KINDS, 9, 5, 7, 5, 10, 4, 6, 7, 2, 2, 2, 3, 6, 2, 4, 4, 5)
ROLE_FIT, DEFINITE = MEANING_NAMES.index("role"), MEANING_NAMES.index("definite")
NEEDS_CHOICE = frozenset((HE_, SHE_, THEY_, I_, THE_ROLE, A_ROLE))
