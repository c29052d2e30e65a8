"""What a reading gives, taken apart for tests."""

from pathlib import Path
from typing import NamedTuple

from searchkit.article import Article
from searchkit.ingest import Problem, Reading

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
