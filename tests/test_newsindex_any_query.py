"""Whatever is typed, the answer is a page or an error of the family."""

import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import searchkit
from searchkit.article import Article, Quote
from searchkit.errors import QueryError, SearchkitError

WORDS = (
    'strike bridge Venn "tram strike" “tram strike” strik* st?ike strke~ /str.*/ NEAR/3 AND OR NOT + - ( ) : ^2 ~2 * '
    "by:Venn said:(strike) to:Harrack speaker:Venn date:2031 date:2031-05 date:2031-13 since:2031 until:yesterday date:none said_on:* "
    "source:wire id:a1 title:strike direct:yes direct:no [ ] { } TO .. \\ ' \" « » ‘ ’ / é 北京 \u202e \x00 \ud800 99999999999999999999"
).split(" ")
typed = st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=8).map(" ".join) | st.text(max_size=30)
days = st.none() | st.sampled_from(["2031", "2031-05-02", "last week", "2031-13", "", "soon", "-3d.."]) | st.text(max_size=6)
names = st.none() | st.sampled_from(["Venn", "Orla Venn", '"', "", "*", "(", "AND"]) | st.text(max_size=6)


@pytest.fixture(scope="module")
def news(tmp_path_factory):
    with searchkit.open(tmp_path_factory.mktemp("any") / "index", create=True, today=date(2031, 6, 2)) as index:
        with index._engine.writer() as writer:
            for number in range(30):
                words = f"We will walk {number} miles to the bridge,"
                body = f"The tram strike goes on. “{words}” said Orla Venn."
                quote = Quote(
                    body.index(words), body.index(words) + len(words), words, "Orla Venn", to="Tobin Harrack", confidence=0.9
                )
                article = Article(id=f"a{number}", body=body, date=date(2031, 5, 1 + number % 28), source="wire")
                writer.add(article, [quote], speakers=["Orla Venn"])
            writer.commit()
        yield index


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(typed, days, days, names, names)
def test_every_question_has_an_answer_or_a_reason(news, query, since, until, speaker, source):
    questions = (
        lambda: news.search(query, since=since, until=until, speaker=speaker, source=source, facets=["speaker", "month"]),
        lambda: news.quotes(query, since=since, until=until, by=speaker, to=source, direct=True),
        lambda: news.timeline(query, since=since, until=until, per="year"),
        lambda: news.similar("a1", query),
        lambda: news.explain(query, "a1"),
    )
    for question in questions:
        try:
            answer = question()
        except SearchkitError as error:
            assert str(error)
            if isinstance(error, QueryError):
                assert 0 <= error.position <= len(error.query)
                assert error.position + error.length <= len(error.query) + 1
        else:
            json.dumps(answer.to_dict())
    try:
        rows = news.speakers(query, by=speaker)
        exported = sum(1 for _ in news.export_quotes(query, by=speaker))
        assert sum(row.quotes for row in rows) == exported
        assert (
            sum(1 for _ in news.export(query, speaker=speaker))
            == news.search(query if query.strip() else "*", speaker=speaker).total
        )
    except SearchkitError as error:
        assert str(error)
