"""The engine against the oracle: random corpora in several segments, random trees, the same answers."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit.article import Article, Quote
from searchkit.engines.base import Budget, Request
from searchkit.engines.whoosh.batch import Batch
from searchkit.engines.whoosh.segment import SegmentReader
from searchkit.engines.whoosh.snapshot import WhooshSnapshot
from searchkit.query import tree
from tests.oracle import Group, Oracle

BUDGET = Budget()
TODAY = date(2031, 6, 1)
WORDS = ["tram", "strike", "striking", "talks", "pay", "union", "the", "no", "Häfen", "co-operation"]
NAMES = ["Orla Venn", "Aske Tarn", "Tarn", "Orla Tarn", "Dmitri Halvorsen", "Dimitry Halvorsen"]
SOURCES = ["courier", "wire"]
DAYS = [date(2031, 5, 1) + timedelta(number) for number in (0, 1, 8, 31)]

texts = st.lists(st.sampled_from(WORDS), max_size=24).map(" ".join)
quotes = st.builds(
    Quote,
    start=st.integers(0, 0),
    end=st.integers(0, 0),
    text=texts,
    speaker=st.sampled_from([None, *NAMES]),
    to=st.sampled_from([None, "reporters", *NAMES[:2]]),
    direct=st.booleans(),
    said_on=st.sampled_from([None, *DAYS]),
)


@st.composite
def groups(draw: st.DrawFn) -> Group:
    body, title = draw(texts), draw(st.none() | texts.filter(bool))
    if title and draw(st.booleans()):
        body = f"{title}\n{body}"
    found = draw(st.lists(quotes, max_size=3))
    found = [replace(quote, start=min(place, len(body)), end=len(body)) for place, quote in enumerate(found)]
    speakers = tuple(dict.fromkeys(quote.speaker for quote in found if quote.speaker))
    article = Article(
        id=draw(st.sampled_from([f"a{number}" for number in range(12)])),
        body=body,
        date=draw(st.sampled_from([None, *DAYS])),
        title=title,
        source=draw(st.sampled_from([None, *SOURCES])),
        author=draw(st.sampled_from([None, "Ida Holm"])),
    )
    return Group(article, tuple(found), speakers)


@dataclass(frozen=True)
class Corpus:
    """What was committed, one list a segment; later articles replace earlier ones of the same id. Then `deleted` ids go."""

    commits: Sequence[Sequence[Group]]
    deleted: frozenset[str]

    def living(self) -> tuple[list[Group], list[Group]]:
        """Groups that are there, and groups that only statistics still know."""
        last = {group.article.id: (number, place) for number, place, group in self._all()}
        living, ghosts = [], []
        for number, place, group in self._all():
            if last[group.article.id] == (number, place) and group.article.id not in self.deleted:
                living.append(group)
            elif self._last_of_commit(number, group.article.id) == place:
                ghosts.append(group)
        return living, ghosts

    def _all(self) -> Iterator[tuple[int, int, Group]]:
        for number, commit in enumerate(self.commits):
            for place, group in enumerate(commit):
                yield number, place, group

    def _last_of_commit(self, number: int, id: str) -> int:
        return max(place for place, group in enumerate(self.commits[number]) if group.article.id == id)


corpora = st.builds(
    Corpus,
    st.lists(st.lists(groups(), min_size=1, max_size=6), min_size=1, max_size=3),
    st.frozensets(st.sampled_from(["a0", "a1", "a2"]), max_size=2),
)


@contextmanager
def opened(corpus: Corpus) -> Iterator[WhooshSnapshot]:
    """The corpus as segments, without merges, so that deleted records stay in the statistics."""
    living = {id(group) for group in corpus.living()[0]}
    with tempfile.TemporaryDirectory() as name:
        folder, segments = Path(name), []
        for commit in corpus.commits:
            batch = Batch("english")
            for group in commit:
                batch.add(group.article, group.quotes, speakers=group.speakers)
            info = batch.write(folder)
            reader = SegmentReader(folder, info)
            gone: set[int] = set()
            for group in {group.article.id: group for group in commit}.values():
                postings = reader.postings("id", group.article.id)
                if id(group) not in living and postings:
                    gone.update(reader.group(postings.docs[0]))
            segments.append(reader.with_info(replace(info, deleted=frozenset(gone))))
        yield WhooshSnapshot(folder, 1, "english", segments)


SPAN = (0, 0)
words = st.sampled_from([*WORDS, "Tram", "zebra", "…"])
names = st.sampled_from([*NAMES, "venn", "tarn", "Halvorsen", "Halverson", "nobody"])
text_fields = st.sampled_from([None, None, None, "body", "title", "said", "author"])
name_fields = st.sampled_from(["speaker", "by", "to"])


@st.composite
def spans(draw: st.DrawFn) -> tuple[int, int]:
    start = draw(st.integers(0, 200))
    return start, start + 1


patterns = st.one_of(
    st.builds(tree.Prefix, st.sampled_from(["st", "strik", "striking", "t", "ven", "z"]), st.none(), spans()),
    st.builds(tree.Wildcard, st.sampled_from(["str?k*", "*a*", "t??m", "h?fen", "ta*"]), st.none(), spans()),
    st.builds(tree.Fuzzy, st.sampled_from(["stirke", "tram", "pya", "vemn"]), st.integers(1, 2), st.none(), spans()),
    st.builds(tree.Regex, st.sampled_from(["(tram|pay)", "st.{2,4}", "[a-t]+", "t.*n", "[ÄÖ]*h\u00e4f.n?"]), st.none(), spans()),
)
pattern_fields = st.sampled_from([None, "body", "title", "said", "speaker", "by", "to", "source", "id", "author"])
leaves = st.one_of(
    st.builds(tree.Word, words, text_fields, spans()),
    st.builds(tree.Word, words, text_fields, spans()),
    st.builds(tree.Word, names, name_fields, spans()),
    st.builds(tree.Phrase, st.lists(words, min_size=1, max_size=3).map(" ".join), text_fields, spans(), st.integers(0, 3)),
    st.builds(tree.Phrase, names, name_fields, spans()),
    st.builds(
        lambda left, right, name, distance, span: tree.Near(
            tree.Word(left, name, span), tree.Phrase(right, name, span), distance, span
        ),
        words,
        st.lists(words, min_size=1, max_size=2).map(" ".join),
        text_fields,
        st.integers(1, 4),
        spans(),
    ),
    st.builds(lambda node, name: replace(node, field=name), patterns, pattern_fields),
    st.builds(tree.Keyword, st.sampled_from(SOURCES), st.just("source"), spans()),
    st.builds(tree.Keyword, st.sampled_from(["a1", "a2", "zz"]), st.just("id"), spans()),
    st.builds(tree.Keyword, st.sampled_from(["yes", "no"]), st.just("direct"), spans()),
    st.builds(
        tree.Days, st.sampled_from(["date", "said_on"]), st.sampled_from([None, *DAYS]), st.none() | st.just(DAYS[2]), spans()
    ),
    st.builds(tree.Undated, st.sampled_from(["date", "said_on"]), spans()),
    st.builds(tree.Everything),
    st.builds(tree.Nothing),
)
quote_conditions = st.lists(
    st.one_of(
        st.builds(tree.Word, words, st.just("said"), spans()),
        st.builds(tree.Word, names, st.sampled_from(["by", "to"]), spans()),
        st.builds(tree.Keyword, st.just("yes"), st.just("direct"), spans()),
    ),
    min_size=1,
    max_size=3,
)


def branches(children: st.SearchStrategy[tree.Node]) -> st.SearchStrategy[tree.Node]:
    some = st.lists(children, min_size=1, max_size=3).map(tuple)
    any_number = st.lists(children, max_size=2).map(tuple)
    filters = st.lists(st.builds(tree.Filter, children, spans()) | children, max_size=2).map(tuple)
    plain = st.lists(st.builds(tree.Word, words, st.none(), spans()) | children, max_size=4).map(tuple)
    return st.one_of(
        st.builds(tree.Ranked, plain, filters, any_number, spans()),
        st.builds(tree.Ranked, plain, st.just(()), st.just(()), spans()),
        st.builds(tree.And, some, spans()),
        st.builds(tree.Or, some, spans()),
        st.builds(tree.Not, children, spans()),
        st.builds(tree.Boost, children, st.sampled_from([0.5, 2.0]), spans()),
        st.builds(tree.Filter, children, spans()),
        st.builds(tree.OneQuote, st.builds(tree.And, quote_conditions.map(tuple), spans()), spans()),
    )


trees = st.recursive(leaves, branches, max_leaves=8)


@settings(max_examples=150, deadline=None)
@given(corpora, st.lists(trees, min_size=1, max_size=5))
def test_articles_come_as_a_plain_scan_finds_them(corpus: Corpus, nodes: list[tree.Node]) -> None:
    with opened(corpus) as snapshot:
        oracle = Oracle(*corpus.living())
        for node in nodes:
            expected = oracle.search(node)
            found = snapshot.search(Request(node, limit=None))
            assert [hit.id for hit in found.articles] == [hit.record.group.article.id for hit in expected]
            assert [hit.score for hit in found.articles] == pytest.approx([hit.score for hit in expected], abs=1e-6)
            assert found.total == len(expected)
            assert snapshot.search(Request(node, limit=100)) == found


@settings(max_examples=100, deadline=None)
@given(corpora, st.lists(trees, min_size=1, max_size=5))
def test_quotes_come_as_a_plain_scan_finds_them(corpus: Corpus, nodes: list[tree.Node]) -> None:
    with opened(corpus) as snapshot:
        oracle = Oracle(*corpus.living())
        for node in nodes:
            expected = oracle.search(node, "quote")
            found = snapshot.search_quotes(Request(node, limit=None))
            assert [(hit.id, hit.quote) for hit in found.quotes] == [
                (hit.record.group.article.id, hit.record.quote) for hit in expected
            ]
            assert [hit.score for hit in found.quotes] == pytest.approx([hit.score for hit in expected], abs=1e-6)
            assert found.total == len(expected)


many = st.one_of(
    trees,
    st.just(tree.Everything()),
    st.builds(tree.Not, leaves, spans()),
    st.builds(tree.Prefix, st.just("t"), st.none(), spans()),
)


@settings(max_examples=100, deadline=None)
@given(corpora, many, st.integers(0, 6), st.integers(0, 12), st.sampled_from(["relevance", "newest", "oldest"]), st.booleans())
def test_any_slice_in_any_order_is_a_slice_of_the_whole(
    corpus: Corpus, node: tree.Node, offset: int, limit: int, sort: str, recent: bool
) -> None:
    days = 7.0 if recent and sort == "relevance" else None
    with opened(corpus) as snapshot:
        expected = Oracle(*corpus.living()).search(node, sort=sort, recency_days=days, today=TODAY)
        request = Request(node, limit, offset, sort, recency_days=days, today=TODAY)  # type: ignore[arg-type]
        found = snapshot.search(request)
        ids = [hit.record.group.article.id for hit in expected]
        assert [hit.id for hit in found.articles] == ids[offset : offset + limit]
        assert found.total == len(expected)


@settings(max_examples=60, deadline=None)
@given(corpora, trees, st.sampled_from(["day", "week", "month", "year"]))
def test_counts_equal_those_of_a_plain_scan(corpus: Corpus, node: tree.Node, per: str) -> None:
    facets = ("speaker", "source", "year", "month")
    with opened(corpus) as snapshot:
        oracle = Oracle(*corpus.living())
        found = snapshot.search(Request(node, limit=0, facets=facets)).facets
        for name in facets:
            assert [(count.value, count.count) for count in found[name]] == oracle.facet(node, name)
        rows = snapshot.speakers(node, budget=BUDGET)
        assert [(row.name, row.quotes, row.articles, row.first, row.last) for row in rows] == oracle.speakers(node)
        timeline = snapshot.timeline(node, per=per, budget=BUDGET, share=True)  # type: ignore[arg-type]
        assert [
            (bucket.first, bucket.articles, bucket.quotes, pytest.approx(bucket.share)) for bucket in timeline.buckets
        ] == oracle.timeline(node, per)


@settings(max_examples=60, deadline=None)
@given(corpora, trees)
def test_an_explanation_adds_up_to_the_score(corpus: Corpus, node: tree.Node) -> None:
    with opened(corpus) as snapshot:
        scores = {hit.id: hit.score for hit in snapshot.search(Request(node, limit=None)).articles}
        for group in corpus.living()[0]:
            matched, part = snapshot.explain(node, group.article.id, budget=BUDGET)
            assert matched == (group.article.id in scores)
            if part:
                assert part.value == scores[group.article.id]
                _check_sums(part)


def _check_sums(part: object) -> None:
    from searchkit.results import ScorePart

    assert isinstance(part, ScorePart)
    if part.parts:
        assert part.value == pytest.approx(sum(child.value for child in part.parts), abs=2e-9)
        for child in part.parts:
            _check_sums(child)
