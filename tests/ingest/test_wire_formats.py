"""ninjs, NewsML-G2 and NITF."""

import json
from datetime import date

import pytest


def test_ninjs_1(sample):
    article = sample("item-1.json").article
    assert (article.id, article.date) == ("urn:newsml:lakeside.example:20310611:mill", date(2031, 6, 11))
    assert (article.title, article.author, article.source, article.lang) == (
        "Mill reopens in Dunmere", "Tove Harrand", "Lakeside Wire", "en",
    )  # fmt: skip
    assert article.body == "The paper mill in Dunmere reopened on Wednesday.\n\n“We kept the machines dry,” said Aldo Quist."
    assert article.extra["subject"] == ["economy, business and finance"] and article.extra["urgency"] == 4


def test_ninjs_2(sample):
    article = sample("item-2.json").article
    assert (article.id, article.date) == ("https://newswire.example/items/8812", date(2031, 7, 3))
    assert (article.title, article.author, article.source) == (
        "Old bridge at Karsund shut for the summer", "Mira Osten", "Northern Newswire",
    )  # fmt: skip
    assert article.body == 'The old bridge at Karsund is shut.\n\n"It moves," said Runa Feld.'


ITEM = {"uri": "u1", "type": "text", "versioncreated": "2031-05-02T10:00:00Z", "headline": "Head", "body_text": "Words."}


@pytest.mark.parametrize(
    "changes, reason",
    [
        pytest.param({"pubstatus": "canceled"}, "withdrawn by its publisher", id="cancelled"),
        pytest.param({"type": "picture", "body_text": None, "headline": None}, 'of type "picture" without text', id="picture"),
        pytest.param({"body_text": None, "headline": None}, "has no body", id="no text"),
        pytest.param(
            {"body_text": 7, "headline": ["x"], "bodies": "x", "infosource": {"name": 3}}, "has no body", id="odd types"
        ),
    ],
)
def test_ninjs_items_that_give_no_article(take, changes, reason):
    taken = take("a.json", json.dumps(ITEM | changes, indent=1))
    assert taken.articles == [] and reason in taken.reasons[0]


@pytest.mark.parametrize("indent", [None, 1], ids=["on one line", "over several lines"])
def test_ninjs_is_read_as_document_list_or_lines(take, indent):
    assert take("a.json", json.dumps(ITEM, indent=indent)).article.id == "u1"
    assert [article.id for article in take("b.json", json.dumps([ITEM, ITEM | {"uri": "u2"}], indent=indent)).articles] == [
        "u1",
        "u2",
    ]
    assert take("c.jsonl", json.dumps(ITEM) + "\n" + json.dumps(ITEM | {"uri": "u2"})).articles[1].id == "u2"


def test_a_newsml_g2_item(sample):
    article = sample("newsitem.xml").article
    assert (article.id, article.date) == ("urn:newsml:newswire.example:20310703:bridge", date(2031, 7, 3))
    assert (article.title, article.author, article.source, article.lang) == (
        "Old bridge at Karsund shut for the summer", "Mira Osten", "Northern Newswire", "en-GB",
    )  # fmt: skip
    assert article.body == (
        "The old bridge at Karsund is shut until autumn, the road office said on Thursday.\n\n"
        "“It moves,” said Runa Feld, its engineer."
    )
    assert article.extra == {"version": "3", "urgency": "4", "slugline": "BRIDGE-KARSUND/", "subject": ["transport", "20000106"]}


def test_a_newsml_g2_message_with_pictures_and_withdrawn_items(sample):
    taken = sample("newsmessage.xml")
    frost, plain = taken.articles
    assert (frost.source, frost.body) == ("Orchard News", "Frost has harmed orchards.\n\nApples\n\nPears")
    assert (plain.date, plain.body) == (None, "First line.\nSecond line.")
    assert ["photo" in taken.reasons[0], "withdrawn" in taken.reasons[1], "2031-02-30" in taken.reasons[2]] == [True] * 3
    assert [problem.altered for problem in taken.problems] == [False, False, True]


def test_nitf(sample):
    article = sample("story.nitf").article
    assert article.to_dict() == {
        "id": "orchard.20310704.17",
        "date": "2031-07-04",
        "title": "Frost harms orchards in Dunmere",
        "body": 'Frost has harmed orchards near the café Lumière.\n\n"Half the cherries are gone," said Aldo Quist.\n\nPrices\n\n'
        "Prices may rise.",
        "source": "The Harbour Post",
        "url": "https://harbourpost.example/frost",
        "author": "Ilse Marrow",
        "lang": None,
        "speakers": [],
        "story": None,
        "extra": {},
    }


NITF = "<nitf><body><body.content><p>{}</p></body.content></body></nitf>"


@pytest.mark.parametrize(
    "text, reason",
    [
        pytest.param('<!DOCTYPE nitf SYSTEM "http://127.0.0.1:9/nitf.dtd">' + NITF, "has a DOCTYPE", id="external DTD"),
        pytest.param('<!DOCTYPE nitf [<!ENTITY a "b">]>' + NITF.format("&a;"), "has a DOCTYPE", id="entity"),
        pytest.param(NITF.format("&a;"), "undefined entity", id="undeclared entity"),
        pytest.param(NITF.format("a & b"), "not well-formed", id="bare ampersand"),
        pytest.param("<nitf><body>", "no element found", id="cut"),
        pytest.param(NITF.format("<b>" * 300 + "</b>" * 300), "more than 200 levels", id="deep"),
        pytest.param("<nitf/>", "has no body", id="empty"),
        pytest.param('<packageItem xmlns="x"/>', "a packageItem", id="a package"),
        pytest.param("<NewsML><NewsItem/></NewsML>", 'the root "NewsML"', id="NewsML 1"),
        pytest.param("<catalogue><a/></catalogue>", 'the root "catalogue"', id="other XML"),
    ],
)
def test_xml_that_gives_no_article(take, text, reason):
    taken = take("a.xml", text)
    assert taken.articles == [] and reason in taken.reasons[0]


def test_a_doctype_hidden_in_utf_16_is_refused(take):
    text = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE nitf [<!ENTITY a "b">]>' + NITF.format("&a;")
    assert "has a DOCTYPE" in take("a.nitf", text.encode("utf-16")).reasons[0]
