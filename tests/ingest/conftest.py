"""`take(name, bytes)` reads a file that holds these bytes: (articles, problems, reading)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from readings import DATA, Taken, taken

from searchkit.ingest import read


@pytest.fixture
def take(tmp_path: Path) -> Callable[..., Taken]:
    def take(name: str, data: bytes | str, **options: Any) -> Taken:
        path = tmp_path / name
        path.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
        return taken(read(path, **options))

    return take


@pytest.fixture
def sample() -> Callable[..., Taken]:
    """Reads a file of tests/data/ingest."""
    return lambda name, **options: taken(read(DATA / name, **options))
