"""RSS and Atom files."""

from datetime import date

import pytest

pytest.importorskip("feedparser")


def rss(items, head=""):
    return f'<?xml version="1.0"?>{head}<rss version="2.0"><channel><title>Post</title>{items}</channel></rss>'


def test_an_rss_feed_with_odd_entries(sample):
    taken = sample("feed.rss")
    first, second, third = taken.articles
    assert first.to_dict() == {
        "id": "harbourpost:71223",
        "date": "2031-05-02",
        "title": "Tram drivers end strike",
        "body": "Tram drivers returned to work on Friday, R&D staff too.\n\n“We will go on talking,” said Orla Venn.\nShe leads the union.",
        "source": "The Harbour Post – City",
        "url": "https://harbourpost.example/2031/05/02/tram-strike-ends?utm_source=rss",
        "author": "Ilse Marrow",
        "lang": "en-gb",
        "speakers": [],
        "story": None,
        "extra": {"tags": ["Transport", "Labour"]},
    }
    assert (second.id, second.title) == ("https://harbourpost.example/2031/05/01/ferry-fares", "Ferry fares & tolls to rise")
    assert (third.date, third.body) == (None, "Correction")
    assert [(problem.altered, problem.reason[:8]) for problem in taken.problems] == [(True, "entry 3:"), (False, "entry 4 ")]


def test_an_atom_feed(sample):
    taken = sample("feed.atom")
    first, second = taken.articles
    assert (first.id, first.date, first.title) == ("tag:lakeside.example,2031:mill", date(2031, 6, 11), "Mill reopens in Dunmere")
    assert first.body == "The paper mill in Dunmere reopened.\n\n“We kept the machines dry,” said Aldo Quist."
    assert (first.author, first.url, first.lang) == ("Tove Harrand", "https://lakeside.example/mill", "en")
    assert (second.date, second.body) == (date(2031, 6, 10), "Skating is allowed again & free.")
    assert taken.problems == []


def test_a_feed_is_known_by_its_root(take):
    text = rss("<item><guid>g</guid><description>Words.</description></item>")
    assert take("news.xml", text).article.id == "g"
    assert take("news", text).article.id == "g"
    assert take("news.txt", text, format="feed").article.id == "g"


def test_entries_without_guid_and_link_are_numbered(take):
    text = rss("<item><description>One.</description></item><item><description>Two.</description></item>")
    assert [article.id for article in take("a.rss", text).articles] == ["a.rss#1", "a.rss#2"]


ENTITY = '<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
EXTERNAL = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("head", [ENTITY, EXTERNAL, EXTERNAL.lower()], ids=["expansion", "external", "lower case"])
def test_declared_entities_are_refused(take, head):
    taken = take("a.rss", rss("<item><guid>g</guid><description>&b;&x;</description></item>", head))
    assert taken.articles == [] and "declares entities" in taken.reasons[0]


def test_entities_hidden_in_utf_16_are_refused(take):
    text = rss("<item><description>&b;</description></item>", ENTITY).replace(
        'version="1.0"', 'version="1.0" encoding="utf-16"', 1
    )
    assert "declares entities" in take("a.rss", text.encode("utf-16")).reasons[0]


def test_a_broken_feed_is_read_as_far_as_possible_and_reported(take):
    text = rss("<item><guid>g</guid><title>A &nbsp; B</title><description>Words & more.</description></item>")
    taken = take("a.rss", text)
    assert taken.article.id == "g" and taken.problems[0].altered and "not well-formed" in taken.reasons[0]


def test_the_declared_encoding_of_a_feed_is_used(take):
    text = rss("<item><guid>g</guid><description>Café “x”</description></item>").replace(
        '"1.0"', '"1.0" encoding="windows-1252"', 1
    )
    taken = take("a.rss", text.encode("cp1252"))
    assert taken.article.body == "Café “x”" and taken.problems == []


@pytest.mark.parametrize(
    "text", ["", "plain words", "<html><body>no</body></html>", "http://127.0.0.1:9/feed", "/etc/hostname", "{}"]
)
def test_what_is_no_feed_is_named_and_nothing_else_is_opened(take, text):
    taken = take("a.rss", text)
    assert taken.articles == [] and len(taken.problems) == 1


def test_a_feed_without_entries_is_fine(take):
    taken = take("a.rss", rss(""))
    assert taken.articles == [] and taken.problems == []


def test_the_older_kinds_of_rss(take):
    rdf = (
        '<?xml version="1.0" encoding="ISO-8859-1"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
        'xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><item rdf:about="https://x.example/1">'
        "<title>Café</title><link>https://x.example/1</link><description>Words &lt;b&gt;bold&lt;/b&gt;</description>"
        "<dc:date>2031-05-02T10:00:00+01:00</dc:date></item></rdf:RDF>"
    )
    article = take("a.xml", rdf.encode("latin-1")).article
    assert (article.id, article.date, article.title) == ("https://x.example/1", date(2031, 5, 2), "Café")
    assert article.body == "Words bold"
    doctype = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://127.0.0.1:9/rss-0.91.dtd">'
    assert take("b.xml", rss("<item><description>Words.</description></item>", doctype)).article.body == "Words."
