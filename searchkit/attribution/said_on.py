"""The day a quote was said, when the text says so: "on Sunday", "yesterday", "in a letter dated 3 May".

In: the body, a quote, where its reporting word stands, and the article's day. Out: a day, or None.

Only the sentence of the reporting word counts, without what is quoted in it: a day in there is a day the speaker talks
about. A time expression of the rest tells the day when nothing between it and the reporting word gives it to something
else (a relative clause, an event, a plan).
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from searchkit.attribution.clause import BLANK, ReportingSentence

_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NUMBERS: Final = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
)
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Mon|Tues?|Wed|Thurs?|Fri)(?=\.\s)"
_DATE: Final = (
    rf"(?P<iso>[12]\d{{3}}-[01]\d-[0-3]\d)"
    rf"|(?P<month>{_MONTH})\s(?P<dom>[0-3]?\d)(?:st|nd|rd|th)?(?![\d:.]\d|\d)(?:,?\s(?P<year>[12]\d{{3}})\b|(?P<ago>\slast\syear))?"
    rf"|(?P<dom2>[0-3]?\d)(?:st|nd|rd|th)?(?:\sof)?\s(?P<month2>{_MONTH})(?:,?\s(?P<year2>[12]\d{{3}})\b|(?P<ago2>\slast\syear))?"
)
_AFTER_WEEKDAY: Final = re.compile(rf",?\s(?:{_DATE})")
_COUNT = rf"(?P<count>an?|{'|'.join(_NUMBERS[1:])}|[1-9]\d?)"

_EXPRESSION: Final = re.compile(
    rf"\b(?:(?P<which>[Ll]ast|(?:this\s)?past|[Nn]ext|this|coming|[Ee]very|[Ee]ach|[Oo]ne|[Ss]ome|Super|Black|Good|Ash|Palm|Easter|Bloody)\s)?(?P<weekday>{_WEEKDAY})(?![a-z])"
    rf"|\b(?:{_DATE})"
    r"|\b(?P<today>[Tt]oday|[Tt]onight|[Tt]his\s(?:morning|afternoon|evening)|[Ee]arlier\stoday)\b"
    r"|\b(?P<yesterday>[Yy]esterday|[Ll]ast\snight)\b"
    r"|\b(?P<same_day>[Ee]arlier\sin\sthe\sday|(?:[Tt]he|that)\ssame\sday)\b"
    r"|\b(?P<before_yesterday>[Tt]he\sday\sbefore\syesterday)\b"
    r"|\b(?P<day_before>(?:[Tt]he|[Aa]|[Oo]ne)\s(?:day\s(?:before|earlier)|previous\sday))\b(?!\s(?:an?|the|his|her|their|its|my|[A-Z])\b)"
    rf"|\b(?i:{_COUNT}\sdays?\s(?P<since>ago|earlier))\b"
)
# One of these is in every expression; looking for them first is ten times faster than the pattern.
_NEEDLES: Final = ("day", "night", "Mon", "Tue", "Wed", "Thu", "Fri", "this ", "This ", *_MONTHS, "-0", "-1")


# Where people speak. A day in front of or behind one of these is the day of speaking.
_OCCASION: Final = re.compile(
    r"\b(?:address|announcement|appearance|article|briefing|broadcast|call|ceremony|column|comments?|conference|conversation|debate"
    r"|dinner|discussion|e-?mail|edition|editorial|episode|essay|event|forum|gathering|hearing|homily|interview|lecture|letter|lunch"
    r"|meeting|memo|message|news|note|op-ed|panel|phone|podcast|post|posting|prayers?|press|programme?|rally|release|remarks|report"
    r"|reporters|response|sermon|service|session|show|speech|statement|summit|talk|talks|telecast|testimony|text|tour|town\shall|tweets?|video"
    r"|visit|match|game|funeral|fundraiser|breakfast|luncheon|issue|broadside|webcast|vigil|reception|stop)\b"
)
_EVENT: Final = re.compile(
    r"\b(?:accident|airstrikes?|ambush|arrests?|assault|assassination|attacks?|blast|bombardment|bombings?|capture|clashes|collapse|coup|crash"
    r"|deadline|deaths?|decision|defeat|derailment|disaster|earthquake|elections?|explosions?|fighting|fire|flood|floods|killings?|landslide"
    r"|launch|loss|massacre|murders?|offensive|operation|outage|primary|quake|raids?|referendum|resignation|riots?|robbery|ruling|shelling"
    r"|shootings?|stabbing|storm|strikes?|tragedy|unrest|verdict|victory|violence|votes?|walkout|win)\b"
)
_PUBLISHED = (
    "aired|broadcast|circulated|dated|delivered|distributed|given|held|hosted|issued|made|obtained|organi[sz]ed|posted|published|quoted"
    "|read|recorded|released|seen|sent|shared|signed|taped|televised|uploaded|written|carried|printed"
)
_SPEAKING = (
    r"(?:speak|talk|testify|writ|address|appear|reply|respond|announc|mak|tell|read|post|tweet|deliver|answer|rally|campaign)ing"
)
_OTHER_CLAUSE: Final = re.compile(
    r";|\b(?:that|which|who|whom|whose|when|because|since|until|before|ahead\sof|prior\sto|if|while(?!\s[a-z]+ing\b)|although|though|where|whether"
    r"|will|would|adding|referring|noting|according\sto(?!\s(?:an?|the)\s(?:\w+\s)?(?:transcript|recording|statement|release|video|post|copy)\b)|despite|than)\b|[,”\"»]\s(?:and|but|or|so)\s|^\s(?:of|about|over|regarding)\b"
)
_SPEAKING_WHO: Final = re.compile(
    rf"\bwho\s(?:was\s|were\s|had\s)?(?:spoke|spoken|{_SPEAKING}|interviewed|testified)\b|\b(?:which|that)\s(?:was|were)\s(?:{_PUBLISHED})\b"
)
# Behind quoted words the reporting clause may go on: said that “…” because “…” during a speech on Friday.
_RESUMED: Final = re.compile(r"^.*[”»\"\x01]\s(?=(?:late\s|early\s)?(?:on|in|during|at)\s)")
_OTHER_REPORT: Final = re.compile(r"\b(?:said|says|told|wrote|announced|added|replied|who|which)\b")
_CUE_IN_CLAUSE: Final = re.compile(
    r"\b(?:after|before|when|who|whom|which|that|since|until|than|because|although|though|while|if)\s[^,]*$"
)
_GERUND: Final = re.compile(r"\s[a-z]+ing\b")
_AFTER: Final = re.compile(r"\b(?:after|following)\b(?P<what>.*)", re.DOTALL)
_OBJECT_GERUND: Final = re.compile(rf"^\s(?!{_SPEAKING}|during|evening|morning)[a-z]+ing\b")
_PARTICIPLE_BEFORE: Final = re.compile(
    rf"\b(?!(?:{_PUBLISHED}|asked|interviewed|reached|contacted|questioned|testified|quoted)\b)"
    r"(?:[a-z]{2,}ed|due|set|won|lost|held|shot|hit|begun|caught|found|hurt|born)\s+(?:(?:on|late|early|last|for|this)\s+)*$"
)
_OPENS_OTHER: Final = re.compile(
    r"^\W*(?:and\s|but\s)?(?:when|since|before|until|because|if|while|although|though|whose|whom|where|once|as|with|for|despite|ahead\sof"
    r"|prior\sto|following|after|who|which|that|due|than)\b"
)
_OPENS_PARTICIPLE: Final = re.compile(
    rf"^\W*(?!{_SPEAKING}|[Dd]uring|[Ii]n\b)(?:[A-Za-z]+ing|[A-Za-z]{{2,}}ed|shot|held|caught|hurt|born|taken|sworn)\b"
)
_OPENS_PUBLISHED: Final = re.compile(
    rf"^\W*(?:(?i:{_PUBLISHED}|asked|interviewed|reached|contacted|questioned|pressed)\b(?!\sfrom)|(?i:{_SPEAKING}))"
)
_FOREIGN_LINK: Final = re.compile(r"\b(?i:of|since|until|till|by|before|for|about|than|from|through|between|next)\s+(?:the\s+)?$")
_PAPER_OF: Final = re.compile(r"\b(?:letter|statement|memo|report|e-?mail|message|post|note|article|column)s?\sof\s(?:the\s)?$")
_HELD_AT: Final = re.compile(
    r"(?:\b(?:[Aa]t|[Dd]uring|[Ii]n|[Oo]n|to|from|[Ff]or|with|told|addressed|[Aa]fter)\s+(?:an?\s+|the\s+|his\s+|her\s+|their\s+)?|^\s*)$"
)
_ATTRIBUTIVE_LEAD: Final = re.compile(r"\b(?:an?|the|his|her|their|its)\s+(?:late\s|early\s)?$")
_PHRASE_END: Final = re.compile(r"[,.;:“\"\x01]|\b(?:in|on|at|of|with|that|for|to)\b")
_POSSESSIVE: Final = re.compile(r"(?:\s(?:night|morning|afternoon|evening))?['’]s\b")
_ATTRIBUTIVE: Final = re.compile(
    r"(?:\s(?:night|morning|afternoon|evening))?\s(?=[a-z])(?!(?:on|in|at|by|that|for|to|from|with|when|as|and|after)\b)"
)
_DATELINE: Final = re.compile(r"[\s,]*(?:\([^()]{1,40}\))?\s*(?:—|–|--|-\s)")
_NEW_SUBJECT: Final = re.compile(
    r"^\s*(?:is|was|are|were|has|have|had)\b[^,]*,|(?:^\s*|[,”\"»]\s)(?:and|but|so)\s+(?!(?:then|later|also)\s*$)\S|;"
)
_ON_THE_HEELS: Final = re.compile(
    r"^\W*(?:when\s(?:asked|questioned|pressed)|(?:minutes|moments|shortly|soon)\s(?:after|before))\b"
)
_UNSAID: Final = re.compile(
    r"\b(?:will|would|may|might|could|should|(?:expected|likely|due|going|scheduled|set|plans|planned|is|are)\s+to)\s+$"
)


def said_on(sentence: ReportingSentence, day: date | None) -> date | None:
    """The day the text says a quote was said, by its reporting sentence; None when it does not say.

    `day` is the article's day. A weekday is the last such day not after it; a date without a year is the last such date.
    Without `day` only complete dates count.

    >>> from searchkit.article import Quote
    >>> from searchkit.attribution.clause import reporting_sentence
    >>> body = "“We will stay,” Orla Venn said on Sunday."
    >>> said_on(reporting_sentence(body, Quote(1, 14, "We will stay,"), (26, 30)), date(2030, 7, 15))
    datetime.date(2030, 7, 14)
    """
    if not _has_needle(sentence.text):
        return None
    if _UNSAID.search(sentence.text, max(0, sentence.start - 24), sentence.start):
        return None
    best: tuple[int, date] | None = None
    for match in _EXPRESSION.finditer(sentence.text):
        if not _belongs(sentence, match):
            continue
        found = _resolve(match, sentence, day)
        if found is None or (day is not None and found > day):
            continue
        gap = sentence.text[sentence.end : match.start()] or sentence.text[match.end() : sentence.start]
        distance = len(gap) - gap.count(BLANK)
        if best is None or distance < best[0]:
            best = (distance, found)
    return best[1] if best else None


def _has_needle(text: str) -> bool:
    return any(needle in text for needle in _NEEDLES)


def _belongs(sentence: ReportingSentence, match: re.Match[str]) -> bool:
    """Whether the time expression belongs to the reporting word and not to something else in its sentence."""
    text = sentence.text
    if sentence.start <= match.start() < sentence.end:  # the reporting word was given as "said Sunday"
        return True
    lead, tail = text[: match.start()], text[match.end() : match.end() + 60]
    if (match["which"] or "this").lower() not in ("last", "past", "this", "this past") or (
        _FOREIGN_LINK.search(lead) and not (match["weekday"] is None and _PAPER_OF.search(lead))
    ):
        return False
    if match["month"] and _DATELINE.match(tail) and "," in lead[-3:]:
        return False
    if match["weekday"]:
        occasion = _attributed_to(lead, tail)
        if occasion and not _is_held(lead, occasion):
            return False
        lead += occasion
    if match.start() >= sentence.end:
        return _follows_cue(lead[sentence.end :])
    return _precedes_cue(lead, text[match.end() : sentence.start], text[sentence.start : sentence.end])


def _attributed_to(lead: str, tail: str) -> str:
    """What a weekday is put before: the "hearing in May" of `Tuesday's hearing in May` and `a Tuesday hearing`; else empty."""
    if _POSSESSIVE.match(tail) or (_ATTRIBUTIVE_LEAD.search(lead) and _ATTRIBUTIVE.match(tail)):
        return _PHRASE_END.split(tail, maxsplit=1)[0]
    return ""


def _is_held(lead: str, occasion: str) -> bool:
    """Whether people speak at this occasion, and the sentence says that it is there: a hearing, an interview, a debate."""
    if not _OCCASION.search(occasion) or _EVENT.search(occasion):
        return False
    return not _POSSESSIVE.match(occasion) or _HELD_AT.search(lead) is not None


def _follows_cue(gap: str) -> bool:
    """`said … on Sunday`: nothing in between may open another clause or name an event."""
    gap = _RESUMED.sub(" ", gap)
    after = _AFTER.search(gap)
    if after is not None:
        gap, what = gap[: after.start()], after["what"]
        if not (_OCCASION.search(what) or _GERUND.match(what)) or _OTHER_CLAUSE.search(what) or _EVENT.search(what):
            return False
    allowed = _SPEAKING_WHO.sub("", gap)
    return not (
        _OTHER_CLAUSE.search(allowed)
        or _OTHER_REPORT.search(allowed)
        or _EVENT.search(allowed)
        or _OBJECT_GERUND.search(allowed)
        or _PARTICIPLE_BEFORE.search(allowed)
    )


def _precedes_cue(lead: str, gap: str, cue: str) -> bool:
    """`On Sunday … said`: the phrase of the day must not be a clause of its own, and no new subject may follow."""
    if _NEW_SUBJECT.search(gap) or _CUE_IN_CLAUSE.search(gap):
        return False
    pieces = re.split(r"[,;:(—–]\s|\s-\s", lead)
    phrase = pieces[-1]
    if not re.search(r"[a-z]{3}", phrase.replace(" late ", " ")) and len(pieces) > 1 and not _SPEAKING_WHO.search(pieces[-2]):
        phrase = pieces[-2] if _OPENS_PUBLISHED.match(pieces[-2]) or _OPENS_OTHER.match(pieces[-2].lower()) else ""
    lowered = phrase.lower()
    if _SPEAKING_WHO.search(lowered) or _ON_THE_HEELS.match(lowered) or _OPENS_PUBLISHED.match(phrase):
        return True
    if _OPENS_OTHER.match(lowered):
        after = _AFTER.search(lowered)
        return after is not None and _OCCASION.search(lowered) is not None and not _EVENT.search(lowered)
    if cue.endswith("ing"):  # "praised the unions on Monday, saying": the clause of the day is the speaker's
        return not re.search(r"\b(?:will|would|who|which|that|when)\b", phrase)
    if _OPENS_PARTICIPLE.match(phrase) or _PARTICIPLE_BEFORE.search(lowered) or _EVENT.search(lowered):
        return False
    return not re.search(r"\b(?:will|would|who|which|that|when)\b", phrase)


def _resolve(match: re.Match[str], sentence: ReportingSentence, day: date | None) -> date | None:
    """The day an expression means. Relative to the article's day; "the day before" to the last day named before it."""
    if match["weekday"]:
        dated = _AFTER_WEEKDAY.match(sentence.text, match.end())
        if dated:
            return _calendar_day(dated, day)
        return _last_weekday(match["weekday"], day, is_last=match["which"] is not None and match["which"].lower() == "last")
    if match["iso"] or match["month"] or match["month2"]:
        return _calendar_day(match, day)
    if day is None:
        return None
    if match["today"]:
        return day
    if match["yesterday"]:
        return day - timedelta(1)
    if match["before_yesterday"]:
        return day - timedelta(2)
    if match["same_day"]:
        return _named_before(sentence, match, day)
    if match["count"]:
        count = match["count"].lower()
        number = int(count) if count.isdigit() else _NUMBERS.index(count) if count in _NUMBERS else 1
        named = None if match["since"].lower() == "ago" else _named_before(sentence, match, day)
        return (named or day) - timedelta(number)
    return (_named_before(sentence, match, day) or day) - timedelta(1)


