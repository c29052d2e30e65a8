"""What goes wrong on the way: bad input, folders that vanish, runs that die or run out of time."""

import os

import pytest
from given import TEXT, counts

from searchkit.errors import InputError
from searchkit.indexer import batch as batch_module


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
