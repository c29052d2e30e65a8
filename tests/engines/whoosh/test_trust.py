"""Opening an index runs nothing that stands in it."""

import pickle
import shutil
from datetime import datetime
from pathlib import Path

import pytest
from groups import fill

from searchkit.engines.whoosh import trust
from searchkit.engines.whoosh.index import WhooshEngine
from searchkit.engines.whoosh.toc import toc_bytes
from searchkit.errors import IndexCorruptError, IndexUntrustedError, SearchkitError

FILE = Path("some.seg")


class Plant:
    """A pickle of this makes a file when it is read by `pickle.loads`."""

    def __init__(self, marker):
        self.marker = marker

    def __reduce__(self):
        return open, (str(self.marker), "w")


@pytest.mark.parametrize("value", [None, 1, 2**40, 1.5, "text", b"bytes", (1, [2, {"k": "v"}])], ids=repr)
@pytest.mark.parametrize("protocol", [3, 4, 5])
def test_plain_values_are_read(value, protocol):
    assert trust.loads(pickle.dumps(value, protocol), file=FILE) == value


@pytest.mark.parametrize("value", [datetime(2031, 5, 2), object(), len, Path("x"), complex(1, 2), ValueError("x")], ids=repr)
@pytest.mark.parametrize("protocol", [0, 2, 4, 5])
def test_a_pickle_that_names_anything_is_refused_by_name(value, protocol):
    with pytest.raises(IndexUntrustedError, match=r"some\.seg: asks for \w+\.\w+") as caught:
        trust.loads(pickle.dumps(value, protocol), file=FILE)
    assert caught.value.file == FILE


@pytest.mark.parametrize("data", [b"", b"\x80", b"rubbish", b"\x80\x05]", b"(((((", b"I1", b"\x80\x04\x95\xff\xff"], ids=repr)
def test_what_is_no_pickle_is_damage(data):
    with pytest.raises(IndexCorruptError):
        trust.loads(data, file=FILE)


def test_packed_data_that_would_unpack_to_more_than_any_block_is_refused():
    import zlib

    stream = zlib.compressobj(1)
    zeros = bytes(1 << 24)
    bomb = b"".join(stream.compress(zeros) for _ in range(17)) + stream.flush()
    with pytest.raises(IndexCorruptError):
        trust.unpack(bomb, file=FILE)


def test_our_table_of_contents_names_only_what_is_listed():
    trust.check_toc(toc_bytes("english", 7, ()), file=FILE)


@pytest.mark.parametrize("language", ["english", "german", "arabic"])
def test_the_list_holds_for_every_language(language):
    trust.check_toc(toc_bytes(language, 1, ()), file=FILE)


def test_a_planted_table_of_contents_is_refused_by_name_and_not_run(tmp_path):
    marker = tmp_path / "marker"
    sound = toc_bytes("english", 7, ())
    schema = pickle.dumps(Plant(marker), 2)
    head = sound[:14]
    with pytest.raises(IndexUntrustedError, match=r"io\.open"):
        trust.check_toc(head + bytes([len(schema)]) + schema + bytes(8) + pickle.dumps([], 2), file=FILE)
    with pytest.raises(IndexUntrustedError, match=r"io\.open"):
        trust.check_toc(sound[: sound.rindex(b"\x80\x02")] + schema, file=FILE)
    assert not marker.exists()


def test_a_regular_expression_of_our_schema_cannot_be_swapped_for_a_long_one():
    class Expression:
        def __reduce__(self):
            import re

            return re._compile, ("(a*)*" * 200, 0)

    sound = toc_bytes("english", 7, ())
    with pytest.raises(IndexUntrustedError, match="regular expression"):
        trust.check_toc(sound[: sound.rindex(b"\x80\x02")] + pickle.dumps(Expression(), 2), file=FILE)


def forged(index, file, content):
    """Puts content in place of a file and mends every checksum, as one who means harm would."""
    import json
    import zlib

    (index / file).write_bytes(content)
    (record,) = index.glob("commit_*.json")
    shape = json.loads(record.read_bytes().partition(b"\n")[2])
    for entry in shape["files"]:
        if entry["name"] == file:
            entry["bytes"] = len(content)
            entry["crc32"] = "".join(f"{zlib.crc32(content[at : at + (1 << 18)]):08x}" for at in range(0, len(content), 1 << 18))
    body = json.dumps(shape).encode()
    record.write_bytes(b"searchkit-commit 1 %08x\n" % zlib.crc32(body) + body + b"\n")


def read_everything(index):
    from groups import everything

    snapshot = WhooshEngine(index).snapshot()
    for reader in snapshot._segments:
        everything(reader)
    return snapshot.get("a1")


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    path = tmp_path_factory.mktemp("trust") / "index"
    with WhooshEngine.create(path).writer() as writer:
        fill(writer, range(12))
        writer.commit(b"manifest")
    return path


def places(content):
    """Where pickles seem to start."""
    return [at for at in range(len(content) - 1) if content[at] == 0x80 and 2 <= content[at + 1] <= 5]


@pytest.mark.parametrize("mended", [False, True], ids=["as found", "checksums mended"])
def test_a_plant_anywhere_in_the_index_never_runs(tmp_path, sound, mended):
    marker = tmp_path / "m"
    plants = [pickle.dumps(Plant(marker), protocol) for protocol in (2, 4)]
    (segment,) = sound.glob("*.seg")
    for file in sound.glob("*_*"):
        content = file.read_bytes()
        if not content or (mended and file.name.startswith("commit")):
            continue
        spots = places(content)
        step = max(1, len(spots) // 40)
        variants = [*plants] + [content[:at] + plants[0] + content[at + len(plants[0]) :] for at in spots[::step]]
        for variant in variants:
            copy = tmp_path / "copy"
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(sound, copy)
            if mended:
                forged(copy, file.name, variant)
            else:
                (copy / file.name).write_bytes(variant)
            try:
                read_everything(copy)
                WhooshEngine(copy).check()
                WhooshEngine(copy).writer().close()
            except SearchkitError as problem:
                assert problem.exit_code == 5
            assert not marker.exists(), (file.name, variant[:60])
    assert segment.exists()


def test_searchkit_reads_no_pickle_by_other_means():
    """The package unpickles in one module only, and that by classes of its own that look up no names."""
    import ast

    import searchkit

    root = Path(searchkit.__file__).parent
    for file in root.rglob("*.py"):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            names = []
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in ("pickle", "marshal"):
                names = [node.attr]
            if isinstance(node, ast.ImportFrom) and node.module in ("pickle", "marshal"):
                names = [alias.name for alias in node.names]
            allowed = {"Unpickler", "UnpicklingError"} if file.name == "trust.py" else set()
            assert set(names) <= {"dumps", "Pickler"} | allowed, file
