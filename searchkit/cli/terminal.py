"""How a page looks on a terminal: text made harmless, highlights, colour, lines that fit.

In: the frozen values of a search. Out: lines. Nothing an article or a file name holds reaches the terminal raw: control
characters and those that change the direction of text are shown as escapes. Colour only where it is wanted:
NO_COLOR, FORCE_COLOR and TERM=dumb decide, then whether the output is a terminal.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from searchkit.article import Quote
from searchkit.results import Hit, Page, QuoteHit, Snippet, SpeakerRow, Timeline

# Controls of both sets, direction marks and overrides, line and paragraph separators, the byte order mark, interlinear and
# tag characters, halves of surrogate pairs. Joiners stay: scripts and emoji need them.
UNSAFE = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e007f"
)
_UNSAFE = re.compile(f"[{UNSAFE}]")
_UNSAFE_OR_BREAK = re.compile(f"[{UNSAFE}\t\n]")

# Marks put around highlights after the text was made harmless, so no text can hold them.
_ON, _OFF = "\x01", "\x02"
_STYLES = {"match": "1;33", "title": "1", "dim": "2", "speaker": "36", "quote": "32", "error": "31"}
_WIDEST = 100

# What errors call it, instead of a file.
STDOUT = "standard output"


def write(text: str, *, end: str = "\n") -> None:
    """Writes to standard output. Bytes that are no text in the output's encoding become escapes. Raises OSError that names STDOUT."""
    try:
        sys.stdout.write(text + end)
    except OSError as error:
        error.filename = STDOUT
        raise


def flush() -> None:
    """Has everything that was written on its way. Raises OSError that names STDOUT."""
    try:
        sys.stdout.flush()
    except OSError as error:
        error.filename = STDOUT
        raise


def printable(text: str, *, keep_lines: bool = False) -> str:
    """`text` with everything that could steer a terminal shown as an escape such as `\\x1b`.

    Line ends and tabs stay only with `keep_lines`; Windows line ends then become plain ones.
    """
    if keep_lines:
        return _UNSAFE.sub(_escape, text.replace("\r\n", "\n").replace("\r", "\n"))
    return _UNSAFE_OR_BREAK.sub(_escape, text)


def one_line(text: str) -> str:
    """`text` with every run of blanks, line ends included, as one blank, made harmless."""
    return printable(" ".join(text.split()))


def wants_colour(stream: TextIO) -> bool:
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR") or os.environ.get("CLICOLOR_FORCE"):
        return True
    return os.environ.get("TERM") != "dumb" and stream.isatty()


