"""What every engine must do. A test class of an engine inherits EngineContract and gives the fixture `engine`, an empty index.

The corpus is small enough to know every answer by heart; exact scores are the oracle's business.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from searchkit.article import Article, Quote
from searchkit.engines.base import Budget, Engine, MatchedTerms, Matches, Request, Snapshot
from searchkit.errors import LimitError
from searchkit.query import tree

BUDGET = Budget()
SPAN = (0, 0)


def word(text: str, field: str | None = None) -> tree.Word:
    return tree.Word(text, field, SPAN)


def phrase(text: str, field: str | None = None, slop: int = 0) -> tree.Phrase:
    return tree.Phrase(text, field, SPAN, slop)


def ranked(*words: str, must: Sequence[tree.Node] = (), must_not: Sequence[tree.Node] = ()) -> tree.Ranked:
    spans = [(place, place + 1) for place in range(len(words))]
    should = tuple(tree.Word(text, None, span) for text, span in zip(words, spans, strict=True))
    return tree.Ranked(should, tuple(must), tuple(must_not), SPAN)


def said(speaker: str, words: str) -> tree.OneQuote:
    return tree.OneQuote(tree.And((word(speaker, "by"), word(words, "said")), SPAN), SPAN)


def days(first: date | None, before: date | None, field: str = "date") -> tree.Filter:
    return tree.Filter(tree.Days(field, first, before, SPAN), SPAN)


def quote(body: str, text: str, speaker: str | None, to: str | None = None, said_on: date | None = None) -> Quote:
    start = body.index(text)
    return Quote(start, start + len(text), text, speaker, to=to, cue="said", confidence=0.9, said_on=said_on)


STRIKE = (
    "Tram drivers in Lindholm went on strike on Monday. “We want talks,” Orla Venn said. "
    "“The city has no money,” Aske Tarn told reporters."
)
TALKS = "The city and the union met for talks. “The strike goes on,” Orla Venn told Aske Tarn."
HARBOUR = "Herring prices rose in the harbour. “It was a good week,” Pelle Tarn said."
MAY = date(2031, 5, 9)
NOTICE = "The library is closed for repairs."

ARTICLES = [
    (
        Article("strike", STRIKE, date(2031, 5, 5), "Trams stop in Lindholm", "courier", lang="en"),
        [quote(STRIKE, "We want talks", "Orla Venn"), quote(STRIKE, "The city has no money", "Aske Tarn", "reporters")],
    ),
    (
        Article("talks", TALKS, date(2031, 5, 12), "Talks fail", "courier"),
        [quote(TALKS, "The strike goes on", "Orla Venn", "Aske Tarn", date(2031, 5, 11))],
    ),
    (
        Article("harbour", HARBOUR, date(2030, 2, 1), None, "wire"),
        [quote(HARBOUR, "It was a good week", "Pelle Tarn")],
    ),
    (Article("notice", NOTICE, None, None, None), []),
]


def fill(engine: Engine, groups: Iterable[tuple[Article, list[Quote]]] = tuple(ARTICLES)) -> Snapshot:
    with engine.writer() as writer:  # type: ignore[attr-defined]
        for article, quotes in groups:
            people = list(dict.fromkeys(said.speaker for said in quotes if said.speaker))
            writer.add(article, quotes, speakers=people, origin=f"{article.id}.txt", digest="d")
        writer.commit()
    return engine.snapshot()


def told(id: str, speaker: str, source: str | None, day: date | None) -> tuple[Article, list[Quote]]:
    """An article of one word, which the speaker said."""
    return Article(id, "“Word.”", day, None, source), [quote("“Word.”", "Word.", speaker)]


def ids(found: Matches) -> list[str]:
    return [hit.id for hit in found.articles]


def texts(found: Matches) -> list[str]:
    return [hit.quote.text for hit in found.quotes]


class EngineContract:
    """Tests of any engine."""

    @pytest.fixture
    def snapshot(self, engine: Engine) -> Snapshot:
        return fill(engine)

    @pytest.mark.parametrize(
        "node, expected",
        [
            pytest.param(ranked("strike", "talks"), ["talks", "strike"], id="any word"),
            pytest.param(ranked("strikes"), ["talks", "strike"], id="other forms of a word"),
            pytest.param(ranked("herring", "library"), ["notice", "harbour"], id="rarer in a shorter text comes first"),
            pytest.param(ranked("the", "herring"), ["harbour"], id="stop words are dropped"),
            pytest.param(ranked("in"), ["strike", "harbour"], id="stop words alone are words"),
            pytest.param(ranked("talks", must=[word("union")]), ["talks"], id="must"),
            pytest.param(ranked("talks", must_not=[word("union")]), ["strike"], id="must not"),
            pytest.param(ranked("talks", must=[days(date(2031, 5, 6), None)]), ["talks"], id="word and days"),
            pytest.param(
                ranked("herring", must=[days(date(2031, 1, 1), None)]), [], id="conditions ask for no less of the words"
            ),
            pytest.param(
                tree.Ranked((word("herring"), word("Orla", "speaker")), (), (word("herring"), word("met")), SPAN),
                ["strike"],
                id="a word that is asked for and excluded",
            ),
            pytest.param(phrase("went on strike"), ["strike"], id="phrase"),
            pytest.param(phrase("strike on went"), [], id="phrase in another order"),
            pytest.param(phrase("drivers strike", slop=4), ["strike"], id="slop"),
            pytest.param(phrase("repairs The", None, 0), [], id="no phrase over the end"),
            pytest.param(phrase("Lindholm Tram", None, 3), [], id="no phrase from title to body"),
            pytest.param(tree.Near(word("union"), word("city"), 3, SPAN), ["talks"], id="near"),
            pytest.param(tree.Near(word("union"), word("talks"), 2, SPAN), [], id="not near enough"),
            pytest.param(word("stop", "title"), ["strike"], id="title"),
            pytest.param(word("stop", "body"), ["strike"], id="the title is part of the body"),
            pytest.param(tree.Prefix("libr", None, SPAN), ["notice"], id="prefix"),
            pytest.param(tree.Wildcard("h?r*", None, SPAN), ["harbour"], id="wildcard"),
            pytest.param(tree.Fuzzy("libary", 1, None, SPAN), ["notice"], id="fuzzy"),
            pytest.param(tree.Regex("h(err|arb).*", None, SPAN), ["harbour"], id="regex"),
            pytest.param(tree.Keyword("courier", "source", SPAN), ["talks", "strike"], id="source, newest first"),
            pytest.param(tree.Prefix("cour", "source", SPAN), ["talks", "strike"], id="source by prefix"),
            pytest.param(tree.Keyword("notice", "id", SPAN), ["notice"], id="id"),
            pytest.param(word("Tarn", "speaker"), ["strike", "harbour"], id="surname of a speaker"),
            pytest.param(phrase("Aske Tarn", "speaker"), ["strike"], id="full name of a speaker"),
            pytest.param(word("Orla Tarn", "speaker"), [], id="both words in one name"),
            pytest.param(said("Venn", "talks"), ["strike"], id="one quote by someone with a word"),
            pytest.param(said("Tarn", "talks"), [], id="word and speaker in two quotes"),
            pytest.param(word("Tarn", "to"), ["talks"], id="addressee"),
            pytest.param(days(date(2031, 5, 5), date(2031, 5, 6)), ["strike"], id="a day"),
            pytest.param(days(date(2031, 5, 5), date(2031, 5, 12)), ["strike"], id="half-open days"),
            pytest.param(days(None, date(2031, 1, 1)), ["harbour"], id="before a day"),
            pytest.param(days(date(2031, 5, 11), None, "said_on"), ["talks"], id="the day of a quote"),
            pytest.param(tree.Undated("date", SPAN), ["notice"], id="undated"),
            pytest.param(tree.Everything(), ["talks", "strike", "harbour", "notice"], id="everything, undated last"),
            pytest.param(tree.Not(word("city"), SPAN), ["harbour", "notice"], id="not"),
            pytest.param(tree.Nothing(), [], id="nothing"),
            pytest.param(word("…"), [], id="a word of nothing"),
        ],
    )
    def test_articles_that_match(self, snapshot: Snapshot, node: tree.Node, expected: list[str]) -> None:
        found = snapshot.search(Request(node))
        assert ids(found) == expected
        assert found.total == len(expected) and not found.quotes

    @pytest.mark.parametrize(
        "node, expected",
        [
            pytest.param(ranked("strike"), ["The strike goes on"], id="words of the quote only"),
            pytest.param(
                word("strike", "body"), ["The strike goes on", "We want talks", "The city has no money"], id="article's body"
            ),
            pytest.param(word("Venn", "by"), ["The strike goes on", "We want talks"], id="speaker"),
            pytest.param(word("Tarn", "to"), ["The strike goes on"], id="addressee"),
            pytest.param(said("Tarn", "money"), ["The city has no money"], id="one quote is the quote itself"),
            pytest.param(tree.Keyword("wire", "source", SPAN), ["It was a good week"], id="source of the article"),
            pytest.param(days(date(2031, 5, 6), None), ["The strike goes on"], id="day of the article"),
            pytest.param(
                tree.Undated("said_on", SPAN), ["We want talks", "The city has no money", "It was a good week"], id="no day"
            ),
            pytest.param(tree.Not(word("Tarn", "by"), SPAN), ["The strike goes on", "We want talks"], id="not"),
        ],
    )
    def test_quotes_that_match(self, snapshot: Snapshot, node: tree.Node, expected: list[str]) -> None:
        found = snapshot.search_quotes(Request(node))
        if isinstance(node, tree.Word) and node.field == "body":
            assert sorted(texts(found)) == sorted(expected)
        else:
            assert texts(found) == expected
        assert found.total == len(expected) and not found.articles

    def test_title_words_count_more(self, engine: Engine) -> None:
        body = "Word of the tram came late and nobody in the town was there to hear it."
        groups = [(Article("body", body, date(2031, 1, 2)), []), (Article("title", body, date(2031, 1, 1), "Tram news"), [])]
        assert ids(fill(engine, groups).search(Request(ranked("tram")))) == ["title", "body"]

    def test_words_near_each_other_come_first(self, engine: Engine) -> None:
        groups = [
            (Article("apart", "strike one two three four five six seven eight nine ten pay", date(2031, 1, 2)), []),
            (Article("beside", "one two three four five six seven eight nine ten pay strike", date(2031, 1, 1)), []),
        ]
        assert ids(fill(engine, groups).search(Request(ranked("pay", "strike")))) == ["beside", "apart"]

    def test_ties_go_to_the_newer_day_and_then_the_id(self, engine: Engine) -> None:
        days = [("c", date(2031, 1, 1)), ("b", date(2031, 1, 2)), ("d", None), ("a", date(2031, 1, 1))]
        snapshot = fill(engine, [(Article(id, "same words", day), []) for id, day in days])
        assert ids(snapshot.search(Request(ranked("words")))) == ["b", "a", "c", "d"]

    def test_quotes_that_tie_come_in_the_order_of_the_text(self, engine: Engine) -> None:
        body = "“One tram,” he said. “Two tram,” he said."
        quotes = [quote(body, "Two tram", None), quote(body, "One tram", None)]
        snapshot = fill(engine, [(Article("b", body, None), quotes), (Article("a", body, None), quotes)])
        found = snapshot.search_quotes(Request(ranked("tram"))).quotes
        assert [(hit.id, hit.quote.text) for hit in found] == [
            (id, text) for id in ("a", "b") for text in ("One tram", "Two tram")
        ]
        stored = snapshot.get("a")
        assert stored is not None and [said.text for said in stored.quotes] == ["One tram", "Two tram"]

    @pytest.mark.parametrize(
        "sort, expected",
        [("newest", ["talks", "strike", "harbour", "notice"]), ("oldest", ["harbour", "strike", "talks", "notice"])],
    )
    def test_order_of_days_has_the_undated_last(self, snapshot: Snapshot, sort: str, expected: list[str]) -> None:
        assert ids(snapshot.search(Request(tree.Everything(), sort=sort))) == expected  # type: ignore[arg-type]

    def test_pages_neither_repeat_nor_skip(self, engine: Engine) -> None:
        groups = [(Article(f"a{number:02}", "tram " * (number % 3 + 1), None), []) for number in range(25)]
        snapshot = fill(engine, groups)
        whole = ids(snapshot.search(Request(ranked("tram"), limit=None)))
        pages = [snapshot.search(Request(ranked("tram"), limit=7, offset=offset)) for offset in range(0, 28, 7)]
        assert [id for page in pages for id in ids(page)] == whole and len(set(whole)) == 25
        assert {page.total for page in pages} == {25}
        assert snapshot.search(Request(ranked("tram"), limit=0)).total == 25

    def test_newer_articles_count_more_when_asked(self, engine: Engine) -> None:
        groups = [
            (Article("old", "tram tram tram", date(2030, 1, 1)), []),
            (Article("new", "tram and many other words in between", date(2031, 1, 1)), []),
        ]
        snapshot = fill(engine, groups)
        assert ids(snapshot.search(Request(ranked("tram")))) == ["old", "new"]
        recent = Request(ranked("tram"), recency_days=30, today=date(2031, 1, 1))
        assert ids(snapshot.search(recent)) == ["new", "old"]

    def test_boosts_multiply_and_filters_score_nothing(self, snapshot: Snapshot) -> None:
        one = snapshot.search(Request(word("herring"))).articles[0].score
        assert one > 0
        boosted = snapshot.search(Request(tree.Boost(word("herring"), 2.5, SPAN))).articles[0].score
        assert boosted == pytest.approx(2.5 * one)
        assert snapshot.search(Request(tree.Filter(word("herring"), SPAN))).articles[0].score == 0

    def test_a_word_typed_twice_counts_twice(self, snapshot: Snapshot) -> None:
        one = snapshot.search(Request(ranked("herring"))).articles[0].score
        two = snapshot.search(Request(ranked("herring", "herring"))).articles[0].score
        assert two == pytest.approx(2 * one)

    # Changes

    def test_a_replaced_article_loses_its_old_words_and_quotes(self, engine: Engine) -> None:
        fill(engine)
        snapshot = fill(engine, [(Article("strike", "Buses only.", date(2031, 5, 6)), [])])
        assert ids(snapshot.search(Request(ranked("drivers")))) == []
        assert ids(snapshot.search(Request(ranked("buses")))) == ["strike"]
        assert texts(snapshot.search_quotes(Request(ranked("money")))) == []

    def test_a_deleted_article_is_gone_with_its_quotes(self, engine: Engine) -> None:
        fill(engine)
        with engine.writer() as writer:  # type: ignore[attr-defined]
            assert writer.delete(["strike", "nothing"]) == 1
            writer.commit()
        snapshot = engine.snapshot()
        assert ids(snapshot.search(Request(tree.Everything()))) == ["talks", "harbour", "notice"]
        assert texts(snapshot.search_quotes(Request(word("Aske", "by")))) == []
        assert ids(snapshot.search(Request(word("Aske", "speaker")))) == []
        assert snapshot.get("strike") is None and snapshot.stats().articles == 3

    def test_a_snapshot_keeps_its_commit(self, engine: Engine) -> None:
        before = fill(engine)
        with engine.writer() as writer:  # type: ignore[attr-defined]
            writer.delete(["strike"])
            writer.commit()
        assert ids(before.search(Request(ranked("drivers")))) == ["strike"]
        assert ids(engine.snapshot().search(Request(ranked("drivers")))) == []

    def test_an_empty_index_answers(self, engine: Engine) -> None:
        snapshot = engine.snapshot()
        assert snapshot.search(Request(tree.Everything(), facets=("speaker", "year"))) == Matches(
            0, facets={"speaker": (), "year": ()}
        )
        assert snapshot.search_quotes(Request(ranked("a"))).total == 0
        assert snapshot.speakers(tree.Everything(), budget=BUDGET) == []
        assert snapshot.timeline(tree.Everything(), per="day", budget=BUDGET).buckets == ()
        assert snapshot.get("a") is None and snapshot.stats().articles == 0
        assert snapshot.unknown_words(ranked("tram")) == [((0, 1), "tram", None)]

    # Reading

    def test_what_was_added_is_read_back(self, snapshot: Snapshot) -> None:
        stored = snapshot.get("strike")
        assert stored is not None
        assert (stored.article, list(stored.quotes)) == ARTICLES[0]
        assert stored.speakers == ("Orla Venn", "Aske Tarn")
        assert (stored.origin, stored.digest) == ("strike.txt", "d")

    def test_streams_give_everything_in_order(self, snapshot: Snapshot) -> None:
        node = ranked("strike", "talks", "city")
        found = snapshot.search(Request(node, limit=None)).articles
        streamed = list(snapshot.stream(node, budget=BUDGET))
        assert [(stored.article.id, score) for stored, score in streamed] == [(hit.id, hit.score) for hit in found]
        quotes = snapshot.search_quotes(Request(node, limit=None)).quotes
        assert tuple(snapshot.stream_quotes(node, budget=BUDGET)) == quotes and quotes

    # Exploring

    def test_facets_count_all_matching_articles(self, snapshot: Snapshot) -> None:
        found = snapshot.search(Request(tree.Everything(), limit=1, facets=("speaker", "source", "year", "month"))).facets
        counts = {name: [(count.value, count.count) for count in values] for name, values in found.items()}
        assert counts == {
            "speaker": [("Orla Venn", 2), ("Aske Tarn", 1), ("Pelle Tarn", 1)],
            "source": [("courier", 2), ("wire", 1)],
            "year": [("2030", 1), ("2031", 2)],
            "month": [("2030-02", 1), ("2031-05", 2)],
        }

    def test_an_unknown_facet_is_refused(self, snapshot: Snapshot) -> None:
        with pytest.raises(ValueError, match="mood"):
            snapshot.search(Request(tree.Everything(), facets=("mood",)))

    def test_speakers_are_counted_over_their_quotes(self, snapshot: Snapshot) -> None:
        rows = snapshot.speakers(tree.Everything(), budget=BUDGET)
        assert [(row.name, row.quotes, row.articles, row.first, row.last) for row in rows] == [
            ("Orla Venn", 2, 2, date(2031, 5, 5), date(2031, 5, 12)),
            ("Aske Tarn", 1, 1, date(2031, 5, 5), date(2031, 5, 5)),
            ("Pelle Tarn", 1, 1, date(2030, 2, 1), date(2030, 2, 1)),
        ]
        assert [row.name for row in snapshot.speakers(ranked("talks"), budget=BUDGET)] == ["Orla Venn"]

    @pytest.mark.parametrize(
        "others, found",
        [
            pytest.param([("Orla Venn", "wire", MAY)], True, id="one person of this surname"),
            pytest.param([("Orla Venn", "wire", MAY), ("Pelle Tarn", "wire", MAY)], True, id="other surnames say nothing"),
            pytest.param([("Orla Venn", "wire", MAY), ("Orla M. Venn", "wire", MAY)], True, id="two spellings of one person"),
            pytest.param([("Dag Venn", "courier", MAY), ("Orla Venn", "wire", MAY)], True, id="a namesake in another source"),
            pytest.param([("Orla Venn", "wire", MAY), ("Dag Venn", "wire", MAY)], False, id="two people"),
            pytest.param([("Orla Venn", "wire", MAY), ("Venn Tarn", "wire", MAY)], False, id="the word is a given name too"),
            pytest.param([("Venn Orla", "wire", MAY)], False, id="not the surname"),
            pytest.param([("Orla Venn", "wire", date(2031, 6, 1))], False, id="another month"),
            pytest.param([("Orla Venn", "wire", date(2030, 5, 9))], False, id="another year"),
            pytest.param([("Orla Venn", "wire", None)], False, id="no day"),
            pytest.param([("Orla Venn", "courier", MAY)], False, id="another source"),
            pytest.param([("Orla Venn", None, MAY)], False, id="no source"),
            pytest.param([], False, id="nobody"),
        ],
    )
    @pytest.mark.parametrize("bare_first", [True, False], ids=["indexed first", "indexed last"])
    def test_a_bare_surname_is_the_one_person_of_its_source_and_month(
        self, engine: Engine, others: list[tuple[str, str | None, date | None]], found: bool, bare_first: bool
    ) -> None:
        bare = told("bare", "Venn", "wire", MAY)
        groups = [told(f"full{number}", *other) for number, other in enumerate(others)]
        for group in [bare, *groups] if bare_first else [*groups, bare]:
            snapshot = fill(engine, [group])
        for node in (phrase("Orla Venn", "by"), phrase("Orla Venn", "speaker"), tree.Prefix("orl", "by", SPAN)):
            articles, quotes = snapshot.search(Request(node)), snapshot.search_quotes(Request(node))
            assert ("bare" in ids(articles)) == ("bare" in {hit.id for hit in quotes.quotes}) == found
        rows = {row.name: row.quotes for row in snapshot.speakers(tree.Everything(), budget=BUDGET, people={})}
        assert ("Venn" not in rows) == found
        assert sum(rows.values()) == 1 + len(others)
        assert "Venn" in {row.name for row in snapshot.speakers(tree.Everything(), budget=BUDGET)}

    def test_a_bare_surname_beside_a_full_name_in_one_article_stays(self, engine: Engine) -> None:
        body = "“One.” “Two.”"
        both = [quote(body, "One.", "Orla Venn"), quote(body, "Two.", "Venn")]
        snapshot = fill(engine, [(Article("both", body, MAY, None, "wire"), both), told("full", "Orla Venn", "wire", MAY)])
        found = snapshot.search_quotes(Request(phrase("Orla Venn", "by")))
        assert sorted(texts(found)) == ["One.", "Word."]

    def test_a_deleted_article_says_nothing_about_bare_surnames(self, engine: Engine) -> None:
        by_orla = Request(phrase("Orla Venn", "by"))
        before = fill(engine, [told("bare", "Venn", "wire", MAY), told("full", "Orla Venn", "wire", MAY)])
        fill(engine, [told("namesake", "Dag Venn", "wire", MAY)])
        assert ids(engine.snapshot().search(by_orla)) == ["full"]
        with engine.writer() as writer:  # type: ignore[attr-defined]
            writer.delete(["namesake"])
            writer.commit()
        assert sorted(ids(engine.snapshot().search(by_orla))) == ["bare", "full"]
        with engine.writer() as writer:  # type: ignore[attr-defined]
            writer.delete(["full"])
            writer.commit()
        assert ids(engine.snapshot().search(by_orla)) == []
        assert sorted(ids(before.search(by_orla))) == ["bare", "full"]

    def test_a_timeline_has_no_gaps(self, snapshot: Snapshot) -> None:
        timeline = snapshot.timeline(tree.Everything(), per="year", budget=BUDGET, share=True)
        assert [(bucket.first, bucket.before, bucket.articles, bucket.quotes, bucket.share) for bucket in timeline.buckets] == [
            (date(2030, 1, 1), date(2031, 1, 1), 1, 1, 1.0),
            (date(2031, 1, 1), date(2032, 1, 1), 2, 3, 1.0),
        ]
        assert timeline.undated == 1
        weeks = snapshot.timeline(ranked("city"), per="week", budget=BUDGET).buckets
        assert [(bucket.first, bucket.articles, bucket.quotes, bucket.share) for bucket in weeks] == [
            (date(2031, 5, 5), 1, 1, None),
            (date(2031, 5, 12), 1, 0, None),
        ]

    def test_similar_articles_leave_the_article_out(self, snapshot: Snapshot) -> None:
        assert ids(snapshot.similar("strike", Request(tree.Everything()))) == ["talks", "harbour"]
        assert ids(snapshot.similar("strike", Request(tree.Keyword("wire", "source", SPAN)))) == ["harbour"]
        with pytest.raises(KeyError):
            snapshot.similar("nothing", Request(tree.Everything()))

    # Explaining

    def test_matched_terms_are_what_to_highlight(self, snapshot: Snapshot) -> None:
        node = ranked(
            "the",
            "strikes",
            must=[phrase("tram drivers"), tree.Prefix("libr", None, SPAN), word("Venn", "speaker")],
            must_not=[word("herring")],
        )
        assert snapshot.matched_terms(node, budget=BUDGET) == MatchedTerms(
            frozenset({"strike", "librari"}), ((("tram", "driver"), 0),)
        )

    def test_an_explanation_adds_up(self, snapshot: Snapshot) -> None:
        node = ranked("tram", "strike", must=[days(date(2031, 1, 1), None)])
        score = snapshot.search(Request(node)).articles[0].score
        matches, part = snapshot.explain(node, "strike", budget=BUDGET)
        assert matches and part is not None and part.value == score
        assert part.value == pytest.approx(sum(child.value for child in part.parts))
        assert snapshot.explain(node, "harbour", budget=BUDGET) == (False, None)
        assert snapshot.explain(node, "nothing", budget=BUDGET) == (False, None)

    def test_a_plan_names_what_will_be_done(self, snapshot: Snapshot) -> None:
        plan = snapshot.plan(ranked("strikes", must=[days(date(2031, 1, 1), None)]), budget=BUDGET)
        assert "strike" in plan and "2031-01-01" in plan

    def test_unknown_words_get_the_nearest_known_one(self, snapshot: Snapshot) -> None:
        node = tree.Ranked(
            (
                tree.Word("stirke", None, (0, 6)),
                tree.Word("tram", None, (7, 11)),
                tree.Phrase("herrings xylophone", None, (12, 32)),
                tree.Word("uniontalks", None, (33, 43)),
                tree.Word("har", None, (44, 47)),
                tree.Word("bour", None, (48, 52)),
            ),
            (),
            (),
            (0, 52),
        )
        assert snapshot.unknown_words(node) == [
            ((0, 6), "stirke", "strike"),
            ((22, 31), "xylophone", None),
            ((33, 43), "uniontalks", "union talks"),
            ((44, 52), "har bour", "harbour"),
        ]

    def test_a_snapshot_may_be_shared_by_threads(self, snapshot: Snapshot) -> None:
        nodes = [ranked("strike", "talks"), said("Venn", "talks"), tree.Fuzzy("libary", 1, None, SPAN), phrase("went on strike")]
        alone = [ids(snapshot.search(Request(node))) for node in nodes]
        with ThreadPoolExecutor(4) as pool:
            together = pool.map(lambda number: ids(snapshot.search(Request(nodes[number % len(nodes)]))), range(200))
        assert list(together) == alone * 50

    # Limits

    def test_too_many_expansions_are_refused(self, snapshot: Snapshot) -> None:
        with pytest.raises(LimitError) as caught:
            snapshot.search(Request(tree.Prefix("", None, SPAN), budget=Budget(expansions=3)))
        assert (caught.value.limit, caught.value.value) == ("expansions", 3)

    def test_a_query_that_takes_too_long_is_stopped(self, snapshot: Snapshot) -> None:
        with pytest.raises(LimitError) as caught:
            snapshot.search(Request(ranked("strike"), budget=Budget(seconds=-1.0)))
        assert caught.value.limit == "seconds"
