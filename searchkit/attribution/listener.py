"""Who is named by the noun phrase where a listener may stand: a person, a group, or an organisation.

In: a reporting sentence, a place in it, the people of the article. Out: the name to show, or None. Read word by word, without
a grammar: capitalised words make a name, the last plain noun is the head, and a person's mention ends the phrase.
"""

from __future__ import annotations

import re
from enum import IntEnum
from typing import Final

from searchkit.attribution.clause import ReportingSentence


class Accept(IntEnum):
    """Which plain nouns may be a listener at a place; people and names always may."""

    ANY = 0  # told the congregation
    DETERMINED = 1  # in a letter to the ministry, but not: in a speech to applause
    PEOPLE = 2  # said to reporters, but not: said to the sound of drums


_WORD: Final = re.compile(
    r"\s*((?:[A-Z]|Dr|Mr|Mrs|Ms|Gen|Sen|Rep|Gov|Lt|Col|Capt|Sgt|Prof|Rev|St|Adm|Maj)\.(?=\s)"
    r"|(?:[\w&](?:[\w&./-]|['’](?!s?\s))*)?[\w&])"
)
_DETERMINERS: Final = frozenset(
    "a an the his her their its my our your some several many all both this these those one two three".split()
)
_STOP: Final = frozenset(
    """
    about after again against also and are as at be because been before but by can could did do does during earlier
    for from had has have he how i if in into is it last later may might must next not on or over she should since so
    than afterwards afterward instead separately privately repeatedly that there they this through to today tonight
    under until was we were what when where whether which while who whom whose why will with without would yesterday
    """.split()
)
_PRONOUNS: Final = frozenset(
    "him me us them it you himself herself themselves myself everyone everybody nobody anyone someone".split()
)
_MANY: Final = frozenset(
    "group crowd panel number audience gathering handful dozens hundreds thousands pair team head members member room".split()
)
_PEOPLE: Final = frozenset(
    """
    activists agencies aides allies ambassadors analysts attendees audience authorities backers bankers bishops bosses
    businessmen cabinet cardinals choir class classmates clergymen clients coaches colleagues commanders commissioners
    committee companies companions congregants congregation congress congressmen correspondents council councillors
    countrymen court crew crowd customers delegates democrats deputies detectives diplomats doctors donors drivers
    economists editors employees envoys executives faithful families fans farmers firefighters fishermen followers friends
    generals graduates guests gunmen hostages inmates investigators investors journalists judges jurors jury lawmakers
    lawyers leaders legislators listeners managers media mediators members migrants miners ministers mourners mps nation
    negotiators neighbors neighbours newspapers nuns nurses officers officials onlookers outlets parents parliament
    parliamentarians partners passengers patients people pilgrims players police policemen press priests prosecutors
    protesters public pupils ralliers rallygoers readers rebels refugees relatives reporters representatives republicans
    researchers residents sailors scientists senators settlers shareholders shopkeepers soldiers spectators staff staffers
    strikers students supporters teachers team teammates troops unions users veterans viewers villagers visitors
    volunteers voters witnesses workers worshippers
    """.split()
)
_ROLES: Final = frozenset(
    """
    adviser agency aide ambassador anchor author board boss brother bureau captain chairman chairwoman chancellor chief
    church club coach colleague commander company correspondent counterpart country daughter deputy detective director
    doctor editor embassy envoy family father firm friend general goalkeeper government governor host husband interviewer
    journalist judge king label lawyer leader manager mayor minister ministry moderator mother neighbor neighbour
    newspaper officer opponent parents partner party pope premier presenter president prince prosecutor queen reporter
    rival school secretary senator sister son spokesman spokeswoman teacher union university widow wife
    """.split()
)
_THINGS: Final = frozenset(
    """
    account air allegations applause article attack beat book calls change charges cheers claim claims column complaint
    crisis criticism criticisms danger death decision demands effect end essay extent fact fear fears future help idea
    issue joke laughter letter lie lies magazine matter moment money music name need news offence offer opening past
    patience peace platform poem point post proposal question questions reason reform reforms release report reports
    request requests rescue risk rumours situation song songs sound sounds speech statement stories story subject table
    tale tales threat threats time topic truth tweet website word words
    """.split()
)
_PAIRED: Final = frozenset("television radio media minister conference hall secretary general".split())
_PAIRED_WITH: Final = frozenset(
    "town city prime foreign finance interior defence defense news press state local attorney".split()
)
_JOINERS: Final = frozenset("of the for de da do dos das du des la le el al bin van von der den del di und y e".split())
_POSSESSIVE: Final = re.compile(r"['’]s(?=\s)|(?<=s)['’](?=\s)")
_NOUN_NEXT: Final = re.compile(
    r"\s(?!(?:that|the|he|she|they|we|i|it|on|in|to|at|by|his|her|during|after|before|when|how|what|why|not|about)\b)[\w]"
)
_CAPITAL_NEXT: Final = re.compile(r"\s(?:the\s)?[A-Z]")
_COMMA: Final = re.compile(r"(?:\sof\s[^,;:“\"\x01]{1,40})?,\s")
_NAME_THEN_COMMA: Final = re.compile(r"([A-Z]\w+(?:\s[A-Z]\w+)*),")
_PLAIN_NEXT: Final = re.compile(r"\s([a-z]+)\b")
_DAYS: Final = frozenset(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "I"))
_NOT_ADVERBS: Final = frozenset(("family", "assembly", "ally"))
_NO_LISTENERS: Final = frozenset(("Twitter", "Facebook", "Instagram", "Telegram"))
_THEN_FINITE: Final = re.compile(r"\s(?:had|has|have|would|will|was|is|were|are|could|should|did|does|must|might|may|can)\b")


