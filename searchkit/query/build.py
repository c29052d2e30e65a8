"""Operands and operators of one pair of parentheses → one node.

operators join the two things beside them and no more: a b OR c d is four things, one of them (b OR c)
what stands side by side is ranked: any of the words, all conditions and +words, none of the -words
conditions on quotes that stand side by side speak of one quote, unless parentheses of their own keep them apart
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from searchkit.errors import QueryError
from searchkit.query.fields import Field
from searchkit.query.point import shown
from searchkit.query.tokens import Operator, Sign
from searchkit.query.tree import (
    And,
    Boost,
    Days,
    Everything,
    Filter,
    Keyword,
    Near,
    Node,
    Not,
    Nothing,
    OneQuote,
    Or,
    Phrase,
    Ranked,
    Span,
    Undated,
    Word,
)

Role = Literal["ranked", "condition", "quote"]


@dataclass(frozen=True, slots=True)
class Item:
    """One operand on its way into the tree.

    `role` is what `node` does: "ranked" scores; "condition" is still to be wrapped in Filter; "quote" is a condition on a
    quote, still to be joined with its neighbours and wrapped in OneQuote. `said` when words of quotes are part of it, which
    score in a quote search; its other conditions are then Filters already.
    `parts` are the ranked items of a parenthesis that adds nothing but itself, `own` marks quote conditions that parentheses
    keep apart, `label` is what errors call the item.
    """

    node: Node
    role: Role
    span: Span
    sign: Sign = ""
    said: bool = False
    own: bool = False
    negated: bool = False
    parts: tuple[Item, ...] = ()
    label: str = ""

    @property
    def excluded(self) -> bool:
        return self.negated != (self.sign == "-")


Unit = list[list[Item]]
"""Things joined by operators: alternatives (OR) of things required together (AND)."""


class Builder:
    """Builds the nodes of one query. `quotes` when quotes are searched: OneQuote is then its condition itself."""

    def __init__(self, query: str, quotes: bool, note: Callable[[str], None]) -> None:
        self.query, self.quotes, self.note = query, quotes, note

    # Operators → units

    def units(self, entries: Sequence[Item | Operator], field: Field | None = None) -> list[Unit]:
        """Groups items by the operators between them; an operator that joins nothing is a word (of `field`)."""
        units: list[Unit] = []
        operators: list[Operator] = []
        for entry in self._near(entries):
            if isinstance(entry, Operator):
                if operators and operators[-1].name == entry.name:
                    self.note(f"{entry.name} was written twice and counts once")
                else:
                    operators.append(entry)
                continue
            names = [operator.name for operator in operators]
            if names in (["AND"], ["OR"], ["AND", "NOT"], ["OR", "NOT"]) and units:
                entry = replace(entry, negated=len(names) == 2)
                if names[0] == "AND":
                    units[-1][-1].append(entry)
                else:
                    units[-1].append([entry])
            else:
                negated = bool(names) and names[-1] == "NOT"
                units += self._as_words(operators[:-1] if negated else operators, field)
                units.append([[replace(entry, negated=negated)]])
            operators = []
        return units + self._as_words(operators, field)

    def _as_words(self, operators: Sequence[Operator], field: Field | None) -> list[Unit]:
        names = [operator.name for operator in operators]
        if len(names) == 1:
            self.note(f"{names[0]} was read as a word, because it does not stand between two things")
        elif names:
            self.note(f"{' '.join(names)} were read as words, because they do not stand between two things")
        return [[[field_item(_as_word(operator, field), field, operator.span)]] for operator in operators]

    def _near(self, entries: Sequence[Item | Operator]) -> list[Item | Operator]:
        """The same with `a NEAR/5 b` as one item."""
        found: list[Item | Operator] = []
        place = 0
        while place < len(entries):
            entry = entries[place]
            if not (isinstance(entry, Operator) and entry.name == "NEAR"):
                found.append(entry)
                place += 1
                continue
            left = found.pop() if found else None
            right = entries[place + 1] if place + 1 < len(entries) else None
            found.append(self._near_item(left, entry, right))
            place += 2
        return found

    def _near_item(self, left: Item | Operator | None, operator: Operator, right: Item | Operator | None) -> Item:
        start, end = operator.span
        if not isinstance(left, Item) or not isinstance(right, Item):
            raise QueryError("NEAR needs a word or phrase on both sides", self.query, start, end - start)
        one, two = left.node, right.node
        if isinstance(one, Near):
            raise QueryError("NEAR joins two; write (a NEAR/5 b) AND (b NEAR/5 c)", self.query, start, end - start)
        if not isinstance(one, Word | Phrase) or not isinstance(two, Word | Phrase) or right.sign:
            raise QueryError("NEAR joins words and phrases only", self.query, start, end - start)
        if one.field != two.field:
            raise QueryError("both sides of NEAR must be in one field", self.query, start, end - start)
        span = (left.span[0], right.span[1])
        return replace(left, node=Near(one, two, operator.distance, span), span=span)

    # Units → nodes

    def group(self, units: Sequence[Unit], span: Span) -> Item | None:
        """One item for all of a group without a field, or with a field whose words are ranked (title, body)."""
        should: list[Item] = []
        must: list[Item] = []
        must_not: list[Item] = []
        for unit in units:
            if len(unit) > 1:
                item = self._either(unit)
                (should if item.role == "ranked" else must).append(item)
                continue
            for item in unit[0]:
                if item.excluded:
                    must_not.append(item)
                elif item.sign == "+" or len(unit[0]) > 1 or item.role != "ranked":
                    must.append(item)
                else:
                    should += item.parts or (item,)
        should = self._without_stars(should, bool(must or must_not))
        must = self._one_interval(must)
        if len(should) + len(must) + len(must_not) == 0:
            return None
        if len(should) + len(must) == 1 and not must_not:
            return (should or must)[0]
        must, must_not = self._joined(must, must_not)
        if len(must) == 1 and not should and not must_not:
            return must[0]
        if not should:
            return self._conditions(must, must_not, span)
        if not must and not must_not:
            whole = Ranked(tuple(self.finished(item) for item in should), (), (), span)
            return Item(whole, "ranked", span, parts=tuple(should))
        node = Ranked(
            tuple(self.finished(item) for item in should),
            tuple(self.finished(item) for item in must),
            tuple(self._unscored(item) for item in must_not),
            span,
        )
        return Item(node, "ranked", span)

    def _conditions(self, must: list[Item], must_not: list[Item], span: Span) -> Item:
        """All of `must` and none of `must_not`; a condition itself when nothing in it scores."""
        said = any(item.said for item in must)
        ranked = any(item.role == "ranked" for item in must + must_not)
        bare = not (said or ranked)
        nodes = self._all_but(must, must_not, bare)
        node = nodes[0] if len(nodes) == 1 else And(tuple(nodes), span)
        return Item(node, "ranked" if ranked else "condition", span, said=said)

    def values(self, units: Sequence[Unit], field: Field, span: Span) -> Item | None:
        """One item for the values in the parentheses of a condition: all of the words, any of the exact values."""
        wanted: list[Node] = []
        excluded: list[Node] = []
        for unit in units:
            if len(unit) > 1:
                wanted.append(self._or([self._all(items, field) for items in unit]))
                continue
            if field.kind == "exact" and len(unit[0]) > 1 and not all(item.excluded for item in unit[0][1:]):
                first, last = unit[0][0].span[0], unit[0][-1].span[1]
                raise QueryError(f"{field.name}: has one value; join them with OR", self.query, first, last - first)
            for item in unit[0]:
                if item.excluded:
                    excluded.append(Not(item.node, item.span))
                else:
                    wanted.append(item.node)
        if field.kind == "exact" and len(wanted) > 1:
            wanted = [self._or(wanted)]
        nodes = wanted + excluded
        if not nodes:
            return None
        node = nodes[0] if len(nodes) == 1 else And(tuple(nodes), span)
        return field_item(node, field, span)

    def _all(self, items: Sequence[Item], field: Field) -> Node:
        nodes = [Not(item.node, item.span) if item.excluded else item.node for item in items]
        if field.kind == "exact" and sum(not item.excluded for item in items) > 1:
            first, last = items[0].span[0], items[-1].span[1]
            raise QueryError(f"{field.name}: has one value; join them with OR", self.query, first, last - first)
        return nodes[0] if len(nodes) == 1 else And(tuple(nodes), (nodes[0].span[0], nodes[-1].span[1]))

    def _or(self, nodes: Sequence[Node]) -> Node:
        return Or(tuple(nodes), (nodes[0].span[0], nodes[-1].span[1]))

    def _either(self, unit: Unit) -> Item:
        """Alternatives. One of nothing but conditions is a condition; of nothing but quote conditions, about one quote."""
        items = [item for items in unit for item in items]
        span = (items[0].span[0], items[-1].span[1])
        if any(item.sign == "+" for item in items):
            self.note("+ has no meaning beside OR")
        if all(item.role == "quote" and not item.own and not item.excluded for item in items):
            said = any(item.said for item in items)
            alternatives = [self._one_quote(together, said) for together in unit]
            return Item(self._or(alternatives), "quote", span, said=said)
        if all(item.role != "ranked" for item in items):
            return Item(self._or([self._required(together, bare=True) for together in unit]), "condition", span)
        return Item(self._or([self._required(together) for together in unit]), "ranked", span)

    def _required(self, items: Sequence[Item], bare: bool = False) -> Node:
        wanted, excluded = self._joined(
            self._one_interval([item for item in items if not item.excluded]), [item for item in items if item.excluded]
        )
        nodes = self._all_but(wanted, excluded, bare)
        return nodes[0] if len(nodes) == 1 else And(tuple(nodes), (items[0].span[0], items[-1].span[1]))

    def _all_but(self, wanted: Sequence[Item], excluded: Sequence[Item], bare: bool) -> list[Node]:
        """`bare` where a Filter around all of it is still to come."""
        nodes = [self._bare(item) if bare else self.finished(item) for item in wanted]
        return nodes + [Not(self._bare(item) if bare else self._unscored(item), item.span) for item in excluded]

    # Conditions

    def finished(self, item: Item) -> Node:
        """The node of an item, as it stands in the tree."""
        if item.role == "ranked":
            return item.node
        return self._bare(item) if item.said else Filter(self._bare(item), item.span)

    def _unscored(self, item: Item) -> Node:
        """The node of an excluded item: like a condition, words said in it do not score."""
        return item.node if item.role == "ranked" else Filter(self._bare(item), item.span)

    def _bare(self, item: Item) -> Node:
        """The node of a condition without its Filter."""
        return OneQuote(item.node, item.span) if item.role == "quote" and not self.quotes else item.node

    def apart(self, item: Item) -> Item:
        """A parenthesised item: its quote conditions stay apart from those outside, unless they are alternatives."""
        return replace(item, own=not isinstance(item.node, Or)) if item.role == "quote" else item

    def _joined(self, must: list[Item], must_not: list[Item]) -> tuple[list[Item], list[Item]]:
        """The same with all conditions on quotes as one item, where the first of them stood."""
        parts = [item for item in must if _joins(item)]
        without = [item for item in must_not if _joins(item)] if parts else []
        if len(parts) + len(without) < 2:
            return must, must_not
        said = any(item.said for item in parts)
        excluded = [replace(item, node=Not(item.node, item.span), negated=False, sign="") for item in without]
        node = self._one_quote(parts + excluded, said)
        joined = Item(node, "quote", node.span, said=said)
        place = next(place for place, item in enumerate(must) if _joins(item))
        rest = [*must[:place], joined, *(item for item in must[place:] if not _joins(item))]
        return rest, [item for item in must_not if not _joins(item)]

    def _one_quote(self, parts: Sequence[Item], said: bool) -> Node:
        """What must hold of one quote; where words of it score, the other conditions are Filters."""
        nodes: list[Node] = []
        for item in self._one_interval(parts):
            if said and not item.said:
                nodes.append(Filter(item.node, item.span))
            else:
                nodes += item.node.children if isinstance(item.node, And) else (item.node,)
        if len(nodes) == 1:
            return nodes[0]
        return And(tuple(nodes), (min(node.span[0] for node in nodes), max(node.span[1] for node in nodes)))

    def _one_interval(self, items: Sequence[Item]) -> list[Item]:
        """The same with all days of one field as one interval: since: and until: make one range.

        Raises QueryError for conditions that exclude each other: no day in both, two sources, a day and none.
        """
        merged: list[Item] = []
        place: dict[str, int] = {}
        for item in items:
            node = item.node
            if not isinstance(node, Days | Undated | Keyword) or item.own:
                merged.append(item)
            elif node.field not in place:
                place[node.field] = len(merged)
                merged.append(item)
            else:
                before = merged[place[node.field]]
                merged[place[node.field]] = self._both(before, item)
        return merged

    def _both(self, one: Item, two: Item) -> Item:
        """One item for two conditions on one field that holds one value."""
        names = " and ".join(item.label or shown(self.query[slice(*item.span)]) for item in (one, two))
        start, end = two.span if two.span != (0, 0) else one.span
        if isinstance(one.node, Days) and isinstance(two.node, Days):
            firsts = [day for day in (one.node.first, two.node.first) if day]
            befores = [day for day in (one.node.before, two.node.before) if day]
            first, before = max(firsts, default=None), min(befores, default=None)
            if first is None or before is None or first < before:
                span = (min(one.span[0], two.span[0]), max(one.span[1], two.span[1]))
                return replace(one, node=Days(one.node.field, first, before, span), span=span, label=names)
        elif type(one.node) is type(two.node) and getattr(one.node, "value", None) == getattr(two.node, "value", None):
            return one
        if start == end:  # two options; the query has no part in it
            raise QueryError(f"nothing can be both {names}", "", 0, 0)
        raise QueryError(f"nothing can be both {names}; for either of them write OR between them", self.query, start, end - start)

    def _without_stars(self, should: list[Item], others: bool) -> list[Item]:
        """A lone * means every article; beside words and conditions it adds nothing."""
        words = [item for item in should if not isinstance(item.node, Everything)]
        if len(words) == len(should):
            return should
        if words:
            self.note("* beside words was ignored; alone it means every article")
        return words if words or others else should[:1]


def _as_word(operator: Operator, field: Field | None) -> Node:
    if field is not None and field.kind == "exact":
        return Keyword(operator.name, field.name, operator.span)
    return Word(operator.name, field.name if field else None, operator.span)


def _joins(item: Item) -> bool:
    return item.role == "quote" and not item.own


def field_item(node: Node, field: Field | None, span: Span) -> Item:
    """The item of a value of `field`."""
    if field is None or (field.scores and not field.of_quote):
        return Item(node, "ranked", span)
    if field.of_quote:
        return Item(node, "quote", span, said=field.scores and not isinstance(node, Not))
    return Item(node, "condition", span)


def boosted(item: Item, factor: float | None) -> Item:
    """The item with its score times `factor`."""
    if factor is None or factor == 1:
        return item
    return replace(item, node=Boost(item.node, factor, item.span), parts=())


def nothing(length: int) -> Node:
    return Nothing((0, length))
