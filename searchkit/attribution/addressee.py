"""Who was spoken to: "told Y", "said in a letter to Y", "asked by Y".

In: the body, a quote, where its reporting word stands, and the people of the article. Out: a person's full name, a named
organisation ("Radio Nord"), or a group in plain words ("reporters"); None when the text does not say.

The reporting sentence is read, without what is quoted in it. A frame (told …, a letter to …, speaking to …) points at the
place where a listener may be named; `listener` reads who stands there.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from searchkit.article import Quote
from searchkit.attribution.clause import REACH, ReportingSentence
from searchkit.attribution.listener import Accept, listener

Person = tuple[int, int, str]

_DIRECT: Final = re.compile(
    r"\b(?:tell(?:s|ing)?|told|ask(?:s|ed|ing)?|inform(?:s|ed|ing)?|assur(?:es?|ed|ing)|warn(?:s|ed|ing)?|remind(?:s|ed|ing)?"
    r"|urg(?:es?|ed|ing)|advis(?:es?|ed|ing)|notif(?:y|ies|ied|ying)|beg(?:s|ged|ging)?|implor(?:es?|ed|ing)|order(?:s|ed|ing)?"
    r"|promis(?:es?|ed|ing)|instruct(?:s|ed|ing)?|answer(?:s|ed|ing)?|text(?:s|ed|ing)?|e-?mail(?:s|ed|ing)?|wr(?:ote|ites?|iting)"
    r"|thank(?:s|ed|ing)?|congratulat(?:es?|ed|ing)|quer(?:ies|ied)|challeng(?:es?|ed|ing)|reassur(?:es?|ed|ing)|persuad(?:es?|ed|ing)"
    r"|interrupt(?:s|ed|ing)?|brief(?:s|ed|ing)?|address(?:es|ed|ing)?|call(?:s|ed|ing)? (?:up)?on|appeal(?:s|ed|ing)? to)$"
)
# These take things as well as people: "wrote a letter", "promised reforms", "answered the question".
_WITH_THINGS: Final = re.compile(r"^(?:promis|answer|text|e-?mail|wr|order|thank|quer|challeng|call|ask|address|urg|brief|warn)")
_TELL: Final = re.compile(r"t(?:ell|old)")
_TALK: Final = re.compile(
    r"\b(?:sa(?:id|ys?|ying)|wr(?:ote|ites?|iting)|repl(?:ied|ies|ying)|respond(?:s|ed|ing)?|explain(?:s|ed|ing)?|sp(?:oke|eaks?|eaking)"
    r"|complain(?:s|ed|ing)?|confess(?:es|ed|ing)?|confid(?:es?|ed|ing)|whisper(?:s|ed|ing)?|announc(?:es?|ed|ing)|describ(?:es?|ed|ing)"
    r"|add(?:s|ed|ing)?|stat(?:es?|ed|ing)|declar(?:es?|ed|ing)|apologi[sz](?:es?|ed|ing)|appeal(?:s|ed|ing)?|repeat(?:s|ed|ing)?"
    r"|stress(?:es|ed|ing)?|admit(?:s|ted|ting)?|testif(?:ies|ied|ying)|suggest(?:s|ed|ing)?|boast(?:s|ed|ing)?|remark(?:s|ed|ing)?"
    r"|message|statement|letter|confirm(?:s|ed|ing)?|insist(?:s|ed|ing)?|mention(?:s|ed|ing)?|vow(?:s|ed|ing)?"
    r"|shout(?:s|ed|ing)?|yell(?:s|ed|ing)?|scream(?:s|ed|ing)?|snap(?:s|ped|ping)?|bark(?:s|ed|ing)?|shot|fired|hiss(?:es|ed|ing)?|report(?:s|ed|ing)?|call(?:s|ed|ing)?)$"
)
_TO: Final = re.compile(r"[”\"»,\s]*\bto\s(?=\S)")
_AT: Final = re.compile(r"[”\"»,\s]*\b(?:back\s)?at\s(?=\S)")
_ON: Final = re.compile(r"\s(?:up)?on\s(?=\S)")
_LOUD: Final = re.compile(r"^(?:shout|yell|scream|snap|bark|shot|hiss|fir|laugh)")
_INVERTED: Final = re.compile(r"[”\"»'’,\x01]\s*$")
# said Orla Venn to the court
_FAR_TO: Final = re.compile(r"\s(?:[A-Z][\w.’'-]*\s|(?:the|a|an)\s[a-z]+\s|s?he\s){1,4}to\s")
_FRAME: Final = re.compile(
    r"\b(?i:speaking|talking|writing|replying|turning)\s(?:[a-z]+ly\s)?(?:to|with|before)\s"
    r"|\b(?:[Aa]ddressing|[Tt]elling|[Aa]nswering|(?:[Tt]estif(?:ying|ied)|[Ss]peaking|[Aa]ppearing)\sbefore)\s"
    r"|\b(?:[Ii]n|[Dd]uring|[Aa]t|[Oo]n|[Oo]ver|[Bb]y)\s(?:an?\s|the\s|his\s|her\s|their\s)?(?:[\w-]+\s){0,3}?"
    r"(?:(?:letter|circular|toast|plea|call|reply|e-?mail|message|text|memo|note|statement|remarks|comments|speech|address|appeal|testimony|telegram|presentation"
    r"|lecture|interview|report|post|briefing)s?\s(?:(?:on|late|early|sent|dated|addressed|written|given|published|released|issued"
    r"|broadcast|[A-Z][a-z]+day)\s){0,3}to"
    r"|(?:interview|conversation|call|talks?|meeting|chat|exchange|discussion|sit-down|Q&A|session)s?\s"
    r"(?:(?:on|late|early|this|published|broadcast|aired|recorded|week|held|[A-Z][a-z]+day|in|morning|night|evening)\s){0,3}with)\s"
)
# One of these is in every frame; looking for them first is many times faster than the pattern.
_FRAME_NEEDLES: Final = tuple(
    "peaking alking riting eplying urning ddressing elling nswering estif ppearing letter circular toast plea call reply mail message"
    " text memo note statement remarks comment speech address appeal telegram presentation lecture interview report post briefing"
    " conversation talk meeting chat exchange discussion sit-down Q&A session".split()
)
_BY: Final = re.compile(
    r"(?:^\W*|,\s|[Ww]hen\s|[”\"»\x01]\s)(?i:asked|pressed|questioned|"
    r"interviewed|challenged|prompted|quizzed|grilled)\s(?:[\w ]{0,24}?\s)?by\s"
)
_APPOSITION_BEFORE: Final = re.compile(r",\s[^,]{1,40},$")
_TOLD_PRONOUN: Final = re.compile(r"\s(?:him|her)\b(?!\s(?:[a-z]+(?:s|er|or|nt|band|ther)|own)\b)")
_PASSIVE: Final = re.compile(r"\s(?:was|were|is|has\sbeen|had\sbeen|have\sbeen|being)\s(?:[a-z]+ly\s|also\s|then\s|later\s)?$")
_BREAK: Final = re.compile(
    r"\b(?:that|which|who|whom|whose|because|according\sto|while|whether|how|why)\b|;|[,”\"»]\s(?:and|but)\s"
)


def addressee(sentence: ReportingSentence, quote: Quote, people: Sequence[Person]) -> str | None:
    """The person, organisation or group `quote` was said to, by its reporting sentence; None when that does not say.

    `people` are the mentions of persons in the article, sorted: start, end, and the person's full name, which is what is
    returned. A group or organisation is returned as the text names it, without "the" and without adjectives: "Coast Herald",
    "reporters", "prime minister".

    >>> from searchkit.article import Quote
    >>> from searchkit.attribution.clause import reporting_sentence
    >>> body = "“We will stay,” Venn told the mayor."
    >>> quote = Quote(1, 14, "We will stay,", mention=(16, 20))
    >>> addressee(reporting_sentence(body, quote, (21, 25)), quote, [(16, 20, "Orla Venn")])
    'mayor'
    """
    first = bisect_left(people, (max(0, sentence.first - REACH),))
    last = bisect_left(people, (sentence.after + REACH,))
    nearby = {start: (end, name) for start, end, name in people[first:last]}
    own = quote.mention or (-1, -1)
    for position, accept in _places(sentence):
        found = listener(sentence, position, nearby, own, accept)
        if found:
            return found
    return _passive_listener(sentence, nearby, own) or _pronoun_listener(sentence, nearby, own)


def _places(sentence: ReportingSentence) -> Iterator[tuple[int, Accept]]:
    """Where a listener may be named, most certain first, and what counts as one there."""
    text, start, end = sentence.text, sentence.start, sentence.end
    verb = _DIRECT.search(text, start, end)
    # “…,” warned Venn: the subject stands where the listener would.
    if verb and not _PASSIVE.search(text, 0, verb.start()) and (_TELL.match(verb[0]) or not _INVERTED.search(text, 0, start)):
        yield end, Accept.PEOPLE if _WITH_THINGS.match(verb[0]) else Accept.ANY
    talk = _TALK.search(text, start, end)
    if talk:
        link = _AT if _LOUD.match(talk[0]) else _ON if talk[0].startswith("call") else _TO
        to = link.match(text, end) or _FAR_TO.match(text, end)
        if to:
            yield to.end(), Accept.PEOPLE
    frames = list(_FRAME.finditer(text)) if any(needle in text for needle in _FRAME_NEEDLES) else []
    if " by " in text:
        frames += _BY.finditer(text)
    frames.sort(key=lambda frame: frame.start() - end if frame.start() >= end else start - frame.end())
    for frame in frames:
        between = text[end : frame.start()] if frame.start() >= end else text[frame.end() : start]
        if frame.start() >= end and _BREAK.search(between):
            continue
        yield frame.end(), Accept.DETERMINED


def _passive_listener(sentence: ReportingSentence, people: dict[int, tuple[int, str]], own: tuple[int, int]) -> str | None:
    """`Y was told by X that …`, `Y, a lawyer, was asked …`."""
    verb = _DIRECT.search(sentence.text, sentence.start, sentence.end)
    passive = _PASSIVE.search(sentence.text, 0, verb.start()) if verb else None
    if passive is None:
        return None
    apposition = _APPOSITION_BEFORE.search(sentence.text, 0, passive.start())
    place = sentence.offset(apposition.start() if apposition else passive.start())
    return next((name for start, (end, name) in people.items() if end == place and start != own[0]), None)


def _pronoun_listener(sentence: ReportingSentence, people: dict[int, tuple[int, str]], own: tuple[int, int]) -> str | None:
    """`X met Y and told him …`: the one other person of the sentence."""
    verb = _DIRECT.search(sentence.text, sentence.start, sentence.end)
    if verb is None or not _TOLD_PRONOUN.match(sentence.text, sentence.end):
        return None
    first, last = sentence.first, sentence.offset(sentence.start)
    others = {name for start, (end, name) in people.items() if first <= start < last and not (start < own[1] and own[0] < end)}
    return others.pop() if len(others) == 1 else None
