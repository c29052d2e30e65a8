"""One run over named inputs: survey all of them, refuse what looks like an accident, then read, replace and remove.

The survey changes nothing. It needs the manifest, so it runs under the writer's lock.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence

from searchkit.article import Article
from searchkit.engines.base import Writer
from searchkit.indexer.batch import Batch, Outcome
from searchkit.indexer.options import Input, Listener, Silence, UpdateOptions
from searchkit.indexer.survey import Survey, raw_digest, survey
from searchkit.ingest import Entry, Place, Problem, Reading, read, read_stream
from searchkit.ingest.problem import shown
from searchkit.manifest import PARTLY, FileState, Manifest, SavedProblem, is_settled
from searchkit.results import InputProblem, UpdateReport

__all__ = ["add_articles", "update"]


# Problems kept in a report, and in the manifest for each file: a file of nothing but bad lines must not fill the memory.
MOST_PROBLEMS = 10_000
MOST_SAVED = 1_000


class _OutOfTime(Exception):
    """`max_seconds` are over."""


def update(
    writer: Writer,
    inputs: Sequence[Input],
    options: UpdateOptions | None = None,
    listener: Listener | None = None,
    manifest: Manifest | None = None,
) -> UpdateReport:
    """Makes the index mirror the named inputs, and commits. Articles of inputs that are not named stay as they are.

    `manifest` is what the writer's index holds, where that is not the writer's own manifest. The report counts this run; its
    `articles`, `quotes` and `bytes` are for the caller to fill in.
    Raises InputError, with nothing changed, when a root is missing or too much of it has vanished.
    """
    run = _Run(writer, options or UpdateOptions(), listener or Silence(), manifest)
    try:
        return run.all(inputs)
    finally:
        run.batch.close()


def add_articles(writer: Writer, articles: Iterable[Article], options: UpdateOptions | None = None) -> UpdateReport:
    """Adds articles that a program gives, and commits; one with a known id replaces that article, wherever it came from.

    Raises InputError for an article that cannot be indexed; what was not committed by then is discarded by the writer.
    """
    run = _Run(writer, options or UpdateOptions(one_commit=True), Silence())
    try:
        for article in articles:
            run.batch.put(article)
        run.batch.commit(None)
        return run.report()
    finally:
        run.batch.close()


class _Run:
    def __init__(self, writer: Writer, options: UpdateOptions, listener: Listener, manifest: Manifest | None = None) -> None:
        self.options, self.listener, self.writer = options, listener, writer
        data = writer.manifest()
        self.manifest = manifest if manifest is not None else Manifest.from_bytes(data)
        # Without one, as on a first run, files that are new to the manifest may yet have articles in the index.
        self.has_manifest = manifest is not None or data != b""
        self.batch = Batch(writer, options, self.note, self._manifest_bytes)
        self.began = time.monotonic()
        self.is_manifest_changed = manifest is not None
        self.removed = self.unchanged = self.skipped = self.altered = 0
        self.problems: list[InputProblem] = []
        # Articles whose id another input holds: told at the end, because that input may lose the article in this run.
        self.duplicates: list[tuple[Survey, Entry, SavedProblem]] = []
        self.open_file: tuple[Survey, str] | None = None
        self.files_done = self.files_to_read = 0

    def all(self, inputs: Sequence[Input]) -> UpdateReport:
        surveys = self._survey([one for one in inputs if one.stream is None])
        is_finished = True
        try:
            for found in surveys:
                for entry in found.to_read:
                    self._read_file(found, entry)
                    self.files_done += 1
            for one in inputs:
                if one.stream is not None:
                    self._read_stream(one.path, read_stream(one.stream, max_size=self.options.max_size, source_name=one.source))
            self.batch.drain()
            for found in surveys:
                self._remove_vanished(found)
            self._read_freed()
        except _OutOfTime:
            is_finished = False
        for _, entry, saved in sorted(self.duplicates, key=lambda one: one[1].name):
            self._note_saved(entry, saved)
        manifest = self._manifest_bytes()
        self.batch.commit(manifest if self.is_manifest_changed else None)
        return self.report(is_finished)

    def report(self, is_finished: bool = True) -> UpdateReport:
        counts = self.batch.counts
        return UpdateReport(
            added=counts[Outcome.ADDED],
            changed=counts[Outcome.CHANGED],
            removed=self.removed,
            unchanged=counts[Outcome.UNCHANGED] + self.unchanged,
            skipped=self.skipped,
            altered=self.altered,
            seconds=time.monotonic() - self.began,
            problems=tuple(self.problems),
            finished=is_finished,
        )

    def note(self, path: str, reason: str, is_altered: bool = False) -> None:
        """Tells a problem and counts it; the report names no more than MOST_PROBLEMS."""
        told = InputProblem(path, reason)
        self.listener.problem(told)
        if is_altered:
            self.altered += 1
        else:
            self.skipped += 1
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(told)
        elif len(self.problems) == MOST_PROBLEMS:
            self.problems.append(InputProblem("", f"more than {MOST_PROBLEMS:,} problems; the others were told one by one"))

    def _survey(self, inputs: Sequence[Input]) -> list[Survey]:
        surveys: list[Survey] = []
        for one in inputs:
            found, problems = survey(one, self.manifest, self.options)
            for problem in problems:
                self._note_new(problem)
            if found is not None and not any(found.is_again(other) for other in surveys):
                surveys.append(found)
        for found in surveys:
            if not self.options.keep_missing:
                found.refuse_accidents(self.options.max_removed)
            self.is_manifest_changed |= found.is_manifest_changed
            self.unchanged += found.unchanged
            self.batch.gone.update(map(found.origin, found.vanished))
            for entry in found.troubled:
                self._tell_again(found, entry)
        self.files_to_read = sum(len(found.to_read) for found in surveys)
        return surveys

    def _read_file(self, found: Survey, entry: Entry, *, again: bool = False) -> None:
        """Reads one file into the index. `again`: only for articles whose id another input held until now."""
        self._step()
        key = found.key(entry)
        known = found.root.files.get(key)
        if not again and known is not None and self._is_same_content(found, entry, known):
            return
        read_ns = time.time_ns()
        origin = found.origin(key)
        earlier = set(self.writer.ids_of(origin)) if known is not None or not self.has_manifest else set()
        if known is not None and known.size < 0:
            found.known_articles += len(earlier) - known.articles
        problems: list[SavedProblem] = []
        count = 0
        self.open_file = (found, key)
        with read(entry, format=found.input.format, max_size=self.options.max_size, source_name=found.input.source) as reading:
            for item in reading:
                if isinstance(item, Problem):
                    told = item.to_dict()
                    saved = SavedProblem(told["path"].removeprefix(shown(entry.file)), told["reason"], item.altered)
                    if not again:
                        self._note_saved(entry, saved)
                    if len(problems) < MOST_SAVED:
                        problems.append(saved)
                    continue
                self._step()
                outcome = self.batch.take(item, origin, earlier)
                count += outcome is not Outcome.REFUSED
                if outcome is Outcome.REFUSED:
                    problems.append(self._duplicate(item.id, origin, reading.place))
                    self.duplicates.append((found, entry, problems[-1]))
                elif again and outcome is Outcome.UNCHANGED:
                    self.batch.counts[outcome] -= 1
        self._finish_file(found, entry, reading, earlier, count, problems, read_ns)

    def _finish_file(
        self,
        found: Survey,
        entry: Entry,
        reading: Reading,
        earlier: set[str],
        count: int,
        problems: list[SavedProblem],
        read_ns: int,
    ) -> None:
        """Enters a file into the manifest, and removes the articles it no longer holds."""
        key = found.key(entry)
        self.open_file = None
        self.is_manifest_changed = True
        if reading.is_unread or reading.size is None or reading.mtime_ns is None:
            # What is known of it stands; articles it gave before the system failed are there, the others are not lost.
            if count or key in found.root.files:
                found.root.remember(key, PARTLY._replace(articles=count + len(earlier)), problems, settled=False)
            return
        found.refuse_losses(shown(entry.file), len(earlier), self.options.max_removed)
        self.removed += self.batch.delete(earlier)
        state = FileState(reading.size, reading.mtime_ns, count, reading.digest or "")
        found.root.remember(key, state, problems, settled=is_settled(reading.mtime_ns, read_ns))

    def _is_same_content(self, found: Survey, entry: Entry, known: FileState) -> bool:
        """Whether a file whose time changed, or is too close to the last reading, still has the bytes that are in the index."""
        if known.size != entry.size or not known.digest:
            return False
        read_ns = time.time_ns()
        if raw_digest(entry) != known.digest:
            return False
        # Only a changed time is worth a commit.
        self.is_manifest_changed |= known.mtime_ns != entry.mtime_ns
        key = found.key(entry)
        problems = found.root.problems.get(key, [])
        found.root.remember(key, known._replace(mtime_ns=entry.mtime_ns), problems, settled=is_settled(entry.mtime_ns, read_ns))
        self.unchanged += known.articles
        self._tell_again(found, entry)
        return True

    def _read_stream(self, name: str, reading: Reading) -> None:
        seen: set[int] = set()
        for item in reading:
            if isinstance(item, Problem):
                self._note_new(item)
                continue
            self._step()
            key = hash(item.id)
            if key in seen or self.batch.take(item, "", None) is Outcome.REFUSED:
                saved = self._duplicate(item.id, "", reading.place)
                self.note(name + saved.place, saved.reason)
            seen.add(key)

    def _remove_vanished(self, found: Survey) -> None:
        if self.options.keep_missing:
            return
        for file in found.vanished:
            self._check_time()
            self.removed += self.batch.delete(self.writer.ids_of(found.origin(file)))
            found.root.forget(file)
            self.is_manifest_changed = True

    def _read_freed(self) -> None:
        """Reads files again that have an article whose id another input held until this run."""
        freed = {
            (id(found.root), found.key(entry)): (found, entry)
            for found, entry, saved in self.duplicates
            if saved.id is not None and self.writer.lookup(saved.id) is None
        }
        self.duplicates = [one for one in self.duplicates if (id(one[0].root), one[0].key(one[1])) not in freed]
        for found, entry in freed.values():
            self._read_file(found, entry, again=True)

    def _tell_again(self, found: Survey, entry: Entry) -> None:
        """Tells the problems of a file that is not read this time: they are still there."""
        for saved in found.root.problems.get(found.key(entry), ()):
            if saved.id is None:
                self._note_saved(entry, saved)
            else:
                self.duplicates.append((found, entry, saved))

    def _note_saved(self, entry: Entry, saved: SavedProblem) -> None:
        is_inside = saved.place == "" or saved.place.startswith(":")
        self.note(f"{shown(entry.file)}{saved.place}" if is_inside else saved.place, saved.reason, saved.is_altered)

    def _note_new(self, problem: Problem) -> None:
        told = problem.to_dict()
        self.note(told["path"], told["reason"], problem.altered)

    def _duplicate(self, id: str, origin: str, place: Place) -> SavedProblem:
        """That the article at `place` of the file `origin` has an id which another one holds."""
        holder = self.batch.holder_of(id)
        whose = "to an article before it" if holder == origin else f"to {shown(self._path_of(holder))}"
        part = f"{place.part}: " * bool(place.part)
        reason = f"{part}the id {shown(id)} belongs {whose}; the second article with it was left out"
        return SavedProblem("" if place.line is None else f":{place.line}", reason, False, id)

    def _path_of(self, origin: str) -> str:
        """The file of an origin; two folders of one name have labels apart, which nobody has seen."""
        if not origin:
            return "one given by a program or a stream"
        label, _, relative = origin.partition("/")
        root = self.manifest.roots.get(label)
        return os.path.join(root.path, relative) if root is not None and relative in root.files else origin

    def _step(self) -> None:
        self._check_time()
        counts = self.batch.counts
        self.listener.progress(self.files_done, self.files_to_read, counts[Outcome.ADDED] + counts[Outcome.CHANGED])

    def _check_time(self) -> None:
        limit = self.options.max_seconds
        if limit is not None and time.monotonic() - self.began > limit:
            raise _OutOfTime

    def _manifest_bytes(self) -> bytes:
        """For a commit, which may come before the run's end: a file of which only a part was read, or whose articles went to
        another file, is read again by the next run."""
        if self.open_file is not None:
            found, key = self.open_file
            found.root.remember(key, PARTLY, [], settled=False)
            self.is_manifest_changed = True
        for origin in self.batch.robbed:
            self.manifest.distrust(origin)
        return self.manifest.to_bytes()
