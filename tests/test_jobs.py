"""The periodic job."""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

import searchkit
from searchkit import jobs
from searchkit.config import load
from searchkit.errors import IndexLockedError, InputError
from searchkit.jobs import STATE_NAME, append_line, metrics, read_state, reindex, replace_file


class Job:
    """A folder with searchkit.toml and ten articles in corpus/; runs in this process or in another."""

    def __init__(self, folder):
        self.folder = folder
        self.corpus = folder / "corpus"
        self.corpus.mkdir()
        self.index = str(folder / "index")
        (folder / "searchkit.toml").write_text('index = "index"\n[[source]]\npath = "corpus"\n', encoding="utf-8")
        for number in range(10):
            self.write(f"{number}.txt", f"text number{number}")

    def write(self, name, text):
        file = self.corpus / name
        file.write_text(text, encoding="utf-8")
        old = 1_900_000_000_000_000_000 + hash(text) % 10**15
        os.utime(file, ns=(old, old))

    def run(self, **options):
        return reindex(load(self.folder / "searchkit.toml"), self.index, **options)

    def start(self, *arguments):
        command = [sys.executable, "-m", "searchkit", "reindex", "--config", self.folder / "searchkit.toml", *arguments]
        return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    @property
    def state(self):
        return read_state(self.index)

    @property
    def total(self):
        with searchkit.open(self.index) as news:
            return news.search("text").total


@pytest.fixture
def job(tmp_path):
    return Job(tmp_path)


def test_a_first_run_indexes_everything_and_says_so(job):
    report = job.run()
    assert (report.exit_code, report.update.added, report.is_success) == (0, 10, True)
    assert job.total == 10
    assert job.state["last_success"] == job.state["last_run"] == report.to_dict()["started"]
    assert job.state["exit_code"] == 0


def test_a_run_with_nothing_to_do_commits_nothing_and_makes_no_file(job):
    job.run()
    before = {name: os.stat(os.path.join(job.index, name)).st_mtime_ns for name in os.listdir(job.index)}
    report = job.run()
    assert report.update.unchanged == 10
    after = {name: os.stat(os.path.join(job.index, name)).st_mtime_ns for name in os.listdir(job.index)}
    for changing in (STATE_NAME, "MAIN_WRITELOCK"):
        before.pop(changing, None)
        after.pop(changing, None)
    assert after == before


def test_the_report_has_the_keys_of_the_contract(job):
    shape = job.run().to_dict()
    keys = "added changed removed unchanged skipped altered articles quotes bytes seconds problems".split()
    assert set(keys) <= shape.keys()
    assert json.loads(json.dumps(shape)) == shape


def test_a_source_that_is_missing_is_refused_and_its_articles_stay(job):
    job.run()
    success = job.state["last_success"]
    os.rename(job.corpus, job.folder / "unmounted")
    report = job.run()
    assert (report.exit_code, type(report.error)) == (2, InputError)
    assert job.total == 10
    assert job.state["last_success"] == success
    assert "corpus" in job.state["error"]
    os.rename(job.folder / "unmounted", job.corpus)
    assert job.run().update.unchanged == 10
    assert job.state["error"] is None


def test_a_source_that_is_empty_is_refused_and_its_articles_stay(job):
    job.run()
    os.rename(job.corpus, job.folder / "unmounted")
    job.corpus.mkdir()
    assert "Is a disk not mounted?" in str(job.run().error)
    assert job.total == 10


def test_a_missing_source_costs_the_other_sources_nothing(job):
    other = job.folder / "other"
    other.mkdir()
    (other / "x.txt").write_text("text", encoding="utf-8")
    with (job.folder / "searchkit.toml").open("a") as file:
        file.write('[[source]]\npath = "other"\n')
    job.run()
    shutil.rmtree(other)
    job.write("0.txt", "changed text")
    assert job.run().error is not None
    assert job.total == 11


def test_more_than_a_fifth_of_a_source_may_not_vanish_at_once_unless_told(job):
    job.run()
    for number in range(3):
        os.unlink(job.corpus / f"{number}.txt")
    assert "3 of 10 files have vanished" in str(job.run().error)
    assert job.total == 10
    assert job.run(max_removed=100).update.removed == 3
    assert job.total == 7


def test_the_limit_stands_in_the_configuration(job):
    job.run()
    (job.folder / "searchkit.toml").write_text('index="index"\nmax_removed = 50\n[[source]]\npath = "corpus"\n', encoding="utf-8")
    for number in range(5):
        os.unlink(job.corpus / f"{number}.txt")
    assert job.run().update.removed == 5


def test_bad_files_are_named_and_do_not_count_against_success(job):
    job.write("bad.txt", "")
    report = job.run()
    assert (report.exit_code, report.is_success) == (6, True)
    assert job.state["problem_count"] == 1
    assert job.state["problems"][0]["path"].endswith("bad.txt")


