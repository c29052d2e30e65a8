"""Trees become plans, and plans lines of text, without an index: vocabularies are given."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from searchkit.analysis import text_analyzer
from searchkit.engines.whoosh import plan
from searchkit.engines.whoosh.describe import describe
from searchkit.engines.whoosh.fuzzy import Automaton
from searchkit.engines.whoosh.plan import All, Close, Combined, DayRange, Joined, Named, OneOf, Planner, Sequence, Term
from searchkit.engines.whoosh.score import Statistics
from searchkit.query.parse import parse

TODAY = date(2031, 6, 1)
TERMS = ["strike", "striker", "tram", "trams'"]
NAMES = ["Aske Tarn", "Orla Venn"]


class Vocabularies:
    """A few words and names in every field."""

    def expand(self, field: str, start: str, fits: Callable[[str], bool] | None) -> list[str]:
        return [term for term in TERMS if term.startswith(start) and (fits is None or fits(term))]

    def near(self, field: str, automaton: Automaton) -> list[str]:
        return list(automaton.among(TERMS))

    def names(self, field: str, node: plan.NameCondition) -> tuple[str, ...]:
        return tuple(name for name in NAMES if getattr(node, "text", "") in name)


def planned(query: str, kind: plan.Kind = "article", language: str = "english") -> plan.Plan:
    tree = parse(query, today=TODAY, default_quotes=kind == "quote").tree
    return Planner(text_analyzer(language), Vocabularies()).plan(tree, kind)


TRAM, STRIKE = Term("body", "tram", 1.0), Term("body", "strike", 1.0)
YEAR = DayRange("article", "date", date(2031, 1, 1).toordinal(), date(2032, 1, 1).toordinal())


@pytest.mark.parametrize(
    "query, root",
    [
        pytest.param("tram", TRAM, id="word"),
        pytest.param("Trams strikes", Combined(optional=(TRAM, STRIKE)), id="forms of words"),
        pytest.param("the tram", Combined(optional=(TRAM,)), id="stop word"),
        pytest.param("the of", Combined(optional=(Term("body", "the", 1.0), Term("body", "of", 1.0))), id="only stop words"),
        pytest.param("tram tram", Combined(optional=(Term("body", "tram", 2.0),)), id="a word twice"),
        pytest.param("tram^3", Term("body", "tram", 3.0), id="boost"),
        pytest.param("+tram strike", Combined((TRAM,), (STRIKE,)), id="must and should"),
        pytest.param("tram -strike", Combined((), (TRAM,), (Term("body", "strike", 0.0),)), id="must not"),
        pytest.param("NOT tram", Combined((All("article"),), (), (Term("body", "tram", 0.0),)), id="not"),
        pytest.param("tram date:2031", Combined((YEAR, Combined(optional=(TRAM,)))), id="word and condition"),
        pytest.param(
            "the date:2031", Combined((YEAR, Combined(optional=(Term("body", "the", 1.0),)))), id="stop word and condition"
        ),
        pytest.param('"the tram strike"~2', Sequence("body", ("the", "tram", "strike"), 2, 1.0), id="phrase"),
        pytest.param("co-operation", Sequence("body", ("co", "oper"), 0, 1.0), id="a word of two"),
        pytest.param("tram NEAR/3 strike", Close("body", ("tram",), ("strike",), 3, 1.0), id="near"),
        pytest.param("strik*", OneOf("body", ("strike", "striker"), 1.0), id="prefix"),
        pytest.param("strikers*", OneOf("body", ("striker",), 1.0), id="prefix by its stem"),
        pytest.param("tr?m", OneOf("body", ("tram",), 1.0), id="wildcard"),
        pytest.param("tarm~", OneOf("body", ("tram",), 1.0), id="fuzzy"),
        pytest.param("/str.*r/", OneOf("body", ("striker",), 1.0), id="regex"),
        pytest.param("/strï.e/", OneOf("body", ("strike",), 1.0), id="regex with an accent"),
        pytest.param("source:courier", OneOf("source", ("courier",), 0.0), id="source"),
        pytest.param("speaker:Venn", Named("speakers", ("Orla Venn",)), id="speaker"),
        pytest.param("by:Venn", Joined("article", Named("speaker", ("Orla Venn",))), id="by"),
        pytest.param(
            "by:Venn said:tram",
            Joined("article", Combined((Named("speaker", ("Orla Venn",)), Term("quote", "tram", 1.0)))),
            id="one quote",
        ),
    ],
)
def test_articles_are_planned(query: str, root: plan.PlanNode) -> None:
    assert planned(query).root == root


@pytest.mark.parametrize(
    "query, root",
    [
        pytest.param("tram", Term("quote", "tram", 1.0), id="words of the quote"),
        pytest.param("by:Venn", Named("speaker", ("Orla Venn",)), id="by"),
        pytest.param("speaker:Venn", Named("speaker", ("Orla Venn",)), id="speaker"),
        pytest.param("title:tram", Joined("quote", Term("title", "tram", 1.0)), id="title of the article"),
        pytest.param("source:courier", Joined("quote", OneOf("source", ("courier",), 0.0)), id="source of the article"),
    ],
)
def test_quotes_are_planned(query: str, root: plan.PlanNode) -> None:
    assert planned(query, "quote").root == root


@pytest.mark.parametrize(
    "query, pairs",
    [
        pytest.param("tram strike talks", (("tram", "strike"), ("strike", "talk")), id="neighbours in the query"),
        pytest.param("strike of the tram", (("strike", "tram"),), id="stop words are passed over"),
        pytest.param("tram date:2031 strike", (("tram", "strike"),), id="conditions too"),
        pytest.param("tram tram", (), id="a word beside itself"),
        pytest.param('tram "pay talks" strike', (("tram", "strike"),), id="phrases are no plain words"),
        pytest.param("tram AND strike", (("tram", "strike"),), id="both required"),
        pytest.param("tram OR strike", (), id="alternatives"),
        pytest.param("tram -strike", (), id="what must not be there"),
        pytest.param("title:(tram strike)", (), id="another field"),
    ],
)
def test_pairs_are_plain_words_side_by_side(query: str, pairs: tuple[tuple[str, str], ...]) -> None:
    assert planned(query).pairs == pairs


def test_only_english_has_stop_words() -> None:
    assert planned("the tram", language="german").root == Combined(optional=(Term("body", "the", 1.0), TRAM))


def test_a_plan_is_told_line_by_line() -> None:
    query = '+tram strik* "pay talks"~2 by:Venn date:2031-05..2031-06 -tr?m pay NEAR/4 talks source:courier'
    assert describe(planned(query), Statistics(())) == (
        "articles:\n"
        "  all of:\n"
        "    term body:tram  in 0 of 0\n"
        "    articles with a quote in:\n"
        "      any of 1 names in speaker: Orla Venn\n"
        "    date from 2031-05-01 on, before 2031-07-01\n"
        "    any of 1 in source: courier  unscored\n"
        "  better with:\n"
        "    any of 2 in body: strike, striker  scores 1\n"
        '    phrase body:"pay talk" moved by at most 2\n'
        "      term body:pay  in 0 of 0\n"
        "      term body:talk  in 0 of 0\n"
        '    near body: "pay" and "talk" at most 4 apart\n'
        "  none of:\n"
        "    any of 1 in body: tram  unscored"
    )


def test_a_plan_tells_the_bonus() -> None:
    told = describe(planned("tram strike"), Statistics(()))
    assert told.endswith("the best 200 again, with a bonus where these stand near each other in body: tram strike")
