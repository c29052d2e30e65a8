"""What the indexer does with files, with an engine that is a dictionary."""

import io
import json
import os
import time

import pytest
from memory import MemoryWriter

from searchkit.article import Article
from searchkit.engines.base import StoredArticle
from searchkit.errors import InputError
from searchkit.indexer import Input, Rehearsal, UpdateOptions, add_articles, rebuild, update
from searchkit.indexer import batch as batch_module

TEXT = " date 2031-05-05 “We will walk,” said Minister Orla Venn on Monday. {}\n"


def counts(report):
    return {name: value for name in ("added", "changed", "removed", "unchanged") if (value := getattr(report, name))}


def test_new_files_are_added_with_quotes_and_speakers(folder, mirror):
    folder.write("a.txt", TEXT.format("one"))
    assert counts(mirror.again()) == {"added": 1}
    article, quotes, speakers, origin, _ = mirror.writer.articles["news/a.txt"]
    assert article.body.startswith("“We will walk")
    assert [quote.text for quote in quotes if quote.direct] == ["We will walk,"]
    assert speakers == ("Orla Venn",)
    assert origin == "news/a.txt"


def test_unchanged_files_are_not_opened_and_nothing_is_committed(folder, mirror, opened):
    folder.write("a.txt", TEXT.format("one"))
    mirror.again()
    del opened[:]
    assert counts(mirror.again()) == {"unchanged": 1}
    assert opened == []
    assert mirror.writer.commits == 1


def test_a_changed_file_replaces_its_article(folder, mirror):
    folder.write("a.txt", TEXT.format("one"))
    folder.write("b.txt", TEXT.format("two"))
    mirror.again()
    folder.write("a.txt", TEXT.format("three"))
    assert counts(mirror.again()) == {"changed": 1, "unchanged": 1}
    assert mirror.writer.written == ["news/a.txt"]
    assert "three" in mirror.writer.articles["news/a.txt"][0].body


def test_a_vanished_file_removes_its_article(folder, mirror):
    folder.write("a.txt", TEXT.format("one"))
    folder.write("b.txt", TEXT.format("two"))
    mirror.again()
    os.unlink(folder.path / "a.txt")
    assert counts(mirror.again()) == {"removed": 1, "unchanged": 1}
    assert mirror.ids == ["news/b.txt"]
    assert counts(mirror.again()) == {"unchanged": 1}


def test_articles_of_folders_that_are_not_named_stay(folder, mirror, tmp_path):
    folder.write("a.txt", TEXT.format("one"))
    mirror.again()
    other = tmp_path / "other"
    other.mkdir()
    (other / "b.txt").write_text(TEXT.format("two"), encoding="utf-8")
    mirror.again(Input(str(other)))
    assert mirror.ids == ["news/a.txt", "other/b.txt"]


def test_a_file_that_was_only_touched_is_compared_by_its_bytes(folder, mirror, opened):
    file = folder.write("a.txt", TEXT.format("one"))
    mirror.again()
    os.utime(file, ns=(10**18, 10**18))
    del opened[:]
    assert counts(mirror.again()) == {"unchanged": 1}
    assert opened == ["digest news/a.txt"]
    assert mirror.writer.written == []
    del opened[:]
    mirror.again()
    assert opened == []


def test_a_change_that_keeps_size_and_time_right_after_reading_is_seen(folder, mirror):
    file = folder.path / "a.txt"
    file.write_text(TEXT.format("one"), encoding="utf-8")
    now = time.time_ns()
    os.utime(file, ns=(now, now))
    mirror.again()
    file.write_text(TEXT.format("two"), encoding="utf-8")
    os.utime(file, ns=(now, now))
    assert counts(mirror.again()) == {"changed": 1}


def test_one_changed_line_of_a_json_lines_file_writes_one_article(folder, mirror):
    lines = [{"id": f"n{number}", "body": f"text {number}"} for number in range(20)]
    folder.lines("wire.jsonl", *lines)
    assert counts(mirror.again()) == {"added": 20}
    lines[7]["body"] = "other text"
    del lines[3]
    lines.append({"id": "n99", "body": "a new one"})
    folder.lines("wire.jsonl", *lines)
    assert counts(mirror.again()) == {"added": 1, "changed": 1, "removed": 1, "unchanged": 18}
    assert mirror.writer.written == ["n7", "n99"]


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


def test_a_file_of_nothing_but_bad_lines_does_not_fill_the_report(folder, mirror, monkeypatch):
    import searchkit.indexer.run as run

    monkeypatch.setattr(run, "MOST_PROBLEMS", 5)
    monkeypatch.setattr(run, "MOST_SAVED", 3)
    folder.write("bad.jsonl", "no json\n" * 20)
    report = mirror.again()
    assert report.skipped == 20
    assert len(report.problems) == 6
    assert len(mirror.again().problems) == 3


