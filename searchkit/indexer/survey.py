"""What has changed below one root since the last run, by the manifest; nothing is read or changed yet."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from searchkit.errors import InputError
from searchkit.indexer.options import Input, UpdateOptions
from searchkit.ingest import FORMATS, Entry, Problem, walk
from searchkit.ingest.problem import safe_id, shown
from searchkit.ingest.streams import StreamError, open_regular
from searchkit.manifest import Manifest, Root, origin_of

# So many files may always vanish, whatever part of a folder they are.
FEW = 2


@dataclass(slots=True)
class Survey:
    """One root of this run. `label` None is a file named alone.

    `to_read` are files that are new or may have changed, `vanished` those that are in the manifest and no longer there.
    `unchanged` counts articles of files that need no reading; those of them with saved problems stand in `troubled`.
    `is_stale`: the files were read with other settings, so everything must be read again.
    """

    input: Input
    label: str | None
    root: Root
    is_stale: bool = False
    is_manifest_changed: bool = False
    to_read: list[Entry] = field(default_factory=list)
    troubled: list[Entry] = field(default_factory=list)
    vanished: list[str] = field(default_factory=list)
    unchanged: int = 0
    files: int = 0
    known_files: int = 0
    known_articles: int = 0
    lost_articles: int = 0

    def key(self, entry: Entry) -> str:
        """The file's key in the root."""
        return entry.root if self.label is None else entry.relative

    def origin(self, key: str) -> str:
        return origin_of(self.label, key)

    def is_again(self, other: Survey) -> bool:
        """Whether this is the root that `other` is. Raises InputError when it is to be read in another way."""
        if self.root is not other.root or (self.label is None and self.input.path != other.input.path):
            return False
        if (self.input.exclude, self.input.format, self.input.source) != (
            other.input.exclude,
            other.input.format,
            other.input.source,
        ):
            raise InputError(
                f"{shown(self.input.path)} is named twice, to be read in two ways. Name it once, or its folders apart"
            )
        return True

    def refuse_accidents(self, max_removed: float | None) -> None:
        """Raises InputError when an empty or half-empty folder looks like an accident, such as a disk that is not mounted."""
        if not self.vanished or max_removed == 100:
            return
        path, gone, before = shown(self.input.path), len(self.vanished), self.known_files
        if self.files == 0 and gone == before:
            raise InputError(
                f"{path}: holds no files now, and held {before:,} at the last run. Nothing was changed. "
                "Is a disk not mounted? To remove its articles from the index: --max-removed 100"
            )
        if max_removed is not None and gone > FEW and 100 * gone > max_removed * before:
            raise InputError(
                f"{path}: {gone:,} of {before:,} files have vanished, more than {max_removed:g} %. Nothing was changed. "
                "To remove their articles from the index: --max-removed 100"
            )

    def refuse_losses(self, path: str, lost: int, max_removed: float | None) -> None:
        """Raises InputError when files that still exist have lost too many of the root's articles, as a truncated file has."""
        self.lost_articles += lost
        if max_removed is None or max_removed == 100 or self.lost_articles <= FEW:
            return
        if 100 * self.lost_articles <= max_removed * self.known_articles:
            return
        raise InputError(
            f"{path}: {self.lost_articles:,} of {self.known_articles:,} articles of {shown(self.input.path)} are no longer in its "
            f"files, more than {max_removed:g} %. They stay in the index. To remove them: --max-removed 100"
        )


def check_inputs(inputs: Sequence[Input]) -> None:
    """Raises InputError for a path that is not there, and for a format there is not: before an index is made or locked."""
    walk([one.path for one in inputs if one.stream is None])
    for one in inputs:
        if one.format not in FORMATS:
            raise InputError(f"there is no format {one.format!r}; choose one of {', '.join(FORMATS)}")


def survey(one: Input, manifest: Manifest, options: UpdateOptions) -> tuple[Survey | None, list[Problem]]:
    """Compares an input with the manifest. None for what is neither file nor folder; the problems then say so.

    Raises InputError when it is not there.
    """
    entries: list[Entry] = []
    problems: list[Problem] = []
    for found in walk([one.path], exclude=one.exclude):
        if isinstance(found, Entry):
            entries.append(found)
        else:
            problems.append(found)
    if os.path.isdir(one.path):
        result = _folder(one, manifest, entries, tuple(problem.unread for problem in problems if problem.unread is not None))
    elif entries:
        result = Survey(one, None, manifest.alone)
    else:
        return None, problems
    settings = f"{one.format} {options.max_size} {options.with_quotes} {one.source or ''}"
    result.is_stale = result.root.settings not in ("", settings)
    if result.root.settings != settings:
        result.root.settings = settings
        result.is_manifest_changed = True
    _compare(result, entries)
    return result, problems


def _folder(one: Input, manifest: Manifest, entries: list[Entry], unread: tuple[str, ...]) -> Survey:
    real = os.path.realpath(one.path)
    name = safe_id(os.path.basename(os.path.abspath(one.path))) or "."
    files = {entry.relative for entry in entries}
    is_known = manifest.label_at(real, name) is not None
    label = manifest.label(real, name, files, lambda path: not os.path.lexists(path))
    root = manifest.roots[label]
    vanished = [file for file in root.files if file not in files and not _is_under(file, name, unread)]
    return Survey(one, label, root, is_manifest_changed=not is_known, vanished=vanished)


def raw_digest(entry: Entry) -> str | None:
    """The digest of a file's bytes as the manifest keeps it; None when it cannot be read."""
    digest = blake2b(digest_size=16)
    try:
        with open_regular(entry) as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
    except (StreamError, OSError):
        return None
    return digest.hexdigest()


def _compare(result: Survey, entries: list[Entry]) -> None:
    root, alone = result.root, result.label is None
    result.files = len(entries)
    result.known_files = 0 if alone else len(root.files)
    known = (root.files.get(entry.root) for entry in entries) if alone else root.files.values()
    result.known_articles = sum(state.articles for state in known if state is not None)
    for entry in entries:
        key = entry.root if alone else entry.relative
        if result.is_stale and key in root.files:
            # A run that dies half way must not leave files that look as if they had been read with the new settings.
            root.files[key] = root.files[key]._replace(mtime_ns=-1, digest="")
        if result.is_stale or not root.is_unchanged(key, entry.size, entry.mtime_ns):
            result.to_read.append(entry)
            continue
        result.unchanged += root.files[key].articles
        if key in root.problems:
            result.troubled.append(entry)


def _is_under(file: str, name: str, unread: tuple[str, ...]) -> bool:
    """Whether a file lies where this walk could not look."""
    return bool(unread) and safe_id(f"{name}/{file}".replace(os.sep, "/")).startswith(unread)
