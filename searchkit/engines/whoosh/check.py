"""Whether an index is sound, and a copy of it.

In: an index folder, perhaps being written to. Out: a CheckReport, or a second folder with the files of one commit.
"""

from __future__ import annotations

import os
import zlib
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from searchkit.engines.whoosh import commits, files, trust
from searchkit.engines.whoosh.commits import Commit
from searchkit.engines.whoosh.lock import LOCK_NAME
from searchkit.engines.whoosh.mapped import PAGE, page_sums
from searchkit.errors import IndexCorruptError, IndexUntrustedError, InputError
from searchkit.results import CheckReport, InputProblem


def is_known(name: str) -> bool:
    """Whether a file may stand beside an index: hidden files, a README, the lock, searchkit's own notes about jobs."""
    return name.startswith((".", "README", "searchkit.")) or name == LOCK_NAME


def check(folder: Path, *, fast: bool) -> CheckReport:
    """Every file of the newest commit against its length and, unless `fast`, its checksums; then the files that do not belong.

    What a killed writer left, or a running one is making, is no problem: the next writer removes it. Raises IndexMissingError,
    IndexFormatError.
    """
    while True:
        generation = -1
        try:
            generation = commits.newest(folder)
            return _report(folder, generation, fast=fast)
        except FileNotFoundError as problem:
            # A writer that finished a commit meanwhile has deleted files of the one looked at: look again.
            if commits.newest(folder) == generation:
                return _failed(folder, Path(str(problem.filename)), "is missing", fast=fast)
        except (IndexCorruptError, IndexUntrustedError) as problem:
            return _failed(folder, problem.file, problem.reason, fast=fast)


def _failed(folder: Path, file: Path, reason: str, *, fast: bool) -> CheckReport:
    return CheckReport(str(folder), 1, 0, (InputProblem(file.name, reason),), fast, _strays(folder))


def _report(folder: Path, generation: int, *, fast: bool) -> CheckReport:
    record = folder / commits.record_name(generation)
    commit = commits.parse_record(commits.read_record(record), record)
    problems = []
    if commit.generation != generation:
        problems.append(InputProblem(record.name, f"describes commit {commit.generation}"))
    for info in commit.files.values():
        reason = _difference(folder / info.name, info, fast=fast)
        if reason:
            problems.append(InputProblem(info.name, reason))
    if not fast and not problems:
        toc = folder / commits.toc_name(generation)
        trust.check_toc(toc.read_bytes(), file=toc)
    return CheckReport(str(folder), len(commit.names), commit.bytes, tuple(problems), fast, _strays(folder))


def _difference(file: Path, info: commits.FileInfo, *, fast: bool) -> str:
    """What is wrong with a file, "" for nothing. Raises FileNotFoundError when it is not there."""
    size = file.stat().st_size
    if size != info.size:
        return f"has {size} bytes, should have {info.size}"
    if fast:
        return ""
    try:
        found = page_sums(file)[1]
    except IndexCorruptError as problem:
        return problem.reason
    except FileNotFoundError:
        raise
    except OSError as problem:
        return f"cannot be read: {problem.strerror}"
    for page, (value, wanted) in enumerate(zip(found, info.sums, strict=False)):
        if value != wanted:
            return f"its bytes from {page * PAGE} on are not those that were written"
    return ""


def _strays(folder: Path) -> tuple[str, ...]:
    names = sorted(entry.name for entry in folder.iterdir())
    return tuple(name for name in names if not (commits.is_ours(name) or is_known(name)))


def backup(folder: Path, destination: Path) -> None:
    """Copies the newest commit, checked while it is copied, into a new or empty folder; on disk when the call returns. The copy
    becomes an index with its last step, as a commit does.

    Raises InputError when the destination holds anything, IndexWriteError when it cannot be written, and what reading raises.
    """
    if destination.exists() and (not destination.is_dir() or any(destination.iterdir())):
        raise InputError(f"{destination} is not empty. A backup goes into a new or an empty folder")
    with ExitStack() as stack:
        commit, sources = _open_all(folder, stack)
        with files.writing(destination):
            destination.mkdir(parents=True, exist_ok=True)
        copied = []
        try:
            # The table of contents last: until it is there, the folder is no index.
            toc = commits.toc_name(commit.generation)
            for name in sorted(sources, key=lambda name: name == toc):
                copied.append(destination / name)
                _copy(sources[name], folder / name, destination / name, commit)
            with files.writing(destination):
                files.sync_folder(destination)
                files.sync_folder(destination.absolute().parent)
        except BaseException:
            for file in copied:
                files.remove(file)
            raise


def _open_all(folder: Path, stack: ExitStack) -> tuple[Commit, dict[str, BinaryIO]]:
    """The newest commit with every file of it open: from here on it does not matter what a writer deletes."""
    while True:
        commit = commits.read_commit(folder)
        try:
            return commit, {name: stack.enter_context((folder / name).open("rb")) for name in commit.names}
        except FileNotFoundError as problem:
            if commits.newest(folder) == commit.generation:
                raise IndexCorruptError(Path(str(problem.filename)), "is missing") from None


def _copy(source: BinaryIO, file: Path, copy: Path, commit: Commit) -> None:
    info = commit.files.get(file.name)
    with files.writing(copy), copy.open("xb") as stream:
        page = 0
        while data := source.read(PAGE):
            # The record carries its own checksum, which was found right when the commit was read.
            if info is not None and (page >= len(info.sums) or zlib.crc32(data) != info.sums[page]):
                raise IndexCorruptError(file, f"its bytes from {page * PAGE} on are not those that were written")
            stream.write(data)
            page += 1
        if info is not None and page != len(info.sums):
            raise IndexCorruptError(file, "ends too early")
        stream.flush()
        os.fsync(stream.fileno())
