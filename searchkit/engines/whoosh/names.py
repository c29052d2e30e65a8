"""Which names a condition on people means: any part of a name, in any spelling, in one name.

In: a condition of the query tree and the names an index holds. Out: those for which it holds. Words and phrases mean names that
have all their words, in any order: "Orla Venn" is also "Venn, Orla" and "Orla M. Venn".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from searchkit.analysis import name_analyzer
from searchkit.engines.base import phrase_matches
from searchkit.engines.whoosh.fuzzy import within_edits
from searchkit.engines.whoosh.plan import NameCondition, fold, fold_regex
from searchkit.names import NameIndex
from searchkit.query import tree
from searchkit.query.regex import compile_regex, compile_wildcard


class NameTable:
    """The names of one column of a segment, by their terms and by their spelling."""

    def __init__(self, names: Iterable[str]) -> None:
        terms = name_analyzer().terms
        self._terms = {name: terms(name) for name in names}
        self._by_term: dict[str, set[str]] = {}
        for name, found in self._terms.items():
            for term in found:
                self._by_term.setdefault(term, set()).add(name)

    @cached_property
    def _spellings(self) -> NameIndex:
        return NameIndex(self._terms)

    def meant_by(self, node: NameCondition) -> set[str]:
        """The names for which `node` holds."""
        match node:
            case tree.Word() | tree.Phrase():
                wanted = name_analyzer().terms(node.text)
                if not wanted:
                    return set()
                same = set.intersection(*(self._by_term.get(term, set()) for term in wanted))
                return same.union(self._spellings.matching(node.text))
            case tree.Near():
                left, right = name_analyzer().terms(node.left.text), name_analyzer().terms(node.right.text)
                return {name for name, terms in self._terms.items() if _near(left, right, node.distance, terms)}
            case _:
                fits = _pattern(node)
                terms = set(filter(fits, self._by_term))
                return set().union(*(self._by_term[term] for term in terms))


def _pattern(node: tree.Prefix | tree.Wildcard | tree.Fuzzy | tree.Regex) -> Callable[[str], bool]:
    """Whether a term of a name fits a pattern."""
    match node:
        case tree.Prefix():
            start = fold(node.text)
            return lambda term: term.startswith(start)
        case tree.Wildcard():
            return compile_wildcard(fold(node.pattern)).fullmatch
        case tree.Fuzzy():
            return within_edits(fold(node.text), node.distance).fits
        case tree.Regex():
            return compile_regex(fold_regex(node.pattern)).fullmatch


def _near(left: Sequence[str], right: Sequence[str], distance: int, text: Sequence[str]) -> bool:
    if not (left and right):
        return False
    for first in phrase_matches(left, _places(left, text), 0):
        for second in phrase_matches(right, _places(right, text), 0):
            gap = max(second[0] - first[-1], first[0] - second[-1])
            if 1 <= gap <= distance:
                return True
    return False


def _places(terms: Sequence[str], text: Sequence[str]) -> list[list[int]]:
    return [[place for place, found in enumerate(text) if found == term] for term in terms]
