"""Streams, programs, rehearsals, and an index built anew."""

import os

from given import TEXT, counts, stream
from memory import MemoryWriter

from searchkit.article import Article
from searchkit.engines.base import StoredArticle
from searchkit.indexer import Input, Rehearsal, UpdateOptions, add_articles, rebuild, update
from searchkit.indexer import batch as batch_module


def test_a_run_with_one_commit_publishes_nothing_on_the_way(folder, mirror, monkeypatch):
    monkeypatch.setattr(batch_module, "BATCH_BYTES", 1_000)
    folder.lines("wire.jsonl", *({"id": f"n{number}", "body": "word " * 50} for number in range(40)))
    mirror.again(one_commit=True)
    assert mirror.writer.commits == 1
    assert mirror.writer.flushes >= 8


def test_a_rebuild_carries_over_what_is_not_named(folder, mirror, tmp_path):
    folder.write("a.txt", TEXT.format("one"))
    other = tmp_path / "other"
    other.mkdir()
    (other / "b.txt").write_text(TEXT.format("two"), encoding="utf-8")
    mirror.again(Input(str(folder.path)), Input(str(other)), stream({"id": "piped", "body": "3"}))
    stored = [
        StoredArticle(article, who, quotes, origin, digest)
        for article, quotes, who, origin, digest in mirror.writer.articles.values()
    ]
    anew = MemoryWriter()
    report = rebuild(anew, [Input(str(folder.path))], UpdateOptions(), None, mirror.writer.manifest(), iter(stored))
    assert counts(report) == {"added": 1}
    assert anew.written == ["other/b.txt", "piped", "news/a.txt"]
    assert anew.articles == mirror.writer.articles
    assert anew.commits == 1
    assert counts(update(anew.restart(), [Input(str(folder.path)), Input(str(other))])) == {"unchanged": 2}


def test_a_rebuild_from_a_stream_alone_keeps_the_list_of_files(folder, mirror):
    folder.write("a.txt", TEXT.format("one"))
    mirror.again()
    stored = [StoredArticle(article, who, quotes, *rest) for article, quotes, who, *rest in mirror.writer.articles.values()]
    anew = MemoryWriter()
    rebuild(anew, [stream({"id": "piped", "body": "3"})], UpdateOptions(), None, mirror.writer.manifest(), iter(stored))
    assert sorted(anew.articles) == ["news/a.txt", "piped"]
    assert counts(update(anew.restart(), [Input(str(folder.path))])) == {"unchanged": 1}
    assert anew.written == []


def test_a_lost_list_of_files_is_made_again_without_writing_articles(folder, mirror):
    folder.write("a.txt", TEXT.format("one"))
    folder.lines("wire.jsonl", {"id": "x", "body": "1"}, {"id": "y", "body": "2"})
    mirror.again()
    mirror.writer.committed_manifest = b""
    report = mirror.again()
    assert counts(report) == {"unchanged": 3}
    assert report.problems == ()
    assert mirror.writer.written == []


def test_a_rehearsal_counts_exactly_and_writes_nothing(folder, mirror):
    folder.write("a.txt", TEXT.format("one"))
    gone = folder.write("b.txt", TEXT.format("two"))
    folder.lines("wire.jsonl", {"id": "x", "body": "1"}, {"id": "y", "body": "2"}, {"id": "y", "body": "3"})
    mirror.again()
    os.unlink(gone)
    folder.write("a.txt", TEXT.format("changed"))
    folder.lines("wire.jsonl", {"id": "x", "body": "1"}, {"id": "z", "body": "2"})
    before, commits = dict(mirror.writer.articles), mirror.writer.commits
    rehearsed = update(Rehearsal(mirror.writer.restart()), [Input(str(folder.path))], UpdateOptions(with_quotes=False))
    assert mirror.writer.articles == before
    assert mirror.writer.commits == commits
    real = mirror.again(with_quotes=False)
    assert counts(rehearsed) == counts(real)
    assert rehearsed.problems == real.problems


def test_a_rehearsal_needs_no_index(folder):
    folder.write("a.txt", TEXT.format("one"))
    assert counts(update(Rehearsal(None), [Input(str(folder.path))])) == {"added": 1}


def test_a_stream_adds_and_replaces_and_removes_nothing(mirror):
    assert counts(mirror.again(stream({"id": "x", "body": "1"}, {"id": "y", "body": "2"}))) == {"added": 2}
    assert counts(mirror.again(stream({"id": "x", "body": "1"}, {"id": "z", "body": "3"}))) == {"added": 1, "unchanged": 1}
    assert counts(mirror.again(stream({"id": "x", "body": "4"}))) == {"changed": 1}
    assert mirror.ids == ["x", "y", "z"]


def test_a_stream_needs_ids_and_tells_lines_without(mirror):
    report = mirror.again(stream({"body": "1"}, {"id": "y", "body": "2"}, {"id": "y", "body": "2"}))
    assert counts(report) == {"added": 1}
    assert report.skipped == 2


def test_a_stream_does_not_overrule_a_file(folder, mirror):
    folder.lines("a.jsonl", {"id": "x", "body": "from a file"})
    mirror.again()
    assert mirror.again(stream({"id": "x", "body": "piped"})).skipped == 1
    assert mirror.writer.articles["x"][0].body == "from a file"


def test_a_program_adds_replaces_and_skips_what_is_there():
    writer = MemoryWriter()
    report = add_articles(writer, (Article(id=name, body="text " + name) for name in "aab"))
    assert counts(report) == {"added": 2, "unchanged": 1}
    assert writer.commits == 1
    assert counts(add_articles(writer.restart(), [Article(id="a", body="other")])) == {"changed": 1}
    assert writer.articles["a"][0].body == "other"
