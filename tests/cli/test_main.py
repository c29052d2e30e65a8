"""Around the commands: help without arguments, hints for mistakes, Ctrl-C at any moment."""

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from searchkit.cli import COMMANDS, main

# Runs the command line with Ctrl-C pressed while a certain module is loaded.
INTERRUPTED_IMPORT = """
import runpy, sys
wanted = sys.argv.pop(1)
class Interrupt:
    @staticmethod
    def find_spec(name, path, target=None):
        if name == wanted:
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupt)
runpy.run_module("searchkit", run_name="__main__")
"""


def test_without_arguments_the_help_is_shown():
    result = CliRunner().invoke(main, [])
    assert result.exit_code == 2
    assert result.stderr == CliRunner().invoke(main, ["--help"]).stdout
    assert {line.split()[0] for line in result.stderr.splitlines() if line.startswith("  ")} >= COMMANDS.keys()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(
            ["quotes", "--facet", "year"],
            "no such option --facet; did you mean --offset? A query that begins with - comes after --. "
            "See: searchkit quotes --help",
            id="a command with a query",
        ),
        pytest.param(
            ["quotes", "-5", "degrees"],
            "no such option -5. A query that begins with - comes after --. See: searchkit quotes --help",
            id="nothing near",
        ),
        pytest.param(["stats", "--jsn"], "no such option --jsn; did you mean --json? See: searchkit stats --help", id="no query"),
        pytest.param(["stats", "--qqq"], "no such option --qqq. See: searchkit stats --help", id="no query, nothing near"),
    ],
)
def test_an_unknown_option_gets_a_hint_in_whole_sentences(arguments, message):
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 2
    assert result.stderr == f"searchkit: {message}\n"


def test_a_mistake_with_an_option_points_at_the_help_of_its_command():
    result = CliRunner().invoke(main, ["search", "strike", "--facet"])
    assert result.stderr == "searchkit: option '--facet' requires an argument. See: searchkit search --help\n"


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")
@pytest.mark.parametrize("arguments", [["search", "strike"], ["search", "strike", "--csv"], ["export"]], ids=" ".join)
@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])
def test_an_output_that_takes_no_more_is_told_in_one_line(corpus_index, arguments, unbuffered):
    environment = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    command = [sys.executable, "-m", "searchkit", *arguments, "--index", corpus_index]
    with open("/dev/full", "w") as full:
        run = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False, env=environment)
    assert run.returncode == 74
    last = run.stderr.splitlines()[-1]
    assert last == "searchkit: standard output: no space left on device. Free some space on the disk and run it again"
    assert "Exception ignored" not in run.stderr


@pytest.mark.parametrize("module", ["searchkit.cli", "click", "searchkit.cli.upkeep", "searchkit.newsindex"])
def test_ctrl_c_while_modules_are_loaded_is_exit_code_130_without_a_traceback(module):
    run = subprocess.run([sys.executable, "-c", INTERRUPTED_IMPORT, module, "check"], capture_output=True, text=True, check=False)
    assert run.returncode == 130
    assert run.stderr.strip() == "searchkit: interrupted; what was committed before stays"


def test_ctrl_c_while_a_dataclass_is_made_is_exit_code_130(tmp_path):
    (tmp_path / "pressed.py").write_text(
        "import searchkit.cli\n"
        "from searchkit.__main__ import run\n"
        "searchkit.cli._Commands.get_command = lambda *_: exec('raise KeyboardInterrupt')\n"
        "run()\n",
        encoding="utf-8",
    )
    run = subprocess.run([sys.executable, "-m", "pressed", "check"], capture_output=True, text=True, check=False)
    assert run.returncode == 130
    assert run.stderr.strip() == "searchkit: interrupted; what was committed before stays"