def test_a_folder_named_twice_is_read_once(folder, mirror):
    folder.write("a.txt", TEXT.format("one"))
    path = str(folder.path)
    assert counts(mirror.again(Input(path), Input(path + os.sep))) == {"added": 1}
    assert counts(mirror.again(Input(path), Input(path + os.sep))) == {"unchanged": 1}
    with pytest.raises(InputError, match="two ways"):
        mirror.again(Input(path), Input(path, format="text"))


def test_a_file_named_alone_may_lose_a_few_of_many_articles(folder, mirror):
    lines = [{"id": f"n{number}", "body": f"text {number}"} for number in range(20)]
    one = Input(str(folder.lines("wire.jsonl", *lines)))
    mirror.again(one)
    folder.lines("wire.jsonl", *lines[:16])
    assert counts(mirror.again(one, max_removed=20)) == {"removed": 4, "unchanged": 16}
    folder.lines("wire.jsonl", *lines[:4])
    with pytest.raises(InputError):
        mirror.again(one, max_removed=20)


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


def test_bad_input_costs_only_itself_and_is_told_until_it_is_mended(folder, mirror):
    folder.write("good.txt", TEXT.format("one"))
    folder.write("empty.txt", "")
    folder.write("date.txt", " date 2031-02-30 text")
    for _ in range(2):
        report = mirror.again()
        assert (report.skipped, report.altered) == (1, 1)
        assert sorted(problem.path.rpartition("/")[2] for problem in report.problems) == ["date.txt", "empty.txt"]
    assert mirror.ids == ["news/date.txt", "news/good.txt"]
    folder.write("empty.txt", TEXT.format("no longer"))
    folder.write("date.txt", " date 2031-02-28 text")
    assert mirror.again().problems == ()


def test_a_file_that_became_empty_loses_its_article(folder, mirror):
    folder.write("a.txt", TEXT.format("one"))
    mirror.again()
    folder.write("a.txt", "")
    report = mirror.again()
    assert counts(report) == {"removed": 1}
    assert report.skipped == 1


def test_a_missing_folder_is_refused_and_nothing_changes(folder, mirror, tmp_path):
    folder.write("a.txt", TEXT.format("one"))
    mirror.again()
    os.rename(folder.path, tmp_path / "away")
    with pytest.raises(InputError, match="news"):
        mirror.again()
    assert mirror.ids == ["news/a.txt"]


def test_a_folder_that_is_empty_now_is_refused_unless_told(folder, mirror):
    file = folder.write("a.txt", TEXT.format("one"))
    mirror.again()
    os.unlink(file)
    with pytest.raises(InputError, match="--max-removed 100"):
        mirror.again()
    assert counts(mirror.again(max_removed=100)) == {"removed": 1}


def test_too_many_vanished_files_are_refused_when_a_limit_is_set(folder, mirror):
    files = [folder.write(f"{number}.txt", TEXT.format(number)) for number in range(10)]
    mirror.again()
    for file in files[:3]:
        os.unlink(file)
    with pytest.raises(InputError, match="3 of 10 files have vanished, more than 20 %"):
        mirror.again(max_removed=20)
    assert len(mirror.ids) == 10
    assert counts(mirror.again(max_removed=30)) == {"removed": 3, "unchanged": 7}


def test_two_files_may_always_vanish(folder, mirror):
    files = [folder.write(f"{number}.txt", TEXT.format(number)) for number in range(5)]
    mirror.again()
    for file in files[:2]:
        os.unlink(file)
    assert counts(mirror.again(max_removed=20)) == {"removed": 2, "unchanged": 3}


def test_a_file_that_lost_most_of_its_lines_is_refused_when_a_limit_is_set(folder, mirror):
    lines = [{"id": f"n{number}", "body": f"text {number}"} for number in range(20)]
    folder.lines("wire.jsonl", *lines)
    mirror.again()
    folder.lines("wire.jsonl", *lines[:5])
    with pytest.raises(InputError, match="15 of 20 articles"):
        mirror.again(max_removed=20)
    assert len(mirror.ids) == 20
    assert counts(mirror.again()) == {"removed": 15, "unchanged": 5}


def test_keep_missing_keeps_articles_of_vanished_files(folder, mirror):
    file = folder.write("a.txt", TEXT.format("one"))
    mirror.again()
    os.unlink(file)
    assert counts(mirror.again(keep_missing=True)) == {}
    assert mirror.ids == ["news/a.txt"]


