"""The write lock of an index: one writer at a time, with its process and start time for others to see.

The lock is Whoosh's own (`flock` on MAIN_WRITELOCK; on Windows, its first byte), so that a program that writes with Whoosh alone and
searchkit keep each other out. The system gives it back when the process ends, however it ends. The file stays; it is empty while
nobody writes.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from weakref import WeakSet

from searchkit.errors import IndexLockedError

LOCK_NAME = "MAIN_WRITELOCK"
_RETRY_SECONDS = 0.05

_held: WeakSet[WriteLock] = WeakSet()


def _let_go_in_child() -> None:
    """A child of a writer must not keep the lock when the writer dies: it closes its copy, which leaves the writer's lock alone."""
    for lock in list(_held):
        lock.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go_in_child)


def _try_lock(descriptor: int) -> bool:
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
    else:
        import fcntl

        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


class WriteLock:
    """Held from construction to `release`. Raises IndexLockedError when another holds it for more than `wait` seconds, OSError when
    the lock file cannot be made."""

    def __init__(self, folder: Path, wait: float = 0.0) -> None:
        self._file = folder / LOCK_NAME
        until = time.monotonic() + wait
        while not self._acquire():
            left = until - time.monotonic()
            if left <= 0:
                holder, since = read_holder(self._file)
                raise IndexLockedError(folder, holder, since)
            time.sleep(min(_RETRY_SECONDS, left))

    def _acquire(self) -> bool:
        descriptor = os.open(self._file, os.O_CREAT | os.O_RDWR, 0o666)
        locked = False
        try:
            locked = _try_lock(descriptor)
        finally:
            if not locked:
                os.close(descriptor)
        if not locked:
            return False
        self._descriptor: int | None = descriptor
        _held.add(self)
        self._note(f"{os.getpid()} {datetime.now().astimezone().isoformat(timespec='seconds')}\n".encode())
        return True

    def _note(self, text: bytes) -> None:
        """Says who holds the lock. Only a courtesy to others: on a full disk the lock holds without it."""
        assert self._descriptor is not None
        with suppress(OSError):
            os.ftruncate(self._descriptor, 0)
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            os.write(self._descriptor, text)

    def release(self) -> None:
        """Gives the lock back; again does nothing."""
        if self._descriptor is not None:
            with suppress(OSError):
                os.ftruncate(self._descriptor, 0)
            self.forget()

    def forget(self) -> None:
        """Closes the lock file and nothing else."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def read_holder(file: Path) -> tuple[int | None, datetime | None]:
    """Process and start time noted in a lock file; None where it says nothing (Whoosh's own writer notes nothing)."""
    try:
        process, since = file.read_text("ascii").split()
        return int(process), datetime.fromisoformat(since)
    except (OSError, ValueError):
        return None, None
