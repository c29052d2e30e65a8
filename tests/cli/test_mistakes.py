"""What every command does when something is wrong: one line, and an exit code."""

import os
from pathlib import Path

import pytest

from searchkit.cli import COMMANDS, main, report, system_error
from searchkit.errors import IndexLockedError


@pytest.mark.parametrize("command", [name for name in COMMANDS if name not in ("index", "attribute", "reindex")])
def test_a_missing_index_is_exit_code_3_and_says_how_to_make_one(run_alone, command, tmp_path):
    arguments = {"show": ["x"], "similar": ["x"], "explain": ["x"], "backup": ["copy"], "search": ["x"]}.get(command, [])
    result = run_alone(command, *arguments, code=3)
    assert "there is no index here. Make one: searchkit index FOLDER" in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["serch", "x"], "there is no command 'serch'; did you mean search", id="command"),
        pytest.param(["search", "x", "--lmit", "3"], "no such option", id="option"),
        pytest.param(["search", "x", "-n", "many"], "neither a count nor", id="limit"),
        pytest.param(["search", "x", "--sort", "best"], "is not one of", id="choice"),
        pytest.param(["search", "x", "--recency", "soon"], "not a number of days", id="days"),
        pytest.param(["index", ".", "--max-size", "big"], "not a size", id="size"),
        pytest.param(["search"], "say what to look for", id="no query"),
        pytest.param(["search", "x", "--batch"], "exclude each other", id="query and batch"),
        pytest.param(["export", "--quotes", "--speaker", "X"], "say --by", id="export"),
        pytest.param(["index"], "missing argument", id="no path"),
        pytest.param(["index", ".", "--format", "pdf"], "there is no format 'pdf'", id="format"),
        pytest.param(["reindex"], "there is no searchkit.toml in this folder", id="no configuration"),
        pytest.param(["search", "x", "--config", "no.toml"], "no.toml: no such file", id="configuration that is missing"),
    ],
)
def test_a_mistake_of_use_is_one_line_and_exit_code_2(run_cli, arguments, message):
    result = run_cli(*arguments, code=2)
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert message in result.stderr
    assert result.stderr.startswith("searchkit: ")


def test_a_locked_index_is_exit_code_4_and_names_the_holder(run_alone, tmp_path):
    import searchkit

    run_alone("index", "-", stdin="")
    with searchkit.open(tmp_path / "index") as news:
        writer = news._engine.writer()
        result = run_alone("index", "-", "--wait", "0", stdin="", code=4)
        writer.close()
    assert f"process {os.getpid()}" in result.stderr


@pytest.mark.parametrize(
    ("error", "code", "message"),
    [
        pytest.param(OSError(28, "No space left on device", "/x/seg"), 74, "/x/seg: no space left on device", id="disk full"),
        pytest.param(PermissionError(13, "Permission denied", "/x"), 74, "Check who owns it", id="permission"),
        pytest.param(MemoryError(), 74, "not enough memory", id="memory"),
        pytest.param(RecursionError("maximum depth"), 70, "a mistake of searchkit (RecursionError", id="our mistake"),
        pytest.param(IndexLockedError(Path("/x"), 12, None), 4, "process 12", id="ours"),
    ],
)
def test_errors_are_one_line_and_have_their_exit_code(capsys, error, code, message):
    assert report(error) == code
    err = capsys.readouterr().err
    assert len(err.splitlines()) == 1
    assert message in err


def test_what_the_system_says_is_shown_without_escapes():
    from searchkit.cli.terminal import printable

    assert "\x1b" not in printable(system_error(OSError(5, "Input/output error", "a\x1b[2Jb")))


def test_a_mistake_of_ours_shows_where_it_comes_from_only_with_debug(run_cli, monkeypatch):
    import searchkit

    monkeypatch.setattr(searchkit.newsindex.NewsIndex, "stats", lambda _: 1 / 0)
    result = run_cli("stats", code=70)
    assert "ZeroDivisionError" in result.stderr
    assert "--debug" in result.stderr
    from click.testing import CliRunner

    for arguments in (["stats", "--debug"], ["--debug", "stats"]):
        raised = CliRunner().invoke(main, [*arguments, "--index", run_cli.index])
        assert isinstance(raised.exception, ZeroDivisionError)
    for value, wanted in (("1", ZeroDivisionError), ("0", SystemExit), ("", SystemExit)):
        raised = CliRunner(env={"SEARCHKIT_DEBUG": value}).invoke(main, ["stats", "--index", run_cli.index])
        assert isinstance(raised.exception, wanted), value


def test_ctrl_c_is_exit_code_130(run_alone, monkeypatch):
    import searchkit.newsindex

    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(searchkit.newsindex.NewsIndex, "update", interrupted)
    result = run_alone("index", "-", stdin="", code=130)
    assert "interrupted" in result.stderr
