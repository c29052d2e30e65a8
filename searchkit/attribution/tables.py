"""Learnt choices as sums of table entries.

In: a row of small whole numbers. Out: a score in log-odds. A table of one feature adds the entry for its value, a table of two
features the entry for the pair; nothing else is needed at run time. The tables come from boosted trees of depth two, which are
exactly such sums (`benchmarks/attribution/train.py` makes them; `data/README.md` says what from).

    data/model.json: {"tables": {name: {"bias", "sizes", "single": [[feature, [entry…]]…], "pair": [[a, b, [entry…]]…]}}, …}

Entries are whole thousandths. The entry of a pair stands at `value_a * sizes[b] + value_b`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from math import exp
from pathlib import Path
from typing import Any

_MODEL = Path(__file__).parent / "data" / "model.json"


class Table:
    """One learnt score. `sizes[i]` is the number of values of feature i; larger values count as the largest."""

    __slots__ = ("bias", "pairs", "singles", "sizes")

    def __init__(
        self,
        bias: float,
        sizes: Sequence[int],
        singles: Sequence[tuple[int, list[float]]],
        pairs: Sequence[tuple[int, int, list[float]]],
    ) -> None:
        self.bias = bias
        self.sizes = list(sizes)
        self.singles = list(singles)
        self.pairs = [(a, b, sizes[b], entries) for a, b, entries in pairs]

    def score(self, row: Sequence[int]) -> float:
        """Log-odds of `row`. Every value must be below its feature's size."""
        total = self.bias
        for i, entries in self.singles:
            total += entries[row[i]]
        for a, b, width, entries in self.pairs:
            total += entries[row[a] * width + row[b]]
        return total

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
    rates: dict[str, int]
    uses: dict[str, int]

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Model:
        tables = {name: Table.from_json(table) for name, table in value["tables"].items()}
        return cls(**tables, rates=value["rates"], uses=value["uses"])


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
