"""What can still be read of an index that is damaged: its language, and the list of files it was made from."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from searchkit.engines.whoosh import commits
from searchkit.errors import SearchkitError


class Remains(NamedTuple):
    """`language` is None and `manifest` empty where they cannot be read."""

    language: str | None = None
    manifest: bytes = b""


def remains_of(folder: Path) -> Remains:
    """Reads the record and the manifest alone, so that a damaged segment does not matter. Raises nothing for damage."""
    language = None
    try:
        file = folder / commits.record_name(commits.newest(folder))
        commit = commits.parse_record(commits.read_record(file), file)
        language = commit.language
        manifest = commits.read_file(folder, commit.files[commit.manifest]) if commit.manifest else b""
    except (OSError, SearchkitError):
        return Remains(language)
    return Remains(language, manifest)
