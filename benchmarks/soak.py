"""Many small commits in a row: what a job that runs every few minutes for years does to an index.

    python benchmarks/soak.py [--commits 10000] [--seed 1] [--folder DIR]

Every commit is made by a new writer, as a job makes it, and adds, replaces or deletes a few articles; one reader stays open all the
time. At ten points the index is compared with one built at once from the same articles. Expected, or the exit code is 1: at most
1.7 times the disk space, at most 8 segments, search at most 1.5 times as slow, no more open files with time, right totals always.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from searchkit import Article
from searchkit.article import Quote
from searchkit.engines.base import Request
from searchkit.engines.whoosh.index import WhooshEngine
from searchkit.engines.whoosh.merge import MOST_SEGMENTS
from searchkit.query.tree import Everything, Node, Or, Phrase, Word

MOST_SPACE = 1.7
MOST_TIME = 1.5
# An empty index takes some space of its own, which says nothing as long as there are few articles.
FEW_ARTICLES = 200
# A round of queries that takes less than this is all set-up, and how it compares says nothing.
SHORT_TIME = 0.005
SYLLABLES = "ba ter lo mi ran si ku des po ven ga rit no fal je cor ta lin mo dra".split()
PEOPLE = ["Orla Venn", "Piet Daan", "Mirela Sava", "Runa Tessmark", "Tobin Harrack"]


@dataclass
class World:
    """The articles that should be in the index, by id, and how to make more."""

    rng: random.Random
    live: dict[str, Article] = field(default_factory=dict)
    made: int = 0

    def __post_init__(self) -> None:
        self.words = sorted({"".join(self.rng.choices(SYLLABLES, k=self.rng.randint(2, 4))) for _ in range(6_000)})

    def article(self, id: str) -> tuple[Article, tuple[Quote, ...], tuple[str, ...]]:
        last = len(self.words) - 1
        words = [self.words[min(int(self.rng.expovariate(1 / 600)), last)] for _ in range(self.rng.randint(60, 300))]
        body = "common " + " ".join(words)
        speaker = self.rng.choice(PEOPLE)
        day = date(2020, 1, 1) + timedelta(days=self.made // 20)
        return Article(id, body, day, source="desk"), (Quote(0, 50, body[:50], speaker, cue="said", confidence=0.9),), (speaker,)

    def next(self) -> tuple[list[str], list[str]]:
        """Ids to add or replace, and ids to delete, in the next commit."""
        fresh = [f"a{self.made + number}" for number in range(self.rng.randint(1, 3))]
        self.made += len(fresh)
        known = list(self.live)
        if known and self.rng.random() < 0.3:
            fresh.append(self.rng.choice(known))
        gone = [self.rng.choice(known)] if known and self.rng.random() < 0.1 else []
        return [id for id in fresh if id not in gone], gone


def commit(engine: WhooshEngine, world: World, add: list[str], delete: list[str], number: int) -> None:
    with engine.writer() as writer:
        for id in add:
            article, quotes, speakers = world.article(id)
            world.live[id] = article
            writer.add(article, quotes, speakers=speakers, origin=id, digest=str(number))
        writer.delete(delete)
        for id in delete:
            world.live.pop(id, None)
        writer.commit(f"commit {number}".encode())


def built_at_once(folder: Path, soaked: WhooshEngine) -> WhooshEngine:
    """An index of the same articles, each written once, in batches as a first run makes them."""
    engine = WhooshEngine.create(folder)
    snapshot = soaked.snapshot()
    with engine.writer() as writer:
        for stored, _ in snapshot.stream(Everything(), budget=Request(Everything()).budget):
            writer.add(stored.article, stored.quotes, speakers=stored.speakers, origin=stored.origin, digest=stored.digest)
            if writer.pending_bytes() > 8 << 20:
                writer.commit()
        writer.commit(b"at once")
    return engine


def size_of(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.iterdir())


def queries(world: World) -> list[Node]:
    common, rare, middle = world.words[3], world.words[-500], world.words[400]
    span = (0, 1)
    words = [Word(text, None, span) for text in (common, middle, rare)]
    return [*words, Or(tuple(words), span), Phrase(f"{common} {world.words[5]}", None, span)]


def search_seconds(engines: list[WhooshEngine], trees: list[Node]) -> list[float]:
    """Processor seconds of a round of queries on each index: the least of 15 rounds, taken in turns after one that warms up."""
    best = [float("inf")] * len(engines)
    for _ in range(16):
        for place, engine in enumerate(engines):
            started = time.process_time()
            for tree in trees:
                engine.snapshot().search(Request(tree))
            best[place] = min(best[place], time.process_time() - started)
    return best


def open_files() -> int:
    folder = Path("/proc/self/fd")
    return len(os.listdir(folder)) if folder.exists() else 0


def run(folder: Path, commits: int, seed: int) -> bool:
    world = World(random.Random(seed))
    engine = WhooshEngine.create(folder / "soaked")
    reader = WhooshEngine(folder / "soaked")
    most_segments = most_files = wrong = 0
    sound, first_files = True, 0
    slowest, started = 0.0, time.monotonic()
    every = max(1, commits // 10)
    print("commits articles segments     bytes  space×  time×  ms/round  ms/commit  open files")
    for number in range(1, commits + 1):
        add, delete = world.next()
        before = time.monotonic()
        commit(engine, world, add, delete, number)
        slowest = max(slowest, time.monotonic() - before)
        snapshot = reader.snapshot()
        wrong += snapshot.search(Request(Word("common", None, (0, 6)), limit=1)).total != len(world.live)
        most_segments = max(most_segments, len(list(engine.path.glob("*.seg"))))
        first_files = first_files or open_files()
        most_files = max(most_files, open_files())
        if number % every and number != commits:
            continue
        fresh = built_at_once(folder / "fresh", reader)
        space = size_of(engine.path) / size_of(fresh.path)
        soaked_time, fresh_time = search_seconds([reader, fresh], queries(world))
        pace = soaked_time / fresh_time
        fresh.close()
        shutil.rmtree(fresh.path)
        per_commit = (time.monotonic() - started) / number * 1000
        print(
            f"{number:7} {len(world.live):8} {most_segments:8} {size_of(engine.path):9} {space:6.2f} {pace:6.2f} "
            f"{soaked_time * 1000:9.2f} {per_commit:10.1f} {open_files():11}",
            flush=True,
        )
        if len(world.live) >= FEW_ARTICLES:
            sound &= space <= MOST_SPACE and (pace <= MOST_TIME or soaked_time < SHORT_TIME)
    sound &= engine.check().sound and not wrong and most_segments <= MOST_SEGMENTS and most_files - first_files <= 10
    print(
        f"most segments {most_segments}, open files {first_files} to {most_files}, wrong totals {wrong}, "
        f"slowest commit {slowest:.2f} s: {'as expected' if sound else 'NOT as expected'}"
    )
    return sound


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--commits", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where the indexes are made (default: a temporary folder)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        sys.exit(0 if run(Path(folder), options.commits, options.seed) else 1)


if __name__ == "__main__":
    main()
