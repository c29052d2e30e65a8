"""What the tree holds: roles, places, one quote, limits. Meanings in the query language are rows of docs/query-language.md."""

import re
from datetime import date
from pathlib import Path

import pytest

from searchkit.errors import LimitError, QueryError
from searchkit.query.limits import QueryLimits
from searchkit.query.parse import parse, with_conditions
from searchkit.query.show import draw, rewrite, show
from searchkit.query.tree import (
    And,
    Days,
    Everything,
    Filter,
    Fuzzy,
    Keyword,
    Near,
    Node,
    Not,
    Nothing,
    OneQuote,
    Or,
    Phrase,
    Prefix,
    Ranked,
    Regex,
    Undated,
    Wildcard,
    Word,
)
from searchkit.query.walk import depth_of, walk

TODAY = date(2024, 7, 15)
RELEVANCE = Path(__file__).resolve().parents[3] / "shared" / "relevance"


def tree(text: str, quotes: bool = False) -> Node:
    return parse(text, today=TODAY, default_quotes=quotes).tree


def leaves(node: Node) -> list[Node]:
    return [
        found for found in walk(node) if isinstance(found, Word | Phrase | Prefix | Wildcard | Fuzzy | Regex | Keyword | Days)
    ]


# Roles


def test_words_are_ranked_in_the_order_they_were_typed():
    found = tree("tram strike tram")
    assert isinstance(found, Ranked)
    assert [word.text for word in found.should] == ["tram", "strike", "tram"]
    assert found.must == found.must_not == ()


def test_one_word_is_the_word_itself():
    assert tree("tram") == Word("tram", None, (0, 4))


def test_a_condition_beside_words_restricts_and_does_not_score():
    found = tree("strike source:wire")
    assert isinstance(found, Ranked)
    assert found.should == (Word("strike", None, (0, 6)),)
    assert found.must == (Filter(Keyword("wire", "source", (14, 18)), (7, 18)),)


@pytest.mark.parametrize(
    "condition",
    (
        "source:x|id:x|story:x|lang:en|speaker:x|author:x|date:2024|since:2024|until:2024|date:none|by:x|to:x|direct:yes|"
        "said_on:2024|(source:x OR speaker:y)|(by:x OR to:y)|(date:2024 source:x)"
    ).split("|"),
)
def test_every_condition_is_a_filter_that_must_hold(condition):
    found = tree(f"strike {condition} tram")
    assert isinstance(found, Ranked)
    assert [word.text for word in found.should] == ["strike", "tram"]
    assert [type(child) for child in found.must] == [Filter]


@pytest.mark.parametrize("joined", ["strike OR source:x", "source:x OR strike"])
def test_inside_or_a_condition_is_an_alternative(joined):
    found = tree(joined)
    assert isinstance(found, Or)
    assert {type(child) for child in found.children} == {Word, Filter}


def test_an_excluded_condition_is_in_must_not():
    found = tree("strike -source:wire")
    assert isinstance(found, Ranked)
    assert found.must == ()
    assert [leaf.field for leaf in leaves(found.must_not[0])] == ["source"]


def test_a_query_of_exclusions_only_is_everything_else():
    assert tree("-strike") == Not(Word("strike", None, (1, 7)), (1, 7))
    assert isinstance(tree("-strike -tram"), And)


@pytest.mark.parametrize("text", ["", "   ", "...", "()", '""', "\x00", "-", "+ +"])
def test_a_query_without_words_is_nothing(text):
    assert isinstance(tree(text), Nothing)


def test_a_star_is_everything():
    assert isinstance(tree("*"), Everything)
    assert isinstance(tree("***"), Everything)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("st*", Prefix),
        ("*st", Wildcard),
        ("s?t", Wildcard),
        ("st~", Fuzzy),
        ("/st+/", Regex),
        ('"s t"', Phrase),
        ("a NEAR/2 b", Near),
    ],
)
def test_each_form_has_its_node(text, kind):
    assert isinstance(tree(text), kind)


def test_days_without_a_value_are_undated():
    assert tree("date:none") == Filter(Undated("date", (0, 9)), (0, 9))
    assert tree("date:*") == Filter(Not(Undated("date", (0, 6)), (0, 6)), (0, 6))


# One quote


def quote_conditions(node: Node) -> list[list[str]]:
    """The fields of the leaves of each OneQuote."""
    return [[leaf.field for leaf in leaves(found.condition)] for found in walk(node) if isinstance(found, OneQuote)]


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("by:Venn said:truce", [["by", "said"]]),
        ("by:Venn strike said:truce tram to:Kemp", [["by", "said", "to"]]),
        ("by:Venn AND said:truce", [["by", "said"]]),
        ("strike by:Venn AND said:truce", [["by", "said"]]),
        ("(by:Venn OR by:Kemp) said:truce", [["by", "by", "said"]]),
        ("by:(Venn OR Kemp) said:(truce talks) direct:yes", [["by", "by", "said", "said", "direct"]]),
        ("by:Venn -said:truce", [["by", "said"]]),
        ("by:Venn NOT said:truce", [["by", "said"]]),
        ("(by:Venn said:truce) (by:Kemp said:war)", [["by", "said"], ["by", "said"]]),
        ("by:Venn (said:truce)", [["by"], ["said"]]),
        ("(by:Venn) (by:Kemp)", [["by"], ["by"]]),
        ("strike -by:Venn -said:truce", [["by"], ["said"]]),
        ("strike OR by:Venn OR source:x", [["by"]]),
        ("(by:Venn said:war tram) by:Kemp", [["by", "said"], ["by"]]),
    ],
)
def test_which_conditions_speak_of_one_quote(text, quotes):
    assert sorted(quote_conditions(tree(text))) == sorted(quotes)


