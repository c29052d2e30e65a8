"""The Python API: filling, asking and looking after an index."""

import os
import subprocess
import sys
import threading
from datetime import date, datetime

import pytest

import searchkit
from searchkit.article import Article, Quote
from searchkit.errors import (
    IndexLockedError,
    IndexMissingError,
    InputError,
    LimitError,
    QueryError,
    SearchkitError,
)
from searchkit.newsindex import QueryLimits, rehearse


def said(id, *quotes, day=None, text="", **fields):
    """An article, and quotes of it: (speaker, words) or (speaker, words, addressee)."""
    body, found = text, []
    for speaker, words, *to in quotes:
        body += " “"
        found.append(Quote(len(body), len(body) + len(words), words, speaker, to=to[0] if to else None, confidence=0.9))
        body += f"{words}” said {speaker}."
    return Article(id=id, body=body, date=day, **fields), found


def put(news, *articles):
    """Adds articles with the quotes they come with; nothing is attributed."""
    with news._engine.writer() as writer:
        for article, quotes in articles:
            speakers = tuple(dict.fromkeys(quote.speaker for quote in quotes))
            writer.add(article, quotes, speakers=speakers)
        writer.commit()


ARTICLES = [
    said("a1", ("Orla Venn", "We will walk,"), day=date(2031, 5, 2), title="Strike", source="wire", text="A tram strike."),
    said("a2", ("Tobin Harrack", "The strike is over,", "Orla Venn"), day=date(2031, 5, 3), text="On Friday."),
    said("a3", ("Orla Venn", "At last,"), day=date(2031, 6, 1), source="wire", text="The harbour bridge is open again."),
    said("a4", text="A poem about a bridge, by nobody.", extra={"page": 3}),
]


@pytest.fixture
def news(tmp_path):
    with searchkit.open(tmp_path / "index", create=True, today=date(2031, 6, 2)) as index:
        put(index, *ARTICLES)
        yield index


def ids(page):
    return [hit.id for hit in page]


def test_adding_reports_what_was_done(tmp_path):
    articles = [Article(id=str(number), body=f"“We will walk {number} miles,” said Orla Venn.") for number in range(4)]
    with searchkit.open(tmp_path / "index", create=True) as index:
        report = index.add(iter(articles))
        assert (report.added, report.articles) == (4, 4)
        assert report.quotes == index.quotes(by="Orla Venn").total == 4
        again = index.add([*articles[:2], Article(id="3", body="changed")])
        assert (again.added, again.changed, again.unchanged) == (0, 1, 2)
        assert index.quotes(by="Orla Venn").total == 3


def test_a_generator_that_fails_adds_nothing(news):
    def articles():
        yield Article(id="b1", body="text")
        raise RuntimeError("the source broke")

    with pytest.raises(RuntimeError):
        news.add(articles())
    assert news.article("b1") is None
    assert news.add([Article(id="b1", body="text")]).added == 1


@pytest.mark.parametrize(
    "article",
    [
        pytest.param(Article(id="", body="text"), id="no id"),
        pytest.param(Article(id="x", body=None), id="no body"),
        pytest.param(Article(id="x", body="text", date="2031-05-02"), id="a date that is text"),
    ],
)
def test_an_article_that_cannot_be_indexed_is_an_input_error(news, article):
    with pytest.raises(InputError):
        news.add([Article(id="b1", body="text"), article])
    assert news.article("b1") is None


def test_a_refused_article_is_named_once(news):
    with pytest.raises(InputError) as caught:
        news.add([Article(id="x\n", body="text")])
    assert str(caught.value) == "article 'x\\n': id has control characters"


def test_search_finds_articles_and_counts_them(news):
    page = news.search("strike")
    assert sorted(ids(page)) == ["a1", "a2"]
    assert (page.total, len(page), page.next) == (2, 2, None)
    assert page[0].snippets[0].highlights
    start, end = page[0].snippets[0].highlights[0]
    assert news.article(page[0].id).body[start:end].lower() == "strike"


def test_options_restrict(news):
    assert ids(news.search("strike OR bridge", since="2031-05-03", until="2031-05")) == ["a2"]
    assert sorted(ids(news.search("strike OR bridge", source="wire"))) == ["a1", "a3"]
    assert ids(news.search("bridge", speaker="Venn")) == ["a3"]
    assert ids(news.search("", since="2031-06")) == ["a3"]
    assert news.search("").total == 0


@pytest.mark.parametrize("first", [date(2031, 5, 3), datetime(2031, 5, 3, 23, 59)], ids=["date", "datetime"])
def test_since_and_until_may_be_dates(news, first):
    assert ids(news.search("", since=first, until=date(2031, 5, 31))) == ["a2"]
    assert sorted(view.id for view in news.export(since=first)) == ["a2", "a3"]
    assert news.quotes(until=first).total == 2


