"""Who was spoken to: "told Y", "said in a letter to Y", "asked by Y".

In: the body, a quote, where its reporting word stands, and the people of the article. Out: a person's full name, a named
organisation ("Radio Nord"), or a group in plain words ("reporters"); None when the text does not say.

The reporting sentence is read, without what is quoted in it. A frame (told …, a letter to …, speaking to …) points at the
place where a listener may be named; one reader of noun phrases, `_listener`, decides who stands there.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from searchkit.article import Quote
from searchkit.attribution.clause import REACH, ReportingSentence, anchor_of, reporting_sentence

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
_TO: Final = re.compile(r"[”\"»,\s]*\b(?:to|at)\s(?=\S)")
_FRAME: Final = re.compile(
    r"\b(?i:speaking|talking|writing|responding|replying|turning)\s(?:[a-z]+ly\s)?(?:to|with|before)\s"
    r"|\b(?:[Aa]ddressing|[Tt]elling|[Aa]nswering|(?:[Tt]estif(?:ying|ied)|[Ss]peaking|[Aa]ppearing)\sbefore)\s"
    r"|\b(?:[Ii]n|[Dd]uring|[Aa]t|[Oo]n|[Oo]ver|[Aa]fter|[Ff]rom|[Bb]y)\s(?:an?\s|the\s|his\s|her\s|their\s)?(?:[\w-]+\s){0,3}?"
    r"(?:(?:letter|e-?mail|message|text|memo|note|statement|remarks|comments|speech|address|appeal|testimony|telegram|presentation"
    r"|lecture|interview|report|post|briefing)s?\s(?:(?:on|late|early|sent|dated|addressed|written|given|published|released|issued"
    r"|broadcast|[A-Z][a-z]+day)\s){0,3}to"
    r"|(?:interview|conversation|call|talks?|meeting|chat|exchange|discussion|sit-down|Q&A|session)s?\s"
    r"(?:(?:on|late|early|this|published|broadcast|aired|recorded|week|held|[A-Z][a-z]+day|morning|night|evening)\s){0,3}with)\s"
)
_BY: Final = re.compile(
    r"\b(?i:asked|pressed|questioned|interviewed|challenged|prompted|quizzed|grilled)\s(?:[\w ]{0,24}?\s)?by\s"
)
_PASSIVE: Final = re.compile(r"\s(?:was|were|is|has\sbeen|had\sbeen|have\sbeen|being)\s(?:[a-z]+ly\s|also\s|then\s|later\s)?$")
_BREAK: Final = re.compile(
    r"\b(?:that|which|who|whom|whose|because|according\sto|while|whether|how|why)\b|;|[,”\"»]\s(?:and|but)\s"
)

_WORD: Final = re.compile(
    r"\s*((?:[A-Z]|Dr|Mr|Mrs|Ms|Gen|Sen|Rep|Gov|Lt|Col|Capt|Sgt|Prof|Rev|St|Adm|Maj)\.(?=\s)|[\w&][\w&’'./-]*\w|[\w&])"
)
_DETERMINERS: Final = frozenset(
    "a an the his her their its my our your some several many all both this these those one two three".split()
)
_STOP: Final = frozenset(
    "that which who whom whose what when where why how whether if because while as than after before since until during for from in into on"
    " at by with without about against over under through to he she they we i it there and or but so not had has have would will was were is"
    " are been be could should can may might must did does do yesterday today tonight earlier later again also last next this on".split()
)
_PRONOUNS: Final = frozenset(
    "him me us them it you himself herself themselves myself everyone everybody nobody anyone someone".split()
)
_MANY: Final = frozenset(
    "group crowd panel number audience gathering handful dozens hundreds thousands pair team head members member room".split()
)
_PEOPLE: Final = frozenset(
    "activists aides allies analysts attendees audience authorities backers bishops board bosses cabinet cardinals class clients coaches"
    " colleagues commissioners committee congregation congress correspondents council councillors court crowd customers delegates deputies"
    " detectives diplomats doctors donors drivers economists editors employees executives families fans farmers followers friends graduates"
    " guests investigators investors journalists judges jurors jury lawmakers lawyers leaders legislators listeners managers media"
    " members ministers miners ministry mourners mps nation neighbours neighbors nurses officers officials onlookers parents parliament"
    " parliamentarians partners passengers patients pilgrims players police prosecutors protesters ralliers rallygoers readers rebels"
    " relatives reporters representatives republicans democrats researchers residents sailors scientists senators shareholders shopkeepers"
    " soldiers spectators staff staffers strikers students supporters teachers team teammates troops unions users veterans viewers villagers"
    " visitors volunteers voters witnesses workers worshippers congressmen firefighters newspapers outlets press public faithful".split()
)
_ROLES: Final = frozenset(
    "adviser aide ambassador anchor author boss brother captain chairman chairwoman chancellor chief coach colleague commander correspondent"
    " counterpart daughter deputy detective director doctor editor envoy father friend general governor husband interviewer journalist judge"
    " king lawyer leader manager mayor minister moderator mother neighbour neighbor officer opponent parents partner premier presenter president"
    " prince prosecutor queen reporter rival secretary senator sister son spokesman spokeswoman teacher wife widow host goalkeeper".split()
)
_THINGS: Final = frozenset(
    "account allegations article attack book calls charges claim claims column complaint criticism criticisms decision demands essay"
    " fact inquiries inquiry joke letter lies magazine moment music name news offer platform poem point post proposal question questions report"
    " reports request requests reform reforms rumours song songs speech statement story stories tale tales threat threats time truth tweet"
    " website word words idea peace patience reason money help change lie crisis death situation".split()
)
_PAIRED: Final = frozenset("television radio media minister conference hall secretary officer general attorney".split())
_JOINERS: Final = frozenset(("of", "the", "for", "de", "da", "al", "bin", "van", "von", "del", "di"))
_THEN_FINITE: Final = re.compile(r"\s(?:had|has|have|would|will|was|is|were|are|could|should|did|does|must|might|may|can)\b")


def addressee(body: str, quote: Quote, cue_span: tuple[int, int] | None, people: Sequence[Person]) -> str | None:
    """The person, organisation or group `quote` was said to; None when its sentence does not say.

    `cue_span` is the reporting word of the quote (half-open offsets into `body`). `people` are the mentions of persons in
    the article, sorted: start, end, and the person's full name, which is what is returned. A group or organisation is returned
    as the text names it, without "the" and without adjectives: "Coast Herald", "reporters", "prime minister".

    >>> from searchkit.article import Quote
    >>> body = "“We will stay,” Venn told the mayor."
    >>> addressee(body, Quote(1, 14, "We will stay,", mention=(16, 20)), (21, 25), [(16, 20, "Orla Venn")])
    'mayor'
    """
    anchor = anchor_of(body, quote, cue_span)
    sentence = reporting_sentence(body, quote, anchor)
    first = bisect_left(people, (max(0, sentence.first - REACH),))
    last = bisect_left(people, (sentence.after + REACH,))
    own = quote.mention or (-1, -1)
    nearby = {start: (end, name) for start, end, name in people[first:last] if not (start < own[1] and own[0] < end)}
    for position, needs_people in _places(sentence):
        found = _listener(sentence, position, nearby, needs_people=needs_people)
        if found:
            return found
    return _passive_listener(sentence, nearby)


def _places(sentence: ReportingSentence) -> Iterator[tuple[int, bool]]:
    """Where a listener may be named, most certain first; True when only people count there and not just any noun."""
    text, start, end = sentence.text, sentence.start, sentence.end
    verb = _DIRECT.search(text, start, end)
    if verb and not _PASSIVE.search(text, 0, start):
        yield end, _WITH_THINGS.match(verb[0]) is not None
    to = _TO.match(text, end)
    if to:
        yield to.end(), True
    frames = list(_FRAME.finditer(text)) + list(_BY.finditer(text))
    frames.sort(key=lambda frame: frame.start() - end if frame.start() >= end else start - frame.end())
    for frame in frames:
        between = text[end : frame.start()] if frame.start() >= end else text[frame.end() : start]
        if frame.start() >= end and _BREAK.search(between):
            continue
        yield frame.end(), True
    # said Orla Venn to the court
    far = re.compile(r"[^,;:“\"\x01]{1,48}?\sto\s").match(text, end)
    if far and not _BREAK.search(far[0]):
        yield far.end(), True


def _passive_listener(sentence: ReportingSentence, people: dict[int, tuple[int, str]]) -> str | None:
    """`Y was told by X that …`."""
    passive = _PASSIVE.search(sentence.text, 0, sentence.start)
    if passive is None or not _DIRECT.search(sentence.text, sentence.start, sentence.end):
        return None
    place = sentence.offset(passive.start())
    return next((name for end, name in people.values() if end == place), None)


def _listener(
    sentence: ReportingSentence, position: int, people: dict[int, tuple[int, str]], *, needs_people: bool
) -> str | None:
    """Who is named by the noun phrase at `position`: a person before an organisation before a group."""
    text = sentence.text
    run: list[str] = []  # the capitalised words: an organisation, or the title of a person still to come
    head = previous = ""
    while word := _WORD.match(text, position):
        token, lowered = word[1], word[1].lower()
        person = people.get(sentence.offset(word.start(1)))
        if person is not None:
            return _named_person(sentence, person, run, head)
        if not (run or head) and (lowered in _PRONOUNS or (lowered == "her" and not _is_noun_next(text, word.end()))):
            return None
        owner = re.search(r"(?:['’]s|s['’])$", token)
        if token[0].isupper() or (run and lowered in _JOINERS and _continues(text, word.end()) and not head) or token == "&":
            if head in _PEOPLE:
                break
            run.append(token)
        elif lowered in _DETERMINERS and not (run or head):
            pass
        elif lowered == "of" and head in _MANY:
            head = ""
        elif lowered in _STOP or lowered in _DETERMINERS or lowered.endswith("ly"):
            break
        else:
            previous, head = head, lowered
            if lowered in _PEOPLE:
                break
        position = word.end()
        owner = owner or re.match(r"['’]s?(?=\s)", text[position : position + 3])
        if owner:
            position = word.end() + (len(owner[0]) if owner.string != token else 0)
            owned, after = _owned(text, position), run and head == ""
            if after and not owned:
                break
            if owned == "capital":
                run = []
    ...
