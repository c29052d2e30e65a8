"""`searchkit index --watch`: what changes is indexed, until Ctrl-C."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from searchkit.cli.terminal import flush, printable
from searchkit.errors import IndexLockedError, InputError, MissingExtraError
from searchkit.results import InputProblem, UpdateReport

if TYPE_CHECKING:
    from searchkit.newsindex import Input, NewsIndex, UpdateOptions

# Changes that come together are indexed together, within this many milliseconds.
_TOGETHER_MS = 500


class _OnlyNews:
    """Tells problems once, not again at every change of something else."""

    def __init__(self) -> None:
        self._told: set[InputProblem] = set()

    def problem(self, problem: InputProblem) -> None:
        if problem not in self._told:
            self._told.add(problem)
            _say(f"{problem.path}: {problem.reason}")

    def progress(self, done: int, files: int, articles: int) -> None:
        pass


def check_extra() -> None:
    """Raises MissingExtraError when watchfiles is not installed."""
    if importlib.util.find_spec("watchfiles") is None:
        raise MissingExtraError("searchkit index --watch", "watch")


def watch_for_changes(
    news: NewsIndex, inputs: Sequence[Input], options: UpdateOptions, wait: float, tell: Callable[[UpdateReport], object]
) -> None:
    """Indexes the inputs again whenever something below them changes, and tells what it did. Returns at Ctrl-C."""
    from watchfiles import watch

    own = os.path.realpath(news.path)
    listener = _OnlyNews()
    _say("watching; Ctrl-C ends it")
    changes = watch(
        *(one.path for one in inputs),
        watch_filter=lambda _, path: not os.path.realpath(path).startswith(own + os.sep),
        debounce=_TOGETHER_MS,
        step=50,
    )
    # Several processes pay for a first run, not for a few files at a time.
    options = replace(options, jobs=1)
    with contextlib.suppress(KeyboardInterrupt):
        for _ in changes:
            try:
                report = news.update(inputs, options=options, wait=wait, listener=listener)
            except (InputError, IndexLockedError) as error:
                # The folder may be back, and the other writer gone, at the next change.
                _say(str(error))
                continue
            if report.added or report.changed or report.removed:
                tell(report)
                flush()


def _say(message: str) -> None:
    print(f"searchkit: {printable(message)}", file=sys.stderr)
