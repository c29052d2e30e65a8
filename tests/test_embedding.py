"""The examples of docs/embedding.md run as they stand."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = re.findall(
    r"^```python\n(.*?)^```", (ROOT / "docs" / "embedding.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """`corpus/` and `index/`, as the page says."""
    folder = tmp_path_factory.mktemp("embedding")
    shutil.copytree(ROOT / "corpus", folder / "corpus")
    command = [sys.executable, "-m", "searchkit", "index", "corpus", "--index", "index"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder


def test_the_page_has_examples():
    assert len(EXAMPLES) >= 7


@pytest.mark.parametrize("code", EXAMPLES, ids=range(len(EXAMPLES)))
def test_an_example_runs_and_shows_something(code, folder):
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
