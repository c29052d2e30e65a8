"""Conditions whose value no article has are told, with the nearest value that some have."""

import pytest

import searchkit
from searchkit.article import Article
from searchkit.engines.base import Budget
from searchkit.errors import LimitError
from searchkit.newsindex import unknown

BODY = "“We will walk,” said Orla Venn."


@pytest.fixture(scope="module")
def news(tmp_path_factory):
    with searchkit.open(tmp_path_factory.mktemp("unknown") / "index", create=True) as index:
        index.add(
            Article(id=f"a{number}", body=BODY, source=source, author="Tove Harrand", lang="en")
            for number, source in enumerate(["Tidewire", "Tidewire", "Harbour Post"])
        )
        yield index


@pytest.mark.parametrize(
    ("query", "note", "meant"),
    [
        pytest.param(
            "walk source:tidewire",
            'no article has the source "tidewire"; did you mean "Tidewire"?',
            "walk source:Tidewire",
            id="a source in small letters",
        ),
        pytest.param(
            'source:"Harbor Post" walk',
            'no article has the source "Harbor Post"; did you mean "Harbour Post"?',
            'source:"Harbour Post" walk',
            id="a source of two words",
        ),
        pytest.param(
            "walk source:harbour",
            'no article has the source "harbour"; did you mean "Harbour Post"?',
            'walk source:"Harbour Post"',
            id="a word of a source",
        ),
        pytest.param("walk source:gazette", 'no article has the source "gazette"', None, id="a source like no other"),
        pytest.param(
            'by:"Orle Venn"', 'no quote is by "Orle Venn"; did you mean "Orla Venn"?', 'by:"Orla Venn"', id="who said it"
        ),
        pytest.param("by:Orlov", 'no quote is by "Orlov"', None, id="a name like no other"),
        pytest.param("walk to:Venn", 'no quote is to "Venn"', None, id="who was told"),
        pytest.param("walk author:Tobin", 'no article has an author "Tobin"', None, id="author"),
        pytest.param("walk story:trams", 'no article has the story "trams"', None, id="story"),
        pytest.param("walk lang:fr", 'no article has the language "fr"', None, id="language"),
        pytest.param("walk id:b1", 'no article has the id "b1"', None, id="id"),
        pytest.param("walk OR source:gazette", 'no article has the source "gazette"', None, id="one of two alternatives"),
    ],
)
def test_an_unknown_value_is_noted(news, query, note, meant):
    page = news.search(query)
    assert page.understood.notes == (note,)
    assert page.did_you_mean == meant


@pytest.mark.parametrize(
    "query",
    ["walk source:Tidewire", "by:venn", "speaker:Orla author:Tove lang:en id:a1", "by:Venn*", "walk -source:Tidewire"],
)
def test_known_values_are_not_noted(news, query):
    page = news.search(query)
    assert (page.understood.notes, page.did_you_mean) == ((), None)


def test_values_of_options_are_noted_in_every_page(news):
    assert news.search("walk", source="tidewire").understood.notes[0].endswith('did you mean "Tidewire"?')
    assert news.search("walk", speaker="Nobody").understood.notes == ('no article quotes "Nobody"',)
    assert news.quotes("walk", by="Nobody").understood.notes == ('no quote is by "Nobody"',)
    assert news.similar("a0", source="tidewire").understood.notes[0].startswith('no article has the source "tidewire"')


def test_a_name_is_known_when_one_of_its_aliases_is(news, tmp_path):
    aliases = tmp_path / "aliases.toml"
    aliases.write_text('"Orla Venn" = ["Q. Zzyx", "The Conductor"]\n', encoding="utf-8")
    with searchkit.open(news.path, aliases=aliases) as aliased:
        page = aliased.search("walk", speaker="Q. Zzyx")
    assert (page.total, page.understood.notes) == (3, ())


def test_notes_never_cost_the_answer(news, monkeypatch):
    def refuse(*arguments):
        raise LimitError("too long", "seconds", 5)

    monkeypatch.setattr(unknown, "_values", refuse)
    assert news.search("walk OR source:gazette", limit=1).total == 3


def test_many_unknown_values_are_noted_without_suggestions(news):
    snapshot, query = news._engine.snapshot(), " OR ".join(f"source:tidewir{letter}" for letter in "abcdefgh")
    found = unknown.unknown_values(snapshot, news._parse(query).tree, Budget())
    assert [one.near for one in found] == ["Tidewire"] * unknown.MOST + [None] * 3
