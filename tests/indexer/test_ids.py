"""Which file an article belongs to: ids given twice, files that move, and folders of one name."""

import json
import os

import pytest
from given import TEXT, counts, stream

from searchkit.indexer import Input
from searchkit.indexer import batch as batch_module


def test_the_second_article_with_an_id_is_refused_and_named(folder, mirror):
    first = folder.lines("a.jsonl", {"id": "x", "body": "the first"}, *[{"id": "x", "body": "the same file"}] * 2)
    folder.lines("b.jsonl", {"id": "x", "body": "another file"})
    report = mirror.again()
    assert counts(report) == {"added": 1}
    assert report.skipped == 3
    assert mirror.writer.articles["x"][0].body == "the first"
    named = [(os.path.basename(problem.path), problem.reason.partition(";")[0]) for problem in report.problems]
    before = "the id x belongs to an article before it"
    assert named == [("a.jsonl:2", before), ("a.jsonl:3", before), ("b.jsonl:1", f"the id x belongs to {first}")]


def test_an_id_of_two_folders_with_one_name_is_told_with_the_file_that_has_it(folder, mirror, tmp_path):
    folder.write("a.txt", TEXT.format("one"))
    twin = tmp_path / "twin" / "news"
    twin.mkdir(parents=True)
    (twin / "a.txt").write_text(TEXT.format("two"), encoding="utf-8")
    (problem,) = mirror.again(Input(str(folder.path)), Input(str(twin))).problems
    assert problem.path == str(twin / "a.txt")
    assert problem.reason.startswith(f"the id news/a.txt belongs to {folder.path / 'a.txt'};")


def test_an_id_twice_in_a_document_or_a_stream_is_told_with_its_place(folder, mirror):
    folder.write("a.json", json.dumps([{"id": "x", "body": "one"}, {"id": "x", "body": "two"}]))
    report = mirror.again(
        Input(str(folder.path)), stream({"id": "y", "body": "1"}, {"id": "y", "body": "2"}, {"id": "x", "body": "3"})
    )
    named = [(os.path.basename(problem.path), problem.reason.partition(";")[0]) for problem in report.problems]
    assert sorted(named) == [
        ("-:2", "the id y belongs to an article before it"),
        ("-:3", f"the id x belongs to {folder.path / 'a.json'}"),
        ("a.json", "item 2: the id x belongs to an article before it"),
    ]


def test_a_refused_article_is_named_again_by_a_run_that_reads_nothing(folder, mirror, opened):
    folder.lines("a.jsonl", {"id": "x", "body": "the first"})
    folder.lines("b.jsonl", {"id": "x", "body": "another file"})
    first = mirror.again()
    del opened[:]
    second = mirror.again()
    assert opened == []
    assert second.problems == first.problems
    assert mirror.writer.commits == 1


def test_problems_are_named_by_the_path_of_this_run(folder, mirror, monkeypatch):
    folder.lines("a.jsonl", {"id": "x", "body": "the first"}, {"id": "x", "body": "again"}, {"id": "y"})
    mirror.again()
    monkeypatch.chdir(folder.path.parent)
    paths = {problem.path for problem in mirror.again(Input("news")).problems}
    assert paths == {os.path.join("news", "a.jsonl:2"), os.path.join("news", "a.jsonl:3")}


def test_a_refused_article_comes_in_when_its_id_is_free(folder, mirror):
    first = folder.lines("a.jsonl", {"id": "x", "body": "the first"})
    folder.lines("b.jsonl", {"id": "x", "body": "another file"}, {"id": "y", "body": "beside it"})
    mirror.again()
    os.unlink(first)
    report = mirror.again()
    assert counts(report) == {"added": 1, "removed": 1, "unchanged": 1}
    assert report.problems == ()
    assert mirror.writer.articles["x"][0].body == "another file"
    assert counts(mirror.again()) == {"unchanged": 2}


def test_an_id_that_moves_from_one_file_to_another_stays(folder, mirror):
    folder.lines("b.jsonl", {"id": "x", "body": "moving"}, {"id": "y", "body": "staying"})
    mirror.again()
    folder.lines("b.jsonl", {"id": "y", "body": "staying"})
    folder.lines("a.jsonl", {"id": "x", "body": "moving"})
    mirror.again()
    assert mirror.ids == ["x", "y"]
    assert mirror.writer.articles["x"][3] == "news/a.jsonl"


def test_a_renamed_file_takes_its_articles_with_it(folder, mirror):
    file = folder.lines("a.jsonl", {"id": "x", "body": "the first"})
    mirror.again()
    os.rename(file, folder.path / "b.jsonl")
    report = mirror.again()
    assert report.problems == ()
    assert mirror.ids == ["x"]
    assert mirror.writer.articles["x"][3] == "news/b.jsonl"


def test_a_file_that_comes_back_after_another_took_its_article_is_read_again(folder, mirror, monkeypatch):
    monkeypatch.setattr(batch_module, "BATCH_BYTES", 1)
    lines = [{"id": "u", "body": "of the old file"}, {"id": "v", "body": "of the old file"}]
    old = folder.lines("old.jsonl", *lines)
    mirror.again()
    os.unlink(old)
    folder.lines("new.jsonl", {"id": "u", "body": "of the new file"})

    def die():
        raise KeyboardInterrupt

    mirror.writer.after_commit = die
    with pytest.raises(KeyboardInterrupt):
        mirror.again()
    assert mirror.writer.articles["u"][3] == "news/new.jsonl"
    mirror.writer.after_commit = lambda: None
    os.unlink(folder.path / "new.jsonl")
    folder.lines("old.jsonl", *lines)
    mirror.again()
    assert mirror.writer.articles["u"][0].body == "of the old file"


def test_files_named_alone_are_known_by_their_place(folder, mirror, opened):
    one, two = folder.write("a.txt", TEXT.format("one")), folder.write("sub/a.txt", TEXT.format("two"))
    report = mirror.again(Input(str(one)), Input(str(two)))
    assert mirror.ids == ["a.txt"]
    assert report.skipped == 1
    del opened[:]
    assert counts(mirror.again(Input(str(one)))) == {"unchanged": 1}
    assert opened == []
    folder.write("a.txt", TEXT.format("changed"))
    assert counts(mirror.again(Input(str(one)))) == {"changed": 1}


def test_two_folders_of_one_name_keep_apart(folder, mirror, tmp_path):
    folder.write("a.txt", TEXT.format("one"))
    mirror.again()
    other = tmp_path / "elsewhere" / "news"
    other.mkdir(parents=True)
    (other / "b.txt").write_text(TEXT.format("two"), encoding="utf-8")
    assert counts(mirror.again(Input(str(other)))) == {"added": 1}
    assert mirror.ids == ["news/a.txt", "news/b.txt"]
    assert counts(mirror.again()) == {"unchanged": 1}


def test_a_folder_that_was_moved_is_known_again(folder, mirror, tmp_path, opened):
    folder.write("a.txt", TEXT.format("one"))
    mirror.again()
    (tmp_path / "new").mkdir()
    os.rename(folder.path, tmp_path / "new" / "news")
    del opened[:]
    assert counts(mirror.again(Input(str(tmp_path / "new" / "news")))) == {"unchanged": 1}
    assert opened == []
