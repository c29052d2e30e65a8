"""Floors of the scores on labelled articles; `benchmarks/attribution/evaluate.py` measures them in full."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "benchmarks" / "attribution"
pytestmark = pytest.mark.skipif(
    not (ROOT.parent / "shared" / "speakers").is_dir(), reason="needs the labelled articles of ../shared/speakers"
)


@pytest.fixture(scope="module")
def evaluate() -> ModuleType:
    sys.path.insert(0, str(FOLDER))
    try:
        spec = importlib.util.spec_from_file_location("attribution_evaluate", FOLDER / "evaluate.py")
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(FOLDER))
    return module


def f1(evaluate: ModuleType, total: dict[str, Any], row: str) -> float:
    return 100 * float(evaluate.SCORE.prf(total[row])[2])


@pytest.mark.parametrize(
    "name, floors",
    [
        pytest.param("dev", {"quote": 97.5, "mention": 88, "entity": 89, "art_said": 88}, id="dev"),
        pytest.param("world", {"quote": 98, "mention": 93, "entity": 88, "art_said": 88}, id="world"),
        pytest.param("held-out", {"quote": 98, "mention": 92, "entity": 84, "art_said": 87}, id="held out"),
    ],
)
def test_attribution_stays_above_its_floors(evaluate: ModuleType, name: str, floors: dict[str, float]) -> None:
    total = evaluate.totals(evaluate.corpus.load(name))
    reached = {row: round(f1(evaluate, total, row), 1) for row in floors}
    assert all(reached[row] >= floor for row, floor in floors.items()), reached
