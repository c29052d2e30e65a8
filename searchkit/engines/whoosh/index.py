"""WhooshEngine: an index folder as the Engine protocol wants it."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from searchkit.analysis import text_analyzer
from searchkit.engines.whoosh import check, commits, files
from searchkit.engines.whoosh.commits import Commit
from searchkit.engines.whoosh.lock import LOCK_NAME, WriteLock
from searchkit.engines.whoosh.segment import SegmentInfo, SegmentReader
from searchkit.engines.whoosh.snapshot import WhooshSnapshot
from searchkit.errors import IndexCorruptError, IndexMissingError, InputError
from searchkit.results import CheckReport

if TYPE_CHECKING:
    from searchkit.engines.whoosh.writer import WhooshWriter

# Two programs that make one index at the same moment wait for each other this long; making one takes milliseconds.
_CREATION_SECONDS = 10.0


class WhooshEngine:
    """Implements searchkit.engines.base.Engine. May be shared by threads.

    Raises IndexMissingError when no index stands at `path`, IndexCorruptError when only parts of one do.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        commits.newest(self.path)
        self._lock = Lock()
        self._snapshot: WhooshSnapshot | None = None
        self._seen: tuple[int, int, int] | None = None
        self._segments: dict[str, SegmentReader] = {}

    @classmethod
    def create(cls, path: Path | str, language: str = "english", *, exist_ok: bool = False) -> WhooshEngine:
        """Makes an empty index, and the folder where there is none. `exist_ok` opens an index that is there already, in whatever
        language it is, so that several programs may begin at once.

        Raises InputError when there is an index, when `path` is a file or a folder that holds files that are no part of one (a
        README and hidden files are fine), or for an unknown language; IndexWriteError.
        """
        path = Path(path)
        _check_language(language)
        if path.exists() and not path.is_dir():
            raise InputError(f"{path}: this is a file, not the folder of an index")
        with files.writing(path):
            path.mkdir(parents=True, exist_ok=True)
        if not _is_index(path):
            _refuse_foreign(path)
            with files.writing(path / LOCK_NAME):
                lock = WriteLock(path, _CREATION_SECONDS)
            try:
                if not _is_index(path):
                    _begin(path, language)
            finally:
                lock.release()
        elif not exist_ok:
            raise InputError(f"{path} holds an index already")
        return cls(path)

    @classmethod
    def rebuild(cls, path: Path | str, language: str = "english", *, wait: float = 0.0) -> WhooshWriter:
        """A writer that begins from an empty index. What stands at `path` now, sound or damaged, stays in force until the writer's
        first commit replaces it as a whole; use `flush` to bound memory before that. Makes the index where there is none.

        Raises InputError, IndexLockedError, IndexWriteError.
        """
        from searchkit.engines.whoosh.writer import WhooshWriter

        path = Path(path)
        _check_language(language)
        try:
            commits.newest(path)
        except IndexMissingError:
            cls.create(path, language, exist_ok=True)
        except IndexCorruptError:
            pass  # that is what a rebuild is for
        return WhooshWriter(path, wait=wait, anew=language)

    def snapshot(self) -> WhooshSnapshot:
        """The newest commit; the same object as long as nothing was committed."""
        with self._lock:
            while True:
                generation = commits.newest(self.path)
                try:
                    found = (self.path / commits.toc_name(generation)).stat()
                    # An index that was removed and made anew may reach the same generation: that is another file.
                    seen = generation, found.st_ino, found.st_mtime_ns
                    if self._snapshot is None or seen != self._seen:
                        self._snapshot = self._open(commits.read_commit(self.path))
                        self._seen = seen if self._snapshot.generation == generation else None
                    return self._snapshot
                except FileNotFoundError as problem:
                    # A writer has finished a commit meanwhile and deleted files of the one before.
                    if commits.newest(self.path) == generation:
                        raise IndexCorruptError(Path(str(problem.filename)), "is missing") from None

    def _open(self, commit: Commit) -> WhooshSnapshot:
        try:
            text_analyzer(commit.language)
        except ValueError as problem:
            raise IndexCorruptError(self.path / commits.record_name(commit.generation), str(problem)) from None
        segments = tuple(self._segment(commit, info) for info in commit.segments)
        self._segments = {segment.name: segment for segment in segments}
        return WhooshSnapshot(self.path, commit.generation, commit.language, segments, bytes=commit.bytes)

    def _segment(self, commit: Commit, info: SegmentInfo) -> SegmentReader:
        """The reader of a segment; one that is open already keeps what it has checked and decoded."""
        known = self._segments.get(info.name)
        if known is not None:
            return known.with_info(info)
        file = commit.files[f"{info.name}.seg"]
        return SegmentReader(self.path, info, file.size, file.sums)

    def writer(self, *, wait: float = 0.0) -> WhooshWriter:
        # A search does not need the writer's modules: its start is 15 ms shorter without.
        from searchkit.engines.whoosh.writer import WhooshWriter

        return WhooshWriter(self.path, wait=wait)

    def check(self, *, fast: bool = False) -> CheckReport:
        return check.check(self.path, fast=fast)

    def backup(self, destination: Path) -> None:
        check.backup(self.path, Path(destination))

    def close(self) -> None:
        """Lets go of the newest commit; snapshots that are in use stay open until they are dropped."""
        with self._lock:
            self._snapshot, self._seen, self._segments = None, None, {}


def _check_language(language: str) -> None:
    try:
        text_analyzer(language)
    except ValueError as problem:
        raise InputError(str(problem)) from None


def _is_index(path: Path) -> bool:
    """Whether there is an index; parts of one are one, which must not be written over."""
    try:
        commits.newest(path)
    except IndexMissingError:
        return False
    except IndexCorruptError:
        return True
    return True


def _refuse_foreign(path: Path) -> None:
    for entry in sorted(path.iterdir()):
        if not (check.is_known(entry.name) or commits.is_ours(entry.name)):
            raise InputError(f"{path} is not empty: {entry.name} is no part of an index. Name a new or an empty folder")


def _begin(path: Path, language: str) -> None:
    """The first commit, without a record. The lock is held."""
    from searchkit.engines.whoosh.toc import toc_bytes

    commit = files.prepare(path, Commit(0, language, {}, (), None), toc_bytes(language, 0, ()))
    files.switch(path, commit)
    files.settle(path, commit)
    with files.writing(path):
        files.sync_folder(path.absolute().parent)
