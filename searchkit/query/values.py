"""Values inside a query: quoted phrases, regexes, exact values and days, read where the lexer stands.

In: the text and a place in it. Out: operands with their nodes. Notes are kept on what was ignored.
"""

from __future__ import annotations

import re
from datetime import date

from searchkit.errors import LimitError, QueryError
from searchkit.query.dates import DayRange, Kind, leading_days, parse_days
from searchkit.query.fields import Field
from searchkit.query.limits import QueryLimits
from searchkit.query.point import shown
from searchkit.query.regex import compile_regex
from searchkit.query.tokens import Operand, Sign, Token
from searchkit.query.tree import Days, Keyword, Node, Not, Or, Phrase, Regex, Span, Undated
from searchkit.query.words import HAS_WORD, read_boost

# Control characters separate words as blanks do.
BLANKS = r"\s\x00-\x1f\x7f-\x9f"
BLANK = re.compile(f"[{BLANKS}]+")
BLANK_OR_END = rf"(?=[{BLANKS}]|\Z)"

_REGEX = re.compile(rf"/((?:[^/\\\s]|\\\S)+)/(?:(?=[)^])|{BLANK_OR_END})")
_REGEX_IN_QUOTES = re.compile(r'r"([^"]*)"')
_REGEX_SIGNS = re.compile(r"[.*+?()\[\]{}|\\^$]")
_NONE = re.compile(r"none\b", re.IGNORECASE)
_OR = re.compile(r"\s+OR\s+")
_DATE_ENDS = re.compile(r'[()"“„«]')
_SLOP = re.compile(r"~([^\s()^\"]*)")
_AFTER_CARET = re.compile(r"\^([^\s()~\"]*)")
_CLOSING = {
    '"': re.compile(r'(?:[^"”\\]|\\.)*["”]', re.DOTALL),
    "“": re.compile(r'[^”"]*[”"]'),
    "„": re.compile(r'[^“”"]*[“”"]'),
    "«": re.compile(r"[^»]*»"),
    "»": re.compile(r"[^«]*«"),
    "'": re.compile(rf"[^\n]*?'(?:(?=[)^~,.;])|{BLANK_OR_END})"),
    "‘": re.compile(r"[^’\n]*’"),
}
_DIRECT = {"yes": "yes", "true": "yes", "no": "no", "false": "no"}
_PROSE = frozenset(".,;:!?-–—…'’‘/()\"")


