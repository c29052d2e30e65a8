"""Commits on disk: all or nothing, in every order of events."""

import os
import shutil
import signal
import threading
from pathlib import Path

import pytest
from groups import fill

from searchkit.article import Article
from searchkit.engines.whoosh import commits, files
from searchkit.engines.whoosh.commits import parse_record, read_commit, record_bytes
from searchkit.engines.whoosh.index import WhooshEngine
from searchkit.errors import IndexCorruptError, IndexFormatError, IndexWriteError


@pytest.fixture
def engine(tmp_path):
    engine = WhooshEngine.create(tmp_path / "index")
    with engine.writer() as writer:
        fill(writer, range(6))
        writer.commit(b"first")
        fill(writer, range(6, 9))
        writer.commit(b"second")
    return engine


def state(folder):
    """What an index holds: (articles, manifest)."""
    engine = WhooshEngine(folder)
    with engine.writer() as writer:
        return engine.snapshot().stats().articles, writer.manifest()


def add_more(folder):
    with WhooshEngine(folder).writer() as writer:
        fill(writer, range(9, 14))
        writer.delete(["a0", "a7"])
        writer.commit(b"third")


def test_a_commit_holds_its_own_files_and_no_others(engine):
    commit = read_commit(engine.path)
    names = {path.name for path in engine.path.iterdir()} - {"MAIN_WRITELOCK"}
    assert names == commit.names
    assert commit.bytes == sum((engine.path / name).stat().st_size for name in names)


def test_a_record_survives_a_round_trip(engine):
    commit = read_commit(engine.path)
    data = record_bytes(commit)
    assert parse_record(data, Path("x")) == commit
    assert len(data) == commit.record_size


def test_a_lock_file_is_empty_while_nobody_writes(engine):
    assert (engine.path / "MAIN_WRITELOCK").stat().st_size == 0
    writer = engine.writer()
    assert str(os.getpid()) in (engine.path / "MAIN_WRITELOCK").read_text()
    writer.close()
    assert (engine.path / "MAIN_WRITELOCK").stat().st_size == 0


def test_any_changed_byte_of_the_record_is_noticed(engine):
    (record,) = engine.path.glob("commit_*")
    content = record.read_bytes()
    for at in range(len(content)):
        record.write_bytes(content[:at] + bytes([content[at] ^ 0x20]) + content[at + 1 :])
        with pytest.raises((IndexCorruptError, IndexFormatError)):
            read_commit(engine.path)
    for changed in (content + b"\n", content + b"x", content[:-1], content[:40], b""):
        record.write_bytes(changed)
        with pytest.raises(IndexCorruptError, match=record.name):
            read_commit(engine.path)


def test_a_later_format_is_named(engine):
    import zlib

    (record,) = engine.path.glob("commit_*")
    body = b"{}"
    record.write_bytes(b"searchkit-commit 9 %08x\n" % zlib.crc32(body) + body + b"\n")
    with pytest.raises(IndexFormatError) as caught:
        read_commit(engine.path)
    assert (caught.value.found, caught.value.readable) == (9, 1)


@pytest.mark.parametrize("kind", ["commit_*", "*.seg", "manifest_*", "_MAIN_*.toc"])
@pytest.mark.parametrize("damage", ["removed", "emptied", "cut", "longer", "changed"])
def test_a_damaged_file_is_named_and_the_way_on_is_told(engine, kind, damage):
    file = sorted(engine.path.glob(kind))[-1]
    content = file.read_bytes()
    if damage == "removed":
        file.unlink()
    else:
        middle = len(content) // 2
        file.write_bytes(
            {
                "emptied": b"",
                "cut": content[:middle],
                "longer": content + b"x",
                "changed": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
            }[damage]
        )
    report = None
    with pytest.raises(IndexCorruptError) as caught:
        opened = WhooshEngine(engine.path)
        report = opened.check()
        opened.snapshot()
        for reader in opened.snapshot()._segments:
            for page in range(len(reader.file._checked)):
                reader.file.check(page)
        opened.writer().manifest()
    assert "--rebuild" in str(caught.value)
    if damage == "removed" and kind.startswith("_MAIN"):
        assert "table of contents is missing" in caught.value.reason
    else:
        assert caught.value.file.name == file.name
        assert [problem.path for problem in report.problems] == [file.name]


