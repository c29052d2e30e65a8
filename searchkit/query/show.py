"""A query tree as text: what was understood, in one line or drawn as a tree.

`show` writes the query language: parsed again, its text gives the same tree (spans apart). Field names are spelled out, dates
are days, and side-by-side words come first, then conditions, then what is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from searchkit.query.fields import FIELDS
from searchkit.query.tree import (
    And,
    Boost,
    Days,
    Everything,
    Filter,
    Fuzzy,
    Keyword,
    Near,
    Node,
    Not,
    Nothing,
    OneQuote,
    Or,
    Phrase,
    Prefix,
    Ranked,
    Regex,
    Span,
    Undated,
    Wildcard,
    Word,
)
from searchkit.query.walk import walk

# Such words are shown in small letters, so that they stay words.
OPERATOR = re.compile(r"AND|OR|NOT|NEAR/\d+", re.ASCII)
_CAPITALS = re.compile(r"\b(?:AND|OR|NOT)\b.*[A-Z]|[A-Z].*\b(?:AND|OR|NOT)\b", re.DOTALL)
_PLAIN_VALUE = re.compile(r"[^\s\x00-\x1f\x7f-\x9f()\"“”„«»'‘’*\[\]{}]+")
_PLAIN_IN_PARENTHESES = re.compile(r"\w[\w./-]*")
_REGEX_SIGN = re.compile(r"[.*+?()\[\]{}|\\^$]")


def show(tree: Node) -> str:
    """The tree in one line of the query language; empty for Nothing."""
    text = _line(tree, _PLAIN)
    if _CAPITALS.search(text) and not any(map(str.islower, text)):
        # In a query typed all in capitals, AND and NOT would be words.
        return _line(tree, _Style(small=True))
    return text


def draw(tree: Node) -> str:
    """The tree over several lines, one node a line, children indented below their parent."""
    return "\n".join(_lines(tree, "", 0))


def rewrite(query: str, replacements: Mapping[Span, str]) -> str:
    """The query text with some spans replaced, such as a misspelt word by what was probably meant.

    Spans must not overlap; raises ValueError when they do or leave the text.
    """
    parts: list[str] = []
    done = 0
    for (start, end), text in sorted(replacements.items()):
        if start < done or end < start or end > len(query):
            raise ValueError(f"({start}, {end}) overlaps another span or leaves the query")
        parts += [query[done:start], text]
        done = end
    return "".join([*parts, query[done:]])


def days_text(field: str, first: date | None, before: date | None) -> str:
    """An interval as typed: `date:2024-07-01..2024-07-31`, both ends included."""
    last = before - timedelta(days=1) if before else None
    if first and first == last:
        return f"{field}:{first}"
    return f"{field}:{first or ''}..{last or ''}"


class _Style(NamedTuple):
    """`field` is the one whose parentheses are open; `small` writes words in small letters."""

    field: str | None = None
    small: bool = False

    def inside(self, field: str) -> _Style:
        return self._replace(field=field)


_PLAIN = _Style()


def _line(tree: Node, style: _Style) -> str:
    tree = _without_filter(tree)
    return " ".join(_side_by_side(tree, style)) if isinstance(tree, OneQuote) else _show(tree, style)


def _without_filter(node: Node) -> Node:
    return node.child if isinstance(node, Filter) else node


def _show(node: Node, style: _Style) -> str:
    node = _without_filter(node)
    if isinstance(node, And):
        return " AND ".join(_operand(child, style) for child in node.children)
    if isinstance(node, Or):
        return " OR ".join(_alternative(child, style) for child in node.children)
    if isinstance(node, Not):
        if isinstance(node.child, Undated):
            return f"{node.child.field}:*"
        return f"NOT {_operand(node.child, style)}"
    if isinstance(node, Boost):
        return f"{_operand(node.child, style)}^{_number(node.factor)}"
    if isinstance(node, OneQuote):
        return f"({' AND '.join(_operand(part, style) for part in _parts(node))})"
    if isinstance(node, Ranked):
        return _ranked(node, style)
    return _leaf(node, style)


def _operand(node: Node, style: _Style) -> str:
    """The node where only one thing may stand."""
    node = _without_filter(node)
    field = None if style.field else _common_field(node)
    if isinstance(node, Not) and not isinstance(node.child, Undated):
        if field is not None and FIELDS[field].of_quote and not isinstance(node.child, Filter):
            return f"{field}:({_show(node, style.inside(field))})"  # a quote without it, which is not: no quote with it
        return f"({_show(node, style)})" if isinstance(node.child, Not) else _show(node, style)
    if not isinstance(node, And | Or | Ranked | Near):
        return _show(node, style)
    if field is not None:
        return f"{field}:({_show(node, style.inside(field))})"
    return f"({_show(node, style)})"


def _alternative(node: Node, style: _Style) -> str:
    """A side of OR, which binds less than AND: `a AND b OR c` needs no parentheses."""
    inner = _without_filter(node)
    return _show(inner, style) if isinstance(inner, And) else _operand(inner, style)


def _common_field(node: Node) -> str | None:
    """The condition or said: field that all leaves share, so that it can stand before the parentheses."""
    fields = {getattr(leaf, "field", None) for leaf in walk(node) if not isinstance(leaf, And | Or | Not | Filter | Boost | Near)}
    if len(fields) != 1:
        return None
    field = fields.pop()
    kind = FIELDS.get(field) if field else None
    return kind.name if kind and kind.kind != "days" and (kind.of_quote or not kind.scores) else None


def _ranked(node: Ranked, style: _Style) -> str:
    quotes = sum(isinstance(_without_filter(child), OneQuote) for child in node.must)
    parts = [_grouped(child, style) for child in node.should]
    for child in node.must:
        inner = _without_filter(child)
        if isinstance(inner, OneQuote):
            parts += _side_by_side(inner, style) if quotes == 1 else [_show(inner, style)]
        elif isinstance(child, Filter):
            parts.append(_grouped(inner, style))
        else:
            parts.append(_signed("+", child, style))
    for child in node.must_not:
        inner = _without_filter(child)
        if isinstance(inner, OneQuote) and quotes == 0 and not isinstance(inner.condition, And):
            parts.append(_signed("-", inner.condition, style))
        else:
            parts.append(_signed("-", inner, style))
    return " ".join(parts)


def _signed(sign: str, node: Node, style: _Style) -> str:
    text = _grouped(node, style)
    return f"{sign}({text})" if text[:1].isdigit() else sign + text  # -5 is a number


def _grouped(node: Node, style: _Style) -> str:
    """The node as one thing beside others."""
    text = _operand(node, style)
    return f"({text})" if text.startswith("NOT ") else text


def _parts(quote: OneQuote) -> tuple[Node, ...]:
    return quote.condition.children if isinstance(quote.condition, And) else (quote.condition,)


def _side_by_side(quote: OneQuote, style: _Style) -> list[str]:
    parts = [_without_filter(part) for part in _parts(quote)]
    if all(isinstance(part, Not) for part in parts):
        return [_grouped(part, style) for part in parts]
    return [
        _signed("-", part.child, style)
        if isinstance(part, Not) and not isinstance(part.child, Undated | Not)
        else _grouped(part, style)
        for part in parts
    ]


def _leaf(node: Node, style: _Style) -> str:
    if isinstance(node, Everything):
        return "*"
    if isinstance(node, Nothing):
        return ""
    if isinstance(node, Days):
        return days_text(node.field, node.first, node.before)
    if isinstance(node, Undated):
        return f"{node.field}:none"
    if isinstance(node, Near):
        return f"{_leaf(node.left, style)} NEAR/{node.distance} {_leaf(node.right, style)}"
    field = getattr(node, "field", None)
    prefix = f"{field}:" if field and field != style.field else ""
    return prefix + _value(node, style)


def _value(node: Node, style: _Style) -> str:
    if isinstance(node, Word):
        return node.text.lower() if style.small or OPERATOR.fullmatch(node.text) else node.text
    if isinstance(node, Phrase):
        return _quoted(node.text.lower() if style.small else node.text) + (f"~{node.slop}" if node.slop else "")
    if isinstance(node, Prefix | Wildcard | Fuzzy):
        return _pattern(node).lower() if style.small else _pattern(node)
    if isinstance(node, Regex):
        slashes = _REGEX_SIGN.search(node.pattern) and not re.search(r"[/\s\x00-\x1f\x7f-\x9f]", node.pattern)
        return f"/{node.pattern}/" if slashes else f'r"{node.pattern}"'
    if isinstance(node, Keyword):
        # In parentheses a value may not look like a field, an operator or a sign.
        form = _PLAIN_IN_PARENTHESES if style.field else _PLAIN_VALUE
        plain = form.fullmatch(node.value) and not OPERATOR.fullmatch(node.value)
        return node.value if plain else _quoted(node.value)
    raise TypeError(f"{type(node).__name__} is no leaf")


def _pattern(node: Prefix | Wildcard | Fuzzy) -> str:
    if isinstance(node, Prefix):
        return f"{node.text}*"
    return node.pattern if isinstance(node, Wildcard) else f"{node.text}~{node.distance}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("”", "\\”")
    return f'"{escaped}"'


def _number(factor: float) -> str:
    return f"{factor:.20f}".rstrip("0").rstrip(".")


def _lines(node: Node, label: str, level: int) -> Iterator[str]:
    name, groups = _branches(node)
    yield f"{'  ' * level}{label}{name}"
    for role, children in groups:
        for child in children:
            yield from _lines(child, role, level + 1)


def _branches(node: Node) -> tuple[str, Sequence[tuple[str, Sequence[Node]]]]:
    if isinstance(node, And):
        return "all of", [("", node.children)]
    if isinstance(node, Or):
        return "any of", [("", node.children)]
    if isinstance(node, Not):
        return "not", [("", [node.child])]
    if isinstance(node, Boost):
        return f"score times {_number(node.factor)}", [("", [node.child])]
    if isinstance(node, Filter):
        return "condition", [("", [node.child])]
    if isinstance(node, OneQuote):
        return "one quote with", [("", [node.condition])]
    if isinstance(node, Ranked):
        return "ranked", [("", node.should), ("must: ", node.must), ("must not: ", node.must_not)]
    if isinstance(node, Everything | Nothing):
        return type(node).__name__.lower(), []
    return f"{type(node).__name__.lower()} {_leaf(node, _PLAIN)}", []
