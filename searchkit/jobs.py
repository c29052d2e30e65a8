"""The periodic job: one locked run over all sources of searchkit.toml, a report, and a state file that monitoring can read.

In: a Config. Out: a JobReport. The state stands in the index folder and survives runs that fail; durations come from a
monotonic clock, so a clock that is set back changes no decision.
"""

from __future__ import annotations

import contextlib
import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from searchkit.config import Config
from searchkit.errors import IndexMissingError, InputError, SearchkitError
from searchkit.indexer import DEFAULT_MAX_SIZE, Input, Listener, UpdateOptions
from searchkit.newsindex import check_inputs, open, rehearse
from searchkit.newsindex.index import WAIT
from searchkit.results import SCHEMA, Stats, UpdateReport

STATE_NAME = "searchkit.state.json"
# Problems kept in the state file; the report has all.
_MOST_PROBLEMS = 100


@dataclass(frozen=True, slots=True)
class JobReport:
    """What a run did: the update's report, when it began, on which index. `error` is set instead of `update` where it failed."""

    index: str
    started: datetime
    seconds: float
    update: UpdateReport | None = None
    error: SearchkitError | None = None

    @property
    def exit_code(self) -> int:
        if self.error is not None:
            return self.error.exit_code
        assert self.update is not None
        return 6 if self.update.skipped or self.update.altered else 0

    @property
    def is_success(self) -> bool:
        """Whether everything was gone through; inputs that were skipped do not count against it."""
        return self.update is not None and self.update.finished

    def to_dict(self) -> dict[str, Any]:
        about = {"schema": SCHEMA, "index": self.index, "started": _iso(self.started), "exit_code": self.exit_code}
        if self.update is not None:
            return {**about, **self.update.to_dict(), "seconds": round(self.seconds, 3)}
        error = {"error": type(self.error).__name__, "message": str(self.error), "finished": False}
        return {**about, **error, "seconds": round(self.seconds, 3)}


def reindex(
    config: Config,
    index: str,
    *,
    dry_run: bool = False,
    max_removed: float | None = None,
    max_seconds: float | None = None,
    jobs: int = 1,
    wait: float = WAIT,
    listener: Listener | None = None,
) -> JobReport:
    """Brings `index` up to date with all sources of `config`, in one run under the lock, and records it in the state file.

    `max_removed` (per cent) is that of the configuration unless told; a source that is missing, empty or has lost more than that
    is refused, and then nothing is changed. `max_seconds` ends the run at a commit; the next run goes on. `jobs` processes look
    for quotes, unless the configuration says how many. Errors that have an explanation are in the report, not raised, except a
    configuration without sources (InputError).
    """
    if not config.sources:
        raise InputError(f'{config.path}: names no source. Add one:  [[source]]  path = "corpus"')
    inputs = [Input(one.path, one.exclude, one.format, one.source) for one in config.sources]
    options = UpdateOptions(
        max_size=config.max_size or DEFAULT_MAX_SIZE,
        max_removed=config.max_removed if max_removed is None else max_removed,
        jobs=config.jobs or jobs,
        max_seconds=max_seconds,
    )
    started, began = datetime.now(UTC), time.monotonic()
    update, error = None, None
    try:
        check_inputs(inputs)
        if dry_run:
            update = rehearse(index, inputs, options=options, language=config.language, wait=wait, listener=listener)
        else:
            with open(index, create=True, language=config.language) as news:
                update = news.update(inputs, options=options, wait=wait, listener=listener)
    except SearchkitError as problem:
        error = problem
    report = JobReport(index, started, time.monotonic() - began, update, error)
    if not dry_run:
        _record(report)
    return report


def read_state(index: str | os.PathLike[str]) -> dict[str, Any]:
    """The state file of an index; empty when there is none, or none that can be read."""
    try:
        state = json.loads((Path(index) / STATE_NAME).read_bytes())
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def metrics(stats: Stats, state: Mapping[str, Any], now: datetime | None = None) -> str:
    """Numbers for Prometheus in its text format: what is in the index, and how the job fares."""
    values: list[tuple[str, str, float | None]] = [
        ("articles", "Articles in the index.", stats.articles),
        ("quotes", "Quotes in the index.", stats.quotes),
        ("speakers", "Names of people quoted.", stats.speakers),
        ("bytes", "Size of the index.", stats.bytes),
        ("segments", "Segments of the index.", stats.segments),
        ("deleted", "Deleted records that are not merged away yet.", stats.deleted),
        ("generation", "Number of the newest commit.", stats.generation),
    ]
    success, run = _time(state.get("last_success")), _time(state.get("last_run"))
    if success is not None:
        age = max(0.0, ((now or datetime.now(UTC)) - success).total_seconds())
        values.append(("last_success_timestamp_seconds", "When the job last went through everything.", success.timestamp()))
        values.append(("last_success_age_seconds", "How long ago that was, when this was written.", age))
    if run is not None:
        values.append(("last_run_timestamp_seconds", "When the job last ran.", run.timestamp()))
        values.append(("last_run_seconds", "How long it took.", _number(state.get("seconds"))))
        values.append(("last_run_exit_code", "Its exit code.", _number(state.get("exit_code"))))
        values.append(("problems", "Inputs it skipped or altered.", _number(state.get("problem_count"))))
    label = str(stats.path).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    label = label.encode("utf-8", "backslashreplace").decode()
    lines = []
    for name, help_text, value in values:
        if value is not None:
            lines += [f"# HELP searchkit_{name} {help_text}", f"# TYPE searchkit_{name} gauge"]
            lines.append(f'searchkit_{name}{{index="{label}"}} {value:.15g}')
    return "\n".join(lines) + "\n"


def replace_file(path: str | os.PathLike[str], text: str) -> None:
    """Writes a file in one step: a reader sees the old content or the new one, whole. Raises OSError."""
    part = f"{os.fspath(path)}.{os.getpid()}.tmp"
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_CLOEXEC", 0), 0o666)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(part)
        raise


def append_line(path: str | os.PathLike[str], line: str) -> None:
    """Appends a line in one write, so that lines of two jobs do not mix. Raises OSError."""
    data = (line + "\n").encode("utf-8", "backslashreplace")
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_CLOEXEC", 0), 0o666)
    try:
        if os.write(descriptor, data) != len(data):
            raise OSError(28, "no room for the whole report", os.fspath(path))
    finally:
        os.close(descriptor)


def _record(report: JobReport) -> None:
    """Writes the state file. An index that does not exist has none; a disk that is full has been told of already."""
    if not os.path.isdir(report.index) or isinstance(report.error, IndexMissingError):
        return
    before = read_state(report.index)
    problems = report.update.problems if report.update else ()
    state = {
        "schema": SCHEMA,
        "last_run": _iso(report.started),
        "last_success": _iso(report.started) if report.is_success else before.get("last_success"),
        "exit_code": report.exit_code,
        "seconds": round(report.seconds, 3),
        "error": str(report.error) if report.error else None,
        "problem_count": len(problems),
        "problems": [problem.to_dict() for problem in problems[:_MOST_PROBLEMS]],
    }
    with contextlib.suppress(OSError):
        replace_file(Path(report.index) / STATE_NAME, json.dumps(state, indent=1) + "\n")


def _iso(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _time(text: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(text))
    except ValueError:
        return None


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