def test_files_of_another_commit_are_not_taken_for_those_of_this_one(engine, tmp_path):
    old = tmp_path / "old"
    shutil.copytree(engine.path, old)
    add_more(engine.path)
    (record,) = old.glob("commit_*")
    shutil.copy(record, engine.path / next(engine.path.glob("commit_*")).name)
    with pytest.raises(IndexCorruptError, match="describes commit 2"):
        read_commit(engine.path)


def test_the_old_table_of_contents_beside_the_new_one_changes_nothing(engine, tmp_path):
    """As after a power cut that undid a deletion."""
    (toc,) = engine.path.glob("*.toc")
    kept = toc.read_bytes()
    add_more(engine.path)
    toc.write_bytes(kept)
    assert state(engine.path) == (12, b"third")
    assert not toc.exists()


def steps_of(folder, stop_at=None):
    """The calls of the system that a job makes; at call `stop_at` its process is killed before the call."""
    pid = os.fork()
    if pid:
        _, status = os.waitpid(pid, 0)
        assert stop_at is None or os.WIFSIGNALED(status)
        return (folder.parent / "calls").read_text().split()
    try:
        calls = []

        def counted(name, real):
            def call(*arguments, **keywords):
                calls.append(name)
                if len(calls) == stop_at:
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(*arguments, **keywords)

            return call

        opened = Path.open
        creating = counted("create", opened)
        Path.open = lambda self, mode="r", *rest, **how: (creating if "w" in mode else opened)(self, mode, *rest, **how)
        Path.unlink = counted("unlink", Path.unlink)
        os.fsync, os.rename = counted("fsync", os.fsync), counted("rename", os.rename)
        add_more(folder)
        (folder.parent / "calls").write_text(" ".join(calls))
    finally:
        os._exit(0)


def test_a_job_killed_at_any_step_leaves_the_old_or_the_new_state_and_the_next_one_finishes_it(engine, tmp_path):
    base = tmp_path / "base"
    shutil.copytree(engine.path, base)
    calls = steps_of(engine.path)
    assert calls.count("rename") == 1
    switched = calls.index("rename") + 1
    for step in range(1, len(calls) + 1):
        folder = tmp_path / f"at{step}"
        shutil.copytree(base, folder)
        steps_of(folder, stop_at=step)
        opened = WhooshEngine(folder)
        assert opened.check().sound, calls[:step]
        articles = opened.snapshot().stats().articles
        assert articles == (9 if step <= switched else 12), calls[:step]
        add_more(folder)
        assert state(folder) == (12, b"third")
        assert {path.name for path in folder.iterdir()} == read_commit(folder).names | {"MAIN_WRITELOCK"}
        shutil.rmtree(folder)


@pytest.mark.parametrize("code", [28, 5, 27], ids=["no space", "input/output", "too large"])
def test_an_error_of_the_disk_at_any_step_is_one_clear_error_and_the_next_commit_succeeds(engine, tmp_path, monkeypatch, code):
    base = tmp_path / "base"
    shutil.copytree(engine.path, base)
    total = len(steps_of(engine.path))
    for step in range(1, total + 1):
        folder = tmp_path / f"at{step}"
        shutil.copytree(base, folder)
        count = 0

        def failing(real, step=step):
            def call(*arguments, **keywords):
                nonlocal count
                count += 1
                if count == step:
                    raise OSError(code, os.strerror(code))
                return real(*arguments, **keywords)

            return call

        with monkeypatch.context() as patched:
            patched.setattr(os, "fsync", failing(os.fsync))
            patched.setattr(os, "rename", failing(os.rename))
            patched.setattr(Path, "unlink", failing(Path.unlink))
            with WhooshEngine(folder).writer() as writer:
                fill(writer, range(9, 14))
                writer.delete(["a0", "a7"])
                try:
                    writer.commit(b"third")
                except IndexWriteError as problem:
                    assert os.strerror(code) in str(problem) and problem.exit_code == 74
                    assert WhooshEngine(folder).snapshot().stats().articles in (9, 12)
                    writer.commit(b"third")
        assert state(folder) == (12, b"third")
        assert WhooshEngine(folder).check().sound
        shutil.rmtree(folder)


