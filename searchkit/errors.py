"""The errors searchkit can explain to its user in one sentence.

Callers branch on the type and its fields; people read the sentence, which says what happened, where, and what to do now.
`exit_code` is what the command line returns for the error (the table stands in docs/cli.md).
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path


class SearchkitError(Exception):
    """Anything searchkit can explain to its user in one sentence."""

    exit_code = 2


class QueryError(SearchkitError):
    """A mistake in a query.

    `position` and `length` are characters of `query`; the mistake stands at `query[position : position + length]`.
    """

    def __init__(self, message: str, query: str, position: int, length: int) -> None:
        self.message, self.query, self.position, self.length = message, query, position, length
        super().__init__(message)


class LimitError(SearchkitError):
    """Work that was refused or stopped because a limit was reached; `limit` names the limit, `value` is its size."""

    def __init__(self, message: str, limit: str, value: float) -> None:
        self.limit, self.value = limit, value
        super().__init__(message)


class InputError(SearchkitError):
    """Input that cannot be used at all: a path that is not there, a bad option value, a bad configuration file."""


class MissingExtraError(InputError):
    """An optional dependency is not installed; `extra` is the extra that brings it."""

    def __init__(self, feature: str, extra: str) -> None:
        self.feature, self.extra = feature, extra
        super().__init__(f"{feature} needs an optional package. Install it: pip install 'searchkit[{extra}]'")


class IndexMissingError(SearchkitError):
    """No index stands at `path`."""

    exit_code = 3

    def __init__(self, path: Path, reason: str = "there is no index here") -> None:
        self.path = path
        super().__init__(f"{path}: {reason}. Make one: searchkit index FOLDER --index {path}")


class IndexLockedError(SearchkitError):
    """Another process writes to the index: `holder` is its process id, `since` when it began (both None when unknown)."""

    exit_code = 4

    def __init__(self, path: Path, holder: int | None, since: datetime | None) -> None:
        self.path, self.holder, self.since = path, holder, since
        who = f"process {holder}" if holder is not None else "another process"
        when = f" since {since:%Y-%m-%d %H:%M:%S}" if since is not None else ""
        super().__init__(f"{path}: {who} has been writing{when}. Try again later, or wait for it: --wait SECONDS")


class IndexCorruptError(SearchkitError):
    """A file of the index is damaged; `file` is the file's path."""

    exit_code = 5

    def __init__(self, file: Path, reason: str) -> None:
        self.file, self.reason = file, reason
        super().__init__(
            f"{file}: {reason}. The index is damaged: restore a backup, or build it again: "
            f"searchkit index --rebuild FOLDER --index {file.parent}"
        )


class IndexFormatError(SearchkitError):
    """The index was written in a format this version cannot read."""

    exit_code = 5

    def __init__(self, path: Path, found: int, readable: int) -> None:
        self.path, self.found, self.readable = path, found, readable
        super().__init__(
            f"{path} uses index format {found}; this version reads format {readable}. "
            f"Build it again: searchkit index --rebuild FOLDER --index {path}"
        )


class IndexUntrustedError(SearchkitError):
    """A file of the index asks for code that searchkit does not run; `file` is the file's path."""

    exit_code = 5

    def __init__(self, file: Path, reason: str) -> None:
        self.file, self.reason = file, reason
        super().__init__(
            f"{file}: {reason}. This index was not written by searchkit, or was changed since; it is not opened. "
            f"Build it again from its articles: searchkit index --rebuild FOLDER --index {file.parent}"
        )


class IndexWriteError(SearchkitError):
    """The index could not be written: a full disk, a failing one, missing rights; `file` is where, `cause` the system's words.

    What was committed before is safe."""

    exit_code = 74

    def __init__(self, file: Path, cause: str) -> None:
        self.file, self.cause = file, cause
        super().__init__(
            f"{file}: cannot be written: {cause}. What was committed before is safe; run it again when this is mended"
        )
