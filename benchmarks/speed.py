"""How fast an index is built and asked, through the public path: `searchkit.open`, `news.add`, `news.search(text, limit=10)`.

    python benchmarks/speed.py [--docs 20000] [--queries 20] [--seed 7] [--keep FOLDER]

The corpus is the first N digests of ../shared/bench: 25 headlines of one day each. Queries are drawn from the digests themselves, so
that each has an answer; terms are rare below 0.05 % of the digests, frequent from 2 % on. Every query runs four times and counts
with the median, from its text to ten hits with snippets. Times are processor time of one thread, in milliseconds.
"""

from __future__ import annotations

import argparse
import itertools
import lzma
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import searchkit
from searchkit.analysis import STOP_WORDS, name_analyzer
from searchkit.article import Article
from searchkit.indexer import UpdateOptions
from searchkit.newsindex import NewsIndex

HEADLINES = Path(__file__).resolve().parent.parent.parent / "shared" / "bench" / "headlines.tsv.xz"
PER_DIGEST = 25
REPETITIONS = 4


def digests(count: int) -> Iterator[Article]:
    """The first `count` digests."""
    with lzma.open(HEADLINES, "rt", encoding="utf-8", newline="\n") as lines:
        rows = (line.rstrip("\n").split("\t", 1) for line in lines)
        number = itertools.count()
        made = (
            Article(f"digest-{next(number):07}", ". ".join(batch), date(int(day[:4]), int(day[4:6]), int(day[6:])))
            for day, headlines in itertools.groupby(rows, key=lambda row: row[0])
            for batch in iter(lambda group=headlines: [text for _, text in itertools.islice(group, PER_DIGEST)], [])
        )
        yield from itertools.islice(made, count)


class Drawer:
    """Draws queries whose words stand in digests."""

    def __init__(self, articles: list[Article], seed: int) -> None:
        self._random = random.Random(seed)
        terms = name_analyzer().terms
        self._parts = [
            [words for headline in article.body.split(". ") if len(words := terms(headline)) >= 4] for article in articles
        ]
        self._parts = [parts for parts in self._parts if parts]
        self._days = sorted({article.date for article in articles if article.date})
        self._counts = Counter(word for parts in self._parts for word in {word for words in parts for word in words})

    def word(self, least: float = 0.0, most: float = 1.0) -> str:
        """A word in a share of the digests between the two; the nearest one drawn where there is none."""
        total, best = len(self._parts), ""
        for _ in range(2_000):
            found = self._random.choice(self._random.choice(self._random.choice(self._parts)))
            if found.isascii() and found.isalpha() and len(found) > 2 and found not in STOP_WORDS:
                best = found
                if least <= self._counts[found] / total < most:
                    break
        return best

    def words(self, count: int) -> list[str]:
        """Different words of one digest."""
        while True:
            parts = self._random.choice(self._parts)
            plain = {word for words in parts for word in words if word.isascii() and word.isalpha() and word not in STOP_WORDS}
            if len(plain) >= count:
                return self._random.sample(sorted(plain), count)

    def run(self, length: int) -> str:
        """Words that follow each other."""
        words = self._random.choice(self._random.choice(self._parts))
        start = self._random.randrange(max(1, len(words) - length + 1))
        return " ".join(words[start : start + length])

    def month(self) -> str:
        return self._random.choice(self._days).isoformat()[:7]

    def typo(self) -> str:
        """A word with one letter left out."""
        while len(word := self.word(0.0005)) < 6:
            pass
        place = self._random.randrange(1, len(word) - 1)
        return word[:place] + word[place + 1 :]


KINDS: dict[str, Callable[[Drawer], str]] = {
    "term rare": lambda draw: draw.word(0, 0.0005),
    "term mid": lambda draw: draw.word(0.0005, 0.02),
    "term frequent": lambda draw: draw.word(0.02, 1),
    "and 2": lambda draw: " AND ".join(draw.words(2)),
    "and 3": lambda draw: " AND ".join(draw.words(3)),
    "or 2": lambda draw: " ".join(draw.words(2)),
    "or 4": lambda draw: " ".join(draw.words(4)),
    "or 10": lambda draw: " ".join(draw.words(10)),
    "phrase 2": lambda draw: f'"{draw.run(2)}"',
    "phrase 4": lambda draw: f'"{draw.run(4)}"',
    "near": lambda draw: " NEAR/8 ".join(draw.words(2)),
    "month, term": lambda draw: f"date:{draw.month()} {draw.word(0.02, 1)}",
    "month, or 4": lambda draw: f"date:{draw.month()} {' '.join(draw.words(4))}",
    "prefix": lambda draw: draw.word(0.0005)[:4] + "*",
    "wildcard": lambda draw: f"{(word := draw.word(0.0005))[:2]}*{word[-1]}",
    "fuzzy 1": lambda draw: draw.typo() + "~1",
    "not": lambda draw: f"{draw.word(0.02, 1)} -{draw.word(0.02, 1)}",
}


def median_of(news: NewsIndex, query: str, sort: str) -> tuple[float, int]:
    """Median processor time of a query in milliseconds, and how many articles match."""
    times, total = [], 0
    for _ in range(REPETITIONS):
        start = time.process_time()
        total = news.search(query, limit=10, sort=sort).total  # type: ignore[arg-type]
        times.append((time.process_time() - start) * 1000)
    return statistics.median(times), total


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--docs", type=int, default=20_000)
    parser.add_argument("--queries", type=int, default=20, help="of each kind")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--keep", type=Path, help="where to build the index, instead of a folder that is removed")
    options = parser.parse_args()
    articles = list(digests(options.docs))
    size = sum(len(article.body.encode()) for article in articles) / 1e6
    with tempfile.TemporaryDirectory() as scratch, searchkit.open(options.keep or Path(scratch) / "index", create=True) as news:
        start = time.process_time()
        news.add(articles, options=UpdateOptions(with_quotes=False))
        seconds = time.process_time() - start
        stored = news.stats().bytes / 1e6
        print(
            f"{len(articles):,} digests, {size:.1f} MB: built in {seconds:.1f} s, {size / seconds:.2f} MB/s, index {stored:.1f} MB"
        )
        drawer = Drawer(articles, options.seed)
        news.search(f"{drawer.word(0.02)} {drawer.typo()}~1 {drawer.word()[:3]}*")
        print(f"{'kind':16}{'queries':>8}{'p50 ms':>9}{'p95 ms':>9}{'hits p50':>10}")
        rows = [(kind, draw, "relevance") for kind, draw in KINDS.items()]
        rows.append(("newest, or 4", KINDS["or 4"], "newest"))
        for kind, draw, sort in rows:
            measured = [median_of(news, draw(drawer), sort) for _ in range(options.queries)]
            times = sorted(milliseconds for milliseconds, _ in measured)
            p95 = times[min(len(times) - 1, round(0.95 * (len(times) - 1)))]
            hits = statistics.median(total for _, total in measured)
            print(f"{kind:16}{len(times):8}{statistics.median(times):9.2f}{p95:9.2f}{hits:10,.0f}", flush=True)


if __name__ == "__main__":
    main()
