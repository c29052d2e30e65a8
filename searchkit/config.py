"""searchkit.toml: where the index stands and what goes into it.

In: a file named by --config, or searchkit.toml in the current folder. Out: a Config with paths made relative to the file.
Unknown keys are errors with a suggestion. Precedence: option, SEARCHKIT_* variable, file, default.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from searchkit.errors import InputError

FILE_NAME = "searchkit.toml"
DEFAULT_INDEX = "index"
DEFAULT_MAX_REMOVED = 20.0


@dataclass(frozen=True, slots=True)
class Source:
    """One folder or file to index: globs to leave out, the source name of its articles, its format."""

    path: str
    exclude: tuple[str, ...] = ()
    source: str | None = None
    format: str = "auto"


@dataclass(frozen=True, slots=True)
class Config:
    """What searchkit.toml says; `path` is the file. None is what it does not say."""

    path: Path
    index: str | None = None
    sources: tuple[Source, ...] = ()
    max_removed: float = DEFAULT_MAX_REMOVED
    max_size: int | None = None
    jobs: int | None = None
    language: str | None = None
    aliases: str | None = None


def load(path: str | os.PathLike[str] | None = None) -> Config | None:
    """The configuration in `path`, or in the current folder; None when none is named and there is none.

    Raises InputError, naming file and key, for anything wrong in it.
    """
    file = Path(path) if path is not None else Path(FILE_NAME)
    if path is None and not file.is_file():
        return None
    try:
        table = tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise InputError(
            f"{file}: {(error.strerror or str(error)).lower()}. Name a configuration file that is there: --config"
        ) from error
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: is not UTF-8. Save it as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{file}: is not TOML: {error}") from error
    return _config(file, table)


def _config(file: Path, table: Mapping[str, Any]) -> Config:
    keys = _Keys(file, "", table)
    keys.allow("index", "source", "max_removed", "max_size", "jobs", "language", "aliases")
    sources = table.get("source", [])
    if not isinstance(sources, list) or not all(isinstance(one, dict) for one in sources):
        raise InputError(f"{file}: source must be a list of tables; write each as [[source]]")
    max_removed = keys.number("max_removed", 0, 100)
    max_size, jobs = keys.number("max_size", 1, 2**62), keys.number("jobs", 1, 256)
    return Config(
        file,
        keys.place("index"),
        tuple(_source(file, number, one) for number, one in enumerate(sources, 1)),
        DEFAULT_MAX_REMOVED if max_removed is None else max_removed,
        None if max_size is None else int(max_size),
        None if jobs is None else int(jobs),
        keys.text("language"),
        keys.place("aliases"),
    )


def _source(file: Path, number: int, table: Mapping[str, Any]) -> Source:
    keys = _Keys(file, f"source {number}: ", table)
    keys.allow("path", "exclude", "source", "format")
    path = keys.place("path")
    if path is None:
        raise InputError(f'{file}: source {number}: has no path. Name a folder: path = "corpus"')
    exclude = table.get("exclude", [])
    if isinstance(exclude, str):
        exclude = [exclude]
    if not isinstance(exclude, list) or not all(isinstance(one, str) for one in exclude):
        raise InputError(f'{file}: source {number}: exclude must be a list of texts, such as ["drafts/*"]')
    return Source(path, tuple(exclude), keys.text("source"), keys.format())


class _Keys:
    """One table of the file: its values checked, with errors that name the place."""

    def __init__(self, file: Path, place: str, table: Mapping[str, Any]) -> None:
        self._file, self._place, self._table = file, place, table

    def allow(self, *known: str) -> None:
        for key in self._table:
            if key not in known:
                near = difflib.get_close_matches(key, known, 1)
                hint = f"did you mean {near[0]}?" if near else f"known keys are {', '.join(known)}"
                raise InputError(f"{self._file}: {self._place}there is no key {key!r}; {hint}")

    def text(self, key: str) -> str | None:
        value = self._table.get(key)
        if value is not None and (not isinstance(value, str) or not value.strip()):
            raise InputError(f"{self._file}: {self._place}{key} must be a text, not {value!r}")
        return value

    def place(self, key: str) -> str | None:
        """A path, relative to the folder of the file."""
        value = self.text(key)
        return None if value is None else os.path.normpath(os.path.join(self._file.parent, os.path.expanduser(value)))

    def format(self) -> str:
        """The format of a source, one of ingest.FORMATS."""
        value = self.text("format")
        if value is None:
            return "auto"
        from searchkit.ingest import FORMATS  # what most configurations do not need

        if value not in FORMATS:
            raise InputError(f"{self._file}: {self._place}there is no format {value!r}; choose one of {', '.join(FORMATS)}")
        return value

    def number(self, key: str, low: float, high: float) -> float | None:
        value = self._table.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
            raise InputError(f"{self._file}: {self._place}{key} must be a number from {low:g} to {high:g}, not {value!r}")
        return value