def test_words_said_score_and_the_other_conditions_of_the_quote_do_not():
    found = tree("by:Venn said:truce")
    assert isinstance(found, OneQuote)
    assert isinstance(found.condition, And)
    assert [type(child) for child in found.condition.children] == [Filter, Word]


def test_a_quote_without_words_is_a_condition():
    found = tree("by:Venn direct:no")
    assert isinstance(found, Filter)
    assert isinstance(found.child, OneQuote)


@pytest.mark.parametrize(
    "text", ["by:Venn said:truce", "strike by:Venn", "-by:Venn", "(by:Venn) (said:truce) tram", "by:A OR said:b"]
)
def test_a_search_for_quotes_needs_no_one_quote(text):
    assert quote_conditions(tree(text, quotes=True)) == []
    assert leaves(tree(text, quotes=True)) == leaves(tree(text))


# Places


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("tram, strike!", ["tram", "strike"]),
        ("title:tram said:(truce talks)", ["tram", "truce", "talks"]),
        ('x "tram strike"~2 y', ["x", '"tram strike"~2', "y"]),
        ("str?ke wrod~2 tram^2", ["str?ke", "wrod~2", "tram"]),
        ("émeute 😀 总统", ["émeute", "总统"]),
    ],
)
def test_spans_are_the_characters_a_leaf_came_from(text, places):
    assert sorted(text[slice(*leaf.span)] for leaf in leaves(tree(text))) == sorted(places)


def test_a_query_is_rewritten_at_the_spans_of_its_words():
    text = 'trm "general strike" tytle'
    found = [leaf for leaf in leaves(tree(text)) if isinstance(leaf, Word)]
    assert rewrite(text, {found[0].span: "tram", found[1].span: "title"}) == 'tram "general strike" title'


@pytest.mark.parametrize("spans", [[(0, 3), (2, 4)], [(3, 1)], [(0, 99)]], ids=["overlapping", "reversed", "outside"])
def test_spans_that_do_not_fit_are_refused(spans):
    with pytest.raises(ValueError, match="overlaps another span or leaves the query"):
        rewrite("tram strike", dict.fromkeys(spans, "x"))


def test_the_dates_understood_are_listed():
    found = parse("tram since:2024-07 until:2024-07-10 said_on:yesterday", today=TODAY)
    assert sorted(found.dates) == [
        ("date", date(2024, 7, 1), date(2024, 7, 11)),
        ("said_on", date(2024, 7, 14), date(2024, 7, 15)),
    ]


def test_a_drawn_tree_has_one_node_a_line():
    assert draw(tree('tram^2 "a b" date:2024-07 by:Venn said:truce -bus')).splitlines() == [
        "ranked",
        "  score times 2",
        "    word tram",
        '  phrase "a b"',
        "  must: condition",
        "    days date:2024-07-01..2024-07-31",
        "  must: one quote with",
        "    all of",
        "      condition",
        "        word by:Venn",
        "      word said:truce",
        "  must not: word bus",
    ]


# Options


def shown_with(text: str, **options: object) -> str:
    return show(with_conditions(parse(text, today=TODAY), **options).tree)


@pytest.mark.parametrize(
    ("text", "options", "expected"),
    [
        ("tram", {"since": "2024-07"}, "tram date:2024-07-01.."),
        ("tram", {"since": "2024-07", "until": "2024-07-10"}, "tram date:2024-07-01..2024-07-10"),
        ("tram date:2024", {"until": "2024-03"}, "tram date:2024-01-01..2024-03-31"),
        ("tram OR bus", {"speaker": "Venn"}, "(tram OR bus) speaker:Venn"),
        ("tram AND bus", {"source": "wire"}, "tram AND bus AND source:wire"),
        ("said:truce", {"by": "Orla Venn"}, 'said:truce by:"Orla Venn"'),
        ("(by:Kemp said:war)", {"by": "Venn"}, "(by:Kemp AND said:war) AND (by:Venn)"),
        ("", {"by": "Venn", "to": "Kemp", "direct": False}, "by:Venn to:Kemp direct:no"),
        ("", {"source": "City Desk"}, 'source:"City Desk"'),
        ("-tram", {"since": "2024"}, "date:2024-01-01.. AND NOT tram"),
    ],
)
def test_options_restrict_as_typed_conditions_do(text, options, expected):
    assert shown_with(text, **options) == expected


