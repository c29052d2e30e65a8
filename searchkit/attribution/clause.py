"""The sentence that reports a quote, with everything quoted blanked out.

In: the body, a quote, and where its reporting word stands. Out: a ReportingSentence, which tells when and to whom something
was said. At most `REACH` characters to each side of the reporting word are read, so a quote costs the same in any article.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from searchkit.article import Quote

REACH: Final = 260
BLANK: Final = "\x01"

# A longer anchor is a quote without a reporting word, or a whole clause; it is blanked.
_LONGEST_CUE: Final = 60
_ABBREVIATION: Final = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|St|Gen|Sen|Rep|Gov|Lt|Col|Capt|Sgt|Maj|Adm|Prof|Rev|Fr|Hon|No|vs|Pres|Amb"
    r"|Mon|Tues?|Wed|Thurs?|Fri|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)|[.][A-Z])$"
)
_SENTENCE_END: Final = re.compile(r"""[.!?…][”"'’»)\]]*\s+(?=[“"„«‘'(\[A-Z\x01—–-])""")
_QUOTED: Final = re.compile(r"[“„][^”\n]*(?:”|$)|«[^»\n]*(?:»|$)|\"[^\"\n]*(?:\"|$)|''[^\n]*?(?:''|$)")
_CLOSES: Final = ("''", "”", "»", '"')
_STRAY_CLOSE: Final = re.compile(r"^[^“„\n]*”|^[^«\n]*»")
_REPORTING: Final = re.compile(
    r"\b(?:said|says|told|tells|added|adds|wrote|writes|stated|continued|noted|explained|insisted|argued|warned|tweeted|posted"
    r"|recalled|replied|asked|answered|denied|accused|praised|condemned|promised|vowed|urged|boasted|predicted|repeated|shouted|admitted|claimed|declared|announced|testified|confirmed|called)\b"
)

# The rest of the quote's own sentence to each side, up to other quotations.
_BESIDE_RIGHT: Final = re.compile(r"[”\"’»']*[^.!?“”\"«»\n]*")
_BESIDE_LEFT: Final = re.compile(r"[^.!?“”\"«»\n]*[“\"«„‘']?$")
_DAY_WORD = (
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|yesterday|today|tonight|last\snight|this\s(?:morning|afternoon|evening))"
    r"(?:\s(?:night|morning|afternoon|evening))?"
)
_TELLS: Final = re.compile(
    r"t(?:ell|old)|assur|inform|remind|warn|advis|notif|ask|urg|thank|beg|implor|order|congratul|reassur|persuad|promis"
)
_ADVERBIAL_HEAD: Final = re.compile(
    rf"(?:{_DAY_WORD}|on|in|at|to|during|by|via|over|through|after|before|late|last|early|earlier|later|again|speaking|an?\sday|the\sday"
    r"|(?:one|two|three|four|five|six|seven|[1-9])\sdays?)\b"
)
_HEAD: Final = re.compile(
    r"(?:[^.;“”\"\n]|\.(?=\s\d)){0,120}?(?:\b(?:that|whether|why|how)\b|:\s|(?<=day),\s|\s(?=(?:he|she|they|it|we|I|there)\b)|\sto\s(?=[a-z]))"
)
_TIME_HEAD: Final = re.compile(rf"(?:(?:on|late|early|earlier)\s){{0,2}}{_DAY_WORD}(?![’']),?\s?")
_FIRST_WORDS: Final = re.compile(r"(?:[\w.’'-]+\s){1,5}")


class ReportingSentence(NamedTuple):
    """The sentence around the reporting word, which is `text[start:end]` (the quote itself where there is none).

    `before` is what stands before the sentence in its paragraph, as far as it was read. `first` is the body offset of
    `text[0]`, `after` that of `text[end]`.
    """

    text: str
    start: int
    end: int
    before: str
    first: int
    after: int

    def offset(self, position: int) -> int:
        """The body offset of a position in `text`."""
        return self.first + position if position < self.end else self.after + position - self.end


def anchor_of(body: str, quote: Quote, cue_span: tuple[int, int] | None) -> tuple[int, int]:
    """The reporting word of a quote, or the quote where there is none.

    Without `cue_span` it is looked for beside the quote, and for a quote that follows `“…,” she said.` in that sentence.
    """
    if cue_span is not None and not quote.start <= cue_span[0] < quote.end:
        return cue_span
    return _cue_beside(body, quote) or _continued_cue(body, quote) or (quote.start, quote.end)


