"""After any changes and any accidents, a finished run leaves exactly what is on disk."""

import itertools
import json
import os
import tempfile
from pathlib import Path
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st
from memory import MemoryWriter

from searchkit.indexer import Input, Rehearsal, UpdateOptions, update
from searchkit.indexer import batch as batch_module
from searchkit.indexer import run as run_module

FILES = ("news/a.jsonl", "news/b.jsonl", "news/c/d.jsonl", "wire/a.jsonl")
IDS = ("u", "v", "w", "x", "y", "z")
lines = st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(("one", "two", "three"))), max_size=5)
changes = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(FILES), lines),
    st.tuples(st.just("remove"), st.sampled_from(FILES), st.none()),
    st.tuples(st.just("move"), st.sampled_from(FILES), st.sampled_from(FILES)),
)
# What happens between two runs, and how the second one ends early, if it does: it dies after so many commits, or its time is
# over after so many looks at the clock.
accidents = st.none() | st.tuples(st.just("dies"), st.integers(1, 3)) | st.tuples(st.just("stops"), st.integers(1, 12))
rounds = st.lists(st.tuples(st.lists(changes, max_size=4), accidents), min_size=1, max_size=5)


class Died(Exception):
    pass


class Disk:
    def __init__(self, folder):
        self.folder, self.clock = folder, 1_900_000_000
        (folder / "news" / "c").mkdir(parents=True)
        (folder / "wire").mkdir()

    def apply(self, change):
        what, name, more = change
        file = self.folder / name
        if what == "write":
            file.write_text("".join(json.dumps({"id": id, "body": body}) + "\n" for id, body in more), encoding="utf-8")
            self.clock += 10
            os.utime(file, (self.clock, self.clock))
        elif what == "remove":
            file.unlink(missing_ok=True)
        elif file.exists():
            os.replace(file, self.folder / more)

    def first_bodies(self):
        """{origin: {id: body}}: what each file gives, the first of equal ids."""
        found = {}
        for name in FILES:
            if (self.folder / name).exists():
                given = found[name] = {}
                for line in (self.folder / name).read_text(encoding="utf-8").splitlines():
                    article = json.loads(line)
                    given.setdefault(article["id"], article["body"])
        return found


def inputs(folder):
    return [Input(str(folder / "news")), Input(str(folder / "wire"))]


def run(writer, folder, accident=None):
    what, when = accident or (None, 0)
    made = []

    def count():
        made.append(1)
        if what == "dies" and len(made) == when:
            raise Died

    writer.restart().after_commit = count
    ticks = itertools.count()
    clock = mock.patch.object(run_module.time, "monotonic", lambda: next(ticks))
    options = UpdateOptions(with_quotes=False, max_removed=100, max_seconds=when if what == "stops" else None)
    try:
        with clock:
            return update(writer, inputs(folder), options)
    except Died:
        return None


@settings(deadline=None, max_examples=150)
@given(rounds)
def test_a_finished_run_leaves_what_is_on_disk(happenings):
    bound, batch_module.BATCH_BYTES = batch_module.BATCH_BYTES, 5
    try:
        with tempfile.TemporaryDirectory() as place:
            disk, writer = Disk(Path(place)), MemoryWriter()
            for happening, accident in happenings:
                for change in happening:
                    disk.apply(change)
                run(writer, disk.folder, accident)
                held = disk.first_bodies()
                for id, (_, _, _, origin, _) in writer.articles.items():
                    assert accident is not None or id in held[origin], "an article whose file does not give it"
            rehearsed = update(
                Rehearsal(writer.restart()), inputs(disk.folder), UpdateOptions(with_quotes=False, max_removed=100)
            )
            before = set(writer.articles)
            report = run(writer, disk.folder)
            held = disk.first_bodies()
            assert set(writer.articles) == {id for given in held.values() for id in given}
            for id, (article, _, _, origin, _) in writer.articles.items():
                assert held[origin][id] == article.body
            assert len(before) + report.added - report.removed == len(writer.articles)
            assert (rehearsed.added, rehearsed.changed, rehearsed.removed) == (report.added, report.changed, report.removed)
            commits = writer.commits
            again = run(writer, disk.folder)
            assert (again.added, again.changed, again.removed) == (0, 0, 0)
            assert again.unchanged == len(writer.articles)
            assert again.problems == report.problems
            assert writer.commits == commits
    finally:
        batch_module.BATCH_BYTES = bound
