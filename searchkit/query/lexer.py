"""Query text → tokens with places, in one pass from left to right.

In: the text, today, the limits. Out: operands (already tree nodes), parentheses and operators, and notes on what was ignored.
A mistake in what can only be query syntax (a field, a date, a regex) is an error; anything a person may have typed as prose
is text. Each rule looks ahead a bounded distance or remembers what it found, so that the work grows with the length.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from searchkit.errors import LimitError, QueryError
from searchkit.query.dates import DayRange, Kind, leading_days, parse_days
from searchkit.query.fields import FIELDS, Field, suggestion, unknown_field
from searchkit.query.limits import QueryLimits
from searchkit.query.point import shown
from searchkit.query.regex import compile_regex
from searchkit.query.tokens import Close, Open, Operand, Operator, Sign, Token
from searchkit.query.tree import Days, Keyword, Node, Not, Or, Phrase, Regex, Span, Undated, Word
from searchkit.query.words import HAS_WORD, MARKS, read_boost, read_piece

_BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
_BLANKS_OR_END = r"(?=[\s\x00-\x1f\x7f-\x9f]|\Z)"
_SIGNS = re.compile(r"[-+]+")
_NUMBER_WITH_SIGN = re.compile(rf"[-+]\d[\d.,:/-]*%?(?:(?=\))|{_BLANKS_OR_END})")
_BREAKS = r"\s\x00-\x1f\x7f-\x9f()\"“”„«»"
_URL = re.compile(rf"(?:[A-Za-z][A-Za-z0-9+.-]*://|www\.)[^{_BREAKS}]+", re.ASCII)
# Brackets, commas and dashes end a word, but not a number: 1,000.
_CHUNK = re.compile(rf"(?:(?!\.\.|--)[^{_BREAKS},;!|\\=<>\[\]{{}}…—]|(?<=\d),(?=\d))+")
_BEFORE_WORD = re.compile(rf"(?:(?![*/{MARKS}])[^\w{_BREAKS}])+")
_NAME = re.compile(r"([A-Za-z_]\w*):", re.ASCII)
_NEAR = re.compile(r"NEAR/(\d+)", re.ASCII)
_REGEX = re.compile(rf"/((?:[^/\\\s]|\\\S)+)/(?:(?=[)^])|{_BLANKS_OR_END})")
_REGEX_IN_QUOTES = re.compile(r'r"([^"]*)"')
_REGEX_SIGNS = re.compile(r"[.*+?()\[\]{}|\\^$]")
_NONE = re.compile(r"none\b", re.IGNORECASE)
_OR = re.compile(r"\s+OR\s+")
_SLOP = re.compile(r"~([^\s()^\"]*)")
_AFTER_CARET = re.compile(r"\^([^\s()~\"]*)")

_CLOSING = {
    '"': re.compile(r'(?:[^"”\\]|\\.)*["”]', re.DOTALL),
    "“": re.compile(r'[^”"]*[”"]'),
    "„": re.compile(r'[^“”"]*[“”"]'),
    "«": re.compile(r"[^»]*»"),
    "»": re.compile(r"[^«]*«"),
    "'": re.compile(rf"[^\n]*?'(?:(?=[)^~,.;])|{_BLANKS_OR_END})"),
    "‘": re.compile(r"[^’\n]*’"),
}
_DIRECT = {"yes": "yes", "true": "yes", "no": "no", "false": "no"}
_PROSE = frozenset(".,;:!?-–—…'’‘/()\"")


def tokenize(text: str, today: date, limits: QueryLimits) -> tuple[list[Token], list[str]]:
    """The tokens of a query, and notes on what was left out.

    Raises QueryError and LimitError.
    """
    if len(text) > limits.length:
        raise LimitError(
            f"the query has {len(text):,} characters; at most {limits.length:,} are allowed", "length", limits.length
        )
    lexer = _Lexer(text, today, limits)
    lexer.run()
    return lexer.tokens, lexer.notes()


class _Lexer:
    def __init__(self, text: str, today: date, limits: QueryLimits) -> None:
        self.text, self.today, self.limits = text, today, limits
        self.at = 0
        self.tokens: list[Token] = []
        self._clauses = 0
        self._sign: Sign = ""
        self._groups: list[Field | None] = []  # the field that holds inside each open parenthesis
        self._ignored: dict[str, None] = {}
        self._notes: dict[str, None] = {}
        self._unclosed: set[str] = set()  # quotation marks known to have no partner further on

    def notes(self) -> list[str]:
        ignored = list(self._ignored)[:10]
        return [*self._notes, *([f"ignored: {' '.join(ignored)}"] if ignored else [])]

    def run(self) -> None:
        while self.at < len(self.text):
            blank = _BLANK.match(self.text, self.at)
            if blank:
                self.at, self._sign = blank.end(), ""
            elif self.text[self.at] in "+-":
                self._read_sign()
            else:
                field = self._groups[-1] if self._groups else None
                if not self._skip_before_word(field):
                    self._read_value(field, explicit=False)
                    self._sign = ""

    def _skip_before_word(self, field: Field | None) -> bool:
        """Moves over punctuation before a word: "#tag", "/var/log"; exact values keep it, and a regex begins with a slash."""
        if field is not None and field.kind == "exact":
            return False
        match = _BEFORE_WORD.match(self.text, self.at)
        if match:
            end = match.end()
        elif self.text[self.at] == "/" and not self._regex():
            end = self.at + 1
        else:
            return False
        self._ignore(self.text[self.at : end])
        self.at = end
        return True

    # Signs, parentheses, and what begins where

    def _read_sign(self) -> None:
        run = _SIGNS.match(self.text, self.at)
        assert run is not None
        before, after = self.text[self.at - 1 : self.at], self.text[run.end() : run.end() + 1]
        begins = not before or before == "(" or bool(_BLANK.match(before))
        goes_on = bool(after) and after != ")" and not _BLANK.match(after)
        if len(run[0]) > 1 or not begins or not goes_on:
            self._ignore(run[0])
            self.at = run.end()
        elif number := _NUMBER_WITH_SIGN.match(self.text, self.at):
            if run[0] == "-":
                self._note(f"{number[0]} was read as a number; to leave it out write NOT {number[0][1:]}")
            self.at = run.end()
        else:
            self._sign = "+" if run[0] == "+" else "-"
            self.at = run.end()

    def _read_value(self, field: Field | None, *, explicit: bool) -> None:
        """Reads what stands here; `explicit` right after the colon of a field, where syntax mistakes are errors."""
        char = self.text[self.at]
        if char == "(":
            self.tokens.append(Open(field if explicit else None, (self.at, self.at + 1), self._sign))
            self._groups.append(field)
            self.at += 1
        elif char == ")":
            self._read_close()
        elif char in '"“„«»' or (explicit and char in "'‘"):
            self._read_quoted(field, explicit)
        elif not self._read_regex(field):
            self._read_chunk(field, explicit)

    def _read_close(self) -> None:
        start = self.at
        self.at += 1
        if self._groups:
            self._groups.pop()
        boost = self._read_boost()
        self.tokens.append(Close((start, start + 1), boost))

    def _read_chunk(self, field: Field | None, explicit: bool) -> None:
        chunk = _CHUNK.match(self.text, self.at)
        if chunk and not explicit and (self._read_operator(chunk) or self._read_field(self.at, field)):
            return
        if field is not None and field.kind == "exact":
            self._read_exact(field)
            return
        if url := _URL.match(self.text, self.at):
            self.at = url.end()
            self._add(Word(url[0], field.name if field else None, url.span()), field)
            return
        if chunk is None:  # a closing quotation mark without its partner, or punctuation between words
            self._skip(field, explicit, self.at + 1)
            return
        start, end = chunk.span()
        try:
            node, boost = read_piece(self.text, start, end, field.name if field else None, self.limits)
        except QueryError as error:
            raise QueryError(error.message, self.text, error.position, error.length) from None
        if node is None:
            self._skip(field, explicit, end)
            return
        self.at = end
        self._add(node, field, boost)

    def _skip(self, field: Field | None, explicit: bool, end: int) -> None:
        """Leaves out what is no word; as the value of a field it is a mistake."""
        if explicit and field is not None:
            raise self._missing_value(field.name, self.at, end)
        self._ignore(self.text[self.at : end])
        self.at = end

    def _read_operator(self, chunk: re.Match[str]) -> bool:
        word, (start, end) = chunk[0], chunk.span()
        if self._sign:
            return False
        if word in ("AND", "OR", "NOT"):
            self.tokens.append(Operator(word, (start, end)))  # type: ignore[arg-type]
        elif near := _NEAR.fullmatch(word):
            digits = near[1]
            if len(digits) > 9 or int(digits) > self.limits.slop:
                raise LimitError(f"NEAR/{digits[:9]} is too far; at most NEAR/{self.limits.slop}", "slop", self.limits.slop)
            if int(digits) == 0:
                raise QueryError("NEAR/0 leaves no room; write NEAR/1 for neighbours", self.text, start, end - start)
            self.tokens.append(Operator("NEAR", (start, end), int(digits)))
        else:
            return False
        self.at = end
        return True

    # Fields

    def _read_field(self, start: int, outside: Field | None) -> bool:
        """Reads `name:value` when a field is named here; False when the colon is one of prose."""
        match = _NAME.match(self.text, start)
        if match is None or self.text.startswith("//", match.end()):
            return False
        name, after = match[1], self.text[match.end() : match.end() + 1]
        follows = bool(after) and after not in ")" and not _BLANK.match(after)
        known = FIELDS.get(name) or (FIELDS.get(name.lower()) if follows else None)
        if known is None:
            self._check_unknown(match, after, follows)
            return False
        if outside is not None:
            raise QueryError(
                f"{name}: stands inside {outside.name}:; a value belongs to one field", self.text, start, len(match[0])
            )
        self.at = match.end()
        blank = _BLANK.match(self.text, self.at)
        if blank:
            self.at = blank.end()
        if self.at == len(self.text) or self.text[self.at] == ")":
            raise self._missing_value(name, start, match.end())
        self._read_field_value(name.lower(), known, start)
        return True

    def _read_field_value(self, name: str, field: Field, start: int) -> None:
        """`start` is where the name stands, `self.at` where the value begins."""
        count = len(self.tokens)
        if field.kind in ("text", "names"):
            while self.at < len(self.text) and self.text[self.at] not in "'‘+-[{" and self._skip_before_word(field):
                pass
            if self.at == len(self.text):
                raise self._missing_value(name, start, self.at)
        char = self.text[self.at]
        if field.kind == "days":
            self._read_days("range" if name not in ("since", "until") else name, field, start)  # type: ignore[arg-type]
        elif char in "[{":
            raise QueryError(
                f"ranges are for dates; {name}: takes words, such as {name}:word", self.text, start, self.at + 1 - start
            )
        elif char in "+-" and field.kind != "exact":
            raise QueryError(f"the sign stands before the field: {char}{name}:", self.text, start, self.at + 1 - start)
        else:
            inner = _NAME.match(self.text, self.at)
            if inner and field.kind != "exact" and inner[1].lower() in FIELDS:
                raise QueryError(
                    f"{inner[1]}: stands inside {name}:; a value belongs to one field", self.text, start, inner.end() - start
                )
            self._read_value(field, explicit=True)
            if len(self.tokens) == count:
                raise self._missing_value(name, start, self.at)
            first = self.tokens[count]
            if isinstance(first, Operand):
                self.tokens[count] = replace(first, span=(start, first.span[1]))

    def _check_unknown(self, match: re.Match[str], after: str, follows: bool) -> None:
        """An error for `nosuchfield:word`; times, URLs and `note: this` are prose."""
        name = match[1]
        if follows and (after.isalpha() or after in '"“„«(_'):
            raise QueryError(unknown_field(name), self.text, match.start(), len(name))
        close = suggestion(name, 0.75)
        if close and follows and (after.isdigit() or after in "[{-<>"):
            raise QueryError(unknown_field(name), self.text, match.start(), len(name))
        if close and not follows:
            self._note(f"{name}: was read as a word; did you mean {close}:?")

    def _missing_value(self, name: str, start: int, end: int) -> QueryError:
        return QueryError(f"{name}: needs a value", self.text, start, end - start)

    def _read_exact(self, field: Field) -> None:
        """A value up to the next blank, taken as it is; parentheses inside it stay when they are pairs."""
        start, depth = self.at, 0
        while self.at < len(self.text) and not _BLANK.match(self.text, self.at):
            depth += {"(": 1, ")": -1}.get(self.text[self.at], 0)
            if depth < 0:
                break
            self.at += 1
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
            bound = re.compile(r'[()"“„«]').search(self.text, begin, begin + 200)
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
            if explicit:
                self._read_chunk(field, explicit)
                return
            if not inches:
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

    # Output

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
