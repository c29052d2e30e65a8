"""What the documentation shows is run: every `$ searchkit …` line and every Python block of README.md."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def commands(text: str) -> list[str]:
    """The `$ …` lines of console blocks, continuation lines joined."""
    joined = "".join(blocks(text, "console")).replace("\\\n", " ")
    return [line[2:].strip() for line in joined.splitlines() if line.startswith("$ ")]


SEARCHKIT_LINES = [line for line in commands(README) if line.startswith("searchkit ")]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A folder as a newcomer has it after `make demo`: the corpus and an index of it."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "corpus", folder / "corpus")
    for name in ("corpus.toml",):
        shutil.copy(ROOT / name, folder / name)
    run("searchkit index corpus", folder)
    return folder


def run(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Runs a line as a shell would, `searchkit` being this installation."""
    line = re.sub(r"\bsearchkit (?=[a-z-])", f"{shlex.quote(sys.executable)} -m searchkit ", line)
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SEARCHKIT_")}
    return subprocess.run(
        ["/bin/sh", "-c", line], cwd=folder, env={**environment, "SEARCHKIT_TODAY": "2032-11-30"}, capture_output=True, text=True
    )


def test_the_readme_shows_commands():
    assert len(SEARCHKIT_LINES) >= 8


@pytest.mark.parametrize("line", SEARCHKIT_LINES)
def test_a_command_of_the_readme_works(line, project):
    done = run(line, project)
    assert done.returncode == 0, f"{line}\n{done.stderr}"
    assert done.stdout.strip(), f"{line} printed nothing"


def test_the_page_shown_in_the_readme_is_what_the_command_prints(project):
    shown = re.findall(r"^```console\n\$ (searchkit .*?)\n```\n\n```text\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    assert shown
    for line, page in shown:
        assert run(line, project).stdout.strip() == page.strip()


@pytest.mark.parametrize("code", blocks(README, "python"))
def test_a_python_block_of_the_readme_runs(code, project):
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], cwd=project, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


@pytest.mark.parametrize("page", sorted(ROOT.glob("*.md")) + sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page):
    for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_make_targets_named_in_the_pages_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md"):
        for target in re.findall(r"`make ([a-z-]+)`", page.read_text(encoding="utf-8")):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"{page.name} names make {target}"
