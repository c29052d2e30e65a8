"""Putting files on disk so that they stay there, and making a commit of them.

The order of a commit, each step only after the one before is on disk:

    1. segment files and the manifest, under their final names, which nothing refers to yet
    2. the table of contents under a temporary name, and the record, which holds its checksum
    3. the folder
    4. the rename of the table of contents to its final name: from here on the commit is in force
    5. the folder again
    6. files that no commit needs any more are deleted

Killed or cut off before 4, the old commit is in force, untouched; the leftovers go when the next writer starts.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from searchkit.engines.whoosh.commits import Commit, FileInfo, is_ours, record_bytes, record_name, toc_name
from searchkit.engines.whoosh.mapped import page_sums
from searchkit.errors import IndexWriteError

_TEMPORARY = ".tmp"


@contextmanager
def writing(file: Path) -> Iterator[None]:
    """Turns an error of the system while `file` is written into an IndexWriteError."""
    try:
        yield
    except OSError as problem:
        raise IndexWriteError(file, problem.strerror or str(problem)) from problem


def sync_folder(folder: Path) -> None:
    """Waits until the names in a folder are on disk; Windows cannot, and keeps names in its journal."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_file(folder: Path, name: str, data: bytes) -> FileInfo:
    """Writes a file and waits until it is on disk."""
    path = folder / name
    with writing(path):
        with path.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        return file_info(folder, name)


def file_info(folder: Path, name: str) -> FileInfo:
    """Length and checksums of a file. Raises OSError."""
    return FileInfo(name, *page_sums(folder / name))


def prepare(folder: Path, commit: Commit, toc: bytes) -> Commit:
    """Steps 2 and 3 for a commit whose other files are on disk. Returns it with its table of contents among the files."""
    name = toc_name(commit.generation)
    info = write_file(folder, name + _TEMPORARY, toc)
    files = {**commit.files, name: FileInfo(name, info.size, info.sums)}
    complete = Commit(commit.generation, commit.language, files, commit.segments, commit.manifest)
    record = record_bytes(complete)
    write_file(folder, record_name(commit.generation), record)
    with writing(folder):
        sync_folder(folder)
    return Commit(commit.generation, commit.language, files, commit.segments, commit.manifest, len(record))


def switch(folder: Path, commit: Commit) -> None:
    """Step 4."""
    file = folder / toc_name(commit.generation)
    with writing(file):
        if file.exists():
            raise FileExistsError(None, "another program has written to the index at the same time")
        os.rename(f"{file}{_TEMPORARY}", file)


def settle(folder: Path, commit: Commit) -> None:
    """Steps 5 and 6."""
    with writing(folder):
        sync_folder(folder)
        clean(folder, commit.names)


def clean(folder: Path, keep: set[str]) -> None:
    """Deletes the files of other commits, finished or not. What cannot be deleted is left for the next time."""
    for entry in list(folder.iterdir()):
        if entry.name not in keep and is_ours(entry.name):
            remove(entry)


def remove(file: Path) -> None:
    """Deletes a file, or leaves it when that fails: it is in nobody's way, and the next writer tries again."""
    with suppress(OSError):
        file.unlink()