def test_excluded_files_are_as_good_as_vanished(folder, mirror):
    folder.write("a.txt", TEXT.format("one"))
    folder.write("drafts/b.txt", TEXT.format("two"))
    mirror.again()
    assert counts(mirror.again(Input(str(folder.path), exclude=("drafts/*",)))) == {"removed": 1, "unchanged": 1}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may list every folder")
def test_articles_below_a_folder_that_cannot_be_listed_stay(folder, mirror):
    folder.write("a.txt", TEXT.format("one"))
    folder.write("locked/b.txt", TEXT.format("two"))
    mirror.again()
    os.chmod(folder.path / "locked", 0)
    try:
        report = mirror.again()
    finally:
        os.chmod(folder.path / "locked", 0o700)
    assert report.skipped == 1
    assert mirror.ids == ["news/a.txt", "news/locked/b.txt"]


def test_articles_of_a_file_the_system_cannot_read_stay(folder, mirror, monkeypatch):
    import searchkit.ingest as ingest
    from searchkit.ingest.streams import StreamError

    file = folder.write("a.txt", TEXT.format("one"))
    mirror.again()
    folder.write("a.txt", TEXT.format("changed"))

    def broken(entry):
        raise StreamError("cannot be read: input/output error", by_system=True)

    with monkeypatch.context() as patch:
        patch.setattr(ingest, "open_regular", broken)
        report = mirror.again()
    assert report.skipped == 1
    assert "one" in mirror.writer.articles["news/a.txt"][0].body
    assert file.exists()
    assert counts(mirror.again()) == {"changed": 1}


def test_a_run_that_dies_between_two_commits_is_finished_by_the_next(folder, mirror, monkeypatch):
    monkeypatch.setattr(batch_module, "BATCH_BYTES", 100)
    lines = [{"id": f"n{number}", "body": f"text {number} " * 5} for number in range(12)]
    folder.write("a.txt", TEXT.format("one"))
    folder.lines("wire.jsonl", *lines)

    class Died(Exception):
        pass

    def die():
        if mirror.writer.commits == 3:
            raise Died

    mirror.writer.after_commit = die
    with pytest.raises(Died):
        mirror.again()
    present = set(mirror.ids)
    assert "news/a.txt" in present
    assert 1 < len(present) < 13
    mirror.writer.after_commit = lambda: None
    report = mirror.again()
    assert counts(report) == {"added": 13 - len(present), "unchanged": len(present)}
    assert not present & set(mirror.writer.written)
    assert len(mirror.ids) == 13


def test_articles_of_a_half_read_file_go_when_the_file_goes(folder, mirror, monkeypatch):
    monkeypatch.setattr(batch_module, "BATCH_BYTES", 100)
    folder.write("a.txt", TEXT.format("one"))
    wire = folder.lines("wire.jsonl", *({"id": f"n{number}", "body": "text " * 20} for number in range(12)))

    def die():
        raise KeyboardInterrupt

    mirror.writer.after_commit = lambda: die() if mirror.writer.commits == 3 else None
    with pytest.raises(KeyboardInterrupt):
        mirror.again()
    assert len(mirror.ids) > 1
    mirror.writer.after_commit = lambda: None
    os.unlink(wire)
    mirror.again()
    assert mirror.ids == ["news/a.txt"]


def test_a_run_out_of_time_stops_at_a_commit_and_says_so(folder, mirror, monkeypatch):
    import searchkit.indexer.run as run

    folder.lines("wire.jsonl", *({"id": f"n{number}", "body": "text"} for number in range(50)))
    ticks = iter(range(10_000))
    monkeypatch.setattr(run.time, "monotonic", lambda: next(ticks))
    report = mirror.again(max_seconds=20)
    assert not report.finished
    assert 0 < len(mirror.ids) < 50
    assert len(mirror.ids) == report.added
    monkeypatch.undo()
    assert mirror.again().finished
    assert len(mirror.ids) == 50


def test_memory_is_bounded_by_commits_on_the_way(folder, mirror, monkeypatch):
    monkeypatch.setattr(batch_module, "BATCH_BYTES", 1_000)
    folder.lines("wire.jsonl", *({"id": f"n{number}", "body": "word " * 50} for number in range(40)))
    most = []
    mirror.writer.after_commit = lambda: most.append(len(mirror.writer.articles))
    mirror.again()
    assert len(most) >= 10
    assert most == sorted(most)


def test_other_settings_read_everything_again(folder, mirror, opened):
    folder.write("a.txt", TEXT.format("one"))
    mirror.again()
    assert counts(mirror.again(Input(str(folder.path), source="city-desk"))) == {"changed": 1}
    assert mirror.writer.articles["news/a.txt"][0].source == "city-desk"
    assert counts(mirror.again(Input(str(folder.path), source="city-desk"), with_quotes=False)) == {"changed": 1}
    assert mirror.writer.articles["news/a.txt"][1] == ()