def test_relative_days_count_from_the_given_day(news):
    assert ids(news.search("bridge date:yesterday")) == ["a3"]


def test_the_environment_may_fix_the_day(news, monkeypatch):
    monkeypatch.setenv("SEARCHKIT_TODAY", "2031-05-04")
    with searchkit.open(news.path) as other:
        assert ids(other.search("strike date:yesterday")) == ["a2"]
    monkeypatch.setenv("SEARCHKIT_TODAY", "today")
    with pytest.raises(InputError, match="SEARCHKIT_TODAY"):
        searchkit.open(news.path)


def test_pages_and_limits(news):
    first = news.search("strike OR bridge", limit=2)
    rest = news.search("strike OR bridge", limit=2, offset=first.next)
    assert sorted(ids(first) + ids(rest)) == ["a1", "a2", "a3", "a4"]
    assert rest.next is None
    assert len(news.search("strike OR bridge", limit=None)) == 4
    assert news.search("strike", limit=0).total == 2


def test_facets_count_what_matches(news):
    page = news.search("strike OR bridge", facets=["source", "year"])
    assert {count.value: count.count for count in page.facets["source"]} == {"wire": 2}
    assert {count.value: count.count for count in page.facets["year"]} == {"2031": 3}


def test_quotes_are_found_by_speaker_and_addressee(news):
    assert [hit.quote for hit in news.quotes(by="Harrack")] == ["The strike is over,"]
    assert [hit.speaker for hit in news.quotes("strike", to="Venn")] == ["Tobin Harrack"]
    assert news.quotes("strike", by="Venn").total == 0
    hit = news.quotes("strike").hits[0]
    body = news.article(hit.article).body
    assert body[hit.start : hit.end] == hit.quote
    assert hit.context.start <= hit.start < hit.end <= hit.context.end


def test_speakers_are_people(tmp_path):
    with searchkit.open(tmp_path / "index", create=True) as index:
        put(
            index,
            said("1", ("Ismail Haniyeh", "One."), day=date(2031, 5, 1)),
            said("2", ("Esmail Haniya", "Two."), ("Esmail Haniya", "Three."), day=date(2031, 5, 3)),
            said("3", ("Ismail Haniyeh", "Four."), ("Esmail Haniya", "Five."), ("Orla Venn", "Six."), day=date(2031, 5, 9)),
        )
        rows = index.speakers()
        assert [row.quotes for row in rows] == [5, 1]
        assert (rows[0].articles, rows[0].first, rows[0].last) == (3, date(2031, 5, 1), date(2031, 5, 9))
        assert set(rows[0].variants) == {"Ismail Haniyeh", "Esmail Haniya"}
        spellings = index.variants("Haniyeh")
        assert [(row.name, row.quotes, row.variants) for row in spellings] == [
            ("Esmail Haniya", 3, ("Esmail Haniya",)),
            ("Ismail Haniyeh", 2, ("Ismail Haniyeh",)),
        ]
        assert index.variants("Nobody") == ()
        assert [row.name for row in index.speakers(sort="name", limit=1)] == [rows[0].name]
        assert index.speakers("two OR six", by="Haniyeh")[0].quotes == 1


def test_bare_surnames_count_for_whom_they_mean(tmp_path):
    def articles():
        yield said("1", ("Orla Venn", "One."), day=date(2031, 5, 1), source="wire")
        yield said("2", ("Venn", "Two."), ("Venn", "Three."), day=date(2031, 5, 3), source="wire")
        yield said("3", ("Venn", "Four."), day=date(2031, 5, 3), source="courier")

    (tmp_path / "aliases.toml").write_text('"Dag Venn" = ["Venn"]\n', encoding="utf-8")
    with searchkit.open(tmp_path / "index", create=True) as index:
        put(index, *articles())
        assert [(row.name, row.quotes, row.articles) for row in index.speakers()] == [("Orla Venn", 3, 2), ("Venn", 1, 1)]
        assert [(row.name, row.quotes) for row in index.speakers("two")] == [("Orla Venn", 1)]
        assert sorted((hit.speaker, hit.quote) for hit in index.quotes(by="Orla Venn")) == [
            ("Orla Venn", "One."),
            ("Venn", "Three."),
            ("Venn", "Two."),
        ]
        assert [(row.name, row.quotes) for row in index.variants("Venn")] == [("Venn", 3)]
    with searchkit.open(tmp_path / "index", aliases=tmp_path / "aliases.toml") as index:
        assert [(row.name, row.quotes) for row in index.speakers()] == [("Dag Venn", 3), ("Orla Venn", 1)]


