"""The one writer of an index.

In: articles with their quotes, ids to delete. Out: commits. Text waits in memory until `commit` (or `flush`) makes a segment of it;
deletions wait as document numbers until a commit holds them.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from searchkit.article import Article, Quote
from searchkit.engines.whoosh import commits, files, merge
from searchkit.engines.whoosh.batch import Batch, new_name
from searchkit.engines.whoosh.commits import Commit, FileInfo
from searchkit.engines.whoosh.groups import check_group
from searchkit.engines.whoosh.lock import WriteLock
from searchkit.engines.whoosh.segment import SegmentInfo, SegmentReader
from searchkit.engines.whoosh.toc import toc_bytes
from searchkit.errors import IndexCorruptError, IndexMissingError, IndexWriteError

_NO_ROOM = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


class _Live:
    """A segment the next commit holds: its reader, its file, and what has been deleted in it so far."""

    def __init__(self, reader: SegmentReader, file: FileInfo) -> None:
        self.reader, self.file = reader, file
        self.deleted = set(reader.deleted)

    @property
    def info(self) -> SegmentInfo:
        return replace(self.reader.info, deleted=frozenset(self.deleted))

    def find(self, id: str) -> int | None:
        """The live article record with this id."""
        return next(iter(self.docs("id", id)), None)

    def docs(self, field: str, term: str) -> list[int]:
        """Live documents with a term; not kept in the reader's memory, since a job asks for each id once."""
        info = self.reader.term_info(field, term)
        return [doc for doc in self.reader.postings_at(info).docs if doc not in self.deleted] if info else []

    def delete_group(self, doc: int) -> None:
        """Deletes an article record and its quotes."""
        self.deleted.update(self.reader.group(doc))


