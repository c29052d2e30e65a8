"""Runs the fault harnesses of ../shared/faults against the real `searchkit` command.

    python benchmarks/faults.py [--short] [--seed N] [--only NAME …]

Each harness kills, cuts, fills, damages or floods on purpose and says whether what it expects held. `--short` takes a few
minutes in all and runs with every change; without it the counts of the goals in docs/losing-data.md are used. Reports go to
benchmarks/runs/<day>-faults/ in the long form, to a scratch folder in the short one. Exit code 1 when a harness did not hold.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HARNESSES = ROOT.parent / "shared" / "faults"

# name: (short arguments, long arguments); short None: only in the long form
RUNS: dict[str, tuple[list[str] | None, list[str]]] = {
    "crash_kill": (["--kills", "6"], ["--kills", "30"]),
    "power_loss": ([], []),
    "io_errors": (None, ["--tmpfs"]),
    "corrupt": (["--mutations", "24"], ["--mutations", "300"]),
    "two_writers": (["--rounds", "2"], []),
    "untrusted_index": ([], []),
    "hostile_queries": (None, []),
    "hostile_docs": (["test", "--small"], ["test", "--tree"]),
    "soak": (["--seconds", "8"], ["--seconds", "60"]),
}


def run(name: str, arguments: list[str], seed: int, reports: Path) -> bool:
    command = [sys.executable, "-m", "searchkit"]
    prefix = " ".join(command)
    environment = {
        **os.environ,
        "FAULTS_INDEX": f"{prefix} index {{corpus}} --index {{index}}",
        "FAULTS_BATCH": f"{prefix} search --index {{index}} --batch",
        "FAULTS_CHECK": f"{prefix} check --index {{index}}",
    }
    report = reports / f"{name}.json"
    with tempfile.TemporaryDirectory(prefix=f"faults-{name}-") as scratch:
        line = [sys.executable, str(HARNESSES / f"{name}.py"), *arguments, "--seed", str(seed), "--report", str(report)]
        done = subprocess.run(
            [*line, "--work", str(Path(scratch) / "work")], env=environment, cwd=scratch, capture_output=True, text=True
        )
    if done.returncode:
        print(done.stdout[-4000:], done.stderr[-4000:], sep="\n", file=sys.stderr)
    print(f"{name:16} {' '.join(arguments):24} seed {seed}  {'holds' if done.returncode == 0 else 'DOES NOT HOLD'}", flush=True)
    return done.returncode == 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--seed", type=int, default=811)
    parser.add_argument("--only", nargs="*", choices=sorted(RUNS), default=sorted(RUNS))
    options = parser.parse_args()
    if not HARNESSES.is_dir():
        print(f"skipped: the fault harnesses are not here ({HARNESSES})")
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        reports = Path(scratch)
        if not options.short:
            reports = ROOT / "benchmarks" / "runs" / f"{date.today()}-faults"
            reports.mkdir(parents=True, exist_ok=True)
            machine = {"python": platform.python_version(), "machine": platform.machine(), "cores": os.cpu_count()}
            (reports / "machine.json").write_text(json.dumps({**machine, "seed": options.seed, "argv": sys.argv}) + "\n")
        held = True
        for name in options.only:
            arguments = RUNS[name][0 if options.short else 1]
            if arguments is not None:
                held &= run(name, arguments, options.seed, reports)
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