def test_a_rehearsal_writes_nothing(job):
    assert job.run(dry_run=True).update.added == 10
    assert not os.path.exists(job.index)


def test_a_run_out_of_time_is_no_success_and_the_next_goes_on(job):
    report = job.run(max_seconds=1e-9)
    assert not report.update.finished
    assert not report.is_success
    assert job.state["last_success"] is None
    assert job.run().is_success
    assert job.total == 10


def test_while_another_writes_the_job_is_refused_or_waits(job):
    job.run()
    with searchkit.open(job.index) as news:
        writer = news._engine.writer()
        assert isinstance(job.run(wait=0).error, IndexLockedError)
        assert job.state["exit_code"] == 4
        timer = threading.Timer(0.2, writer.close)
        timer.start()
        assert job.run(wait=30).exit_code == 0
        timer.join()


def test_two_jobs_at_once_leave_one_right_index(job):
    runs = [job.start("--wait", "60") for _ in range(2)]
    for run in runs:
        out, err = run.communicate(timeout=120)
        assert run.returncode == 0, err
        assert len(out.splitlines()) == 1
        json.loads(out)
    assert job.total == 10
    with searchkit.open(job.index) as news:
        assert news.check().sound


def test_a_job_that_is_killed_is_finished_by_the_next(job):
    job.run()
    lines = "".join(json.dumps({"id": f"n{number}", "body": f"text {number} " * 40}) + "\n" for number in range(2_000))
    (job.corpus / "wire.jsonl").write_text(lines, encoding="utf-8")
    for delay in (0.2, 0.5, 0.8):
        run = job.start()
        time.sleep(delay)
        run.kill()
        run.communicate()
        with searchkit.open(job.index) as news:
            assert news.check().sound
            assert news.search("number1").total == 1
    assert job.run().is_success
    assert job.total == 2_010


def test_a_clock_that_was_set_back_breaks_nothing(job):
    job.run()
    future = datetime.now(UTC) + timedelta(days=400)
    state = {**job.state, "last_success": future.isoformat(), "last_run": future.isoformat()}
    replace_file(os.path.join(job.index, STATE_NAME), json.dumps(state))
    ahead = int(future.timestamp() * 10**9)
    (job.corpus / "0.txt").write_text("text of the future", encoding="utf-8")
    os.utime(job.corpus / "0.txt", ns=(ahead, ahead))
    with searchkit.open(job.index) as news:
        assert 'last_success_age_seconds{index="' in metrics(news.stats(), job.state)
        assert "} -" not in metrics(news.stats(), job.state)
    assert job.run().update.changed == 1
    assert job.run().update.unchanged == 10
    assert job.state["last_success"] < future.isoformat()


def test_a_state_file_that_is_damaged_is_written_anew(job):
    job.run()
    with open(os.path.join(job.index, STATE_NAME), "w") as file:
        file.write("{")
    assert job.state == {}
    job.run()
    assert job.state["exit_code"] == 0


def test_a_configuration_without_sources_is_an_error(job):
    (job.folder / "searchkit.toml").write_text('index = "index"\n', encoding="utf-8")
    with pytest.raises(InputError, match="names no source"):
        job.run()


def test_metrics_are_in_the_text_format_of_prometheus(job):
    job.write("bad.txt", "")
    job.run()
    with searchkit.open(job.index) as news:
        text = metrics(news.stats(), job.state)
    values = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            name, _, value = line.partition("{")
            values[name] = float(value.rpartition(" ")[2])
    assert values["searchkit_articles"] == 10
    assert values["searchkit_problems"] == 1
    assert values["searchkit_last_run_exit_code"] == 6
    assert 0 <= values["searchkit_last_success_age_seconds"] < 600
    assert abs(values["searchkit_last_success_timestamp_seconds"] - datetime.now(UTC).timestamp()) < 600
    assert text.count("# TYPE") == text.count("# HELP") == len(values)


def test_metrics_of_an_index_without_a_job_are_only_those_of_the_index(news_of_nothing):
    text = metrics(news_of_nothing.stats(), {})
    assert "searchkit_articles" in text
    assert "last_" not in text


@pytest.fixture
def news_of_nothing(tmp_path):
    with searchkit.open(tmp_path / "index", create=True) as news:
        yield news


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path, monkeypatch):
    file = tmp_path / "metrics.prom"
    replace_file(file, "old")

    def broken(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(jobs.os, "replace", broken)
    with pytest.raises(OSError, match="No space"):
        replace_file(file, "new")
    assert file.read_text() == "old"
    assert os.listdir(tmp_path) == ["metrics.prom"]


def test_reports_are_appended_line_by_line(tmp_path):
    append_line(tmp_path / "log", "one")
    append_line(tmp_path / "log", "two \udcff")
    assert (tmp_path / "log").read_text() == "one\ntwo \\udcff\n"
