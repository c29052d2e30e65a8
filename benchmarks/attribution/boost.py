"""Boosted trees of depth two, and their exact form as tables of one and two features.

In: rows of small whole numbers, groups, labels. Out: a Table. LightGBM trains; nothing of it is needed later.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import lightgbm
import numpy as np

from searchkit.attribution.tables import Table

BAG_SHARE = 0.7


def fit(
    rows: Sequence[Sequence[int]],
    labels: Sequence[float],
    *,
    groups: Sequence[int] | None = None,
    weights: Sequence[float] | None = None,
    categorical: Sequence[int] = (),
    sizes: Sequence[int] | None = None,
    pairs: int = 30,
    rounds: int = 300,
    rate: float = 0.1,
    leaf: int = 20,
    smooth: float = 5.0,
    depth: int = 2,
    bags: int = 5,
) -> Table:
    """Learn a score. With `groups` (sizes of consecutive groups) the scores of a group compete: softmax over the group,
    any row with label 1 is right. Without, each row is judged alone: logistic. At most `pairs` pairs of features are used.
    The mean of `bags` runs over random shares of the rows is taken; it costs nothing later, as the tables add up.
    """
    x = np.asarray(rows, dtype=np.float64)
    y = np.asarray(labels, dtype=np.float64)
    w = np.ones(len(y)) if weights is None else np.asarray(weights, dtype=np.float64)
    top = [int(v) + 1 for v in x.max(axis=0)]
    sizes = [max(a, b) for a, b in zip(top, sizes or top, strict=True)]
    params: dict[str, Any] = {
        "max_depth": depth,
        "num_leaves": 2**depth,
        "learning_rate": rate,
        "min_data_in_leaf": leaf,
        "lambda_l2": smooth,
        "cat_smooth": 10,
        "cat_l2": 5,
        "max_cat_threshold": 8,
        "min_data_per_group": leaf,
        "verbose": -1,
        "num_threads": 1,
        "seed": 7,
        "deterministic": True,
        "force_row_wise": True,
        "objective": _softmax_objective(groups, y, w) if groups is not None else "binary",
    }

    def train(extra: dict[str, Any]) -> Any:
        data = lightgbm.Dataset(x, y, weight=w, categorical_feature=list(categorical) or "auto", free_raw_data=False)
        return lightgbm.train(params | extra, data, num_boost_round=rounds)

    gains = _pair_gains(train({}))
    best = sorted(gains, key=lambda p: -gains[p])[:pairs]
    shared = {"interaction_constraints": [list(p) for p in best] + [[i] for i in range(x.shape[1])]}
    tables = []
    for bag in range(bags):
        booster = train(shared | {"bagging_fraction": BAG_SHARE, "bagging_freq": 1, "bagging_seed": 100 + bag})
        table = to_table(booster, sizes, 0.0)
        mine = [table.score([int(v) for v in row]) for row in x[:200]]
        assert np.allclose(booster.predict(x[:200], raw_score=True), mine, atol=1e-6)
        tables.append(table)
    return mean(tables)


def mean(tables: Sequence[Table]) -> Table:
    """The table whose scores are the mean of the scores of `tables`."""
    singles: dict[int, np.ndarray] = {}
    pairs: dict[tuple[int, int], np.ndarray] = {}
    for table in tables:
        for f, entries in table.singles:
            singles[f] = singles.get(f, 0.0) + np.array(entries) / len(tables)
        for a, b, entries in table.pairs:
            pairs[(a, b)] = pairs.get((a, b), 0.0) + np.array(entries) / len(tables)
    return Table(
        sum(table.bias for table in tables) / len(tables),
        tables[0].sizes,
        [(f, [float(v) for v in e]) for f, e in sorted(singles.items())],
        [(a, b, [float(v) for v in e]) for (a, b), e in sorted(pairs.items())],
    )


def _softmax_objective(groups: Sequence[int], y: np.ndarray, w: np.ndarray) -> Any:
    starts = np.concatenate([[0], np.cumsum(groups)[:-1]]).astype(int)
    of_row = np.repeat(np.arange(len(groups)), groups)
    positive = y > 0

    def objective(scores: np.ndarray, _data: Any) -> tuple[np.ndarray, np.ndarray]:
        top = np.maximum.reduceat(scores, starts)
        e = np.exp(scores - top[of_row])
        p = e / np.add.reduceat(e, starts)[of_row]
        right = np.where(positive, e, 0.0)
        total = np.add.reduceat(right, starts)[of_row]
        q = np.divide(right, total, out=np.zeros_like(right), where=total > 0)
        return (p - q) * w, np.maximum(p * (1 - p), 1e-4) * w

    return objective


def _walk(node: dict[str, Any], path: list[tuple[dict[str, Any], bool]], leaves: list[Any]) -> None:
    if "split_feature" not in node:
        leaves.append((path, node["leaf_value"]))
        return
    _walk(node["left_child"], [*path, (node, True)], leaves)
    _walk(node["right_child"], [*path, (node, False)], leaves)


def _goes_left(node: dict[str, Any], value: int) -> bool:
    if node["decision_type"] == "==":
        return value in {int(v) for v in str(node["threshold"]).split("||")}
    return value <= float(node["threshold"])


def _pair_gains(booster: Any) -> dict[tuple[int, int], float]:
    gains: dict[tuple[int, int], float] = defaultdict(float)
    for tree in booster.dump_model()["tree_info"]:
        root = tree["tree_structure"]
        if "split_feature" not in root:
            continue
        for child in (root["left_child"], root["right_child"]):
            if "split_feature" in child and child["split_feature"] != root["split_feature"]:
                a, b = sorted((root["split_feature"], child["split_feature"]))
                gains[(a, b)] += child["split_gain"]
    return gains


def to_table(booster: Any, sizes: Sequence[int], bias: float) -> Table:
    """The sum of all trees, spread over tables of one and two features."""
    singles: dict[int, np.ndarray] = {}
    pairs: dict[tuple[int, int], np.ndarray] = {}
    for tree in booster.dump_model()["tree_info"]:
        leaves: list[Any] = []
        _walk(tree["tree_structure"], [], leaves)
        for path, value in leaves:
            used = sorted({node["split_feature"] for node, _ in path})
            masks = {f: np.ones(sizes[f], dtype=bool) for f in used}
            for node, left in path:
                f = node["split_feature"]
                masks[f] &= np.array([_goes_left(node, v) == left for v in range(sizes[f])])
            if not used:
                bias += value
            elif len(used) == 1:
                singles.setdefault(used[0], np.zeros(sizes[used[0]]))[masks[used[0]]] += value
            else:
                a, b = used
                entries = pairs.setdefault((a, b), np.zeros((sizes[a], sizes[b])))
                entries[np.outer(masks[a], masks[b])] += value
    return Table(
        bias,
        sizes,
        [(f, [float(v) for v in e]) for f, e in sorted(singles.items())],
        [(a, b, [float(v) for v in e.ravel()]) for (a, b), e in sorted(pairs.items())],
    )