def test_aliases_join_names_that_no_rule_joins(news, tmp_path):
    (tmp_path / "aliases.toml").write_text('"Orla Venn" = ["The Tram Witch"]\n', encoding="utf-8")
    put(news, said("w", ("The Tram Witch", "Boo."), day=date(2031, 5, 3)))
    with searchkit.open(news.path, aliases=tmp_path / "aliases.toml") as index:
        for page in (index.quotes(by="The Tram Witch"), index.quotes('by:"Orla Venn"'), index.quotes("by:(tram witch)")):
            assert {hit.article for hit in page} >= {"w"}
        assert {hit.article for hit in index.quotes(by="The Tram Witch")} == {"a1", "a3", "w"}
        row = index.speakers()[0]
        assert (row.name, row.quotes, set(row.variants)) == ("Orla Venn", 3, {"Orla Venn", "The Tram Witch"})
        assert {row.name for row in index.variants("Orla Venn")} == {"Orla Venn", "The Tram Witch"}


def test_a_timeline_counts_by_day(news):
    buckets = news.timeline("strike", per="day", share=True).buckets
    assert [(bucket.first, bucket.articles, bucket.share) for bucket in buckets] == [
        (date(2031, 5, 2), 1, 1.0),
        (date(2031, 5, 3), 1, 1.0),
    ]


def test_an_article_comes_with_its_quotes(news):
    view = news.article("a2")
    assert (view.id, view.date, view.speakers) == ("a2", date(2031, 5, 3), ("Tobin Harrack",))
    assert view.quotes[0].to == "Orla Venn"
    assert view.to_dict()["quotes"][0]["speaker"] == "Tobin Harrack"
    assert news.article("a4").extra == {"page": 3}
    assert news.article("nothing") is None


def test_similar_and_explain_need_an_article_that_is_there(news):
    page = news.similar("a1")
    assert page.query == ""
    assert "a1" not in ids(page)
    with pytest.raises(InputError, match="nothing"):
        news.similar("nothing")
    with pytest.raises(InputError, match="nothing"):
        news.explain("strike", "nothing")


def test_explain_adds_up(news):
    hit = news.search("tram strike").hits[0]
    explanation = news.explain("tram strike", hit.id)
    assert explanation.matches
    assert explanation.score.value == pytest.approx(hit.score, abs=1e-6)
    assert news.explain("tram strike", "a4").matches is False
    assert news.explain("tram strike").id is None


def test_export_streams_everything_from_one_commit(news):
    exported = news.export("strike OR bridge")
    first = next(exported)
    news.delete(["a1", "a2", "a3", "a4"])
    assert sorted([first.id, *(view.id for view in exported)]) == ["a1", "a2", "a3", "a4"]
    assert list(news.export()) == []


def test_export_of_everything_needs_no_query(news):
    assert sorted(view.id for view in news.export()) == ["a1", "a2", "a3", "a4"]
    assert {hit.article for hit in news.export_quotes()} == {"a1", "a2", "a3"}


def test_a_mistake_in_an_exported_query_is_raised_at_once(news):
    with pytest.raises(QueryError):
        news.export("date:2031-13")


def test_deleting_hides_an_article_at_once(news):
    assert news.delete(["a1", "nothing"]) == 1
    assert ids(news.search("strike")) == ["a2"]
    assert news.delete("a2") == 1
    assert news.search("strike").total == 0


def test_unknown_words_lead_to_a_suggestion(news):
    page = news.search("tram strikke")
    assert page.did_you_mean == "tram strike"
    assert 'no article has the word "strikke"; did you mean "strike"?' in page.understood.notes


@pytest.mark.parametrize(
    ("call", "error"),
    [
        pytest.param(lambda news: news.search("date:2031-13"), QueryError, id="date"),
        pytest.param(lambda news: news.search("strike", since="soon"), QueryError, id="since"),
        pytest.param(lambda news: news.search("strike", since=2031), InputError, id="since a number"),
        pytest.param(lambda news: news.search("strike", limit=-1), InputError, id="limit"),
        pytest.param(lambda news: news.search("strike", limit="3"), InputError, id="limit as a text"),
        pytest.param(lambda news: news.search("strike", snippets=-1), InputError, id="snippets"),
        pytest.param(lambda news: news.similar("a1", snippets=-1), InputError, id="snippets of similar articles"),
        pytest.param(lambda news: news.search(None), InputError, id="no query"),
        pytest.param(lambda news: news.search("strike", speaker=5), InputError, id="speaker"),
        pytest.param(lambda news: news.quotes("strike", by=["Venn"]), InputError, id="by"),
        pytest.param(lambda news: news.search("strike", offset=-1), InputError, id="offset"),
        pytest.param(lambda news: news.search("strike", sort="best"), InputError, id="sort"),
        pytest.param(lambda news: news.search("strike", facets=["colour"]), InputError, id="facet"),
        pytest.param(lambda news: news.search("strike", recency_days=0), InputError, id="recency"),
        pytest.param(lambda news: news.timeline("strike", per="hour"), InputError, id="per"),
        pytest.param(lambda news: news.speakers(sort="age"), InputError, id="sort of speakers"),
        pytest.param(lambda news: news.search("word " * 3000), LimitError, id="clauses"),
        pytest.param(lambda news: news.update(["nowhere"]), InputError, id="path"),
        pytest.param(lambda news: news.update(["."], format="pdf"), InputError, id="format"),
    ],
)
def test_mistakes_are_errors_of_the_family(news, call, error):
    with pytest.raises(error) as caught:
        call(news)
    assert isinstance(caught.value, SearchkitError)
    assert str(caught.value)


