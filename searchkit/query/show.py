"""A query tree as text: what was understood, in one line or drawn as a tree.

`show` writes the query language: parsed again, its text gives the same tree (spans apart). Field names are spelled out, dates
are days, and side-by-side words come first, then conditions, then what is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

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
_PLAIN_VALUE = re.compile(r"[^\s\x00-\x1f\x7f-\x9f()\"“”„«»'‘’*\[\]{}]+")
_REGEX_SIGN = re.compile(r"[.*+?()\[\]{}|\\^$]")


def show(tree: Node) -> str:
    """The tree in one line of the query language; empty for Nothing."""
    tree = _without_filter(tree)
    if isinstance(tree, OneQuote):
        return " ".join(_side_by_side(tree))
    return _show(tree)


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


def _without_filter(node: Node) -> Node:
    return node.child if isinstance(node, Filter) else node


def _show(node: Node, implied: str | None = None) -> str:
    """`implied` is the field whose parentheses are open."""
    node = _without_filter(node)
    if isinstance(node, And):
        return " AND ".join(_operand(child, implied) for child in node.children)
    if isinstance(node, Or):
        return " OR ".join(_alternative(child, implied) for child in node.children)
    if isinstance(node, Not):
        if isinstance(node.child, Undated):
            return f"{node.child.field}:*"
        return f"NOT {_operand(node.child, implied)}"
    if isinstance(node, Boost):
        return f"{_operand(node.child, implied)}^{_number(node.factor)}"
    if isinstance(node, OneQuote):
        return f"({' AND '.join(_operand(part) for part in _parts(node))})"
    if isinstance(node, Ranked):
        return _ranked(node, implied)
    return _leaf(node, implied)


def _operand(node: Node, implied: str | None = None) -> str:
    """The node where only one thing may stand."""
    node = _without_filter(node)
    field = None if implied else _common_field(node)
    if isinstance(node, Not) and not isinstance(node.child, Undated):
        if field is not None and FIELDS[field].of_quote and not isinstance(node.child, Filter):
            return f"{field}:({_show(node, field)})"  # a quote without it, which is not: no quote with it
        return f"({_show(node, implied)})" if isinstance(node.child, Not) else _show(node, implied)
    if not isinstance(node, And | Or | Ranked | Near):
        return _show(node, implied)
    if field is not None:
        return f"{field}:({_show(node, field)})"
    return f"({_show(node, implied)})"


def _alternative(node: Node, implied: str | None) -> str:
    """A side of OR, which binds less than AND: `a AND b OR c` needs no parentheses."""
    inner = _without_filter(node)
    return _show(inner, implied) if isinstance(inner, And) else _operand(inner, implied)


def _common_field(node: Node) -> str | None:
    """The condition or said: field that all leaves share, so that it can stand before the parentheses."""
    fields = {getattr(leaf, "field", None) for leaf in walk(node) if not isinstance(leaf, And | Or | Not | Filter | Boost | Near)}
    if len(fields) != 1:
        return None
    field = fields.pop()
    kind = FIELDS.get(field) if field else None
    return kind.name if kind and kind.kind != "days" and (kind.of_quote or not kind.scores) else None


def _ranked(node: Ranked, implied: str | None) -> str:
    quotes = sum(isinstance(_without_filter(child), OneQuote) for child in node.must)
    parts = [_grouped(child, implied) for child in node.should]
    for child in node.must:
        inner = _without_filter(child)
        if isinstance(inner, OneQuote):
            parts += _side_by_side(inner) if quotes == 1 else [_show(inner)]
        elif isinstance(child, Filter):
            parts.append(_grouped(inner, implied))
        else:
            parts.append(_signed("+", child, implied))
    for child in node.must_not:
        inner = _without_filter(child)
        if isinstance(inner, OneQuote) and quotes == 0 and not isinstance(inner.condition, And):
            parts.append(_signed("-", inner.condition, implied))
        else:
            parts.append(_signed("-", inner, implied))
    return " ".join(parts)


def _signed(sign: str, node: Node, implied: str | None) -> str:
    text = _grouped(node, implied)
    return f"{sign}({text})" if text[:1].isdigit() else sign + text  # -5 is a number


def _grouped(node: Node, implied: str | None) -> str:
    """The node as one thing beside others."""
    text = _operand(node, implied)
    return f"({text})" if text.startswith("NOT ") else text


def _parts(quote: OneQuote) -> tuple[Node, ...]:
    return quote.condition.children if isinstance(quote.condition, And) else (quote.condition,)


def _side_by_side(quote: OneQuote) -> list[str]:
    parts = [_without_filter(part) for part in _parts(quote)]
    if all(isinstance(part, Not) for part in parts):
        return [_grouped(part, None) for part in parts]
    return [
        _signed("-", part.child, None) if isinstance(part, Not) and not isinstance(part.child, Undated) else _grouped(part, None)
        for part in parts
    ]


def _leaf(node: Node, implied: str | None) -> str:
    if isinstance(node, Everything):
        return "*"
    if isinstance(node, Nothing):
        return ""
    if isinstance(node, Days):
        return days_text(node.field, node.first, node.before)
    if isinstance(node, Undated):
        return f"{node.field}:none"
    if isinstance(node, Near):
        return f"{_leaf(node.left, implied)} NEAR/{node.distance} {_leaf(node.right, implied)}"
    field = getattr(node, "field", None)
    prefix = f"{field}:" if field and field != implied else ""
    return prefix + _value(node)


def _value(node: Node) -> str:
    if isinstance(node, Word):
        return node.text.lower() if OPERATOR.fullmatch(node.text) else node.text
    if isinstance(node, Phrase):
        return _quoted(node.text) + (f"~{node.slop}" if node.slop else "")
    if isinstance(node, Prefix):
        return f"{node.text}*"
    if isinstance(node, Wildcard):
        return node.pattern
    if isinstance(node, Fuzzy):
        return f"{node.text}~{node.distance}"
    if isinstance(node, Regex):
        slashes = _REGEX_SIGN.search(node.pattern) and not re.search(r"[/\s\x00-\x1f\x7f-\x9f]", node.pattern)
        return f"/{node.pattern}/" if slashes else f'r"{node.pattern}"'
    if isinstance(node, Keyword):
        plain = _PLAIN_VALUE.fullmatch(node.value) and not OPERATOR.fullmatch(node.value)
        return node.value if plain else _quoted(node.value)
    raise TypeError(f"{type(node).__name__} is no leaf")


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
    return f"{type(node).__name__.lower()} {_leaf(node, None)}", []
