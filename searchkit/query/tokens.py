"""What the lexer hands to the parser: operands with their signs, parentheses, operators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from searchkit.query.fields import Field
from searchkit.query.tree import Node, Span

Sign = Literal["", "+", "-"]


@dataclass(frozen=True, slots=True)
class Operand:
    """A word, phrase, pattern or condition. `field` is None for bare words."""

    node: Node
    field: Field | None
    span: Span
    sign: Sign = ""
    boost: float | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """A left parenthesis; `field` holds for what stands inside, None inherits from outside."""

    field: Field | None
    span: Span
    sign: Sign = ""


@dataclass(frozen=True, slots=True)
class Close:
    """A right parenthesis."""

    span: Span
    boost: float | None = None


@dataclass(frozen=True, slots=True)
class Operator:
    """AND, OR, NOT or NEAR/`distance`, as typed."""

    name: Literal["AND", "OR", "NOT", "NEAR"]
    span: Span
    distance: int = 0


Token: TypeAlias = Operand | Open | Close | Operator
