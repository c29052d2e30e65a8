"""`take(name, bytes)` reads a file that holds these bytes: (articles, problems, reading)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from searchkit.article import Article
from searchkit.ingest import Problem, Reading, read

DATA = Path(__file__).resolve().parent.parent / "data" / "ingest"


class Taken(NamedTuple):
    articles: list[Article]
    problems: list[Problem]
    reading: Reading

    @property
    def article(self) -> Article:
        (article,) = self.articles
        return article

    @property
    def reasons(self) -> list[str]:
        return [problem.reason for problem in self.problems]


def taken(reading: Reading) -> Taken:
    items = list(reading)
    articles = [item for item in items if isinstance(item, Article)]
    return Taken(articles, [item for item in items if isinstance(item, Problem)], reading)


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
