"""Runs the benchmarks and keeps what they print.

    python benchmarks/run.py [--short]

The long form writes one text file per benchmark, with machine, versions and command, to benchmarks/runs/<day>-<cores>cores/.
The short form runs each on little data, so that none rots; it keeps nothing. Benchmarks that need data of ../shared say so
and are skipped where it is absent.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
SHARED = HERE.parent.parent / "shared"

# script: (arguments of the short form, of the long form, the folder of ../shared it needs)
BENCHMARKS: dict[str, tuple[list[str], list[str], str]] = {
    "effectiveness.py": (["--sets", "cranfield"], [], "relevance"),
    "speed.py": (["--docs", "300"], ["--docs", "20000"], "bench"),
    "attribution/evaluate.py": (["world"], ["dev", "world", "held-out"], "speakers"),
    "names.py": ([], [], "speakers"),
}


def head(command: list[str]) -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in ("whoosh3", "PyStemmer", "click"))
    return (
        f"command   python {' '.join(command[1:])}\n"
        f"machine   {platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start\n"
        f"versions  Python {platform.python_version()}, {packages}\n\n"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true")
    short = parser.parse_args().short
    folder = HERE / "runs" / f"{date.today()}-{os.cpu_count()}cores"
    failed = []
    for script, (short_arguments, long_arguments, needs) in BENCHMARKS.items():
        if not (SHARED / needs).is_dir():
            print(f"{script}: skipped, it needs {SHARED / needs}")
            continue
        command = [sys.executable, str((HERE / script).relative_to(HERE.parent)), *(short_arguments if short else long_arguments)]
        print(f"== {' '.join(command[1:])}", flush=True)
        done = subprocess.run(command, cwd=HERE.parent, stdout=subprocess.PIPE, text=True)
        print(done.stdout, flush=True)
        if done.returncode:
            failed.append(script)
        elif not short:
            folder.mkdir(parents=True, exist_ok=True)
            name = script.removesuffix(".py").replace("/", "-")
            (folder / f"{name}.txt").write_text(head(command) + done.stdout, encoding="utf-8")
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
