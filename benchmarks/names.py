"""How many spellings of one person are found, and how many people are taken for one.

    python benchmarks/names.py [--list] [--repairs]

Found: the pairs of `tests/data/name_variants.tsv`, by batch: `first` was written down before the key, `later` before a second
look at it. False merges: the different people of that file, and the speakers of the training articles in ../shared/speakers,
grouped as `searchkit speakers` groups them; `--list` prints the pairs missed and every merge for reading.

`--repairs` measures instead what becomes of bare surnames in the training articles, each publisher a source: how many quotes in an
index of them get a full name (`--list` prints these with their surroundings), and, with annotated speakers, how often the rule is
right where the truth is known: every speaker in turn is given by the bare surname in one article.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import tarfile
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import searchkit
from searchkit.article import Article
from searchkit.names import group, is_bare, matches, name_tokens, owner_of, same_person

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
    parser.add_argument("--repairs", action="store_true", help="measure what becomes of bare surnames")
    options = parser.parse_args()
    show = options.list
    if options.repairs:
        indexed(show)
        masked(show)
        return
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


def gold() -> Iterator[dict[str, Any]]:
    with gzip.open(SPEAKERS, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def speakers(show: bool) -> None:
    counts: Counter[str] = Counter()
    for article in gold():
        for quote in article["quotes"]:
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


def indexed(show: bool) -> None:
    """Quotes in an index of the training articles."""
    about = {article["id"]: article for article in gold()}
    articles = []
    with tarfile.open(SPEAKERS.with_name("train.texts.tar.gz")) as texts:
        for member in texts:
            if file := texts.extractfile(member):
                id = Path(member.name).stem
                body = file.read().decode()[17:]  # behind the day the file begins with
                day = date.fromisoformat(about[id]["date"])
                articles.append(Article(id, body, day, source=about[id]["publisher"]))
    with tempfile.TemporaryDirectory() as folder, searchkit.open(folder, create=True) as news:
        news.add(articles)
        hits = [hit for hit in news.export_quotes("*") if hit.speaker]
        bare = sum(is_bare(hit.speaker) for hit in hits if hit.speaker)
        full = [row.name for row in news.speakers() if not is_bare(row.name)]
        found = {(hit.article, hit.start): (name, hit) for name in full for hit in news.export_quotes(by=name)}
        repaired = [(name, hit) for name, hit in found.values() if hit.speaker and is_bare(hit.speaker)]
        places = len({(hit.article, hit.speaker) for _, hit in repaired})
        print(
            f"index: {len(hits)} quotes with a speaker, {bare} by one name alone,"
            f" {len(repaired)} of these given to a full name ({places} names)"
        )
        for name, hit in repaired if show else ():
            view = news.article(hit.article)
            around = view.body[max(0, hit.start - 120) : hit.end + 120] if view else ""
            print(f"    {hit.article}: {hit.speaker} = {name}: {' '.join(around.split())}")


def masked(show: bool) -> None:
    """Annotated speakers, each given by the surname alone in one article while the others of its publisher and month stay."""
    cells: defaultdict[tuple[str, str], dict[str, Counter[str]]] = defaultdict(dict)
    for article in gold():
        names = Counter(name for quote in article["quotes"] for name in quote["speaker"])
        cells[article["publisher"], article["date"][:7]][article["id"]] = names
    right, wrong, total = 0, [], 0
    for articles in cells.values():
        for id, own in articles.items():
            beside: Counter[str] = sum((names for other, names in articles.items() if other != id), Counter())
            for name in sorted(own):
                if is_bare(name):
                    continue
                total += 1
                surname = name.split()[-1]
                namesakes = [
                    other for other in own if not same_person(name, other) and name_tokens(surname)[-1] in name_tokens(other)
                ]
                found = None if any(not is_bare(other) for other in namesakes) else owner_of(surname, beside)
                if found and any(same_person(name, other) for other in found.variants):
                    right += 1
                elif found:
                    wrong.append(f"{id}: {name} taken for {found.name}")
    share = right / (right + len(wrong))
    print(f"masked: {total} speakers, {right} given back, {len(wrong)} given to another: {share:.1%} right")
    for line in wrong if show else ():
        print(f"    {line}")


if __name__ == "__main__":
    main()
