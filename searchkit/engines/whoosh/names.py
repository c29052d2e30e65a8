"""Which names a condition on people means: any part of a name, in any spelling, in one name.

In: a condition of the query tree and the names an index holds. Out: those for which it holds. Words and phrases mean names that
have all their words, in any order: "Orla Venn" is also "Venn, Orla" and "Orla M. Venn".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from searchkit.analysis import name_analyzer
from searchkit.engines.base import phrase_matches
from searchkit.engines.whoosh.fuzzy import within_edits
from searchkit.engines.whoosh.plan import NameCondition, fold
from searchkit.names import matches
from searchkit.query import tree
from searchkit.query.regex import compile_regex, compile_wildcard


@lru_cache(maxsize=100_000)
def name_terms(name: str) -> tuple[str, ...]:
    """The terms of a name in order."""
    return tuple(name_analyzer().terms(name))


def name_test(node: NameCondition) -> Callable[[str], bool]:
    """Whether a name is one that `node` means."""
    match node:
        case tree.Word() | tree.Phrase():
            words = frozenset(name_analyzer().terms(node.text))
            return lambda name: bool(words) and (words.issubset(name_terms(name)) or matches(node.text, name))
        case tree.Near():
            left, right = name_analyzer().terms(node.left.text), name_analyzer().terms(node.right.text)
            return lambda name: bool(left and right) and _near(left, right, node.distance, name_terms(name))
        case tree.Prefix():
            start = fold(node.text)
            return lambda name: any(term.startswith(start) for term in name_terms(name))
        case tree.Wildcard():
            return _any_term(compile_wildcard(fold(node.pattern)).fullmatch)
        case tree.Fuzzy():
            return _any_term(within_edits(fold(node.text), node.distance).fits)
        case tree.Regex():
            return _any_term(compile_regex(node.pattern).fullmatch)


def _any_term(fits: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda name: any(map(fits, name_terms(name)))


def _places(terms: Sequence[str], text: Sequence[str]) -> list[list[int]]:
    return [[place for place, found in enumerate(text) if found == term] for term in terms]


def _near(left: Sequence[str], right: Sequence[str], distance: int, text: Sequence[str]) -> bool:
    for first in phrase_matches(left, _places(left, text), 0):
        for second in phrase_matches(right, _places(right, text), 0):
            gap = max(second[0] - first[-1], first[0] - second[-1])
            if 1 <= gap <= distance:
                return True
    return False
