"""How good the ranking is: human judgements of three open test collections, from raw query text to ranked ids.

    python benchmarks/effectiveness.py [--sets time vaswani cranfield] [--runs FOLDER]

Prints nDCG@10, MAP, recall in the first 100 and processor seconds per collection; the collections stand in ../shared/relevance
(its README tells what they are and where they come from). Queries go in as they were typed: capitals, slashes and quotation
marks included. `--runs` also writes TREC run files.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import searchkit
from searchkit.article import Article
from searchkit.indexer import UpdateOptions

SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "relevance"
SETS = ("time", "vaswani", "cranfield")
DEPTH = 100
Grades = Mapping[str, Mapping[str, int]]
Run = Mapping[str, Sequence[str]]


def articles(folder: Path) -> list[Article]:
    """The documents of a collection."""
    with gzip.open(folder / "docs.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        Article(row["id"], row["body"], date.fromisoformat(row["date"]) if row["date"] else None, row["title"]) for row in rows
    ]


def queries(folder: Path) -> dict[str, str]:
    """Query text by query id."""
    lines = (folder / "queries.tsv").read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines)


def judgements(folder: Path) -> dict[str, dict[str, int]]:
    """Grade by document, by query; queries without a relevant document are left out, as is usual."""
    grades: dict[str, dict[str, int]] = {}
    for line in (folder / "qrels.txt").read_text(encoding="utf-8").splitlines():
        query, _, document, grade = line.split()
        grades.setdefault(query, {})[document] = int(grade)
    return {query: graded for query, graded in grades.items() if any(grade > 0 for grade in graded.values())}


def ndcg(ids: Sequence[str], graded: Mapping[str, int], depth: int = 10) -> float:
    """Normalised discounted cumulative gain, gain = grade, discount = log2(rank + 1)."""

    def gain(grades: Sequence[int]) -> float:
        return sum(max(grade, 0) / math.log2(rank + 1) for rank, grade in enumerate(grades[:depth], 1))

    best = gain(sorted(graded.values(), reverse=True))
    return gain([graded.get(id, 0) for id in ids]) / best if best else 0.0


def average_precision(ids: Sequence[str], graded: Mapping[str, int]) -> float:
    relevant = {id for id, grade in graded.items() if grade > 0}
    found, total = 0, 0.0
    for rank, id in enumerate(ids, 1):
        if id in relevant:
            found += 1
            total += found / rank
    return total / len(relevant)


def recall(ids: Sequence[str], graded: Mapping[str, int], depth: int = DEPTH) -> float:
    relevant = {id for id, grade in graded.items() if grade > 0}
    return len(relevant.intersection(ids[:depth])) / len(relevant)


def measure(run: Run, grades: Grades) -> tuple[float, float, float]:
    """Means of nDCG@10, average precision and recall over all judged queries; one that is not in the run counts 0."""
    rows = [
        (ndcg(ids, graded), average_precision(ids, graded), recall(ids, graded))
        for query, graded in grades.items()
        for ids in [run.get(query, ())]
    ]
    return tuple(sum(column) / len(rows) for column in zip(*rows, strict=True))  # type: ignore[return-value]


def answer(folder: Path, index: Path) -> dict[str, list[str]]:
    """Indexes a collection and asks all its queries as a user would."""
    with searchkit.open(index, create=True) as news:
        # Finding quotes takes most of the time and does not move the scores of articles.
        news.add(articles(folder), options=UpdateOptions(with_quotes=False))
        return {query: [hit.id for hit in news.search(text, limit=DEPTH, snippets=0)] for query, text in queries(folder).items()}


def write_run(path: Path, run: Run) -> None:
    """A TREC run file."""
    rows = (
        f"{query} Q0 {id} {rank} {len(ids) - rank} searchkit\n" for query, ids in run.items() for rank, id in enumerate(ids, 1)
    )
    path.write_text("".join(rows), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", nargs="+", choices=SETS, default=SETS)
    parser.add_argument("--runs", type=Path)
    options = parser.parse_args()
    print(f"{'set':12}{'queries':>8}{'nDCG@10':>9}{'MAP':>8}{'R@100':>8}{'CPU s':>8}")
    total = 0.0
    for name in options.sets:
        folder = SHARED / name
        grades = judgements(folder)
        start = time.process_time()
        with tempfile.TemporaryDirectory() as index:
            run = answer(folder, Path(index) / "index")
        seconds = time.process_time() - start
        values = measure(run, grades)
        total += values[0]
        print(f"{name:12}{len(grades):8}{values[0]:9.4f}{values[1]:8.4f}{values[2]:8.4f}{seconds:8.1f}", flush=True)
        if options.runs:
            options.runs.mkdir(parents=True, exist_ok=True)
            write_run(options.runs / f"{name}.run", run)
    print(f"{'mean':12}{'':8}{total / len(options.sets):9.4f}")


if __name__ == "__main__":
    main()
