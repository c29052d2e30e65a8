"""How many spellings of one person are found, and how many people are taken for one.

    python benchmarks/names.py [--list]

Found: the pairs of `tests/data/name_variants.tsv`, by batch: `first` was written down before the key, `later` before a second
look at it. False merges: the different people of that file, and the speakers of the training articles in ../shared/speakers,
grouped as `searchkit speakers` groups them; `--list` prints the pairs missed and every merge for reading.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import time
from collections import Counter
from itertools import combinations
from pathlib import Path

from searchkit.names import group, matches, same_person

ROOT = Path(__file__).resolve().parent.parent
VARIANTS = ROOT / "tests" / "data" / "name_variants.tsv"
SPEAKERS = ROOT.parent / "shared" / "speakers" / "train.gold.jsonl.gz"

# Merges of the training speakers that are wrong, judged by the names and, where in doubt, by the articles: a letter carrier and a
# professor, a professor and a congressman. A merge that is new since then prints as unread.
WRONG = {frozenset(("Bob Mason", "Robert Mason")), frozenset(("Stephen S. Cohen", "Steve Cohen"))}
READ = 50


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", action="store_true", help="print missed pairs and all merges")
    show = parser.parse_args().list
    pairs(show)
    if SPEAKERS.exists():
        speakers(show)
    else:
        print(f"speakers: {SPEAKERS} is not there; false merges over the speakers not measured")


def pairs(show: bool) -> None:
    with VARIANTS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    for batch in ("first", "later", "all"):
        chosen = [row for row in rows if batch in (row["batch"], "all")]
        same = [(row["a"], row["b"]) for row in chosen if row["relation"] == "same"]
        different = [(row["a"], row["b"]) for row in chosen if row["relation"] == "different"]
        merged = [pair for pair in same if same_person(*pair)]
        found = [pair for pair in same if matches(*pair)]
        wrong = [pair for pair in different if same_person(*pair)]
        print(
            f"{batch:6} {len(same)} pairs of one person: same_person {len(merged) / len(same):.1%}, matches {len(found) / len(same):.1%};"
            f" {len(different)} pairs of two people: {len(wrong)} merged"
        )
        if show and batch != "all":
            for a, b in sorted(set(same) - set(merged)):
                print(f"    missed: {a} | {b}")
            for a, b in wrong:
                print(f"    merged: {a} | {b}")


def speakers(show: bool) -> None:
    counts: Counter[str] = Counter()
    with gzip.open(SPEAKERS, "rt", encoding="utf-8") as lines:
        for line in lines:
            for quote in json.loads(line)["quotes"]:
                counts.update(quote["speaker"])
    began = time.process_time()
    groups = group(counts)
    seconds = time.process_time() - began
    joined = [found for found in groups if len(found.variants) > 1]
    merges = len(counts) - len(groups)
    wrong = sum(frozenset(pair) in WRONG for found in joined for pair in combinations(found.variants, 2))
    print(
        f"speakers: {len(counts)} names, {merges} merged into another, {wrong} of these wrongly"
        f" ({wrong / len(counts):.2%} of the names, {wrong / max(merges, 1):.0%} of the merges); {seconds * 1000:.0f} ms"
    )
    if merges != READ:
        print(f"    {READ} merges were read, there are {merges} now; read the new ones with --list")
    if show:
        for found in joined:
            print("    " + " = ".join(f"{name} ({counts[name]})" for name in found.variants))


if __name__ == "__main__":
    main()