@pytest.mark.parametrize("name", ['Venn" OR by:"Kemp', "Venn OR Kemp", "V*", "-Venn", "by:Venn", "(Venn"])
def test_an_option_is_literal_text(name):
    added = leaves(with_conditions(parse("", today=TODAY), by=name).tree)
    assert [(type(leaf), leaf.text) for leaf in added] == [(Phrase if " " in name else Word, name)]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"since": "2024-13"}, "since: 2024 has no month 13"),
        ({"until": "03/04/2024"}, "until: 03/04/2024 is ambiguous"),
        ({"speaker": "  "}, "speaker: "),
        ({"by": "!!"}, "by: "),
        ({"source": ""}, "source: "),
        ({"since": "2025", "until": "2024"}, "since 2025 and until 2024"),
    ],
)
def test_a_mistake_in_an_option_names_it(options, message):
    with pytest.raises(QueryError, match=re.escape(message)):
        with_conditions(parse("tram", today=TODAY), **options)


def test_two_options_that_exclude_each_other_do_not_point_into_the_query():
    with pytest.raises(QueryError) as caught:
        with_conditions(parse("tram", today=TODAY), since="2024-05-10", until="2024-05-01")
    assert str(caught.value) == "nothing can be both since 2024-05-10 and until 2024-05-01"
    assert (caught.value.query, caught.value.position, caught.value.length) == ("", 0, 0)


def test_a_query_and_an_option_that_exclude_each_other_are_a_mistake():
    text = "tram date:2024-01"
    with pytest.raises(QueryError, match="date:2024-01 and since 2024-02") as caught:
        with_conditions(parse(text, today=TODAY), since="2024-02")
    assert text[caught.value.position :][: caught.value.length] == "date:2024-01"


def test_a_query_without_options_stays_as_it_is():
    parsed = parse("tram", today=TODAY)
    assert with_conditions(parsed) is parsed


# Limits


@pytest.mark.parametrize(
    ("limit", "value", "allowed", "refused"),
    [
        ("length", 20, "x" * 20, "x" * 21),
        ("clauses", 3, "a b c", "a b c d"),
        ("clauses", 3, '"a b c"', '"a b c d"'),
        ("clauses", 2, "date:(2024 OR 2025)", "date:(2023 OR 2024 OR 2025)"),
        ("depth", 3, "(((tram)))", "((((tram))))"),
        ("depth", 3, "a OR b -c", "a -(b OR (c AND d))"),
        ("pattern", 4, "a*b*", "a*b*c"),
        ("pattern", 4, "/a+b/", "/a+b+c/"),
        ("states", 20, "/a{15}/", "/a{25}/"),
        ("slop", 5, '"a b"~5', '"a b"~6'),
        ("slop", 5, "a NEAR/5 b", "a NEAR/6 b"),
        ("slop", 5, "a NEAR/5 b", "a NEAR/" + "9" * 5000 + " b"),
        ("fuzzy", 1, "tram~1", "tram~2"),
        ("fuzzy", 1, "tram~1", "tram~" + "9" * 5000),
        ("boost", 3, "tram^3", "tram^3.5"),
        ("boost", 3, "(a b)^3", "(a b)^4"),
    ],
)
def test_a_limit_names_itself(limit, value, allowed, refused):
    limits = QueryLimits(**{limit: value})
    parse(allowed, today=TODAY, limits=limits)
    with pytest.raises(LimitError) as caught:
        parse(refused, today=TODAY, limits=limits)
    assert (caught.value.limit, caught.value.value) == (limit, value)


@pytest.mark.parametrize(
    "around", ["({})", "-({} x)", "({} OR x)", "({} AND x)", "(+{} x)^2", "(x OR NOT {})", "said:(({}) OR x)"]
)
def test_the_tree_is_never_deeper_than_the_limit(around):
    text = "tram"
    deepest = 0
    for _ in range(300):
        text = around.format(text) if not around.startswith("said") else around.format(text.removeprefix("said:"))
        try:
            deepest = max(deepest, depth_of(parse(text, today=TODAY).tree))
        except LimitError as error:
            assert error.limit in ("depth", "length", "clauses")
            break
    assert 1 <= deepest <= QueryLimits().depth


def test_a_raised_limit_is_no_crash():
    limits = QueryLimits(length=10**6, depth=10**6, clauses=10**6)
    assert parse("(" * 50_000 + "tram" + ")" * 50_000, today=TODAY, limits=limits).tree == Word("tram", None, (50_000, 50_004))
    deep = parse("-(x " * 5_000 + "tram" + ")" * 5_000, today=TODAY, limits=limits)
    assert depth_of(deep.tree) > 5_000


# Prose


@pytest.mark.parametrize("name", ["time", "cranfield", "vaswani"])
def test_no_word_of_a_real_question_is_lost(name):
    queries = RELEVANCE / name / "queries.tsv"
    if not queries.exists():
        pytest.skip(f"the test set {name} is not here")
    for line in queries.read_text(encoding="utf-8").splitlines():
        text = line.split("\t")[1]
        kept = " ".join(text[slice(*leaf.span)] for leaf in leaves(tree(text)))
        words = re.findall(r"\w+", text)
        assert sorted(re.findall(r"\w+", kept)) == sorted(words), text