class ValueReader:
    """A place in the query text, `at`, and the tokens read so far."""

    def __init__(self, text: str, today: date, limits: QueryLimits) -> None:
        self.text, self.today, self.limits = text, today, limits
        self.at = 0
        self.tokens: list[Token] = []
        self._sign: Sign = ""
        self._clauses = 0
        self._ignored: dict[str, None] = {}
        self._notes: dict[str, None] = {}
        self._unclosed: set[str] = set()  # quotation marks known to have no partner further on

    def notes(self) -> list[str]:
        ignored = list(self._ignored)[:10]
        return [*self._notes, *([f"ignored: {' '.join(ignored)}"] if ignored else [])]

    def _read_exact(self, field: Field) -> None:
        """A value up to the next blank, taken as it is; parentheses inside it stay when they are pairs."""
        start, depth = self.at, 0
        while self.at < len(self.text) and not BLANK.match(self.text, self.at):
            depth += {"(": 1, ")": -1}.get(self.text[self.at], 0)
            if depth < 0:
                break
            self.at += 1
        if self.at == start:
            raise self._missing_value(field.name, start, start + 1)
        self._add(self._keyword(self.text[start : self.at], field, (start, self.at), quoted=False), field)

    def _keyword(self, value: str, field: Field, span: Span, *, quoted: bool) -> Keyword:
        if field.name == "direct":
            if value.lower() not in _DIRECT:
                raise QueryError("direct: is yes or no", self.text, span[0], span[1] - span[0])
            value = _DIRECT[value.lower()]
        elif "*" in value and not quoted:
            raise QueryError(
                f'{field.name}: takes the whole value, without wildcards; if the star is part of it, write {field.name}:"{shown(value)}"',
                self.text,
                span[0],
                span[1] - span[0],
            )
        return Keyword(value, field.name, span)

    # Dates

    def _read_days(self, kind: Kind, field: Field, start: int) -> None:
        char, begin = self.text[self.at], self.at
        node: Node
        if match := _NONE.match(self.text, begin):
            self.at = match.end()
            node = Undated(field.name, (start, self.at))
        elif char == "*":
            self.at += 1
            node = Not(Undated(field.name, (start, self.at)), (start, self.at))
        elif char in "\"“„«»'‘":
            inside = self._quoted(char)
            if inside is None:
                raise self._not_closed(char, begin)
            node = self._days(parse_days(inside, self.today, position=begin + 1, query=self.text, kind=kind), field, start)
        elif char in "[{(":
            node = self._days_in_brackets(kind, field, start)
        else:
            bound = _DATE_ENDS.search(self.text, begin, begin + 200)
            days, self.at = leading_days(self.text, begin, bound.start() if bound else len(self.text), self.today, kind)
            node = self._days(days, field, start)
        self._add(node, field)

    def _days_in_brackets(self, kind: Kind, field: Field, start: int) -> Node:
        begin, char = self.at, self.text[self.at]
        close = re.compile(r"\)" if char == "(" else r"[\]}]").search(self.text, begin)
        if close is None:
            raise self._not_closed(char, begin)
        self.at = close.end()
        if char != "(":
            value = self.text[begin : self.at]
            return self._days(parse_days(value, self.today, position=begin, query=self.text, kind=kind), field, start)
        ends = [match.span() for match in _OR.finditer(self.text, begin + 1, close.start())]
        edges = [begin + 1, *(edge for span in ends for edge in span), close.start()]
        parts = [
            self._days(
                parse_days(self.text[first:last], self.today, position=first, query=self.text, kind=kind), field, first, last
            )
            for first, last in zip(edges[::2], edges[1::2], strict=True)
        ]
        self._count(len(parts) - 1)
        return parts[0] if len(parts) == 1 else Or(tuple(parts), (start, self.at))

    def _days(self, days: DayRange, field: Field, start: int, end: int | None = None) -> Days:
        return Days(field.name, days.first, days.before, (start, self.at if end is None else end))

    # Quotation marks and regexes

    def _read_quoted(self, field: Field | None, explicit: bool) -> None:
        start, mark = self.at, self.text[self.at]
        before = self.text[start - 1 : start]
        inches = mark == '"' and not explicit and (before.isdigit() or before == "\\")
        inside = None if inches else self._quoted(mark)
        if inside is None:
            if explicit and mark not in "'‘":
                raise self._not_closed(mark, start)
            if field is not None and field.kind == "exact" and explicit:
                self._read_exact(field)
                return
            if not explicit and not inches:
                self._note(f"{mark} without its partner was ignored")
            self.at = start + 1
            return
        name = field.name if field else None
        if field is not None and field.kind == "exact":
            if not inside.strip():
                raise self._missing_value(field.name, start, self.at)
            self._add(self._keyword(inside, field, (start, self.at), quoted=True), field)
            return
        end = self.at
        slop = self._read_slop()
        boost = self._read_boost()
        if not HAS_WORD.search(inside):
            if explicit and field is not None:
                raise self._missing_value(field.name, start, end)
            self._ignore(self.text[start : min(end, start + 20)])
            return
        if "*" in inside:
            self._note("* inside quotation marks is no wildcard")
        self._add(Phrase(inside, name, (start, self.at), slop), field, boost, max(len(inside.split()), 1))

    def _quoted(self, mark: str) -> str | None:
        """What stands between the mark here and its partner, moving behind it; None, without moving, when it has none."""
        if mark in self._unclosed:
            return None
        match = _CLOSING[mark].match(self.text, self.at + 1)
        if match is None:
            self._unclosed.add(mark)
            return None
        self.at = match.end()
        inside = match[0][:-1]
        return re.sub(r"\\([\"”\\])", r"\1", inside) if mark == '"' else inside

    def _not_closed(self, mark: str, start: int) -> QueryError:
        return QueryError(f"this {mark} is not closed", self.text, start, 1)

    def _read_slop(self) -> int:
        match = _SLOP.match(self.text, self.at)
        if match is None:
            return 0
        digits = match[1].rstrip(".,;:!?")
        end = match.start(1) + len(digits)
        if not (digits.isascii() and digits.isdigit()):
            raise QueryError(
                'after "…"~ stands by how many places the words may be moved, such as "prime minister"~4',
                self.text,
                self.at,
                max(end - self.at, 1),
            )
        if len(digits) > 9 or int(digits) > self.limits.slop:
            raise LimitError(f"a slop may be at most {self.limits.slop}", "slop", self.limits.slop)
        self.at = end
        return int(digits)

    def _read_boost(self) -> float | None:
        """The boost after a quotation mark or parenthesis, if one stands here."""
        match = _AFTER_CARET.match(self.text, self.at)
        if match is None or not match[1]:
            return None
        end = match.start(1) + len(match[1].rstrip(".,;:!?"))
        boost = read_boost(self.text, self.at, end, self.limits)
        self.at = end
        return boost

    def _read_regex(self, field: Field | None) -> bool:
        """`/colou?r/` or r"colou?r"; a path, or words between slashes, has no sign of a regex and is text."""
        match = self._regex()
        if match is None or (field is not None and field.kind == "exact"):
            return False
        pattern = match[1]
        if len(pattern) > self.limits.pattern:
            raise LimitError(f"a regex may have at most {self.limits.pattern} characters", "pattern", self.limits.pattern)
        try:
            compile_regex(pattern, self.limits.states)
        except QueryError as error:
            raise QueryError(error.message, self.text, match.start(1) + error.position, error.length) from None
        start = self.at
        self.at = match.end()
        node = Regex(pattern, field.name if field else None, (start, self.at))
        self._add(node, field, self._read_boost())
        return True

    def _regex(self) -> re.Match[str] | None:
        match = _REGEX.match(self.text, self.at) or _REGEX_IN_QUOTES.match(self.text, self.at)
        return match if match and (match[0][0] == "r" or _REGEX_SIGNS.search(match[1])) else None

    # Tokens, notes and mistakes

    def _missing_value(self, name: str, start: int, end: int) -> QueryError:
        return QueryError(f"{name}: needs a value", self.text, start, end - start)

    def _add(self, node: Node, field: Field | None, boost: float | None = None, clauses: int = 1) -> None:
        self._count(clauses)
        if boost is not None and field is not None and not field.scores:
            raise QueryError(
                f"{field.name}: is a condition, which decides what is found and not how well; leave out the ^",
                self.text,
                node.span[0],
                self.at - node.span[0],
            )
        self.tokens.append(Operand(node, field, node.span, self._sign, boost))

    def _count(self, clauses: int) -> None:
        self._clauses += clauses
        if self._clauses > self.limits.clauses:
            raise LimitError(
                f"the query has more than {self.limits.clauses:,} words and conditions", "clauses", self.limits.clauses
            )

    def _ignore(self, what: str) -> None:
        if not _PROSE.issuperset(what):
            self._ignored[shown(what, 20)] = None

    def _note(self, note: str) -> None:
        self._notes[note] = None
