"""The Whoosh engine keeps the contract of all engines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from searchkit.engines.base import Engine
from searchkit.engines.whoosh.index import WhooshEngine
from tests.engines.contract import EngineContract


class TestWhooshEngine(EngineContract):
    @pytest.fixture
    def engine(self, tmp_path: Path) -> Iterator[Engine]:
        engine = WhooshEngine.create(tmp_path / "index")
        yield engine
        engine.close()
