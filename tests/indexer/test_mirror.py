"""After any changes and any accidents, a finished run leaves exactly what is on disk."""

import json
import os
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from memory import MemoryWriter

from searchkit.indexer import Input, Rehearsal, UpdateOptions, update
from searchkit.indexer import batch as batch_module

FILES = ("a.jsonl", "b.jsonl", "c/d.jsonl")
IDS = ("u", "v", "w", "x", "y", "z")
lines = st.lists(st.tuples(st.sampled_from(IDS), st.sampled_from(("one", "two", "three"))), max_size=5)
changes = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(FILES), lines),
    st.tuples(st.just("remove"), st.sampled_from(FILES), st.none()),
    st.tuples(st.just("move"), st.sampled_from(FILES), st.sampled_from(FILES)),
)
# What happens between two runs, and after how many commits the second one dies, if it does.
rounds = st.lists(st.tuples(st.lists(changes, max_size=4), st.none() | st.integers(1, 3)), min_size=1, max_size=5)


class Died(Exception):
    pass


class Disk:
    def __init__(self, folder):
        self.folder, self.clock = folder, 1_900_000_000
        (folder / "c").mkdir(parents=True)

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
                given = found[f"{self.folder.name}/{name}"] = {}
                for line in (self.folder / name).read_text(encoding="utf-8").splitlines():
                    article = json.loads(line)
                    given.setdefault(article["id"], article["body"])
        return found


def run(writer, folder, die_after):
    made = []

    def count():
        made.append(1)
        if die_after is not None and len(made) == die_after:
            raise Died

    writer.restart().after_commit = count
    options = UpdateOptions(with_quotes=False, max_removed=100)
    try:
        return update(writer, [Input(str(folder))], options)
    except Died:
        return None


@settings(deadline=None, max_examples=150)
@given(rounds)
def test_a_finished_run_leaves_what_is_on_disk(happenings):
    bound, batch_module.BATCH_BYTES = batch_module.BATCH_BYTES, 5
    try:
        with tempfile.TemporaryDirectory() as place:
            disk, writer = Disk(Path(place) / "news"), MemoryWriter()
            for happening, die_after in happenings:
                for change in happening:
                    disk.apply(change)
                run(writer, disk.folder, die_after)
                held = disk.first_bodies()
                for id, (_, _, _, origin, _) in writer.articles.items():
                    assert die_after is not None or id in held[origin], "an article whose file does not give it"
            rehearsed = update(
                Rehearsal(writer.restart()), [Input(str(disk.folder))], UpdateOptions(with_quotes=False, max_removed=100)
            )
            before = set(writer.articles)
            report = run(writer, disk.folder, None)
            held = disk.first_bodies()
            assert set(writer.articles) == {id for given in held.values() for id in given}
            for id, (article, _, _, origin, _) in writer.articles.items():
                assert held[origin][id] == article.body
            assert len(before) + report.added - report.removed == len(writer.articles)
            assert (rehearsed.added, rehearsed.changed, rehearsed.removed) == (report.added, report.changed, report.removed)
            commits = writer.commits
            again = run(writer, disk.folder, None)
            assert (again.added, again.changed, again.removed) == (0, 0, 0)
            assert again.unchanged == len(writer.articles)
            assert again.problems == report.problems
            assert writer.commits == commits
    finally:
        batch_module.BATCH_BYTES = bound
