"""WARC web archives."""

import gzip
import zlib
from datetime import date

import pytest

pytest.importorskip("warcio")
pytest.importorskip("trafilatura")


def html(number):
    return (
        f"<html lang='en'><head><title>Story {number}</title><meta name='date' content='2031-05-0{number}'></head><body><article>"
        f"<h1>Story {number}</h1><p>Tram drivers in Port Ansel returned to work on Friday after nine days of strike, the office said.</p>"
        "<p>“We will go on talking, but the trams will run,” said Orla Venn, who leads the drivers’ union.</p></article></body></html>"
    ).encode()


def record(kind, block, **headers):
    head = {"WARC-Type": kind, "WARC-Date": "2031-05-06T07:08:09Z", "Content-Length": str(len(block))} | headers
    lines = [b"WARC/1.0", *(f"{name.replace('_', '-')}: {value}".encode() for name, value in head.items()), b"", block]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def archive(*responses, compressed=False):
    records = [record("warcinfo", b"software: test\r\n")]
    for address, kind, status, body, extra in responses:
        fields = "".join(f"{name}: {value}\r\n" for name, value in [("Content-Type", kind), *extra])
        block = f"HTTP/1.1 {status}\r\n{fields}\r\n".encode() + body
        records.append(record("response", block, WARC_Target_URI=address, Content_Type="application/http; msgtype=response"))
        records.append(record("request", b"GET / HTTP/1.1\r\n\r\n", WARC_Target_URI=address))
    return b"".join(gzip.compress(one) if compressed else one for one in records)


def response(number, kind="text/html; charset=utf-8", status="200 OK", body=None, extra=()):
    return f"https://post.example/{number}", kind, status, html(number) if body is None else body, extra


@pytest.mark.parametrize("compressed", [False, True], ids=["plain", "gz"])
def test_pages_of_an_archive(take, compressed):
    taken = take(
        "a.warc.gz" if compressed else "a.warc",
        archive(
            response(1),
            response(2, kind="image/png", body=b"\x89PNG"),
            response(3, status="404 Not Found"),
            response(4, body=gzip.compress(html(4)), extra=[("Content-Encoding", "gzip")]),
            compressed=compressed,
        ),
    )
    first, second = taken.articles
    assert (first.id, first.url, first.date) == ("https://post.example/1", "https://post.example/1", date(2031, 5, 1))
    assert (second.id, second.title, second.date) == ("https://post.example/4", "Story 4", date(2031, 5, 4))
    assert first.extra["crawled"].endswith("Z") and "Orla Venn" in first.body
    assert taken.problems == []


def test_a_page_without_text_costs_itself(take):
    taken = take("a.warc", archive(response(1), response(2, body=b"<html></html>"), response(3)))
    assert len(taken.articles) == 2 and len(taken.problems) == 1
    assert "record 4" in taken.reasons[0] and "https://post.example/2" in taken.reasons[0]


def test_a_page_over_the_size_limit_costs_itself(take):
    bomb = gzip.compress(b"<p>" + b"x" * 5_000_000)
    data = archive(response(1, body=bomb, extra=[("Content-Encoding", "gzip")]), response(2))
    taken = take("a.warc", data, max_size=1_000_000)
    assert [article.title for article in taken.articles] == ["Story 2"] and "1,000,000 bytes" in taken.reasons[0]


def test_reading_goes_on_at_the_next_record_after_damage(take, capfd):
    data = archive(response(1), response(2), response(3))
    start = data.index(b"https://post.example/2")
    length = data.rindex(b"Content-Length: ", 0, start) + len(b"Content-Length: ")
    taken = take("a.warc", data[:length] + b"7\r\nX-Was: " + data[length:])
    assert [article.title for article in taken.articles] == ["Story 1", "Story 3"]
    assert taken.problems and capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "body, fields, reason",
    [
        pytest.param(gzip.compress(html(2))[:-20], {"Content-Encoding": "gzip"}, "ends early", id="gzip cut"),
        pytest.param(gzip.compress(html(2))[:40] + b"xx" * 20, {"Content-Encoding": "gzip"}, "damaged", id="gzip damaged"),
        pytest.param(html(2), {"Content-Encoding": "br"}, 'content encoding "br"', id="another encoding"),
        pytest.param(html(2), {"Content-Encoding": "gzip"}, None, id="stored unpacked"),
        pytest.param(zlib.compress(html(2)), {"Content-Encoding": "deflate"}, None, id="deflate"),
        pytest.param(
            b"5\r\n" + html(2)[:5] + b"\r\n%x\r\n" % len(html(2)[5:]) + html(2)[5:] + b"\r\n0\r\n\r\n",
            {"Transfer-Encoding": "chunked"}, None, id="chunks",
        ),
    ],
)  # fmt: skip
def test_how_a_page_was_sent(take, body, fields, reason, capfd):
    taken = take("a.warc", archive(response(1), response(2, body=body, extra=fields.items()), response(3)))
    assert [article.title for article in taken.articles] == ["Story 1"] + ["Story 2"] * (reason is None) + ["Story 3"]
    assert [reason in found for found in taken.reasons] == ([] if reason is None else [True])
    assert capfd.readouterr() == ("", "")


def test_a_page_that_was_cut_when_fetched_is_reported(take):
    data = archive(response(1)).replace(b"WARC-Type: response", b"WARC-Truncated: length\r\nWARC-Type: response")
    taken = take("a.warc", data)
    assert taken.article.title == "Story 1" and taken.problems[0].altered and "was cut" in taken.reasons[0]


def test_an_archive_that_ends_in_a_page_does_not_give_half_of_it(take):
    data = archive(response(1), response(2))
    taken = take("a.warc", data[: data.index(b"Story 2") + 300])
    assert [article.title for article in taken.articles] == ["Story 1"] and taken.reasons == ["record 4 ends early"]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"words\n" * 100, id="no archive"),
        pytest.param(b"WARC/1.0\r\n" + b"A: b\r\n" * 500_000, id="endless header"),
        pytest.param(b"WARC/1.0\r\nContent-Length: -5\r\n\r\n", id="negative length"),
        pytest.param(b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999999999\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", id="cut"),
        pytest.param(b"WARC/1.0\r\n" + b"x" * 3_000_000, id="endless line"),
        pytest.param(b"WARC/9.9\r\n\r\n", id="unknown version"),
    ],
)
def test_archives_that_are_damaged_are_named(take, data):
    taken = take("a.warc", data)
    assert taken.articles == [] and len(taken.problems) >= 1
