"""check and backup."""

import shutil
import threading

import pytest
from groups import fill

from searchkit.engines.whoosh.index import WhooshEngine
from searchkit.errors import IndexCorruptError, IndexMissingError, InputError


@pytest.fixture
def engine(tmp_path):
    engine = WhooshEngine.create(tmp_path / "index")
    with engine.writer() as writer:
        for start in (0, 40):
            fill(writer, range(start, start + 40))
            writer.commit(b"manifest")
    return engine


def test_a_sound_index_is_sound(engine):
    report = engine.check()
    assert report.sound and not report.fast
    assert report.files == len(list(engine.path.iterdir())) - 1
    assert report.bytes == sum(path.stat().st_size for path in engine.path.iterdir())
    assert engine.check(fast=True).sound


def test_any_changed_byte_is_found_by_check_and_not_by_the_fast_one(engine):
    for file in engine.path.glob("*_*"):
        content = file.read_bytes()
        for at in range(0, len(content), max(1, len(content) // 25)):
            file.write_bytes(content[:at] + bytes([content[at] ^ 4]) + content[at + 1 :])
            assert [problem.path for problem in engine.check().problems] == [file.name]
            if not file.name.startswith("commit"):
                assert engine.check(fast=True).sound
        file.write_bytes(content)
    assert engine.check().sound


def test_every_damaged_file_is_listed(engine):
    damaged = sorted(engine.path.glob("*.seg"))
    for file in damaged:
        file.write_bytes(file.read_bytes() + b"x")
    assert sorted(problem.path for problem in engine.check(fast=True).problems) == [file.name for file in damaged]


def test_a_stray_file_is_named_and_does_no_harm(engine):
    for name in ("README.md", ".gitignore", "searchkit.state.json", "notes.txt"):
        (engine.path / name).write_text("x")
    report = engine.check()
    assert report.strays == ("notes.txt",)
    assert report.sound


def test_a_missing_index_is_no_report(tmp_path, engine):
    shutil.rmtree(engine.path)
    with pytest.raises(IndexMissingError):
        engine.check()


def test_a_backup_passes_check_and_answers_the_same(engine, tmp_path):
    engine.backup(tmp_path / "copies" / "today")
    copy = WhooshEngine(tmp_path / "copies" / "today")
    assert copy.check().sound
    assert copy.snapshot().stats().to_dict() | {"path": ""} == engine.snapshot().stats().to_dict() | {"path": ""}
    assert copy.snapshot().get("a7") == engine.snapshot().get("a7")
    with copy.writer() as writer:
        assert writer.manifest() == b"manifest"
        fill(writer, [99])
        writer.commit()
    assert copy.snapshot().stats().articles == 81
    assert engine.snapshot().stats().articles == 80


def test_a_backup_goes_into_an_empty_folder_only(engine, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("x")
    (tmp_path / "empty").mkdir()
    for name in ("full", "full/x", "index"):
        with pytest.raises(InputError, match="not empty"):
            engine.backup(tmp_path / name)
    engine.backup(tmp_path / "empty")
    assert WhooshEngine(tmp_path / "empty").check().sound


def test_a_damaged_index_is_not_backed_up(engine, tmp_path):
    file = sorted(engine.path.glob("*.seg"))[0]
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(IndexCorruptError, match=file.name):
        engine.backup(tmp_path / "copy")
    assert list((tmp_path / "copy").iterdir()) == []


def test_a_backup_made_while_a_writer_commits_is_one_commit(engine, tmp_path):
    done = threading.Event()

    def write():
        number = 100
        with engine.writer() as writer:
            while not done.is_set():
                fill(writer, range(number, number + 3))
                writer.delete([f"a{number - 3}"])
                writer.commit(str(number).encode())
                number += 3

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for number in range(6):
            engine.backup(tmp_path / f"copy{number}")
    finally:
        done.set()
        thread.join()
    for number in range(6):
        copy = WhooshEngine(tmp_path / f"copy{number}")
        assert copy.check().sound
        with copy.writer() as writer:
            manifest = writer.manifest()
        last = int(manifest) if manifest != b"manifest" else None
        wanted = 80 if last is None else 80 + (last + 3 - 100) // 3 * 2 + (0 if last is None else 1)
        assert abs(copy.snapshot().stats().articles - wanted) <= 1


def test_check_while_a_writer_commits_reports_nothing(engine):
    done = threading.Event()
    reports = []

    def look():
        while not done.is_set():
            reports.append(engine.check())

    thread = threading.Thread(target=look)
    thread.start()
    try:
        with engine.writer() as writer:
            for number in range(200, 225):
                fill(writer, [number])
                writer.commit(str(number).encode())
    finally:
        done.set()
        thread.join()
    assert reports and [report.problems for report in reports if not report.sound] == []
