"""The list of files in an index."""

import json

import pytest
from growth import seconds
from hypothesis import given
from hypothesis import strategies as st

from searchkit.manifest import FileState, Manifest, Root, SavedProblem, is_settled, origin_of

names = st.text(st.characters(codec=None), min_size=1, max_size=12)
states = st.builds(FileState, st.integers(-1, 2**60), st.integers(-1, 2**63), st.integers(0, 2**40), st.text("0123456789abcdef"))
problems = st.lists(st.builds(SavedProblem, names, names, st.booleans(), st.none() | names), min_size=1, max_size=3)


@st.composite
def roots(draw):
    root = Root(draw(names), draw(names))
    for file, state in draw(st.dictionaries(names, states, max_size=5)).items():
        root.remember(file, state, draw(st.just([]) | problems), settled=draw(st.booleans()))
    return root


@given(st.dictionaries(names, roots(), max_size=3), roots())
def test_a_manifest_survives_a_round_trip(folders, alone):
    manifest = Manifest()
    manifest.roots, manifest.alone = folders, alone
    again = Manifest.from_bytes(manifest.to_bytes())
    assert again.roots == folders
    assert again.alone == alone


def test_no_bytes_are_an_empty_manifest():
    assert Manifest.from_bytes(b"").roots == {}


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"{", id="cut"),
        pytest.param(b"[]", id="not an object"),
        pytest.param(b"{}", id="no format"),
        pytest.param(b'{"format": 2, "roots": {}, "alone": {}}', id="a later format"),
        pytest.param(b'{"format": 1, "roots": {"a": 3}, "alone": {}}', id="a root that is none"),
    ],
)
def test_what_is_no_manifest_is_a_value_error(data):
    with pytest.raises(ValueError):
        Manifest.from_bytes(data)


def test_columns_of_unequal_length_are_a_value_error():
    manifest = Manifest()
    manifest.alone.remember("a", FileState(1, 2, 3, "4"), [], settled=True)
    shape = json.loads(manifest.to_bytes())
    shape["alone"]["sizes"] = []
    with pytest.raises(ValueError):
        Manifest.from_bytes(json.dumps(shape).encode())


def test_many_files_load_about_as_fast_as_their_json():
    manifest = Manifest()
    root = manifest.roots["corpus"] = Root("/corpus")
    for number in range(50_000):
        state = FileState(2_000 + number, 1_924_905_600_000_000_000 + number * 1_234_567, 1, f"{number:032x}")
        root.remember(f"2031/{number % 12:02d}/article-{number:06d}.txt", state, [], settled=True)
    data = manifest.to_bytes()
    assert seconds(lambda: Manifest.from_bytes(data)) < 5 * seconds(lambda: json.loads(data))


def test_a_file_is_unchanged_while_size_and_time_are_the_same():
    root = Root("/corpus")
    root.remember("a.txt", FileState(10, 1_000, 1, ""), [], settled=True)
    assert root.is_unchanged("a.txt", 10, 1_000)
    assert not root.is_unchanged("a.txt", 11, 1_000)
    assert not root.is_unchanged("a.txt", 10, 1_001)
    assert not root.is_unchanged("b.txt", 10, 1_000)


def test_a_file_that_was_read_in_the_moment_of_its_change_is_read_again():
    root = Root("/corpus")
    root.remember("a.txt", FileState(10, 1_000, 1, ""), [], settled=False)
    assert not root.is_unchanged("a.txt", 10, 1_000)


@pytest.mark.parametrize(
    ("mtime_ns", "read_ns", "settled"),
    [
        pytest.param(5_000_000_001, 5_010_000_000, False, id="a hundredth of a second later"),
        pytest.param(5_000_000_001, 5_100_000_000, True, id="a tenth of a second later"),
        pytest.param(5_000_000_000, 6_500_000_000, False, id="whole seconds, the next second"),
        pytest.param(5_000_000_000, 8_000_000_000, True, id="whole seconds, three later"),
        pytest.param(5_010_000_001, 5_000_000_000, False, id="a time just ahead"),
        pytest.param(99_000_000_001, 5_000_000_000, True, id="a clock that was set back"),
    ],
)
def test_a_time_is_trusted_when_a_later_change_must_show_in_it(mtime_ns, read_ns, settled):
    assert is_settled(mtime_ns, read_ns) is settled


def test_a_folder_keeps_its_label_and_another_of_its_name_gets_a_number():
    manifest = Manifest()
    assert manifest.label("/a/corpus", "corpus", set(), lambda _: False) == "corpus"
    assert manifest.label("/b/corpus", "corpus", set(), lambda _: False) == "corpus#2"
    assert manifest.label("/a/corpus", "corpus", set(), lambda _: False) == "corpus"
    assert manifest.label("/b/corpus", "corpus", set(), lambda _: False) == "corpus#2"


def test_a_folder_that_was_moved_keeps_its_label():
    manifest = Manifest()
    label = manifest.label("/a/corpus", "corpus", {"x.txt"}, lambda _: False)
    manifest.roots[label].remember("x.txt", FileState(1, 1, 1, ""), [], settled=True)
    assert manifest.label("/b/corpus", "corpus", {"x.txt", "y.txt"}, lambda path: path == "/a/corpus") == "corpus"
    assert manifest.roots["corpus"].path == "/b/corpus"


def test_a_folder_with_other_files_is_not_taken_for_one_that_was_moved():
    manifest = Manifest()
    label = manifest.label("/a/corpus", "corpus", {"x.txt"}, lambda _: False)
    manifest.roots[label].remember("x.txt", FileState(1, 1, 1, ""), [], settled=True)
    assert manifest.label("/b/corpus", "corpus", {"z.txt"}, lambda _: True) == "corpus#2"


def test_origins_of_files_in_folders_and_of_files_named_alone_differ():
    assert origin_of("corpus", "2031/a.txt") == "corpus/2031/a.txt"
    assert origin_of(None, "/home/ann/corpus/2031/a.txt") == "/home/ann/corpus/2031/a.txt"
