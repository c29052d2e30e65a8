"""Learnt choices as sums of table entries.

In: a row of small whole numbers. Out: a score in log-odds. A table of one feature adds the entry for its value, a table of two
features the entry for the pair; nothing else is needed at run time. The tables come from boosted trees of depth two, which are
exactly such sums (`benchmarks/attribution/train.py` makes them; `data/README.md` says what from).

    data/model.json: {"tables": {name: {"bias", "sizes", "single": [[feature, [entry…]]…], "pair": [[a, b, [entry…]]…]}}, …}

Entries are whole thousandths. The entry of a pair stands at `value_a * sizes[b] + value_b`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from functools import cache
from itertools import chain
from math import exp
from operator import getitem, itemgetter
from pathlib import Path
from typing import Any

_MODEL = Path(__file__).parent / "data" / "model.json"


class Table:
    """One learnt score. `sizes[i]` is the number of values of feature i; every value of a row must be below it."""

    __slots__ = ("_first", "_groups", "_second", "bias", "pairs", "singles", "sizes")

    def __init__(
        self,
        bias: float,
        sizes: Sequence[int],
        singles: Sequence[tuple[int, list[float]]],
        pairs: Sequence[tuple[int, int, list[float]]],
    ) -> None:
        self.bias, self.sizes, self.singles, self.pairs = bias, list(sizes), list(singles), list(pairs)
        groups: dict[int, list[tuple[int, list[list[float]]]]] = {}
        for a, b, grid in self._terms():
            groups.setdefault(a, []).append((b, grid))
        for spare in (0, 1):  # itemgetter needs two to give a tuple
            groups.setdefault(spare, []).append((0, [[0.0] * self.sizes[0]] * self.sizes[spare]))
        # For each first feature and value of it the lines of all its tables, side by side.
        self._groups = [[tuple(grid[v] for _, grid in group) for v in range(self.sizes[a])] for a, group in groups.items()]
        self._first = itemgetter(*groups)
        self._second = itemgetter(*(b for group in groups.values() for b, _ in group))

    def _terms(self) -> list[tuple[int, int, list[list[float]]]]:
        """Tables of two features as rows of entries. A table of one feature is folded into one of two that has the feature."""
        width = self.sizes
        terms = []
        left = dict(self.singles)
        for a, b, entries in self.pairs:
            grid = [entries[k : k + width[b]] for k in range(0, len(entries), width[b])]
            if a in left:
                alone = left.pop(a)
                grid = [[entry + alone[k] for entry in line] for k, line in enumerate(grid)]
            if b in left:
                alone = left.pop(b)
                grid = [[entry + alone[k] for k, entry in enumerate(line)] for line in grid]
            terms.append((a, b, grid))
        for a, alone in left.items():
            terms.append((a, a, [[entry] * width[a] for entry in alone]))
        return terms

    def score(self, row: Sequence[int]) -> float:
        """Log-odds of `row`."""
        # Entry by entry in C: a loop in Python takes three times as long, and this is the innermost step of attribution.
        groups: Iterator[Iterable[list[float]]] = map(getitem, self._groups, self._first(row))
        lines: Iterator[list[float]] = chain.from_iterable(groups)
        entries: Iterator[float] = map(getitem, lines, self._second(row))
        return sum(entries, self.bias)

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Table:
        single = [(i, [e / 1000 for e in entries]) for i, entries in value["single"]]
        pair = [(a, b, [e / 1000 for e in entries]) for a, b, entries in value["pair"]]
        return cls(value["bias"], value["sizes"], single, pair)


@dataclass(slots=True)
class Model:
    """All learnt numbers. `rates[lemma]` is how often a reporting word reports, in eight steps, `uses[key]` the same
    for a way to use it (see `events.usage`)."""

    person: Table
    subject: Table
    speaker: Table
    meaning: Table
    reported: Table
    article: Table
    passage: Table
    rates: dict[str, int]
    uses: dict[str, int]

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Model:
        tables = {name: Table.from_json(table) for name, table in value["tables"].items()}
        return cls(**tables, rates=value["rates"], uses=value["uses"])


TABLES = tuple(field.name for field in fields(Model) if field.type == "Table")
"""Names of the learnt scores."""


@cache
def model() -> Model:
    """The shipped model, read at the first call."""
    return Model.from_json(json.loads(_MODEL.read_text(encoding="ascii")))


def softmax(scores: list[float]) -> list[float]:
    """Shares that add up to one."""
    top = max(scores)
    powers = [exp(s - top) for s in scores]
    total = sum(powers)
    return [p / total for p in powers]


def sigmoid(score: float) -> float:
    """Probability of log-odds."""
    if score < -30:
        return 0.0
    return 1 / (1 + exp(-score))
