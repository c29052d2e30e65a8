"""No bytes make a reader raise, loop or lose something in silence."""

import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from readings import DATA, taken

from searchkit.article import Article
from searchkit.ingest import FORMATS, Problem, Reading, read
from searchkit.ingest.fields import About
from searchkit.ingest.markup import text_of_html

NAMES = ["a", "a.txt", "a.json", "a.jsonl", "a.csv", "a.xml", "a.html", "a.rss", "a.warc", "a.txt.gz"]
SAMPLES = sorted(path for path in DATA.iterdir() if path.is_file())


def check(data: bytes, name: str, format: str = "auto") -> None:
    reading = Reading(About(name, name, 1 << 20), format, None, io.BytesIO(data))
    items = list(reading)
    for item in items:
        if isinstance(item, Article):
            assert item.id.isprintable() or "\u200f" in item.id or item.id, "an id is never empty"
            assert item.body.strip()
            "".join([item.id, item.body, item.title or "", item.author or "", *item.speakers]).encode("utf-8")
            assert "\x00" not in item.body
        else:
            assert isinstance(item, Problem) and item.reason and "\n" not in item.reason
            str(item).encode("utf-8")


@pytest.mark.parametrize("name", NAMES)
@given(data=st.binary(max_size=300))
def test_any_bytes_under_any_name(name, data):
    check(data, name)


@pytest.mark.parametrize("format", FORMATS)
@given(data=st.binary(max_size=300))
def test_any_bytes_in_any_format(format, data):
    check(data, "a", format)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(data=st.data())
def test_a_damaged_sample_costs_at_most_itself(path: Path, data):
    raw = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw)))
        raw[at : at + data.draw(st.integers(0, 30))] = data.draw(st.binary(max_size=12) | st.sampled_from(TOKENS))
    check(bytes(raw), path.name)


TOKENS = [
    b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b'"', b"'", b"<", b"</", b"<!--", b"<![CDATA[", b"<!DOCTYPE x [", b"&a;", b"&#0;", b"&#xd800;",
    b"{", b"[" * 50, b"\\ud800", b"\n", b"\r", b"\x1b[2J", b"2024-02-30", b"date", b"NaN", b"1e999", b"null", b"true", b"[]", b"{}",
]  # fmt: skip


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
@pytest.mark.parametrize("format", [format for format in FORMATS if format != "auto"])
def test_a_file_read_in_the_wrong_format_is_named_or_read(path: Path, format):
    read_so = taken(read(path, format=format))
    assert read_so.articles or read_so.problems
    check(path.read_bytes(), path.name, format)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda values: st.lists(values, max_size=3) | st.dictionaries(st.text(max_size=5), values, max_size=3),
    max_leaves=8,
)
KEYS = ["id", "date", "title", "body", "text", "source", "url", "author", "lang", "speakers", "guid", "uri", "versioncreated",
        "bodies", "headlines", "body_html", "body_text", "infosources", "pubstatus", "type", "byline"]  # fmt: skip


@given(st.dictionaries(st.sampled_from(KEYS), json_values))
def test_any_values_of_any_keys(record):
    import json

    check(json.dumps(record).encode(), "a.json")
    check(json.dumps(record).encode() + b"\n", "a.jsonl")


@given(st.text(alphabet="<>!-/apscriptSCRIPT &;#x\n ", max_size=80))
def test_any_markup_becomes_text_without_its_comments(source):
    text = text_of_html(source)
    assert "\n\n\n" not in text and text == text.strip()
