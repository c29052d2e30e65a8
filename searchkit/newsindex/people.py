"""Speakers of an index as people: spellings of one name joined, with counts that stay exact, and the user's aliases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Literal

from searchkit.engines.base import Budget, Snapshot
from searchkit.names import Aliases, NameIndex, group, same_person
from searchkit.query.tree import And, Boost, Everything, Filter, Node, Not, OneQuote, Or, Phrase, Ranked, Word
from searchkit.results import SpeakerRow

SpeakerSort = Literal["quotes", "articles", "name", "first", "last"]

_NAME_FIELDS = ("by", "to", "speaker")


def by_person(snapshot: Snapshot, tree: Node, budget: Budget, aliases: Aliases | None) -> list[SpeakerRow]:
    """One row for each person who said a quote that matches; `variants` are all spellings, the most frequent first."""
    written = snapshot.speakers(tree, budget=budget) if aliases else []
    # What the aliases know means what they say, wherever it stands.
    known = {row.name: row.name for row in written if aliases and aliases.person(row.name)}
    spelled = snapshot.speakers(tree, budget=budget, people=known)
    groups = {one.name: one.variants for one in group({row.name: row.quotes for row in spelled}, aliases)}
    joined = {variant: name for name, variants in groups.items() for variant in variants if variant != name}
    rows = snapshot.speakers(tree, budget=budget, people=known | joined) if joined else spelled
    return [replace(row, variants=groups[row.name]) for row in rows]


def spellings(snapshot: Snapshot, name: str, budget: Budget, aliases: Aliases | None) -> tuple[SpeakerRow, ...]:
    """One row for each spelling of a person's name; where `name` is a part of several people's names, those of all of them."""
    rows = {row.name: row for row in snapshot.speakers(Everything(), budget=budget)}
    near = set(NameIndex(rows, aliases).matching(name))
    groups = [one for one in group({row.name: row.quotes for row in rows.values()}, aliases) if not near.isdisjoint(one.variants)]
    exact = [one for one in groups if any(name == other or same_person(name, other) for other in one.variants)]
    return tuple(replace(rows[variant], variants=(variant,)) for one in exact or groups for variant in one.variants)


def with_aliases(node: Node, aliases: Aliases | None) -> Node:
    """The tree with every person the aliases know replaced by all names given for that person."""
    if aliases is None:
        return node
    match node:
        case Word(text=text, field=field) | Phrase(text=text, field=field) if field in _NAME_FIELDS:
            person = aliases.person(text)
            others = [name for name in aliases.names(person) if name != text] if person is not None else []
            return Or((node, *(Phrase(name, field, node.span) for name in others)), node.span) if others else node
        case And() | Or():
            return replace(node, children=_all(node.children, aliases))
        case Not() | Boost() | Filter():
            return replace(node, child=with_aliases(node.child, aliases))
        case OneQuote():
            return replace(node, condition=with_aliases(node.condition, aliases))
        case Ranked():
            should, must, must_not = (_all(part, aliases) for part in (node.should, node.must, node.must_not))
            return Ranked(should, must, must_not, node.span)
        case _:
            return node


def sorted_rows(rows: Iterable[SpeakerRow], sort: SpeakerSort) -> list[SpeakerRow]:
    """Most quotes or articles first, or by name, or by first day, or by last day, latest first; then most quotes, then by name."""
    ranked = sorted(rows, key=lambda row: (-row.quotes, row.name.casefold(), row.name))
    if sort == "articles":
        ranked.sort(key=lambda row: -row.articles)
    elif sort == "name":
        ranked.sort(key=lambda row: (row.name.casefold(), row.name))
    elif sort == "first":
        ranked.sort(key=lambda row: row.first or date.max)
    elif sort == "last":
        ranked.sort(key=lambda row: row.last or date.min, reverse=True)
    return ranked


def _all(nodes: Sequence[Node], aliases: Aliases) -> tuple[Node, ...]:
    return tuple(with_aliases(node, aliases) for node in nodes)
