"""Which words near a quotation name its speaker: candidates, and their description by small whole numbers.

In: quotation spans, events with their subjects, mentions, and what was chosen for the quotations before. Out: one list of
candidates a quotation. A learnt table weighs them; the same numbers serve training.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from searchkit.attribution.events import DASH, TAIL, TURN, Around, Event, gap_step, may_say
from searchkit.attribution.lexicon import CAP, PUNCT, STOP
from searchkit.attribution.mentions import I_, IT_, KINDS, Mentions
from searchkit.attribution.quotations import Span
from searchkit.attribution.tokens import Tokens

(
    LEFT,
    LEFT_BEFORE,
    RIGHT,
    RIGHT_AFTER,
    LINE_BEFORE,
    BARE_LEFT,
    BARE_RIGHT,
    SENTENCE_FIRST,
    CARRY,
    CARRY_LINE,
    NOBODY,
    TURN_OF_LINE,
    NEXT,
    SIGNED,
) = range(14)
"""Kinds of candidate: an event left or right of the quotation in its sentence or the next to it, the last event of the line
before, a bare mention, the speaker of the quotation before (same line, line before), none at all, the turn of the line, the
event at the end of a quotation that goes on over several lines, the name after a dash below it."""

_LONGEST_CHAIN = 12


@dataclass(slots=True)
class Candidate:
    kind: int
    mention: int
    event: int
    row: list[int]


class Chooser:
    """Candidates for the quotations of one article."""

    def __init__(
        self, tokens: Tokens, spans: list[Span], outer: list[int], events: list[Event], mentions: Mentions, around: Around
    ) -> None:
        self.tokens, self.spans, self.outer, self.events = tokens, spans, outer, events
        self.mentions, self.around = mentions, around
        self.cues = [e.cue for e in events]
        self._turns = {tokens.line[e.cue]: k for k, e in enumerate(events) if e.kind == TURN}
        self.openings = [s.first for s in spans]

    def candidates(self, s: int, before: list[int]) -> list[Candidate]:
        """Candidates of quotation `s`; `before[i]` is the mention chosen for quotation i < s, or -1."""
        span = self.spans[s]
        opening = span.first - 1
        closing = span.last if span.closed else span.last - 1
        context = self._context(s, opening, closing)
        found: list[Candidate] = []
        taken: set[int] = set()
        self._left(found, taken, s, opening, context)
        turn = self._turns.get(self.tokens.line[opening], -1)
        if turn >= 0:
            found.append(self._of_event(TURN_OF_LINE, turn, 0, 0, context, s))
        self._right(found, taken, s, None, context)
        end = self._chain_end(s)
        if end > s:
            self._right(found, set(), end, NEXT, context)
        self._bare(found, taken, opening, closing, context)
        self._before(found, s, opening, before, context)
        found.append(Candidate(NOBODY, -1, -1, [NOBODY, 0, KINDS, 0, 0, 0, 0, 0, 0, 0, *context]))
        present = 0
        for c in found:
            if c.kind == RIGHT and c.row[1] <= 3:
                present |= 1
            elif c.kind == LEFT:
                present |= 2
            elif c.kind == CARRY:
                present |= 4
        for c in found:
            c.row.append(present)
        return found

    def _left(self, found: list[Candidate], taken: set[int], s: int, opening: int, context: list[int]) -> None:
        """The last events of the line before the quotation, in its sentence or the one before."""
        outer, events, line = self.outer, self.events, self.tokens.line
        k, nearest = bisect_left(self.cues, opening) - 1, 0
        while k >= 0 and nearest < 3 and line[events[k].cue] == line[opening] and outer[events[k].cue] >= outer[opening] - 1:
            event = events[k]
            if event.subject >= 0 and event.kind not in (TURN, DASH, TAIL):
                kind = LEFT if outer[event.cue] == outer[opening] else LEFT_BEFORE
                found.append(self._of_event(kind, k, opening - event.cue - 1, nearest, context, s))
                taken.add(event.subject)
                nearest += 1
            k -= 1

    def _before(self, found: list[Candidate], s: int, opening: int, before: list[int], context: list[int]) -> None:
        """The speaker of the quotation before, and for a quotation that begins a line the last event of the line before."""
        outer, events, line = self.outer, self.events, self.tokens.line
        if s > 0 and before[s - 1] >= 0:
            previous = self.spans[s - 1]
            lines = line[opening] - line[previous.first]
            if lines <= 1:
                kind = CARRY_LINE if lines else CARRY
                found.append(self._carry(kind, before[s - 1], opening - previous.last - 1, previous, context))
        if self._begins_line(opening):
            k = bisect_left(self.cues, opening) - 1
            last = opening - 2
            introduces = k >= 0 and line[events[k].cue] == line[opening] - 1 and outer[events[k].cue] >= outer[last] - 1
            if introduces and events[k].subject >= 0:
                found.append(self._of_event(LINE_BEFORE, k, last - events[k].cue, 0, context, s))

    def _begins_line(self, opening: int) -> bool:
        return opening == 0 or self.tokens.line[opening - 1] != self.tokens.line[opening]

    def _chain_end(self, s: int) -> int:
        """The last quotation of those that go on from line to line without a closing mark, from `s` on."""
        spans, line = self.spans, self.tokens.line
        end = s
        while end + 1 < len(spans) and end - s < _LONGEST_CHAIN and not spans[end].closed:
            if line[spans[end + 1].first] != line[spans[end].first] + 1 or not self._begins_line(spans[end + 1].first - 1):
                break
            end += 1
        return end

    def _right(self, found: list[Candidate], taken: set[int], s: int, forced: int | None, context: list[int]) -> None:
        """Events after quotation `s`; `forced` is the kind of candidate to make of them."""
        outer, events, mentions, line = self.outer, self.events, self.mentions, self.tokens.line
        span = self.spans[s]
        closing = span.last if span.closed else span.last - 1
        there, my_line = outer[min(closing, len(outer) - 1)], line[span.first]
        k, nearest = bisect_left(self.cues, closing), 0
        while k < len(events) and nearest < 2 and (line[events[k].cue] == my_line or events[k].kind == DASH):
            event = events[k]
            k += 1
            if event.kind in (TURN, TAIL) or event.subject < 0:
                continue
            if event.kind == DASH:
                if event.cue - closing > 3:
                    continue
            elif outer[event.cue] > there + 1:
                break
            kind = SIGNED if event.kind == DASH else RIGHT if outer[event.cue] == there else RIGHT_AFTER
            gap = min(event.cue, mentions.first[event.subject]) - closing - 1
            if forced is None or kind == RIGHT:
                found.append(self._of_event(kind if forced is None else forced, k - 1, gap, nearest, context, s))
                taken.add(event.subject)
                nearest += 1

    def _context(self, s: int, opening: int, closing: int) -> list[int]:
        tokens = self.tokens
        span = self.spans[s]
        words = sum(1 for f in tokens.flags[span.first : span.last] if not f & (PUNCT | STOP))
        last = tokens.text[span.last - 1]
        ending = 1 if last == "," else 2 if last == "." else 3 if last in "?!" else 4 if last in "—–-…" else 0
        if not span.closed:
            ending = 5
        size = 0 if words == 1 else 1 if words <= 3 else 2 if words <= 6 else 3 if words <= 12 else 4
        capital = 1 if tokens.flags[span.first] & CAP or not tokens.text[span.first][0].isalpha() else 0
        return [
            self.around.before(opening),
            ending,
            self.around.after(closing + 1),
            size,
            capital,
            1 if self._begins_line(opening) else 0,
        ]

    def _of_event(self, kind: int, k: int, gap: int, order: int, context: list[int], s: int) -> Candidate:
        event = self.events[k]
        mention = event.subject
        low, high = sorted((event.cue, self.openings[s]))
        between = bisect_left(self.openings, high) - bisect_left(self.openings, low)
        if kind in (LEFT, LEFT_BEFORE, LINE_BEFORE):
            other = event.cue > 0 and self.around.before(min(event.cue, self.mentions.first[mention])) == 3
        else:
            other = False
        side = 0 if self.mentions.last[mention] <= event.cue else 1
        sure = min(int(event.sure * 4), 3)
        row = [
            kind,
            gap_step(gap),
            self.mentions.kind[mention],
            event.rate + 1,
            event.form,
            side * 4 + sure,
            min(between, 2),
            int(other),
            order,
            self.around.after(event.cue + 1),
            *context,
        ]
        return Candidate(kind, mention, k, row)

    def _carry(self, kind: int, mention: int, gap: int, previous: Span, context: list[int]) -> Candidate:
        last = self.tokens.text[previous.last - 1]
        ending = 1 if last == "," else 2 if last == "." else 3 if last in "?!" else 0
        row = [kind, gap_step(gap), self.mentions.kind[mention], 0, 0, 0, 0 if previous.closed else 1, ending, 0, 0, *context]
        return Candidate(kind, mention, -1, row)

    def _bare(self, found: list[Candidate], taken: set[int], opening: int, closing: int, context: list[int]) -> None:
        """Mentions near the quotation that are no subject of a reporting word."""
        mentions, outer, line = self.mentions, self.outer, self.tokens.line
        k = bisect_left(mentions.last, opening + 1) - 1
        order = 0
        first_of_sentence = -1
        near = True
        while k >= 0 and line[mentions.first[k]] == line[opening] and outer[mentions.first[k]] >= outer[opening] - 1:
            if mentions.kind[k] not in (I_, IT_) and may_say(self.tokens, mentions, k, 0):
                same = outer[mentions.first[k]] == outer[opening]
                if near and k not in taken and order < 2 and opening - mentions.last[k] < 40:
                    found.append(self._bare_one(BARE_LEFT, k, opening - mentions.last[k], order + (0 if same else 2), context))
                    order += 1
                    taken.add(k)
                first_of_sentence = k
            k -= 1
            if order >= 2:
                near = False
            if opening - (mentions.first[k] if k >= 0 else 0) > 80:
                break
        if first_of_sentence >= 0 and first_of_sentence not in taken:
            found.append(
                self._bare_one(SENTENCE_FIRST, first_of_sentence, opening - mentions.last[first_of_sentence], 0, context)
            )
        k = bisect_left(mentions.first, closing)
        if k < len(mentions) and k not in taken and mentions.first[k] - closing <= 6:
            first = mentions.first[k]
            if line[first] == line[min(closing, len(line) - 1)]:
                same = outer[first] == outer[min(closing, len(outer) - 1)]
                found.append(self._bare_one(BARE_RIGHT, k, first - closing - 1, 0 if same else 2, context))

    def _bare_one(self, kind: int, k: int, gap: int, order: int, context: list[int]) -> Candidate:
        mentions = self.mentions
        row = [
            kind,
            gap_step(gap),
            mentions.kind[k],
            0,
            0,
            0,
            int(self.around.before(mentions.first[k]) > 0),
            0,
            order,
            self.around.after(mentions.last[k]),
            *context,
        ]
        return Candidate(kind, k, -1, row)


# kind gap mention rate form subject between other order cue_after before ending after size capital begins present
CANDIDATE_SIZES = (14, 8, KINDS + 1, 9, 5, 8, 3, 4, 4, 17, 17, 6, 17, 5, 2, 2, 8)
