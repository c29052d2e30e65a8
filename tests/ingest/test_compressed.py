"""Compressed files, digests, limits: what lies between a file and its reader."""

import gzip
import lzma
from hashlib import blake2b

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchkit.ingest.streams import lines

TEXT = b" date 2031-05-02 Trams run again.\n"
LINES = b"".join(b'{"id": "%d", "body": "Trams run again."}\n' % number for number in range(50_000))


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress], ids=["gz", "xz"])
@pytest.mark.parametrize("suffix", ["", ".gz", ".xz"])
def test_compressed_files_are_read_as_they_are_whatever_they_are_called(take, pack, suffix):
    taken = take(f"a.txt{suffix}", pack(TEXT))
    assert (taken.article.id, taken.article.body) == (f"a.txt{suffix}", "Trams run again.\n")
    assert taken.problems == []


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress], ids=["gz", "xz"])
def test_several_members_and_padding_are_one_text(take, pack):
    assert take("a.txt.gz", pack(TEXT) + pack(b"More.") + bytes(512)).article.body == "Trams run again.\nMore."


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress], ids=["gz", "xz"])
def test_compressed_json_lines_are_streamed_to_the_end(take, pack):
    taken = take("lines.jsonl.gz", pack(LINES), max_size=1000)
    assert len(taken.articles) == 50_000 and taken.problems == []


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress], ids=["gz", "xz"])
@pytest.mark.parametrize(
    "harm, reason, articles",
    [
        pytest.param(lambda data: data[:-10], "compressed data end early", 0, id="cut"),
        pytest.param(lambda data: data[:30] + b"\xff" * 10 + data[40:], "compressed data are damaged", 0, id="damaged"),
        pytest.param(lambda data: data + b"rubbish", "bytes after the end of the compressed data were ignored", 1, id="trailing"),
    ],
)
def test_damage_is_named_and_half_an_article_is_not_taken(take, pack, harm, reason, articles):
    taken = take("a.txt.gz", harm(pack(bytes(range(32, 127)) * 20)))
    assert len(taken.articles) == articles and reason in taken.reasons[0]
    assert taken.problems[0].altered == bool(articles) and not taken.reading.is_unread


def test_lines_before_the_damage_are_taken(take):
    packed = gzip.compress(LINES)
    taken = take("lines.jsonl.gz", packed[: len(packed) // 2])
    assert len(taken.articles) > 10_000 and taken.reasons == ["compressed data end early"]


def test_a_bomb_is_refused(take):
    taken = take("a.txt.gz", gzip.compress(bytes(40_000_000)))
    assert taken.articles == [] and "grow more than 100 times" in taken.reasons[0]


def test_a_bomb_of_lines_is_refused(take):
    taken = take("a.jsonl.xz", lzma.compress((b'{"id": "a", "body": "' + b"x" * 2000 + b'"}\n') * 20_000))
    assert "grow more than 100 times" in taken.reasons[-1]


def test_the_size_limit_counts_unpacked_bytes(take):
    assert "larger than the limit" in take("a.txt.gz", gzip.compress(b"words " * 1000), max_size=5000).reasons[0]


@pytest.mark.parametrize(
    "name, data",
    [
        pytest.param("a.txt", TEXT, id="text"),
        pytest.param("a.jsonl", LINES, id="streamed"),
        pytest.param("a.jsonl.gz", gzip.compress(LINES), id="compressed: of the bytes in the file"),
        pytest.param("a.txt", b"%PDF-1.4", id="refused"),
        pytest.param("a.txt", b"", id="empty"),
        pytest.param("a.txt.gz", gzip.compress(TEXT)[:-4] + b"\0", id="damaged"),
        pytest.param("a.csv", b"no body\n" + b"x\n" * 1_000_000, id="left early"),
    ],
)
def test_the_digest_is_that_of_the_raw_bytes(take, name, data):
    reading = take(name, data).reading
    assert reading.digest == blake2b(data, digest_size=16).hexdigest() and reading.size == len(data)


def test_a_file_too_large_to_be_read_has_no_digest(take):
    assert take("a.txt", b"x" * 5_000_000, max_size=1000).reading.digest is None


def test_closing_early_closes_the_file(take, tmp_path):
    from searchkit.ingest import read

    (tmp_path / "a.jsonl").write_bytes(LINES)
    with read(tmp_path / "a.jsonl") as reading:
        assert next(reading).id == "0"
    assert list(reading) == [] and reading.digest is None


@given(st.lists(st.binary(max_size=20)), st.integers(1, 12))
def test_lines_are_those_of_splitting_the_whole_and_long_ones_are_only_counted(chunks, limit):
    whole = b"".join(chunks)
    expected = list(whole.split(b"\n"))
    expected = [line + b"\n" for line in expected[:-1]] + [line for line in expected[-1:] if line]
    found = list(lines(iter(chunks), limit))
    assert [line.number for line in found] == list(range(1, len(expected) + 1))
    assert [line.data for line in found] == [line if len(line) <= limit else None for line in expected]