def test_a_closed_index_says_so(news):
    news.close()
    news.close()
    for call in (lambda: news.search("strike"), lambda: news.delete(["a1"]), lambda: list(news.export())):
        with pytest.raises(InputError, match="was closed; open it again"):
            call()
    assert news.path.name in repr(news)


def test_limits_are_options(news):
    with searchkit.open(news.path, limits=QueryLimits(length=5)) as strict, pytest.raises(LimitError):
        strict.search("tram strike")


def test_an_index_that_is_not_there_is_told(tmp_path):
    with pytest.raises(IndexMissingError):
        searchkit.open(tmp_path / "nothing")


def test_a_reader_sees_what_another_process_commits(news):
    with searchkit.open(news.path) as other:
        assert other.search("zeppelin").total == 0
        code = f"import searchkit; searchkit.open({str(news.path)!r}).add([searchkit.Article(id='z', body='a zeppelin')])"
        subprocess.run([sys.executable, "-c", code], check=True)
        assert ids(other.search("zeppelin")) == ["z"]


def test_threads_share_one_index(news):
    expected = [hit.to_dict() for hit in news.search("tram strike OR bridge")]
    failures = []

    def ask():
        for _ in range(20):
            if [hit.to_dict() for hit in news.search("tram strike OR bridge")] != expected or news.quotes(by="Venn").total != 2:
                failures.append("another answer")

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_second_writer_is_told_who_holds_the_lock(news):
    inside = []

    def articles():
        with pytest.raises(IndexLockedError) as caught:
            news.delete(["a1"], wait=0)
        inside.append(caught.value.holder)
        yield Article(id="b1", body="text")

    news.add(articles())
    assert inside == [os.getpid()]


def test_update_mirrors_a_folder(news, tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.txt").write_text(" date 2031-05-05 a zeppelin", encoding="utf-8")
    assert news.update(folder).added == 1
    assert ids(news.search("zeppelin")) == ["corpus/a.txt"]
    (folder / "a.txt").write_text(" date 2031-05-05 an airship", encoding="utf-8")
    assert news.update([folder]).changed == 1
    assert news.search("zeppelin").total == 0
    assert news.stats().articles == 5


def test_a_rehearsal_changes_nothing(tmp_path):
    from searchkit.newsindex import Input

    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.txt").write_text("text", encoding="utf-8")
    assert rehearse(tmp_path / "index", [Input(str(folder))]).added == 1
    assert not (tmp_path / "index").exists()


def test_a_backup_answers_the_same(news, tmp_path):
    news.backup(tmp_path / "copy")
    with searchkit.open(tmp_path / "copy") as copy:
        assert copy.check().sound
        assert [hit.to_dict() for hit in copy.search("strike")] == [hit.to_dict() for hit in news.search("strike")]
    with pytest.raises(InputError):
        news.backup(tmp_path / "copy")


def test_attribution_needs_no_index():
    quotes = searchkit.attribute(Article(id="x", body="“We will walk,” said Orla Venn."))
    assert [(quote.text, quote.speaker) for quote in quotes] == [("We will walk,", "Orla Venn")]


def test_the_package_lists_what_it_gives():
    assert {*searchkit.__all__, "QueryError", "__version__"} <= {*dir(searchkit)}
    assert all(hasattr(searchkit, name) for name in dir(searchkit))
    assert not {"Any", "TYPE_CHECKING"} & {*dir(searchkit)}


def test_importing_searchkit_loads_nothing_heavy():
    code = "import sys, searchkit; print(sorted({'whoosh', 'click', 'dateutil', 'Stemmer'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert searchkit.QueryError is QueryError
    assert all(getattr(searchkit, name) is not None for name in searchkit.__all__)
    with pytest.raises(AttributeError):
        searchkit.nothing  # noqa: B018
