"""`run_cli` runs a command in this process; `corpus_index` is an index of the sample corpus."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from searchkit.cli import main

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch, tmp_path):
    """No setting of this machine reaches a test, and every command runs in a folder of its own."""
    for name in [*os.environ]:
        if name.startswith("SEARCHKIT_") or name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("SEARCHKIT_TODAY", "2032-11-30")
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="session")
def corpus_index(tmp_path_factory):
    path = tmp_path_factory.mktemp("corpus") / "index"
    result = CliRunner().invoke(main, ["index", str(ROOT / "corpus"), "--index", str(path)])
    assert result.exit_code == 0, result.output
    return str(path)


class Runner:
    """Runs a command; `--index` is added where the command takes one and names none."""

    def __init__(self, index):
        self.index = index

    def __call__(self, *arguments, code=0, stdin=None, env=None):
        arguments = [str(argument) for argument in arguments]
        wants_index = arguments and arguments[0] != "attribute" and "--index" not in arguments
        if wants_index and self.index and "-h" not in arguments:
            arguments[1:1] = ["--index", self.index]
        result = CliRunner(env=env or {}).invoke(main, arguments, input=stdin)
        assert "Traceback" not in result.output, result.output
        if code is not None:
            assert result.exit_code == code, f"{arguments} ended with {result.exit_code}\n{result.output}"
        return result


@pytest.fixture
def run_cli(corpus_index):
    """On the index of the sample corpus."""
    return Runner(corpus_index)


@pytest.fixture
def run_alone(tmp_path):
    """On an index of the test's own, `index` in its folder."""
    return Runner(str(tmp_path / "index"))
