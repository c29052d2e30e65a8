"""Scores attribution on labelled articles.

    python benchmarks/attribution/evaluate.py [SET …] [--renamed] [--without TABLE …]

Sets: train, dev, world (../shared/speakers), marked, held-out (articles/). Prints the rows of the scorer beside the articles, the
share of quotations whose right mention is among the candidates, the reliability of the confidence, and characters a second of
processor time. `--without` replaces a learnt table by a constant, so that the first option is taken.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import labels
import rename

import corpus
from searchkit.article import Article, Quote
from searchkit.attribution import speakers_of
from searchkit.attribution.choice import Chooser
from searchkit.attribution.output import quotes_of
from searchkit.attribution.pipeline import analyse
from searchkit.attribution.tables import TABLES, Model, Table, model

SCORE = corpus.scorer()


def predict(article: corpus.LabelledArticle, tables: Model) -> list[Quote]:
    return quotes_of(Article(article.id, article.body, article.day), tables)


def report(title: str, articles: list[tuple[corpus.LabelledArticle, Model]]) -> dict[str, Any]:
    """Predict, score and print; returns the totals of the scorer."""
    total = SCORE.new()
    seconds = size = 0.0
    steps: dict[int, list[bool]] = defaultdict(list)
    for article, tables in articles:
        begun = time.process_time()
        quotes = predict(article, tables)
        seconds += time.process_time() - begun
        size += len(article.body)
        prediction = {"quotes": [q.to_dict() for q in quotes], "speakers": list(speakers_of(quotes))}
        SCORE.add(total, SCORE.score_article(article.gold, prediction))
        _reliability(article.gold, quotes, steps)
    print(f"{title}: {len(articles)} articles, {size / seconds / 1e6:.2f} MB/s")
    for key in SCORE.KEYS:
        p, r, f = SCORE.prf(total[key])
        print(f"  {SCORE.LABEL[key]:37}{100 * p:7.1f}{100 * r:7.1f}{100 * f:7.1f}   {total[key]}")
    found, sought = candidate_recall(articles)
    print(f"  right mention among the candidates {100 * found / max(1, sought):.1f} % of {sought}")
    full, exact = total["full"], total["exact"]
    print(f"  full name {100 * full[0] / max(1, full[1]):.1f} %, exactly right {100 * exact[0] / exact[1]:.1f} %")
    line = " ".join(f"{k / 10:.1f}: {100 * sum(v) / len(v):.0f} % of {len(v)}" for k, v in sorted(steps.items()))
    print(f"  confidence of direct quotes, right: {line}")
    return dict(total)


def candidate_recall(articles: list[tuple[corpus.LabelledArticle, Model]]) -> tuple[int, int]:
    """Quotations whose source is among the candidates, and quotations with a source."""
    found = sought = 0
    for article, tables in articles:
        a = analyse(article.body, None, tables)
        chooser = Chooser(a.tokens, a.spans, a.outer, a.events, a.mentions, a.around)
        chosen = [said.mention for said in a.direct]
        for s, q in enumerate(labels.label_spans(a, article.gold)):
            if q is not None and q["direct"] and q["mention"]:
                sought += 1
                found += any(labels.overlapping(a, c.mention, q["mention"]) for c in chooser.candidates(s, chosen[:s]))
    return found, sought


def without(tables: Model, names: list[str]) -> Model:
    """The model with some tables made constant."""
    return replace(tables, **{name: Table(1.0, getattr(tables, name).sizes, [], []) for name in names})


def totals(articles: list[corpus.LabelledArticle]) -> dict[str, Any]:
    """The scorer's totals for the shipped model."""
    total = SCORE.new()
    for article in articles:
        quotes = predict(article, model())
        prediction = {"quotes": [q.to_dict() for q in quotes], "speakers": list(speakers_of(quotes))}
        SCORE.add(total, SCORE.score_article(article.gold, prediction))
    return dict(total)


def _reliability(gold: dict[str, Any], quotes: list[Quote], steps: dict[int, list[bool]]) -> None:
    passages = [q for q in gold["quotes"] if q["direct"]]
    for quote in quotes:
        if not quote.direct or quote.speaker is None or SCORE.nwords(quote.text) < SCORE.MIN_WORDS:
            continue
        best = SCORE.best({"start": quote.start, "end": quote.end}, passages)
        if best is None:
            steps[min(int(quote.confidence * 10), 9)].append(False)
        elif best["kind"] in ("person", "nonperson"):
            right = any(SCORE.same(quote.speaker, name) for name in best["speaker"])
            steps[min(int(quote.confidence * 10), 9)].append(right)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", default=["dev", "world", "held-out"])
    parser.add_argument("--renamed", action="store_true", help="score copies with other names for all people as well")
    parser.add_argument("--without", action="append", default=[], choices=TABLES, help="do without a learnt table")
    options = parser.parse_args()
    for name in options.sets:
        articles = corpus.load(name)
        tables = without(model(), options.without)
        report(name, [(article, tables) for article in articles])
        if options.renamed:
            report(f"{name}, renamed", [(rename.renamed(article), tables) for article in articles])


if __name__ == "__main__":
    main()