def _named_before(sentence: ReportingSentence, match: re.Match[str], day: date) -> date | None:
    named = None
    for earlier in _EXPRESSION.finditer(sentence.before + sentence.text[: match.start()]):
        if earlier["weekday"] or earlier["iso"] or earlier["month"] or earlier["month2"]:
            named = _resolve(earlier, ReportingSentence("", 0, 0, "", 0, 0), day) or named
    return named if named is not None and named <= day else None


def _last_weekday(name: str, day: date | None, *, is_last: bool) -> date | None:
    if day is None:
        return None
    number = next(number for number, full in enumerate(_WEEKDAYS) if full.startswith(name[:3]))
    back = (day.weekday() - number) % 7
    # "Last Friday" in Saturday's paper is not yesterday.
    return day - timedelta(back + 7 if is_last and back <= 1 else back)


def _calendar_day(match: re.Match[str], day: date | None) -> date | None:
    try:
        if match["iso"]:
            return date.fromisoformat(match["iso"])
        month = _MONTHS.index((match["month"] or match["month2"])[:3]) + 1
        day_of_month = int(match["dom"] or match["dom2"])
        year = match["year"] or match["year2"]
        if year:
            return date(int(year), month, day_of_month)
        if day is None:
            return None
        if match["ago"] or match["ago2"]:
            return date(day.year - 1, month, day_of_month)
        found = date(day.year, month, day_of_month)
        return found if found <= day else date(day.year - 1, month, day_of_month)
    except ValueError:  # 31 June, or 29 February of an ordinary year
        return None
