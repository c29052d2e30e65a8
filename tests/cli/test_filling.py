"""The commands that write."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

from searchkit.cli import COMMANDS, main

TEXT = " date 2031-05-05 the {} went by\n"


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    for number, word in enumerate(("zeppelin", "tram", "ferry")):
        write(folder / f"{number}.txt", TEXT.format(word))
    return folder


def write(file, text):
    file.write_text(text, encoding="utf-8")
    os.utime(file, ns=(1_900_000_000_000_000_001 + len(text), 1_900_000_000_000_000_001 + len(text)))


def as_json(result):
    return json.loads(result.stdout)


def start(*arguments, **options):
    command = [sys.executable, "-m", "searchkit", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options)


def test_index_says_what_it_did(run_alone, corpus):
    assert "3 added" in run_alone("index", corpus).stdout
    shape = as_json(run_alone("index", corpus, "--json"))
    assert (shape["added"], shape["unchanged"], shape["articles"], shape["problems"]) == (0, 3, 3, [])


def test_one_is_told_without_a_plural(run_alone, tmp_path):
    (tmp_path / "a.txt").write_text("“We will walk the whole way,” said Harbour Minister Orla Venn.", encoding="utf-8")
    assert "The index holds 1 article and 1 quote." in run_alone("index", tmp_path / "a.txt").stdout
    assert "The index holds 0 articles and 0 quotes." in run_alone("index", "-", "--index", "other", stdin="").stdout


@pytest.mark.parametrize("command", ["index", "attribute"])
def test_standard_input_is_json_lines_and_no_other_format(run_alone, command, tmp_path):
    result = run_alone(command, "-", "--format", "csv", code=2, stdin="id,body\nx,tram\n")
    assert "- reads JSON lines; it does not go with --format csv" in result.stderr
    assert not (tmp_path / "index").exists()
    run_alone(command, "-", "--format", "jsonl", stdin='{"id": "x", "body": "tram"}\n')


@pytest.mark.parametrize("command", ["index", "attribute"])
def test_the_help_names_all_formats(run_alone, command):
    from searchkit.ingest import FORMATS

    shown = " ".join(run_alone(command, "-h").stdout.split())
    assert f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]}." in shown


def test_index_mirrors_a_folder(run_alone, corpus):
    run_alone("index", corpus)
    write(corpus / "0.txt", TEXT.format("airship"))
    os.unlink(corpus / "1.txt")
    shape = as_json(run_alone("index", corpus, "--json"))
    assert (shape["changed"], shape["removed"], shape["unchanged"]) == (1, 1, 1)
    run_alone("search", "zeppelin", code=1)
    assert run_alone("search", "airship", "--ids").stdout == "corpus/0.txt\n"


def test_what_is_skipped_is_named_once_and_is_exit_code_6(run_alone, corpus):
    write(corpus / "empty.txt", "")
    result = run_alone("index", corpus, "--json", code=6)
    assert result.stderr.count("empty.txt") == 1
    assert as_json(result)["problems"][0]["path"].endswith("empty.txt")


def test_a_hostile_file_name_is_shown_harmless(run_alone, corpus):
    (corpus / "esc\x1b[31m\n.txt").write_text("", encoding="utf-8")
    result = run_alone("index", corpus, code=6)
    assert "\x1b" not in result.output
    assert "esc\\x1b[31m\\n.txt" in result.stderr


def test_a_dry_run_writes_nothing(run_alone, corpus, tmp_path):
    result = run_alone("index", corpus, "--dry-run")
    assert "Would be: 3 added" in result.stdout
    assert not (tmp_path / "index").exists()


def test_a_path_that_is_missing_makes_no_index(run_alone, tmp_path):
    result = run_alone("index", tmp_path / "nowhere", code=2)
    assert "nowhere" in result.stderr
    assert not (tmp_path / "index").exists()
    attributed = run_alone("attribute", tmp_path / "nowhere", code=2)
    assert attributed.stderr == result.stderr
    assert "index" not in attributed.stderr


@pytest.mark.parametrize("option", [[], ["--rebuild"]], ids=["index", "rebuild"])
def test_a_file_is_no_place_for_an_index(run_alone, corpus, tmp_path, option):
    write(tmp_path / "file", "x")
    result = run_alone("index", corpus, *option, "--index", tmp_path / "file", code=2)
    assert "this is a file, not the folder of an index" in result.stderr
    assert (tmp_path / "file").read_text() == "x"


def test_excluded_files_are_left_out(run_alone, corpus):
    assert "2 added" in run_alone("index", corpus, "--exclude", "1.*").stdout


def test_json_lines_come_through_a_pipe(run_alone):
    lines = '{"id": "x", "body": "a zeppelin"}\n{"body": "no id"}\n'
    result = run_alone("index", "-", code=6, stdin=lines)
    assert "1 added" in result.stdout
    assert "-:2: has no id" in result.stderr
    assert run_alone("search", "zeppelin", "--ids").stdout == "x\n"


def test_reports_are_appended_to_a_file(run_alone, corpus, tmp_path):
    run_alone("index", corpus, "--report", "report.log")
    run_alone("index", corpus, "--report", "report.log")
    assert [json.loads(line)["unchanged"] for line in (tmp_path / "report.log").read_text().splitlines()] == [0, 3]


def test_rebuild_repairs_a_damaged_index(run_alone, corpus, tmp_path):
    run_alone("index", corpus)
    segment = next((tmp_path / "index").glob("*.seg"))
    segment.write_bytes(segment.read_bytes()[:-7])
    assert segment.name in run_alone("check", code=5).stderr
    result = run_alone("search", "zeppelin", code=5)
    assert segment.name in result.stderr
    assert "--rebuild" in result.stderr
    result = run_alone("index", corpus, "--rebuild", code=6)
    assert "what programs and streams gave it is not in the new index" in result.stderr
    run_alone("check")
    run_alone("search", "zeppelin")


def test_an_index_in_another_language(run_alone, corpus):
    write(corpus / "de.txt", "Die Straßenbahnen fahren")
    run_alone("index", corpus, "--language", "german")
    assert as_json(run_alone("stats", "--json"))["language"] == "german"
    assert run_alone("search", "Straßenbahn", "--ids").stdout == "corpus/de.txt\n"
    assert "known are" in run_alone("index", corpus, "--language", "klingon", "--index", "other", code=2).stderr


def test_the_index_is_named_by_option_then_environment_then_file_then_default(run_alone, corpus, tmp_path):
    run_alone.index = None
    run = run_alone
    (tmp_path / "searchkit.toml").write_text('index = "from-file"\n', encoding="utf-8")
    run("index", corpus)
    assert (tmp_path / "from-file").is_dir()
    run("index", corpus, env={"SEARCHKIT_INDEX": "from-environment"})
    assert (tmp_path / "from-environment").is_dir()
    run("index", corpus, "--index", "from-option", env={"SEARCHKIT_INDEX": "from-environment"})
    assert (tmp_path / "from-option").is_dir()
    os.unlink(tmp_path / "searchkit.toml")
    run("index", corpus)
    assert (tmp_path / "index").is_dir()


def test_what_the_configuration_says_of_a_folder_holds_for_index_too(run_alone, corpus, tmp_path):
    (corpus / "drafts").mkdir()
    write(corpus / "drafts" / "d.txt", TEXT.format("draft"))
    (tmp_path / "searchkit.toml").write_text(
        '[[source]]\npath = "corpus"\nsource = "desk"\nexclude = ["drafts/*"]\n', encoding="utf-8"
    )
    run_alone("reindex")
    for arguments in (["index", corpus, "--json"], ["index", corpus, "--rebuild", "--json"], ["reindex"]):
        shape = as_json(run_alone(*arguments))
        assert (shape["changed"], shape["removed"], shape["articles"]) == (0, 0, 3), arguments
        assert run_alone("search", "--source", "desk", "--count").stdout == "3\n"
    assert as_json(run_alone("index", corpus, "--exclude", "1.txt", "--source", "wire", "--json"))["articles"] == 3
    assert run_alone("search", "draft", "--ids", "--source", "wire").stdout == "corpus/drafts/d.txt\n"


def test_aliases_of_the_configuration_hold_for_questions(run_alone, corpus, tmp_path):
    (tmp_path / "searchkit.toml").write_text('aliases = "aliases.toml"\n', encoding="utf-8")
    (tmp_path / "aliases.toml").write_text('"Orla Venn" = ["The Tram Witch"]\n', encoding="utf-8")
    write(corpus / "q.txt", "“We will walk the whole way,” said Harbour Minister Orla Venn.")
    run_alone("index", corpus)
    assert as_json(run_alone("quotes", "--by", "The Tram Witch", "--json"))["total"] == 1
    (tmp_path / "aliases.toml").write_text('"Orla Venn" = 3\n', encoding="utf-8")
    assert "aliases.toml" in run_alone("quotes", "--by", "Venn", code=2).stderr


def test_options_have_environment_variables(run_alone, corpus):
    run_alone("index", corpus)
    assert run_alone("search", "went", "--ids", env={"SEARCHKIT_SEARCH_LIMIT": "2"}).stdout.count("\n") == 2


def test_a_closed_pipe_ends_quietly(corpus, tmp_path):
    lines = "".join(json.dumps({"id": f"n{number}", "body": "tram " * 50}) + "\n" for number in range(2_000))
    (corpus / "many.jsonl").write_text(lines, encoding="utf-8")
    built = start("index", corpus, "--no-quotes", "--index", tmp_path / "index")
    assert built.wait(60) == 0
    export = start("export", "tram", "--index", tmp_path / "index")
    export.stdout.readline()
    export.stdout.close()
    assert export.wait(60) == 141
    assert export.stderr.read() == ""
    export.stderr.close()
    built.communicate()


def test_a_batch_sees_commits_made_while_it_runs(run_alone, corpus, tmp_path):
    run_alone("index", corpus)
    batch = start("search", "--batch", "--index", tmp_path / "index", stdin=subprocess.PIPE)

    def ask(query):
        batch.stdin.write(json.dumps({"query": query}) + "\n")
        batch.stdin.flush()
        return json.loads(batch.stdout.readline())

    assert ask("airship") == {"total": 0, "ids": []}
    write(corpus / "3.txt", TEXT.format("airship"))
    run_alone("index", corpus)
    assert ask("airship") == {"total": 1, "ids": ["corpus/3.txt"]}
    out, err = batch.communicate()
    assert (batch.returncode, out, err) == (0, "", "")


def test_an_interrupted_run_keeps_what_was_committed(corpus, tmp_path):
    lines = "".join(json.dumps({"id": f"n{number}", "body": f"tram {number} " * 300}) + "\n" for number in range(9_000))
    (corpus / "many.jsonl").write_text(lines, encoding="utf-8")
    run = start("index", corpus, "--no-quotes", "--index", tmp_path / "index")
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not list((tmp_path / "index").glob("_MAIN_1.toc")):
        time.sleep(0.02)
    run.send_signal(signal.SIGINT)
    _, err = run.communicate()
    assert run.returncode == 130
    assert err.strip() == "searchkit: interrupted; what was committed before stays"
    finished = start("index", corpus, "--no-quotes", "--json", "--index", tmp_path / "index")
    out, _ = finished.communicate()
    shape = json.loads(out)
    assert shape["unchanged"] > 0
    assert shape["articles"] == 9_003


def test_watching_without_its_extra_names_it_before_anything_is_done(run_alone, corpus, tmp_path, monkeypatch):
    import importlib.util

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert "pip install 'searchkit[watch]'" in run_alone("index", corpus, "--watch", code=2).stderr
    assert not (tmp_path / "index").exists()


def test_changes_are_indexed_while_watching(corpus, tmp_path):
    pytest.importorskip("watchfiles")
    watch = start("index", corpus, "--watch", "--report", tmp_path / "report.log", "--index", tmp_path / "index")
    assert "3 added" in watch.stdout.readline()
    assert "watching" in watch.stderr.readline()
    import searchkit

    with searchkit.open(tmp_path / "index") as news:
        deadline = time.monotonic() + 20
        while not news.search("airship").total and time.monotonic() < deadline:
            # Again and again: watching may begin a moment after it is announced.
            write(tmp_path / "new.txt", TEXT.format("airship"))
            os.replace(tmp_path / "new.txt", corpus / "new.txt")
            time.sleep(0.05)
        assert news.search("airship").total == 1
    assert "1 added, 3 unchanged" in watch.stdout.readline()
    watch.send_signal(signal.SIGINT)
    out, err = watch.communicate(timeout=20)
    assert (watch.returncode, out, err) == (0, "", "")
    assert [json.loads(line)["added"] for line in (tmp_path / "report.log").read_text().splitlines()] == [3, 1]


def test_reindex_prints_one_line_of_json(run_alone, corpus, tmp_path):
    (tmp_path / "searchkit.toml").write_text('[[source]]\npath = "corpus"\n', encoding="utf-8")
    result = run_alone("reindex", "--report", "job.log")
    assert as_json(result)["added"] == 3
    assert result.stdout == (tmp_path / "job.log").read_text()
    shutil.rmtree(corpus)
    failed = run_alone("reindex", code=2)
    assert as_json(failed)["error"] == "InputError"
    assert "corpus" in failed.stderr


def test_stats_for_prometheus(run_alone, corpus, tmp_path):
    run_alone("index", corpus)
    run_alone("stats", "--prometheus", "searchkit.prom")
    assert "searchkit_articles{" in (tmp_path / "searchkit.prom").read_text()
    assert run_alone("stats", "--prometheus", "-").stdout == (tmp_path / "searchkit.prom").read_text()


def test_the_line_of_each_command_in_the_help_is_the_beginning_of_its_own(run_cli):
    for name, (_, line) in COMMANDS.items():
        first = run_cli(name, "--help").stdout.split("\n\n")[1]
        assert " ".join(first.split()).startswith(line.rstrip(".")), name


def test_the_version_is_told(run_cli):
    from click.testing import CliRunner

    import searchkit

    assert CliRunner().invoke(main, ["--version"]).stdout == f"searchkit {searchkit.__version__}\n"


def test_a_stray_file_is_named_by_check_and_is_no_damage(run_alone, corpus, tmp_path):
    run_alone("index", corpus)
    (tmp_path / "index" / "notes\x1b[2J.txt").write_text("x", encoding="utf-8")
    result = run_alone("check")
    assert "is sound" in result.stdout
    assert result.stderr == "searchkit: notes\\x1b[2J.txt: is no part of the index; it does no harm\n"
    shape = as_json(run_alone("check", "--json"))
    assert (shape["sound"], shape["problems"], shape["strays"]) == (True, [], ["notes\x1b[2J.txt"])
    segment = next((tmp_path / "index").glob("*.seg"))
    segment.write_bytes(segment.read_bytes() + b"x")
    result = run_alone("check", code=5)
    assert [line.split(": ")[1] for line in result.stderr.splitlines()] == [
        "notes\\x1b[2J.txt",
        segment.name,
        "the index is damaged",
    ]
