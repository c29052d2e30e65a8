"""HTML pages."""

from datetime import date

import pytest

from searchkit.ingest.markup import text_of_html

pytest.importorskip("trafilatura")

PARAGRAPHS = """<article><h1>Trams run again</h1>
<p>Tram drivers in Port Ansel returned to work on Friday after nine days, ending a dispute over rest breaks.</p>
<p>“We will go on talking, but the trams will run,” said Orla Venn, who leads the drivers’ union in the city.</p></article>"""


def page(head, body=PARAGRAPHS):
    return f"<!DOCTYPE html><html lang='en'><head><title>Trams run again</title>{head}</head><body>{body}</body></html>"


def test_a_page_of_a_newspaper(sample):
    article = sample("page.html").article
    assert (article.id, article.date, article.title) == ("page.html", date(2031, 5, 2), "Tram drivers end strike after nine days")
    assert (article.author, article.source, article.lang) == ("Ilse Marrow", "The Harbour Post", "en-GB")
    assert article.url == "https://harbourpost.example/2031/05/02/tram-strike-ends"
    assert "\n\n“We will go on talking, but the trams will run,” said Orla Venn" in article.body
    assert "Cookies" not in article.body and "Home" not in article.body


@pytest.mark.parametrize(
    "head, body, day",
    [
        pytest.param('<meta property="article:published_time" content="2031-05-02T23:00:00-08:00">', "", date(2031, 5, 2), id="meta"),
        pytest.param('<meta name="DC.date.issued" content="2031-05-02">', "", date(2031, 5, 2), id="Dublin Core"),
        pytest.param('<meta itemprop="datePublished" content="2 May 2031">', "", date(2031, 5, 2), id="microdata"),
        pytest.param(
            '<script type="application/ld+json">{"@graph": [{"@type": "WebPage"}, {"datePublished": "2031-05-02"}]}</script>'
            '<meta name="date" content="2031-05-09">', "", date(2031, 5, 2), id="linked data first"),
        pytest.param('<script type="application/ld+json">{broken</script>', "<time datetime='2031-05-02'>2 May</time>",
                     date(2031, 5, 2), id="time element"),
        pytest.param("", "<span class='pub-date'>Published: 2 May 2031</span>", date(2031, 5, 2), id="shown"),
        pytest.param("", "<i class='date'>2 May 2031</i><i class='date'>3 May 2031</i>", None, id="two days shown"),
        pytest.param("", "<p>On 2 May 2031 trams ran.</p>", None, id="a day in the text is not the page's"),
        pytest.param('<link rel="canonical" href="https://x.example/2031/05/02/a">', "", None, id="nor one in the address"),
        pytest.param('<meta property="article:modified_time" content="2031-05-02">', "", None, id="nor that of a change"),
    ],
)  # fmt: skip
def test_the_date_is_one_the_page_declares(take, head, body, day):
    taken = take("a.html", page(head, body + PARAGRAPHS))
    assert taken.article.date == day and taken.problems == []


@pytest.mark.parametrize("written", ["2024-02-30", "03/04/2024"])
def test_a_declared_date_that_cannot_be_read_is_not_guessed(take, written):
    taken = take("a.html", page(f'<meta name="date" content="{written}">'))
    assert taken.article.date is None and written in taken.reasons[0] and taken.problems[0].altered


@pytest.mark.parametrize(
    "data, note",
    [
        pytest.param(
            page('<meta charset="iso-8859-1">').encode("cp1252"), None, id="Latin-1 declared: its superset, as browsers do"
        ),
        pytest.param(page('<meta charset="utf-7">').encode(), None, id="a declared encoding that is none of texts"),
        pytest.param(page("").encode("cp1252"), "read as Windows-1252", id="nothing declared"),
        pytest.param(page("").encode("utf-16"), None, id="UTF-16"),
    ],
)
def test_encodings_of_pages(take, data, note):
    taken = take("a.html", data)
    assert "“We will go on talking, but the trams will run,” said" in taken.article.body
    assert [note in reason for reason in taken.reasons] == ([True] if note else [])


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<html></html>",
        "<p></p>",
        "just words",
        "<nav><a href='/'>Home</a></nav>",
        "\x00",
        "<" * 5000,
        "<div>" * 5000,
        "<p>x" * 60_000,
    ],
)
def test_pages_without_an_article_are_named(take, html):
    taken = take("a.html", html)
    assert len(taken.articles) + len(taken.problems) >= 1


def test_pages_are_known_by_content_too(take):
    assert take("page", "<!-- saved --><!DOCTYPE html>\n" + page("")).article.title == "Trams run again"


@pytest.mark.parametrize(
    "html, text",
    [
        pytest.param("<p>One</p><p>Two<br>lines</p>", "One\n\nTwo\nlines", id="paragraphs and lines"),
        pytest.param("AT&amp;T &lt;5 &#8220;q&#8221; &nosuch;", "AT&T <5 “q” &nosuch;", id="entities"),
        pytest.param("a < b and <b>c</b>", "a < b and c", id="a bare less-than sign"),
        pytest.param("x<script>alert('</p>')</script>y<STYLE>p{}</STYLE>z", "xyz", id="scripts and styles"),
        pytest.param("x<script>never closed", "x", id="an open script"),
        pytest.param("x<!-- <p>no</p> -->y<!-- open", "xy", id="comments"),
        pytest.param("x<img src='a' alt='b'>y<a href='c'>d", "xyd", id="unclosed tags"),
        pytest.param("x <b", "x", id="cut in a tag"),
        pytest.param("<ul><li>a</li><li>b</li></ul>", "a\n\nb", id="lists"),
        pytest.param("  a \n\t b  ", "a b", id="white space"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_pieces_of_html_become_text(html, text):
    assert text_of_html(html) == text