class Screen:
    """Where a page goes: `width` columns, in colour or not."""

    def __init__(self, stream: TextIO | None = None) -> None:
        stream = stream or sys.stdout
        self.colour = wants_colour(stream)
        self.width = min(shutil.get_terminal_size((80, 24)).columns, _WIDEST) if stream.isatty() else 80

    def paint(self, text: str, style: str) -> str:
        return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if self.colour and text else text

    def page(self, page: Page[Hit]) -> Iterator[str]:
        for hit in page:
            yield from self.hit(hit)
            yield ""

    def hit(self, hit: Hit) -> Iterator[str]:
        day = hit.date.isoformat() if hit.date else "no date   "
        source = f"  {one_line(hit.source)}" if hit.source else ""
        title = _fit(one_line(hit.title or hit.id), self.width - 12 - columns(source))
        yield f"{self.paint(day, 'dim')}  {self.paint(title, 'title')}{self.paint(source, 'dim')}"
        yield "  " + self.paint(_fit(printable(hit.id), self.width - 2), "dim")
        if hit.speakers:
            yield from self.names(hit.speakers)
        for snippet in hit.snippets:
            if len(hit.snippets) == 1 or snippet.text.split() != (hit.title or "").split():
                yield from self.passage(snippet)

    def names(self, names: Sequence[str]) -> Iterator[str]:
        """Who is quoted, on one line; those that do not fit are counted."""
        shown: list[str] = []
        room = self.width - 2
        for number, name in enumerate(map(one_line, names)):
            rest = len(names) - number - 1
            more = f" and {rest} more" if rest else ""
            if shown and columns(", ".join([*shown, name]) + more) > room:
                break
            shown.append(name)
        left = len(names) - len(shown)
        yield "  " + self.paint(_fit(", ".join(shown), room), "speaker") + (f" and {left} more" if left else "")

    def passage(self, snippet: Snippet) -> Iterator[str]:
        yield from self._wrapped(marked(snippet.text, snippet.start, snippet.highlights), "  · ", "match", rest="    ")

    def quotes(self, page: Page[QuoteHit]) -> Iterator[str]:
        for hit in page:
            yield from self.quote(hit)
            yield ""

    def quote(self, hit: QuoteHit) -> Iterator[str]:
        inside = [span for span in hit.context.highlights if span != (hit.start, hit.end)]
        words = marked(hit.quote, hit.start, [span for span in inside if hit.start <= span[0] and span[1] <= hit.end])
        yield from self._wrapped(f"“{words}”" if hit.direct else words, "", "match", rest=" " if hit.direct else "")
        who = self.paint(one_line(hit.speaker or "unclear"), "speaker")
        to = f" to {self.paint(one_line(hit.to), 'speaker')}" if hit.to else ""
        days = [hit.date.isoformat() if hit.date else "no date"]
        if hit.said_on and hit.said_on != hit.date:
            days.append(f"said on {hit.said_on.isoformat()}")
        kind = "" if hit.direct else ", reported"
        yield f"  — {who}{to}{kind} ({', '.join(days)})"
        yield "  " + self.paint(_fit(printable(hit.article), self.width - 2), "dim")

    def said(self, quote: Quote) -> Iterator[str]:
        """One quote of an article: who, to whom, and the words."""
        to = f" to {self.paint(one_line(quote.to), 'speaker')}" if quote.to else ""
        day = f", said on {quote.said_on.isoformat()}" if quote.said_on else ""
        kind = "" if quote.direct else ", reported"
        yield f"  {self.paint(one_line(quote.speaker or 'unclear'), 'speaker')}{to}{kind}{day}"
        words = one_line(quote.text)
        yield from self._wrapped(f"“{words}”" if quote.direct else words, "    ", "quote", rest="    ")

    def speakers(self, rows: Sequence[SpeakerRow], *, with_variants: bool = False) -> Iterator[str]:
        names = [_fit(one_line(row.name), 36) for row in rows]
        widest = max(map(columns, names), default=0)
        yield self.paint(f"{'quotes':>7}  {'articles':>8}  {'first':10}  {'last':10}  speaker", "dim")
        for name, row in zip(names, rows, strict=True):
            first, last = (day.isoformat() if day else "-" for day in (row.first, row.last))
            yield f"{row.quotes:>7,}  {row.articles:>8,}  {first:10}  {last:10}  {self.paint(name, 'speaker')}"
            if with_variants:
                for variant in row.variants:
                    if variant != row.name:
                        yield " " * 43 + _fit(one_line(variant), max(widest, 36))

    def timeline(self, timeline: Timeline) -> Iterator[str]:
        most = max((bucket.articles for bucket in timeline.buckets), default=0)
        digits = max(len(f"{most:,}"), len("articles"))
        room = max(10, self.width - 10 - digits - 8 - 8 - (8 if _has_shares(timeline) else 0))
        share = f"  {'share':>6}" if _has_shares(timeline) else ""
        yield self.paint(f"{timeline.per:10}  {'articles':>{digits}}  {'quotes':>6}{share}", "dim")
        for bucket in timeline.buckets:
            label = bucket.first.isoformat()[: {"year": 4, "month": 7}.get(timeline.per, 10)]
            bar = _bar(bucket.articles / most * room if most else 0)
            share = f"  {bucket.share:>6.1%}" if bucket.share is not None else ""
            counts = f"{bucket.articles:>{digits},}  {bucket.quotes:>6,}{share}"
            yield f"{label:10}  {counts}  {self.paint(bar, 'speaker')}".rstrip()
        if timeline.undated:
            yield f"{'no date':10}  {timeline.undated:>{digits},}"

    def body(self, text: str, quotes: Sequence[Quote], *, start: int = 0) -> Iterator[str]:
        """An article's text from character `start` on, its quotes in colour and their speakers marked."""
        spans: list[tuple[int, int, str]] = []
        for quote in quotes:
            spans.append((quote.start, quote.end, "quote"))
            if quote.mention is not None:
                spans.append((*quote.mention, "speaker"))
        is_parted = False
        for line in text[start:].replace("\r\n", " \n").replace("\r", "\n").split("\n"):
            if line and not line.isspace():
                if is_parted:
                    yield ""
                yield from self._styled(line, start, spans)
            is_parted = not line or line.isspace()
            start += len(line) + 1

    def _styled(self, text: str, offset: int, spans: Iterable[tuple[int, int, str]]) -> Iterator[str]:
        """One paragraph that begins at character `offset`, wrapped; later spans paint over earlier ones."""
        styles: list[str | None] = [None] * len(text)
        for start, end, style in spans:
            low, high = max(0, start - offset), min(len(text), end - offset)
            if low < high:
                styles[low:high] = [style] * (high - low)
        line: list[tuple[str, str | None]] = []
        used = 0
        for word in re.finditer(r"\S+", text):
            inside = styles[word.start() : word.end()]
            if inside.count(inside[0]) == len(inside):
                pieces = [(printable(word[0]), inside[0])]
            else:
                pieces = [(printable(character), style) for character, style in zip(word[0], inside, strict=True)]
            width = sum(columns(piece) for piece, _ in pieces)
            if line and used + 1 + width > self.width:
                yield self._runs(line)
                line, used = [], 0
            if line:
                line.append((" ", styles[word.start() - 1]))
                used += 1
            line += pieces
            used += width
        if line:
            yield self._runs(line)

    def _runs(self, pieces: Sequence[tuple[str, str | None]]) -> str:
        out: list[str] = []
        run, style = "", None
        for piece, wanted in pieces:
            if wanted != style:
                out.append(self.paint(run, style) if style else run)
                run, style = "", wanted
            run += piece
        out.append(self.paint(run, style) if style else run)
        return "".join(out)

    def folded(self, lead: str, text: str) -> Iterator[str]:
        """A line that begins with `lead`, made harmless; what does not fit goes on below it, two columns further in."""
        text = printable(text)
        if columns(lead) + columns(text) <= self.width:
            yield lead + text
            return
        inside = min(columns(lead) + 2, self.width // 2)
        for number, line in enumerate(wrap(text, self.width - inside)):
            yield (" " * inside if number else lead) + line

    def _wrapped(self, text: str, first: str, style: str, *, rest: str) -> Iterator[str]:
        """Lines that begin with `first`, and then with `rest`; marks become colour."""
        is_on = False
        for number, line in enumerate(wrap(text, self.width - max(len(first), len(rest)))):
            shown, is_on = self._paint_marks(line, style, is_on)
            yield (rest if number else first) + shown

    def _paint_marks(self, line: str, style: str, is_on: bool) -> tuple[str, bool]:
        """A line with marks replaced by colour; a highlight that goes on in the next line is closed and opened again."""
        out = []
        for piece in re.split(f"([{_ON}{_OFF}])", line):
            if piece in (_ON, _OFF):
                is_on = piece == _ON
            else:
                out.append(self.paint(piece, style) if is_on else piece)
        return "".join(out), is_on


def marked(text: str, start: int, spans: Iterable[tuple[int, int]]) -> str:
    """`text`, which begins at character `start` of the body, harmless and on one line, with marks around `spans`."""
    out, place = [], 0
    for first, last in spans:
        low, high = max(first - start, place), min(last - start, len(text))
        if low < high:
            out += [_plain(text[place:low]), _ON, _plain(text[low:high]), _OFF]
            place = high
    out.append(_plain(text[place:]))
    return "".join(out)


def _plain(text: str) -> str:
    return printable(re.sub(r"\s", " ", text))


def wrap(text: str, width: int) -> Iterator[str]:
    """Lines of at most `width` columns; a longer word is cut."""
    line, used = "", 0
    for word in text.split():
        size = columns(word)
        if line and size == 0:
            line += word
            continue
        if line and used + 1 + size > width:
            yield line
            line, used = "", 0
        if size > width:
            *whole, word = _cut(word, width)
            yield from whole
            size = columns(word)
        line, used = (f"{line} {word}", used + 1 + size) if line else (word, size)
    if line:
        yield line


def _cut(word: str, width: int) -> list[str]:
    """Pieces of a word, of at most `width` columns each."""
    pieces, start, used = [], 0, 0
    for place, character in enumerate(word):
        size = _columns_of(character)
        if used + size > width and place > start:
            pieces.append(word[start:place])
            start, used = place, 0
        used += size
    return [*pieces, word[start:]]


def columns(text: str) -> int:
    """How many columns of a terminal `text` takes."""
    if text.isascii():
        return len(text) - text.count(_ON) - text.count(_OFF)
    return sum(map(_columns_of, text))


def _columns_of(character: str) -> int:
    if character in (_ON, _OFF) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _fit(text: str, width: int) -> str:
    """`text`, cut to `width` columns with "…" at its end."""
    if len(text) <= width and columns(text) <= width:
        return text
    first = _cut(text[: 4 * width], max(width - 1, 1))[0]
    return text if len(first) == len(text) else f"{first}…"


def _bar(length: float) -> str:
    """A bar of `length` columns, to an eighth; what is more than nothing shows."""
    eighths = round(length * 8)
    if length > 0 and eighths == 0:
        eighths = 1
    return "█" * (eighths // 8) + " ▏▎▍▌▋▊▉"[eighths % 8].strip()


def _has_shares(timeline: Timeline) -> bool:
    return any(bucket.share is not None for bucket in timeline.buckets)


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x100:
        return {9: "\\t", 10: "\\n", 13: "\\r"}.get(code) or f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
