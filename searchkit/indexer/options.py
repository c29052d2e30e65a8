"""What an update is told: where to read, how, and whom to tell what happens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO, Protocol

from searchkit.ingest import DEFAULT_MAX_SIZE
from searchkit.results import InputProblem


@dataclass(frozen=True, slots=True)
class Input:
    """A named file or folder, or a stream of JSON lines (`path` is then only its name).

    `exclude` holds globs (see ingest.walk), `format` is one of ingest.FORMATS, `source` the source of articles that name none.
    """

    path: str
    exclude: tuple[str, ...] = ()
    format: str = "auto"
    source: str | None = None
    stream: BinaryIO | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateOptions:
    """How to update.

    `max_size`      bytes one article may have; longer ones are skipped and named
    `max_removed`   per cent of a folder's files that may vanish at once; more is refused. None: only a folder that is empty
                    now and held files before is refused; 100: everything may vanish
    `keep_missing`  articles of vanished files stay
    `with_quotes`   find quotes and speakers
    `one_commit`    publish everything at the end at once, instead of a batch at a time
    `jobs`          processes that find quotes, once there is much to do; more than one only in a program whose main module may
                    be imported again (see multiprocessing)
    `max_seconds`   stop with a commit after this time; the next run goes on
    """

    max_size: int = DEFAULT_MAX_SIZE
    max_removed: float | None = None
    keep_missing: bool = False
    with_quotes: bool = True
    one_commit: bool = False
    jobs: int = 1
    max_seconds: float | None = None


class Listener(Protocol):
    """Told what happens while an update runs."""

    def problem(self, problem: InputProblem) -> None:
        """An input was skipped or altered. Every problem of the run is told, also those of files that did not change since."""

    def progress(self, done: int, files: int, articles: int) -> None:
        """`done` of the `files` that have to be read are read, and `articles` written."""


class Silence:
    """The listener that does nothing with what it hears."""

    def problem(self, problem: InputProblem) -> None:
        pass

    def progress(self, done: int, files: int, articles: int) -> None:
        pass