def listener(
    sentence: ReportingSentence, position: int, people: dict[int, tuple[int, str]], own: tuple[int, int], accept: Accept
) -> str | None:
    """Who is named by the noun phrase at `position`: a person, else a group, else an organisation; never the speaker.

    `people` gives end and full name by start, `own` is the speaker's mention; all are body offsets.
    """
    text = sentence.text
    phrase = _Phrase()
    while word := _WORD.match(text, position):
        place = sentence.offset(word.start(1))
        if own[0] <= place < own[1]:
            return None
        person = people.get(place)
        if person is not None:
            position = word.start(1) + person[0] - place
            possessive = _POSSESSIVE.match(text, position)
            group = _PLAIN_NEXT.match(text, position)
            if group and group[1] in _PEOPLE:  # told Cruz supporters
                return group[1]
            if not possessive:
                if accept is Accept.PEOPLE and _THEN_FINITE.match(text, position):  # she writes Cruz has …
                    return None
                return person[1] if phrase.leads_to_person(text, position) else phrase.answer(accept)
            position = possessive.end()
            phrase.owns("")
        else:
            if not phrase.take(word[1], text, word.end()):
                break
            position = word.end()
            possessive = _POSSESSIVE.match(text, position)
            if possessive:
                position = possessive.end()
                phrase.owns(" ".join(phrase.names).removeprefix("The "))
    return _apposition(sentence, position, people, own, phrase) or phrase.answer(accept)


class _Phrase:
    """A noun phrase read word by word: `names` its capitalised words, `head` its last plain noun."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.head = self.before_head = self.owner = ""
        self.is_owned = self.is_determined = False

    def take(self, token: str, text: str, end: int) -> bool:
        """Add a word; False when it does not belong to the phrase, or the phrase is complete."""
        plain = token.lower()
        is_first = not (self.names or self.head or self.is_owned)
        if is_first and (plain in _PRONOUNS or (plain == "her" and not _NOUN_NEXT.match(text, end))):
            return False
        if token in _DAYS:
            return False
        joins = bool(self.names) and not self.head and plain in _JOINERS and _CAPITAL_NEXT.match(text, end) is not None
        if joins or token == "&" or (token[0].isupper() and self.head not in _PEOPLE):
            self.names.append(token)
        elif plain == "of" and self.head in _MANY and _PLAIN_NEXT.match(text, end):
            self.head = ""
        elif plain in _DETERMINERS and is_first:
            self.is_determined = True
        elif plain in _STOP or plain in _DETERMINERS or self.head in _PEOPLE or plain in _JOINERS or token[0].isupper():
            return False
        elif not plain.endswith("ly") or plain in _NOT_ADVERBS:
            self.before_head, self.head = self.head, plain
        return True

    def owns(self, owner: str) -> None:
        """What was read so far owns what follows: "Radio Nord’s" morning show."""
        self.owner, self.names, self.head, self.is_owned = owner, [], "", True

    def leads_to_person(self, text: str, end: int) -> bool:
        """Whether a person who follows is part of the phrase: told aide Ana Cruz, but not told aides Ana Cruz would …"""
        if not (self.names or self.head):
            return True
        return self.head not in _PEOPLE and not _THEN_FINITE.match(text, end)

    def answer(self, accept: Accept) -> str | None:
        if self.head in _PEOPLE:
            return self.head
        if self.owner and self.names and self.head:
            return self.owner
        if self.names and self.head.endswith("s") and self.head not in _THINGS:
            return self.head
        if self.names:
            names = " ".join(self.names).removeprefix("The ")
            if self.head == "magazine":
                return f"{names} magazine"
            return None if names in _NO_LISTENERS else names
        if self.owner and not (accept and self.head in _THINGS):
            return self.owner
        is_role = self.head in _ROLES or (accept is Accept.DETERMINED and self.is_determined)
        if not self.head[:1].isalpha() or self.head in _THINGS or (accept and not is_role):
            return None
        return f"{self.before_head} {self.head}" if self.head in _PAIRED and self.before_head in _PAIRED_WITH else self.head


def _apposition(
    sentence: ReportingSentence, position: int, people: dict[int, tuple[int, str]], own: tuple[int, int], phrase: _Phrase
) -> str | None:
    """`her lawyer, Ana Cruz, that …`: the name behind a singular noun and a comma."""
    if not (phrase.head or phrase.names) or phrase.head in _PEOPLE:
        return None
    comma = _COMMA.match(sentence.text, position)
    if comma is None or own[0] <= sentence.offset(comma.end()) < own[1]:
        return None
    person = people.get(sentence.offset(comma.end()))
    if person is not None:
        return person[1]
    name = _NAME_THEN_COMMA.match(sentence.text, comma.end())
    return name[1] if name and phrase.head in _ROLES else None