def test_everything_is_on_disk_before_the_switch_and_old_files_go_after_it(engine, monkeypatch):
    events = []

    def noting(name, real):
        def call(first, *rest, **keywords):
            target = os.readlink(f"/proc/self/fd/{first}") if isinstance(first, int) else str(first)
            events.append((name, Path(target).name))
            return real(first, *rest, **keywords)

        return call

    monkeypatch.setattr(os, "fsync", noting("fsync", os.fsync))
    monkeypatch.setattr(os, "rename", noting("rename", os.rename))
    monkeypatch.setattr(Path, "unlink", noting("unlink", Path.unlink))
    if not Path("/proc/self/fd").exists():
        pytest.skip("needs /proc to see what a descriptor stands for")
    before = read_commit(engine.path).names
    add_more(engine.path)
    commit = read_commit(engine.path)
    switch = events.index(("rename", f"_MAIN_{commit.generation}.toc.tmp"))
    synced = {name for what, name in events[:switch] if what == "fsync"}
    new = commit.names - before
    assert {name for name in new if not name.endswith(".toc")} | {
        f"_MAIN_{commit.generation}.toc.tmp",
        engine.path.name,
    } <= synced
    assert events[switch + 1] == ("fsync", engine.path.name)
    assert {what for what, _ in events[switch + 2 :]} == {"unlink"}
    assert all(name.endswith(".terms") for what, name in events[:switch] if what == "unlink")


def test_a_snapshot_keeps_its_commit_while_writers_delete_its_files(engine):
    snapshot = engine.snapshot()
    add_more(engine.path)
    with engine.writer() as writer:
        writer.delete([f"a{number}" for number in range(14)])
        writer.commit()
    assert snapshot.stats().articles == 9
    assert snapshot.get("a0") is not None
    assert engine.snapshot().stats().articles == 0


def test_the_snapshot_is_the_same_object_until_something_is_committed(engine):
    first = engine.snapshot()
    assert engine.snapshot() is first
    add_more(engine.path)
    assert engine.snapshot() is not first
    assert engine.snapshot() is engine.snapshot()


def test_an_index_removed_and_made_anew_up_to_the_same_generation_is_seen(engine):
    assert engine.snapshot().stats().articles == 9
    shutil.rmtree(engine.path)
    fresh = WhooshEngine.create(engine.path)
    for number in range(2):
        with fresh.writer() as writer:
            fill(writer, [number])
            writer.commit()
    assert engine.snapshot().generation == 2
    assert engine.snapshot().stats().articles == 2


def test_readers_never_see_half_a_commit_or_a_missing_file(engine):
    done = threading.Event()
    problems = []

    def read():
        while not done.is_set():
            try:
                snapshot = WhooshEngine(engine.path).snapshot()
                marker = {reader.stored(doc)["digest"] for reader in snapshot._segments for doc in reader.article_docs
                          if doc not in reader.deleted}  # fmt: skip
                if len(marker) > 1:
                    problems.append(marker)
            except Exception as problem:
                problems.append(problem)

    with engine.writer() as writer:
        for round in range(2):
            writer.delete([f"a{number}" for number in range(9)])
            for number in range(5):
                writer.add(Article(f"x{number}", "text"), (), speakers=(), digest=str(round))
        writer.commit()
        threads = [threading.Thread(target=read) for _ in range(2)]
        for thread in threads:
            thread.start()
        for round in range(2, 30):
            for number in range(5):
                writer.add(Article(f"x{number}", "text"), (), speakers=(), digest=str(round))
            writer.commit(str(round).encode())
        done.set()
        for thread in threads:
            thread.join()
    assert problems == []


def test_leftovers_of_dead_writers_are_removed_by_the_next_one(engine):
    for name in ("MAIN_zzzzzzzzzzzzzzzz.seg", "MAIN_zzzzzzzzzzzzzzzz.terms", "_MAIN_9.toc.tmp", "commit_9.json", "manifest_9"):
        (engine.path / name).write_bytes(b"leftover")
    assert engine.check().sound
    assert engine.snapshot().stats().articles == 9
    engine.writer().close()
    assert {path.name for path in engine.path.iterdir()} == read_commit(engine.path).names | {"MAIN_WRITELOCK"}


def test_a_file_that_cannot_be_deleted_is_left_and_does_no_harm(engine, monkeypatch):
    def refuse(self, missing_ok=False):
        raise PermissionError(1, "Operation not permitted")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "unlink", refuse)
        add_more(engine.path)
    assert state(engine.path) == (12, b"third")
    assert files.is_ours("MAIN_x.seg") and commits.newest(engine.path) == 3
