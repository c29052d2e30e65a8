"""Ranking quality does not fall below its floors, measured as benchmarks/effectiveness.py measures it."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent
SETS = ROOT.parent / "shared" / "relevance"


@pytest.fixture(scope="module")
def effectiveness() -> ModuleType:
    spec = importlib.util.spec_from_file_location("effectiveness", ROOT / "benchmarks" / "effectiveness.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.skipif(not SETS.is_dir(), reason=f"the judged collections are not here: {SETS}")
@pytest.mark.parametrize(
    "name, ndcg, mean_precision, recall",
    [pytest.param("time", 0.755, 0.690, 0.970, id="news"), pytest.param("cranfield", 0.375, 0.300, 0.745, id="abstracts")],
)
def test_ranking_stays_as_good_as_it_was(
    effectiveness: ModuleType, tmp_path: Path, name: str, ndcg: float, mean_precision: float, recall: float
) -> None:
    run = effectiveness.answer(SETS / name, tmp_path / "index")
    values = effectiveness.measure(run, effectiveness.judgements(SETS / name))
    assert values[0] >= ndcg
    assert values[1] >= mean_precision
    assert values[2] >= recall


@pytest.mark.parametrize(
    "ids, ndcg, precision",
    [
        pytest.param(["a", "b"], 1.0, 1.0, id="the best order"),
        pytest.param(["b", "a"], (1 + 2 / 1.5849625) / (2 + 1 / 1.5849625), 1.0, id="the worse first"),
        pytest.param(["x", "a"], (2 / 1.5849625) / (2 + 1 / 1.5849625), 0.25, id="one missing"),
        pytest.param([], 0.0, 0.0, id="nothing found"),
    ],
)
def test_measures_are_those_of_the_field(effectiveness: ModuleType, ids: list[str], ndcg: float, precision: float) -> None:
    graded = {"a": 2, "b": 1, "c": 0}
    assert effectiveness.ndcg(ids, graded) == pytest.approx(ndcg)
    assert effectiveness.average_precision(ids, graded) == pytest.approx(precision)
