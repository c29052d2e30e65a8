"""What the indexer does with files, with an engine that is a dictionary."""

import os
import time

import pytest
from given import TEXT, counts
from growth import steps

from searchkit.errors import InputError
from searchkit.indexer import Input, UpdateOptions, update
from searchkit.indexer import batch as batch_module


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


def test_unchanged_files_cost_a_fraction_of_new_ones(folder, mirror):
    for number in range(500):
        folder.write(f"{number % 40}/{number}.txt", " date 2031-05-05 text\n")
    reports = []
    first, second = (steps(lambda: reports.append(mirror.again(with_quotes=False))) for _ in range(2))
    assert reports[1].unchanged == 500
    assert second < first / 4
