"""Values of conditions that no article has, such as a source or a speaker, and the nearest one that some have."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from searchkit.engines.base import Budget, Request, Snapshot
from searchkit.errors import LimitError
from searchkit.names import fold
from searchkit.query.tree import Everything, Keyword, Node, Phrase, Span, Word
from searchkit.query.walk import walk

# More unknown values than this in one query are no typing mistakes.
MOST = 5
# Of so many values, the most frequent, the nearest is looked for: comparing 20,000 names takes a quarter of a second.
COMPARED = 20_000
_NOTES = {
    "source": 'no article has the source "{}"',
    "story": 'no article has the story "{}"',
    "lang": 'no article has the language "{}"',
    "id": 'no article has the id "{}"',
    "author": 'no article has an author "{}"',
    "speaker": 'no article quotes "{}"',
    "by": 'no quote is by "{}"',
    "to": 'no quote is to "{}"',
}
# Where suggestions come from: the facet with the values of a field.
_FACETS = {"source": "source", "speaker": "speaker", "by": "speaker"}


class UnknownValue(NamedTuple):
    """`span` is the value's place in the query, empty where an option gave it; `near` is a value that some article has."""

    span: Span
    note: str
    near: str | None


def unknown_values(snapshot: Snapshot, tree: Node, budget: Budget) -> list[UnknownValue]:
    """What the conditions of a query ask for that the index does not hold at all, in the order of the query.

    Conditions with wildcards say themselves that they are unsure. The aliases of a name stand at its place; the name is
    unknown when all of them are.
    """
    asked: dict[tuple[Span, str], list[Node]] = {}
    for node in walk(tree):
        if isinstance(node, Word | Phrase | Keyword) and node.field in _NOTES:
            asked.setdefault((node.span, node.field), []).append(node)
    try:
        return list(_unknown(snapshot, asked, budget))
    except LimitError:
        # Notes are no reason to refuse an answer that is there.
        return []


def _unknown(snapshot: Snapshot, asked: dict[tuple[Span, str], list[Node]], budget: Budget) -> Iterator[UnknownValue]:
    count = 0
    for (span, field), nodes in sorted(asked.items(), key=lambda item: item[0]):
        if any(snapshot.search(Request(node, limit=0, budget=budget)).total for node in nodes):
            continue
        count += 1
        first = nodes[0]
        value = first.value if isinstance(first, Keyword) else first.text if isinstance(first, Word | Phrase) else ""
        near = None
        if field in _FACETS and count <= MOST:
            near = _nearest(value, _values(snapshot, _FACETS[field], budget), is_whole=field == "source")
        yield UnknownValue(span, _NOTES[field].format(value), near)


def _values(snapshot: Snapshot, facet: str, budget: Budget) -> list[str]:
    found = snapshot.search(Request(Everything(), limit=0, facets=(facet,), budget=budget))
    return [count.value for count in found.facets[facet][:COMPARED]]


def _nearest(value: str, known: Iterable[str], *, is_whole: bool) -> str | None:
    """The known value that is spelled most alike, or that has a word spelled so: then that word, unless only whole values match.
    The most frequent comes first in `known`, and wins among equals."""
    wanted = fold(value)
    spelled: dict[str, str] = {}
    for one in known:
        spelled.setdefault(fold(one), one)
        if " " not in wanted:
            for word in one.split():
                spelled.setdefault(fold(word), one if is_whole else word)
    close = difflib.get_close_matches(wanted, spelled, n=1, cutoff=0.7)
    return spelled[close[0]] if close else None
