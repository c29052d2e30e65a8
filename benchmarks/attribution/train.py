"""Learns the tables of attribution from ../shared/speakers.

    python benchmarks/attribution/train.py --cross-validate      five folds over train, by article: the score table
    python benchmarks/attribution/train.py --write               learns from all of train, writes searchkit/attribution/data/model.json

Needs lightgbm (training only). Seeds are fixed; the same data gives the same tables.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

import boost
import labels

import corpus
from searchkit.attribution import choice, events, passages, people, personhood, pipeline, resolve
from searchkit.attribution.lexicon import CUE, NOTNAME, PLACE, lexicon
from searchkit.attribution.mentions import THE_ROLE
from searchkit.attribution.pipeline import Analysis
from searchkit.attribution.quotations import Span
from searchkit.attribution.tables import TABLES, Model, Table, sigmoid
from searchkit.attribution.tokens import tokenise

SCORE = corpus.scorer()
FOLDS = 5
MARKED_WEIGHT = 2.0  # a marked article stands for more kinds of text than one of train


def flat(sizes: Sequence[int]) -> Table:
    return Table(0.0, sizes, [], [])


def empty_model() -> Model:
    """A model that knows nothing, to run the stages before their tables exist."""
    return Model(
        flat(personhood.FEATURE_SIZES),
        flat(events.ROW_SIZES),
        flat(choice.CANDIDATE_SIZES),
        flat(resolve.MEANING_SIZES),
        flat(pipeline.REPORTED_SIZES),
        flat(pipeline.EVIDENCE_SIZES),
        flat(passages.PASSAGE_SIZES),
        {},
        {},
    )


# ---------------------------------------------------------------- who is a person
def person_rows(article: corpus.LabelledArticle, judge: Any) -> tuple[list[list[int]], list[int], list[float]]:
    tokens = tokenise(article.body, lexicon())
    registry = people.Registry(tokens, lexicon(), judge)
    kind_at: dict[int, str] = {}
    for start, end, kind in article.names:
        for at in range(start, end):
            kind_at[at] = kind
    speakers = {name for q in article.gold["quotes"] for name in q["speaker"]}
    rows, wanted, weights = [], [], []
    for person, row in zip(registry.people, registry.features, strict=True):
        if row is people.UNDESCRIBED:
            if lexicon()[person.words[0]] & (NOTNAME | PLACE):
                continue
            row = personhood.describe(person.words, person.runs, person.roles, tokens, lexicon())
        votes = Counter(kind_at.get(tokens.start[run.last - 1]) for run in person.runs)
        said = any(SCORE.same(person.name, name) for name in speakers)
        count = len(person.runs)
        if said:
            rows.append(row), wanted.append(1), weights.append(3.0 if count > 1 else 2.0)
        elif votes["P"] * 2 >= count:
            rows.append(row), wanted.append(1), weights.append(1.0)
        elif not article.marked:
            known = count - votes[None]
            rows.append(row), wanted.append(0), weights.append(1.0 if known * 2 >= count else 0.3)
    return rows, wanted, weights


# ---------------------------------------------------------------- all stages
class Trainer:
    """Learns stage after stage, each on what the stages before it give."""

    def __init__(self, articles: list[corpus.LabelledArticle]) -> None:
        self.articles = articles
        self.model = empty_model()

    def run(self) -> Model:
        self.learn_person()
        self.prepare()
        self.learn_rates()
        self.learn_subject()
        for _, a in self.analyses:
            pipeline.choose_subjects(a, self.model)
        self.learn_speaker()
        self.learn_meaning()
        self.learn_passage()
        self.learn_reported()
        self.learn_article()
        return self.model

    def learn_person(self) -> None:
        """Twice, because the groups depend on the scores."""
        for _ in range(2):
            rows, wanted, weights = [], [], []
            for article in self.articles:
                r, y, w = person_rows(article, self.model.person.score)
                rows += r
                wanted += y
                weights += w
            self.model.person = boost.fit(rows, wanted, weights=weights, sizes=personhood.FEATURE_SIZES, pairs=18, rounds=250)

    def prepare(self) -> None:
        """Run the stages up to the events over all articles, once the people are known."""
        self.analyses = [(article, pipeline.prepare(article.body, lexicon(), self.model)) for article in self.articles]

    def learn_rates(self) -> None:
        """How often each reporting word is one: smoothed share of its uses that belong to something said.

        The events of an article are given rates that leave the article itself out.
        """
        self.seen: Counter[str] = Counter()
        self.said: Counter[str] = Counter()
        self.kind: dict[str, float] = {}
        words = lexicon()
        own: list[tuple[Counter[str], Counter[str]]] = []
        for article, a in self.analyses:
            seen: Counter[str] = Counter()
            said: Counter[str] = Counter()
            found = labels.label_events(a, article.body, article.gold)
            for event, q in zip(a.events, found, strict=True):
                if event.kind >= events.TURN:
                    continue
                lemma = words.lemmas[event.lemma]
                for key in (lemma, events.usage(event, lemma)):
                    seen[key] += 1
                    said[key] += q is not None and q["said"]
                self.kind[lemma] = 0.5 if a.tokens.flags[event.cue] & CUE else 0.2
            own.append((seen, said))
            self.seen.update(seen)
            self.said.update(said)
        self.model.rates, self.model.uses = self._steps(sorted(self.seen), Counter(), Counter())
        for (_, a), (seen, said) in zip(self.analyses, own, strict=True):
            rates, uses = self._steps(seen, said, seen)
            for event in a.events:
                if event.kind < events.TURN:
                    lemma = words.lemmas[event.lemma]
                    event.rate = rates[lemma]
                    event.use = uses.get(events.usage(event, lemma), event.rate)

    def _steps(self, keys: Iterable[str], said: Counter[str], seen: Counter[str]) -> tuple[dict[str, int], dict[str, int]]:
        """Rates and uses in eight steps, without the counts `said` and `seen` of one article. Rare keys lean on the commoner."""
        rates, uses = {}, {}
        for key in keys:
            lemma = key.partition("|")[0]
            rate = (self.said[lemma] - said[lemma] + 4 * self.kind[lemma]) / (self.seen[lemma] - seen[lemma] + 4)
            rates[lemma] = min(int(8 * rate), 7)
            count = self.seen[key] - seen[key]
            if key != lemma and count >= 2:
                uses[key] = min(int(8 * (self.said[key] - said[key] + 4 * rate) / (count + 4)), 7)
        return rates, uses

    def learn_subject(self) -> None:
        rows, wanted, groups, weights = [], [], [], []
        for article, a in self.analyses:
            found = labels.label_events(a, article.body, article.gold)
            for event, q in zip(a.events, found, strict=True):
                if q is None or q["mention"] is None or len(event.rows) < 2:
                    continue
                right = labels.right_mentions(a, event.options, q, SCORE)
                if any(right):
                    rows += event.rows
                    wanted += right
                    groups.append(len(right))
                    weights += [MARKED_WEIGHT if article.marked else 1.0] * len(right)
        self.model.subject = boost.fit(
            rows,
            wanted,
            groups=groups,
            weights=weights,
            sizes=events.ROW_SIZES,
            categorical=(1, 6, 7, 8, 9, 10, 11, 12),
            rounds=300,
            pairs=20,
        )

    def learn_speaker(self) -> None:
        rows: list[list[int]] = []
        wanted: list[bool] = []
        groups: list[int] = []
        weights: list[float] = []
        for article, a in self.analyses:
            chooser = choice.Chooser(a.tokens, a.spans, a.outer, a.events, a.mentions, a.around)
            before: list[int] = []
            for s, q in enumerate(labels.label_spans(a, article.gold)):
                candidates = chooser.candidates(s, before)
                options = [c.mention for c in candidates]
                words = a.spans[s].last - a.spans[s].first
                if q is None and words < 6 and labels.beside_speech(a, s, article.gold):
                    before.append(-1)  # a short piece of a longer attribution, which the gold does not mark
                    continue
                if q is None or q["mention"] is None:
                    right = [c.kind == choice.NOBODY for c in candidates]
                    before.append(-1)
                else:
                    right = labels.right_mentions(a, options, q, SCORE)
                    before.append(next((k for k, ok in zip(options, right, strict=True) if ok), -1))
                if any(right):
                    rows += [c.row for c in candidates]
                    wanted += right
                    weights += [(1.0 if words >= 4 else 0.3) * (MARKED_WEIGHT if article.marked else 1.0)] * len(right)
                    groups.append(len(right))
        self.model.speaker = boost.fit(
            rows,
            wanted,
            groups=groups,
            weights=weights,
            sizes=choice.CANDIDATE_SIZES,
            categorical=(0, 2, 5, 9, 10, 11, 12, 16),
            rounds=500,
            pairs=45,
        )

    def learn_meaning(self) -> None:
        rows: list[list[int]] = []
        wanted: list[bool] = []
        groups: list[int] = []
        weights: list[float] = []
        words = lexicon()
        for article, a in self.analyses:
            resolver = resolve.Resolver(
                a.tokens, a.outer, a.quoted, a.namings, a.registry.people, a.mentions, a.around, words, a.events
            )
            quoted = quoted_passages(a, article.gold)
            for k, q in sources(a, article.gold):
                people_right = [n for n in range(len(a.registry.people)) if labels.is_speaker(a, n, q, SCORE)]
                if a.mentions.kind[k] in resolve.NEEDS_CHOICE and (q.get("read") or q["speaker"]):
                    options = resolver.candidates(k, quoted.get(q["attr"], ()))
                    right = [o.person in people_right for o in options]
                    if not q["speaker"]:
                        right = [o.person < 0 for o in options]
                    if any(right):
                        rows += [o.row for o in options]
                        wanted += right
                        groups.append(len(right))
                        weights += [MARKED_WEIGHT if article.marked else 1.0] * len(right)
                if q["said"] and people_right:
                    named = a.mentions.person[k]
                    resolver.told(a.mentions.first[k], named if named in people_right else people_right[0])
        self.model.meaning = boost.fit(
            rows,
            wanted,
            groups=groups,
            weights=weights,
            sizes=resolve.MEANING_SIZES,
            categorical=(0, 5, 6, 8, 15, 16),
            rounds=400,
            pairs=45,
        )

    def learn_passage(self) -> None:
        rows: list[list[int]] = []
        wanted: list[int] = []
        weights: list[float] = []
        for article, a in self.analyses:
            pipeline.choose_mentions(a, self.model)
            found = labels.label_spans(a, article.gold)
            for number, row in pipeline.passage_rows(a).items():
                q = found[number]
                span = a.spans[number]
                text = article.body[a.tokens.start[span.first] : a.tokens.end[span.last - 1]]
                if SCORE.nwords(text) < SCORE.MIN_WORDS:
                    continue
                rows.append(row)
                wanted.append(int(q is not None and q["direct"]))
                weights.append(MARKED_WEIGHT if article.marked else 1.0)
        self.model.passage = boost.fit(
            rows,
            wanted,
            weights=weights,
            sizes=passages.PASSAGE_SIZES,
            categorical=(0, 2, 4, 5, 6, 7, 13, 15, 16),
            rounds=200,
            pairs=20,
            leaf=15,
        )

    def learn_reported(self) -> None:
        rows: list[list[int]] = []
        wanted: list[int] = []
        weights: list[float] = []
        for article, a in self.analyses:
            pipeline.judge_passages(a, self.model)
            pipeline.resolve_people(a, lexicon(), self.model)
            found = labels.label_events(a, article.body, article.gold)
            for said in a.indirect:
                if said.row is None:
                    continue
                q = found[said.number]
                right = q is not None and labels.overlapping(a, said.mention, q["mention"])
                rows.append(said.row)
                wanted.append(int(right and q is not None and q["said"]))
                weights.append(0.5 if right and q is not None and not q["said"] else MARKED_WEIGHT if article.marked else 1.0)
        self.model.reported = boost.fit(
            rows,
            wanted,
            weights=weights,
            sizes=pipeline.REPORTED_SIZES,
            categorical=(0, 5, 6, 7, 8, 9, 10, 11),
            rounds=500,
            pairs=45,
        )

    def learn_article(self) -> None:
        rows: list[list[int]] = []
        wanted: list[int] = []
        for article, a in self.analyses:
            for said in a.indirect + a.joint:
                if not said.direct and said.row is not None:
                    said.said_sure = sigmoid(self.model.reported.score(said.row))
            gold = article.gold["speakers"]
            for number, row in pipeline.evidence(a).items():
                name = a.registry.people[number].name
                said = any(SCORE.same(name, other) for other in gold["said"])
                if (
                    not article.marked
                    and not said
                    and all(a.mentions.kind[k] == THE_ROLE for k in pipeline.mentions_of(a, number))
                ):
                    continue  # the gold of train did not look into descriptions
                if said or not any(SCORE.same(name, other) for other in gold["all"]):
                    rows.append(row)
                    wanted.append(int(said))
        self.model.article = boost.fit(rows, wanted, sizes=pipeline.EVIDENCE_SIZES, rounds=120, pairs=12, rate=0.08, leaf=40)


def quoted_passages(a: Analysis, gold: dict[str, Any]) -> dict[Any, list[Span]]:
    """The passages in marks of each attribution, by its number."""
    found: dict[Any, list[Span]] = defaultdict(list)
    for span, q in zip(a.spans, labels.label_spans(a, gold), strict=True):
        if q is not None:
            found[q["attr"]].append(span)
    return found


def sources(a: Analysis, gold: dict[str, Any]) -> list[tuple[int, labels.Gold]]:
    """Every marked source with the mention it is, one an attribution, in text order."""
    found = []
    seen = set()
    for q in gold["quotes"]:
        if q["attr"] in seen or q["mention"] is None:
            continue
        seen.add(q["attr"])
        touching = [k for k in range(len(a.mentions)) if labels.overlapping(a, k, q["mention"])]
        if not touching:
            continue
        right = labels.right_mentions(a, touching, q, SCORE)
        k = next(k for k, ok in zip(touching, right, strict=True) if ok)
        found.append((k, q))
    found.sort(key=lambda pair: a.mentions.first[pair[0]])
    return found


# ---------------------------------------------------------------- cross-validation
def folds(articles: list[corpus.LabelledArticle]) -> list[list[corpus.LabelledArticle]]:
    """Five parts of equal size, shuffled with a fixed seed."""
    order = sorted(articles, key=lambda a: a.id)
    random.Random(20240715).shuffle(order)
    return [order[i::FOLDS] for i in range(FOLDS)]


def to_json(model: Model) -> dict[str, Any]:
    tables = {}
    for name in TABLES:
        table: Table = getattr(model, name)
        tables[name] = {
            "bias": round(table.bias, 4),
            "sizes": table.sizes,
            "single": [[i, [round(e * 1000) for e in entries]] for i, entries in table.singles],
            "pair": [[a, b, [round(e * 1000) for e in entries]] for a, b, entries in table.pairs],
        }
    return {"tables": tables, "rates": model.rates, "uses": model.uses}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cross-validate", action="store_true")
    parser.add_argument("--folds", type=int, default=FOLDS, help="how many of the five folds to run")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    articles = corpus.load("train") + corpus.load("marked")
    if options.cross_validate:
        import evaluate

        totals: dict[str, Any] = defaultdict(list)
        parts = zip(*(folds([a for a in articles if a.marked == marked]) for marked in (False, True)), strict=True)
        for part in [train + marked for train, marked in parts][: options.folds]:
            held = {a.id for a in part}
            model = Trainer([a for a in articles if a.id not in held]).run()
            totals["runs"].append((part, model))
        for title, marked in (("train", False), ("marked", True)):
            held_out = [(article, model) for part, model in totals["runs"] for article in part if article.marked == marked]
            evaluate.report(f"{title}, {options.folds} folds", held_out)
    if options.write:
        model = Trainer(articles).run()
        path = Path(pipeline.__file__).parent / "data" / "model.json"
        path.write_text(json.dumps(to_json(model), separators=(",", ":"), sort_keys=True) + "\n", encoding="ascii")
        print(f"{path.name}: {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
