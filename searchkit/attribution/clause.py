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
    r"|recalled|replied|asked|admitted|claimed|declared|announced|testified|confirmed|called)\b"
)


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

    A quote without one of its own that follows `“…,” she said.` in the same paragraph goes on from that sentence.
    """
    if cue_span is not None and not quote.start <= cue_span[0] < quote.end:
        return cue_span
    return _continued_cue(body, quote) or (quote.start, quote.end)


def reporting_sentence(body: str, quote: Quote, anchor: tuple[int, int]) -> ReportingSentence:
    """The sentence of `anchor`, within its paragraph and `REACH`."""
    start, end = anchor
    first = max(0, start - REACH)
    first = max(first, body.rfind("\n", first, start) + 1)
    last = min(len(body), end + REACH)
    line_end = body.find("\n", end, last)
    if line_end >= 0:
        last = line_end
    left = _blanked(body, first, start, quote, is_left=True)
    right = _blanked(body, end, last, quote, is_left=False)
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


def _blanked(body: str, first: int, last: int, quote: Quote, *, is_left: bool) -> str:
    """`body[first:last]` with the quote and all quotations blanked; quotation marks and a closing full stop stay."""
    text = body[first:last]
    begin, end = max(quote.start, first) - first, min(quote.end, last) - first
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
