"""SIGTERM, with which services are stopped, ends a run in order."""

import json
import os
import subprocess
import sys

import pytest

import searchkit

# Indexes with processes from the first article on, and gets the signal at the fiftieth.
STOPPED = """
import os, signal
from searchkit.indexer import attributor, batch
from searchkit.__main__ import run

attributor.WORTH_PROCESSES = 0
take, taken = batch.Batch.take, []

def stopping(self, *arguments):
    taken.append(None)
    if len(taken) == 50:
        os.kill(os.getpid(), signal.SIGTERM)
    return take(self, *arguments)

if __name__ == "__main__":
    batch.Batch.take = stopping
    run()
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGTERM that can be caught")
def test_sigterm_in_a_long_run_is_exit_code_130_and_leaves_nothing_behind(tmp_path):
    (tmp_path / "stopped.py").write_text(STOPPED, encoding="utf-8")
    lines = (json.dumps({"id": f"n{number}", "body": "“We will walk,” said Orla Venn."}) + "\n" for number in range(100))
    (tmp_path / "wire.jsonl").write_text("".join(lines), encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "stopped", "index", "--jobs", "2", "wire.jsonl"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout) == (130, "")
    assert run.stderr.strip() == "searchkit: interrupted; what was committed before stays"
    with searchkit.open(tmp_path / "index") as news:
        assert news.check().sound
        assert news.update([tmp_path / "wire.jsonl"]).added == 100
