"""Query text → tree, with places.

In: the text as typed, and the day it is asked. Out: a ParsedQuery: the tree, the intervals of days in it, and notes on what
was read otherwise than it may have been meant.

    words side by side are ranked · +must -not · AND OR NOT ( ) · "phrase"~2 · a NEAR/5 b · pre* w?ld fuzzy~ /regex/ · word^2
    title: body: speaker: by: to: said: source: id: story: lang: author: direct: date: said_on: since: until:

docs/query-language.md is the reference. Nothing here recurses into the text: depth is a limit, not a crash.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from searchkit.errors import InputError, LimitError, QueryError
from searchkit.query.build import Builder, Item, Unit, boosted, field_item, nothing
from searchkit.query.dates import parse_option_days
from searchkit.query.fields import FIELDS, Field
from searchkit.query.lexer import tokenize
from searchkit.query.limits import QueryLimits
from searchkit.query.point import shown
from searchkit.query.tokens import Close, Open, Operand, Operator, Token
from searchkit.query.tree import Days, Keyword, Node, Phrase, Regex, Word
from searchkit.query.walk import depth_of, walk
from searchkit.query.words import HAS_WORD

DEFAULT_LIMITS = QueryLimits()


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """What a query means. `dates` are (field, first day, day after the last), None for an open end; `notes` are sentences."""

    tree: Node
    dates: tuple[tuple[str, date | None, date | None], ...]
    notes: tuple[str, ...]
    query: str = ""
    _units: tuple[Unit, ...] = field(default=(), repr=False, compare=False)
    _quotes: bool = field(default=False, repr=False, compare=False)
    _depth: int = field(default=DEFAULT_LIMITS.depth, repr=False, compare=False)
    _today: date = field(default=date.min, repr=False, compare=False)


def parse(text: str, *, today: date, limits: QueryLimits = DEFAULT_LIMITS, default_quotes: bool = False) -> ParsedQuery:
    """The meaning of a query asked on `today`.

    `default_quotes` says that quotes are searched, not articles: conditions on a quote then need no OneQuote around them.

    Raises QueryError for a mistake, with its place, and LimitError for a query that is too long, large or deep.
    """
    tokens, lexer_notes = tokenize(text, today, limits)
    notes = dict.fromkeys(lexer_notes)
    builder = Builder(text, default_quotes, lambda note: notes.setdefault(note))
    units = _Parser(text, tokens, limits, builder, notes).units()
    empty = ParsedQuery(nothing(len(text)), (), (), text, (), default_quotes, limits.depth, today)
    return _completed(empty, units, builder, notes)


def with_conditions(
    parsed: ParsedQuery,
    *,
    since: str | date | None = None,
    until: str | date | None = None,
    speaker: str | None = None,
    source: str | None = None,
    by: str | None = None,
    to: str | None = None,
    direct: bool | None = None,
) -> ParsedQuery:
    """The query restricted by options: the same as the conditions typed beside it.

    `since` and `until` are one day or period, or a date; the others are literal text, never read as query syntax.

    Raises InputError for a day that is neither text nor date, and QueryError, whose message begins with the option's name and
    whose query is the option's value, or, where the days of the query and of an option exclude each other, the query; where
    those of two options do, nothing.
    """
    items: list[Item] = []
    for option, given in (("since", since), ("until", until)):
        if given is not None:
            day = _day_text(option, given)
            days = parse_option_days(option, day, parsed._today)
            items.append(_optional(option, day, Days("date", days.first, days.before, (0, 0))))
    for option, text in (("speaker", speaker), ("by", by), ("to", to)):
        if text is not None:
            if not HAS_WORD.search(text):
                raise QueryError(f"{option}: a name has at least one letter", text, 0, len(text))
            single = len(text.split()) == 1
            node: Node = Word(text.strip(), option, (0, 0)) if single else Phrase(text, option, (0, 0))
            items.append(_optional(option, text, node))
    if source is not None:
        if not source.strip():
            raise QueryError("source: the name of a source is missing", source, 0, len(source))
        items.append(_optional("source", source, Keyword(source, "source", (0, 0))))
    if direct is not None:
        value = "yes" if direct else "no"
        items.append(_optional("direct", value, Keyword(value, "direct", (0, 0))))
    if not items:
        return parsed
    notes = dict.fromkeys(parsed.notes)
    builder = Builder(parsed.query, parsed._quotes, lambda note: notes.setdefault(note))
    units = [*parsed._units, *([[item]] for item in items)]
    return _completed(parsed, units, builder, notes)


def _day_text(option: str, value: str | date) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, date):
        return date(value.year, value.month, value.day).isoformat()  # of a datetime its day
    raise InputError(f'{option} is {value!r}; it must be a text such as "2031-05" or a datetime.date')


def _optional(option: str, text: str, node: Node) -> Item:
    return replace(field_item(node, FIELDS[option], node.span), label=f"{option} {shown(text)}")


def _completed(parsed: ParsedQuery, units: list[Unit], builder: Builder, notes: dict[str, None]) -> ParsedQuery:
    """The query with the tree of these outermost units."""
    item = builder.group(units, (0, len(parsed.query)))
    tree = builder.finished(item) if item else nothing(len(parsed.query))
    if depth_of(tree) > parsed._depth:
        raise _too_deep(parsed._depth)
    dates = tuple((node.field, node.first, node.before) for node in walk(tree) if isinstance(node, Days))
    return replace(parsed, tree=tree, dates=dates, notes=tuple(notes), _units=tuple(units))


def _too_deep(limit: int) -> LimitError:
    return LimitError(f"the query is nested more than {limit} levels deep", "depth", limit)


@dataclass(slots=True)
class _Group:
    """An open parenthesis and what has been read inside it."""

    opened: Open | None
    of: Field | None
    entries: list[Item | Operator] = field(default_factory=list)


class _Parser:
    def __init__(self, text: str, tokens: list[Token], limits: QueryLimits, builder: Builder, notes: dict[str, None]) -> None:
        self.text, self.limits, self.builder, self.notes = text, limits, builder, notes
        self.tokens = list(self._paired(self._words_in_capitals(tokens)))

    def units(self) -> list[Unit]:
        """The outermost group, before it is built: options may still be added to it."""
        stack = [_Group(None, None)]
        for token in self.tokens:
            if isinstance(token, Operand):
                item = boosted(field_item(token.node, token.field, token.span), token.boost)
                stack[-1].entries.append(replace(item, sign=token.sign))
            elif isinstance(token, Operator):
                stack[-1].entries.append(token)
            elif isinstance(token, Open):
                if len(stack) > self.limits.depth:
                    raise _too_deep(self.limits.depth)
                stack.append(_Group(token, token.field or stack[-1].of))
            else:
                group = stack.pop()
                item_or_none = self._closed(group, token)
                if item_or_none is not None:
                    stack[-1].entries.append(item_or_none)
        return self.builder.units(stack[0].entries)

    def _closed(self, group: _Group, close: Close) -> Item | None:
        opened, of = group.opened, group.of
        assert opened is not None
        span = (opened.span[0], close.span[1])
        units = self.builder.units(group.entries, of)
        if of is not None and not (of.scores and not of.of_quote):
            # Inside the parentheses of a condition, inner ones only group its values.
            item = self.builder.values(units, of, span)
        else:
            item = self.builder.group(units, span)
        if item is None:
            if opened.field is not None:
                raise QueryError(f"{opened.field.name}: needs a value", self.text, span[0], span[1] - span[0])
            return None
        if close.boost is not None and item.role != "ranked" and not item.said:
            raise QueryError(
                "a condition decides what is found, not how well; leave out the ^", self.text, span[0], span[1] - span[0]
            )
        item = replace(boosted(item, close.boost), sign=opened.sign, negated=False)
        return item if of is not None else self.builder.apart(item)

    def _words_in_capitals(self, tokens: list[Token]) -> list[Token]:
        """In a query typed all in capitals, AND, OR and NOT are words."""
        if not any(isinstance(token, Operator) and token.name != "NEAR" for token in tokens):
            return tokens
        words = [
            self.text[slice(*token.span)] for token in tokens if isinstance(token, Operand) and not isinstance(token.node, Regex)
        ]
        if any(char.islower() for char in self.text) or not any(char.isupper() for word in words for char in word):
            return tokens
        self.notes.setdefault("AND, OR and NOT were read as words, because the whole query is in capitals")
        return [
            Operand(Word(token.name, None, token.span), None, token.span)
            if isinstance(token, Operator) and token.name != "NEAR"
            else token
            for token in tokens
        ]

    def _paired(self, tokens: list[Token]) -> Iterator[Token]:
        """The tokens without parentheses that have no partner."""
        opened: list[int] = []
        alone: set[int] = set()
        for place, token in enumerate(tokens):
            if isinstance(token, Open):
                opened.append(place)
            elif isinstance(token, Close):
                if opened:
                    opened.pop()
                else:
                    alone.add(place)
        for place in opened:
            token = tokens[place]
            if isinstance(token, Open) and token.field is not None:
                raise QueryError(f"the parenthesis after {token.field.name}: is not closed", self.text, token.span[0], 1)
        alone.update(opened)
        if alone:
            self.notes.setdefault("a parenthesis without its partner was ignored")
        return (token for place, token in enumerate(tokens) if place not in alone)