def reporting_sentence(body: str, quote: Quote, anchor: tuple[int, int]) -> ReportingSentence:
    """The sentence of `anchor`, within its paragraph and `REACH`."""
    start, end = anchor
    first = max(0, start - REACH)
    first = max(first, body.rfind("\n", first, start) + 1)
    last = min(len(body), end + REACH)
    line_end = body.find("\n", end, last)
    if line_end >= 0:
        last = line_end
    content = content_start(body, quote, anchor), quote.end
    left = _blanked(body, first, start, content, is_left=True)
    right = _blanked(body, end, last, content, is_left=False)
    cut = 0
    for stop in _SENTENCE_END.finditer(left):
        if not _ABBREVIATION.search(left, 0, stop.start()):
            cut = stop.end()
    for stop in _SENTENCE_END.finditer(right):
        if not _ABBREVIATION.search(right, 0, stop.start()):
            right = right[: stop.start()]
            break
    word = body[start:end] if end - start <= _LONGEST_CUE else BLANK
    return ReportingSentence(
        left[cut:] + word + right, start - first - cut, start - first - cut + len(word), left[:cut], first + cut, end
    )


def content_start(body: str, quote: Quote, cue_span: tuple[int, int]) -> int:
    """Where what was said begins: in an indirect quote behind its reporting word after "on Sunday that", "reporters that".

    `quote.start` where nothing of the kind opens the quote.
    """
    start = quote.start
    if quote.direct or not 0 <= start - cue_span[1] <= 2:
        return start
    head = body[start : min(quote.end, start + 140)]
    tells = _TELLS.match(body, cue_span[0], cue_span[1]) is not None
    if tells or _ADVERBIAL_HEAD.match(head):
        border = _HEAD.match(head)
        if border:
            return start + border.end()
    found = _TIME_HEAD.match(head) or (_FIRST_WORDS.match(head) if tells else None)
    return start + found.end() if found else start


def _cue_beside(body: str, quote: Quote) -> tuple[int, int] | None:
    """`“QUOTE,” Venn said` and `Venn said: “QUOTE”`, within the sentence."""
    if not quote.text.endswith("."):
        right = _BESIDE_RIGHT.match(body, quote.end, quote.end + REACH // 2)
        cue = _REPORTING.search(body, quote.end, right.end()) if right else None
        if cue:
            return cue.span()
    left = _BESIDE_LEFT.search(body, max(0, quote.start - REACH // 2), quote.start)
    cues = list(_REPORTING.finditer(body, left.start(), quote.start)) if left else []
    return cues[-1].span() if cues else None


def _continued_cue(body: str, quote: Quote) -> tuple[int, int] | None:
    if not quote.direct:
        return None
    first = max(0, quote.start - REACH)
    first = max(first, body.rfind("\n", first, quote.start) + 1)
    before = body[first : quote.start].rstrip(" “„«\"'‘")
    if not before.endswith("."):
        return None
    opened = max(before.rfind(mark) for mark in _CLOSES)
    # Between two quotations of one speaker stands only the reporting clause.
    cue = _REPORTING.search(before, opened + 1) if opened >= 0 else None
    if cue is None or _SENTENCE_END.search(before, opened + 1):
        return None
    return first + cue.start(), first + cue.end()


def _blanked(body: str, first: int, last: int, content: tuple[int, int], *, is_left: bool) -> str:
    """`body[first:last]` with the quote and all quotations blanked; quotation marks and a closing full stop stay."""
    text = body[first:last]
    begin, end = max(content[0], first) - first, min(content[1], last) - first
    if begin < end:
        text = text[:begin] + _covered(text[begin:end]) + text[end:]
    elif is_left:
        text = _STRAY_CLOSE.sub(lambda match: _covered(match[0]), text)
    return _QUOTED.sub(_inside_covered, text)


def _inside_covered(match: re.Match[str]) -> str:
    quoted = match[0]
    close = next((mark for mark in _CLOSES if quoted.endswith(mark) and len(quoted) > len(mark)), "")
    return quoted[0] + _covered(quoted[1 : len(quoted) - len(close)]) + close


def _covered(text: str) -> str:
    stop = text[-1] if text[-1:] in (".", "!", "?") else ""
    return BLANK * (len(text) - len(stop)) + stop
