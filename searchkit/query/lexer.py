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
from searchkit.query.fields import FIELDS, Field, suggestion, unknown_field
from searchkit.query.limits import QueryLimits
from searchkit.query.tokens import Close, Open, Operand, Operator, Token
from searchkit.query.tree import Word
from searchkit.query.values import BLANK, BLANK_OR_END, BLANKS, ValueReader
from searchkit.query.words import MARKS, read_piece

_SIGNS = re.compile(r"[-+]+")
_RANGE_OF_DAYS = re.compile(r"\d{4}(?:-\d\d?){0,2}\.\.\d{4}(?:-\d\d?){0,2}(?![\w.-])")
_NUMBER_WITH_SIGN = re.compile(rf"[-+]\d[\d.,:/-]*%?(?:(?=\))|{BLANK_OR_END})")
_BREAKS = rf"{BLANKS}()\"“”„«»"
_URL = re.compile(rf"(?:[A-Za-z][A-Za-z0-9+.-]*://|www\.)[^{_BREAKS}]+", re.ASCII)
# Brackets, commas and dashes end a word, but not a number: 1,000.
_CHUNK = re.compile(rf"(?:(?!\.\.|--)[^{_BREAKS},;!|\\=<>\[\]{{}}…—]|(?<=\d),(?=\d))+")
_BEFORE_WORD = re.compile(rf"(?:(?![*/{MARKS}])[^\w{_BREAKS}])+")
_NAME = re.compile(r"([A-Za-z_]\w*):", re.ASCII)
_NEAR = re.compile(r"NEAR/(\d+)", re.ASCII)


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


class _Lexer(ValueReader):
    """Goes through the text; what begins where is decided here, values are read by ValueReader."""

    def __init__(self, text: str, today: date, limits: QueryLimits) -> None:
        super().__init__(text, today, limits)
        self._groups: list[Field | None] = []  # the field that holds inside each open parenthesis

    def run(self) -> None:
        while self.at < len(self.text):
            blank = BLANK.match(self.text, self.at)
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
        begins = not before or before == "(" or bool(BLANK.match(before))
        goes_on = bool(after) and after != ")" and not BLANK.match(after)
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
        if chunk and ("://" in chunk[0] or chunk[0].startswith("www.")) and (url := _URL.match(self.text, self.at)):
            self.at = url.end()
            self._add(Word(url[0], field.name if field else None, url.span()), field)
            return
        if chunk is None:  # a closing quotation mark without its partner, or punctuation between words
            self._skip(field, explicit, self.at + 1)
            return
        start, end = chunk.span()
        if field is None and (days := _RANGE_OF_DAYS.match(self.text, start)):
            self._note(f"{days[0]} was read as words; for articles of these days write date:{days[0]}")
        if name := _NAME.match(self.text, start, end):
            end = name.end(1)
        node, boost = read_piece(self.text, start, end, field.name if field else None, self.limits)
        if node is None:
            self._skip(field, explicit, end)
            return
        if explicit and field is not None and self.text[end : end + 1] in ("[", "{"):
            raise QueryError(f"a word ends before {self.text[end]}; for a pattern write {field.name}:/…/", self.text, end, 1)
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
        follows = bool(after) and after not in ")" and not BLANK.match(after)
        known = FIELDS.get(name) or (FIELDS.get(name.lower()) if follows else None)
        if known is None:
            self._check_unknown(match, after, follows)
            return False
        if outside is not None:
            raise QueryError(
                f"{name}: stands inside {outside.name}:; a value belongs to one field", self.text, start, len(match[0])
            )
        self.at = match.end()
        blank = BLANK.match(self.text, self.at)
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
            if char in "'‘" and len(self.tokens) == count and self.text[self.at : self.at + 1] not in ("", ")"):
                self._read_value(field, explicit=True)  # an apostrophe, not a quotation mark
            if len(self.tokens) == count:
                raise self._missing_value(name, start, self.at)
            first = self.tokens[count]
            if isinstance(first, Operand):
                self.tokens[count] = replace(first, span=(start, first.span[1]))

    def _check_unknown(self, match: re.Match[str], after: str, follows: bool) -> None:
        """An error for `nosuchfield:word`; times, URLs, `note: this` and what follows other punctuation are prose."""
        name, before = match[1], self.text[match.start() - 1 : match.start()]
        if before and before not in "(+-" and not BLANK.match(before):
            return
        if follows and (after.isalpha() or after in '"“„«(_'):
            raise QueryError(unknown_field(name), self.text, match.start(), len(name))
        close = suggestion(name, 0.75)
        if close and follows and (after.isdigit() or after in "[{-<>"):
            raise QueryError(unknown_field(name), self.text, match.start(), len(name))
        if close and not follows:
            self._note(f"{name}: was read as a word; did you mean {close}:?")