def test_other_settings_are_not_forgotten_by_a_run_that_dies(folder, mirror, monkeypatch):
    monkeypatch.setattr(batch_module, "BATCH_BYTES", 1)
    folder.write("a.txt", TEXT.format("one"))
    folder.write("b.txt", TEXT.format("two"))
    mirror.again()

    def die():
        raise KeyboardInterrupt

    mirror.writer.after_commit = die
    with pytest.raises(KeyboardInterrupt):
        mirror.again(Input(str(folder.path), source="city-desk"))
    mirror.writer.after_commit = lambda: None
    mirror.again(Input(str(folder.path), source="city-desk"))
    assert [mirror.writer.articles[id][0].source for id in mirror.ids] == ["city-desk", "city-desk"]


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


def stream(*articles):
    return Input("-", stream=io.BytesIO("".join(json.dumps(article) + "\n" for article in articles).encode()))


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


def test_given_speakers_stand_before_those_that_were_found_and_keep_their_spelling(folder, mirror):
    body = "“We will walk the whole way,” said Ismail Haniyeh."
    folder.lines("a.jsonl", {"id": "x", "body": body, "speakers": ["Tarek Losh", "Esmail Haniya", "Tarek Losh"]})
    mirror.again()
    _, quotes, speakers, _, _ = mirror.writer.articles["x"]
    assert [quote.speaker for quote in quotes] == ["Ismail Haniyeh"]
    assert speakers == ("Tarek Losh", "Esmail Haniya")


def test_a_mistake_of_ours_in_one_article_does_not_cost_the_others(folder, mirror, monkeypatch):
    import searchkit.attribution as attribution

    real = attribution.attribute

    def faulty(article):
        if "bad" in article.body:
            raise IndexError("list index out of range")
        return real(article)

    monkeypatch.setattr(attribution, "attribute", faulty)
    folder.write("a.txt", TEXT.format("bad"))
    folder.write("b.txt", TEXT.format("good"))
    report = mirror.again()
    assert mirror.ids == ["news/a.txt", "news/b.txt"]
    assert report.altered == 1
    assert "IndexError" in report.problems[0].reason


def test_attribution_that_does_not_work_at_all_ends_the_run(folder, mirror, monkeypatch):
    import searchkit.attribution as attribution

    def broken(article):
        raise FileNotFoundError("model.json")

    monkeypatch.setattr(attribution, "attribute", broken)
    folder.write("a.txt", TEXT.format("one"))
    with pytest.raises(FileNotFoundError):
        mirror.again()
    assert mirror.ids == []
    assert counts(mirror.again(with_quotes=False)) == {"added": 1}


def test_several_processes_give_what_one_gives(folder, mirror, monkeypatch):
    from searchkit.indexer import attributor

    monkeypatch.setattr(attributor, "WORTH_PROCESSES", 1)
    for number in range(12):
        folder.write(f"{number}.txt", TEXT.format(number))
    mirror.again()
    alone = mirror.writer.articles
    mirror.writer.articles, mirror.writer.committed_manifest = {}, b""
    assert counts(mirror.again(jobs=2)) == {"added": 12}
    assert mirror.writer.articles == alone


def test_a_process_that_is_killed_is_told(folder, mirror, monkeypatch):
    from searchkit.indexer import attributor

    monkeypatch.setattr(attributor, "WORTH_PROCESSES", 1)
    for number in range(4):
        folder.write(f"{number}.txt", TEXT.format(number))
    real_pool = attributor._pool

    def doomed(jobs):
        pool = real_pool(jobs)
        pool.submit(os._exit, 1)
        return pool

    monkeypatch.setattr(attributor, "_pool", doomed)
    with pytest.raises(MemoryError, match="ended from outside"):
        mirror.again(jobs=2)
    assert mirror.ids == []


def test_a_listener_hears_problems_and_progress(folder, mirror):
    folder.write("a.txt", TEXT.format("one"))
    folder.write("empty.txt", "")
    heard = []

    class Loud:
        def problem(self, problem):
            heard.append(problem.reason)

        def progress(self, done, files, articles):
            heard.append((done, files))

    report = update(mirror.writer, [Input(str(folder.path))], UpdateOptions(), Loud())
    assert [problem.reason for problem in report.problems] == [one for one in heard if isinstance(one, str)]
    assert (1, 2) in heard


def test_fifty_thousand_unchanged_files_need_little_time(folder, mirror):
    for number in range(2_000):
        folder.write(f"{number % 40}/{number}.txt", " date 2031-05-05 text\n")
    mirror.again(with_quotes=False)
    began = time.process_time()
    report = mirror.again(with_quotes=False)
    assert report.unchanged == 2_000
    assert (time.process_time() - began) * 25 < 2