class WhooshWriter:
    """The writer protocol of `engines.base` on an index folder, and two things more: `flush` writes what waits as a segment without
    publishing it, and a writer made with `anew` begins from an empty index that takes the place of the old one with its first
    commit – so a rebuild is one switch, however long it takes, and works when the old index is damaged.

    Holds the write lock from construction to `close`. Raises IndexLockedError, and what reading a commit raises; every method that
    writes raises IndexWriteError, after which what was committed stands, what waited still waits, and `commit` may be called again.
    """

    def __init__(self, folder: Path, *, wait: float = 0.0, anew: str | None = None) -> None:
        with files.writing(folder):
            self._lock = WriteLock(folder, wait)
        self._folder = folder
        try:
            # Past the leftovers of unfinished commits too: no file name is ever used for two things.
            self._next = commits.last_generation(folder) + 1
            if anew is None:
                self._commit = commits.read_commit(folder)
                with files.writing(folder):
                    files.clean(folder, self._commit.names)
            else:
                self._commit = Commit(-1, anew, {}, (), None)
            self._segments = {
                info.name: self._open(info, self._commit.files[f"{info.name}.seg"]) for info in self._commit.segments
            }
        except BaseException:
            self._lock.release()
            raise
        self._batch = Batch(self._commit.language)
        self._changed = anew is not None
        self._settled = True
        self._closed = False

    def _open(self, info: SegmentInfo, file: FileInfo) -> _Live:
        return _Live(SegmentReader(self._folder, info, file.size, file.sums), file)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _check_open(self) -> None:
        if self._closed:
            raise ValueError("this writer is closed")

    def add(
        self, article: Article, quotes: Sequence[Quote], *, speakers: Sequence[str], origin: str = "", digest: str = ""
    ) -> None:
        """Adds an article with its quotes; one with the same id is replaced. Invalid values raise ValueError and change nothing."""
        self._check_open()
        group = check_group(article, quotes, speakers, origin, digest)
        self._delete_written(article.id)
        self._batch.put(group)

    def delete(self, ids: Iterable[str]) -> int:
        """Deletes articles with their quotes; returns how many there were."""
        self._check_open()
        count = 0
        for id in ids:
            waited = self._batch.discard(id)
            count += self._delete_written(id) or waited
        return count

    def _delete_written(self, id: str) -> bool:
        for live in self._segments.values():
            doc = live.find(id)
            if doc is not None:
                live.delete_group(doc)
                self._changed = True
                return True
        return False

    def lookup(self, id: str) -> tuple[str, str] | None:
        """(origin, digest) of the article as this writer sees it now, None when there is none."""
        waiting = self._batch.groups.get(id)
        if waiting is not None:
            return waiting.origin, waiting.digest
        for live in self._segments.values():
            doc = live.find(id)
            if doc is not None:
                stored = live.reader.stored(doc)
                return stored.get("origin", ""), stored.get("digest", "")
        return None

    def ids_of(self, origin: str) -> list[str]:
        """Ids of the articles that came from one input, in order."""
        found = self._batch.ids_of(origin)
        for live in self._segments.values():
            found.update(live.reader.stored(doc)["id"] for doc in live.docs("origin", origin))
        return sorted(found)

    def pending_bytes(self) -> int:
        """Bytes of text that wait in memory; callers commit (or flush) when it passes their bound."""
        return self._batch.size

    def manifest(self) -> bytes:
        """The manifest of the commit this writer began from or made last; empty when there is none."""
        name = self._commit.manifest
        return commits.read_file(self._folder, self._commit.files[name]) if name else b""

    def flush(self) -> None:
        """Writes what waits in memory as a segment that the next commit will hold; nothing is published."""
        self._check_open()
        if not len(self._batch):
            return
        name = new_name()
        path = self._folder / f"{name}.seg"
        try:
            with files.writing(path):
                info = self._batch.write(self._folder, name)
                file = files.file_info(self._folder, path.name)
        except BaseException:
            files.remove(path)
            raise
        self._segments[name] = self._open(info, file)
        self._batch = Batch(self._commit.language)
        self._changed = True
        self._merge()

    def _merge(self) -> None:
        """Merges as the policy says. A segment that is not committed yet goes at once, others when the next commit is in."""
        for name in [name for name, live in self._segments.items() if len(live.deleted) == live.reader.doc_count]:
            self._drop(name)
        plans = merge.choose([(name, live.reader.doc_count, len(live.deleted)) for name, live in self._segments.items()])
        for names in plans:
            merged = self._merged([self._segments[name] for name in names])
            if merged is None:
                return
            for old in names:
                self._drop(old)
            self._segments[merged.reader.name] = merged

    def _merged(self, lives: Sequence[_Live]) -> _Live | None:
        """One segment out of several, None when there is no room for it: old and new stand side by side for a while. A commit that
        has room goes on without the merge, and a later one makes it."""
        name = new_name()
        path = self._folder / f"{name}.seg"
        try:
            with files.writing(path):
                info = merge.merge(self._folder, [live.reader.with_info(live.info) for live in lives], name)
                return self._open(info, files.file_info(self._folder, path.name))
        except IndexWriteError as problem:
            files.remove(path)
            if isinstance(problem.__cause__, OSError) and problem.__cause__.errno in _NO_ROOM:
                return None
            raise
        except BaseException:
            files.remove(path)
            raise

    def _drop(self, name: str) -> None:
        del self._segments[name]
        if f"{name}.seg" not in self._commit.files:
            files.remove(self._folder / f"{name}.seg")

    def commit(self, manifest: bytes | None = None) -> None:
        """Publishes what was added and deleted as one commit, with `manifest` as part of it; None keeps the one before. Does nothing
        when nothing changed. Durable when the call returns."""
        self._check_open()
        if manifest is not None and manifest == self.manifest():
            manifest = None
        if not self._settled:
            self._settle()
        if not (len(self._batch) or self._changed or manifest is not None):
            return
        self.flush()
        self._merge()
        generation = self._next
        segments = tuple(live.info for live in self._segments.values())
        held = {live.file.name: live.file for live in self._segments.values()}
        name = self._commit.manifest
        if manifest is not None:
            name = commits.manifest_name(generation)
            held[name] = files.write_file(self._folder, name, manifest)
        elif name is not None:
            held[name] = self._commit.files[name]
        language = self._commit.language
        commit = Commit(generation, language, held, segments, name)
        commit = files.prepare(self._folder, commit, toc_bytes(language, generation, segments))
        files.switch(self._folder, commit)
        self._next += 1
        self._commit = commit
        self._changed = self._settled = False
        self._settle()

    def _settle(self) -> None:
        files.settle(self._folder, self._commit)
        self._settled = True

    def close(self) -> None:
        """Gives up what was not committed, and the lock. May be called again."""
        if self._closed:
            return
        self._closed = True
        try:
            # Interrupted between the switch and its return, the segments are committed and must stay.
            if self._generation_on_disk() < self._next:
                for name in list(self._segments):
                    self._drop(name)
        finally:
            self._lock.release()

    def _generation_on_disk(self) -> int:
        try:
            return commits.newest(self._folder)
        except (IndexMissingError, IndexCorruptError):
            return -1
