"""Named files and folders → entries: order, names, what is left out and what is named."""

import errno
import os
import socket

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit.errors import InputError
from searchkit.ingest import Entry, Problem, read, walk


def grow(folder, *files):
    for file in files:
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(" date 2031-05-02 Text.")


def names(found):
    return [entry.name for entry in found if isinstance(entry, Entry)]


def test_names_begin_at_the_named_folder_and_come_in_a_fixed_order(tmp_path):
    grow(tmp_path / "corpus", "b.txt", "a.txt", "2031/strike.txt", "2030/x/y.txt", "A.txt")
    assert names(walk([tmp_path / "corpus"])) == [
        "corpus/A.txt", "corpus/a.txt", "corpus/b.txt", "corpus/2030/x/y.txt", "corpus/2031/strike.txt",
    ]  # fmt: skip


def test_an_entry_tells_how_to_open_the_file_and_whether_it_has_changed(tmp_path):
    grow(tmp_path / "corpus", "2031/strike.txt")
    (entry,) = walk([tmp_path / "corpus"])
    status = (tmp_path / "corpus/2031/strike.txt").stat()
    assert entry.path.read_text() == " date 2031-05-02 Text."
    assert (entry.size, entry.mtime_ns) == (status.st_size, status.st_mtime_ns)
    assert (entry.root, entry.relative) == (os.path.realpath(tmp_path / "corpus"), os.path.join("2031", "strike.txt"))


def test_a_file_named_alone_is_its_file_name(tmp_path):
    grow(tmp_path, "2031/strike.txt", "2031/.hidden.txt")
    assert names(walk([tmp_path / "2031/strike.txt", tmp_path / "2031/.hidden.txt"])) == ["strike.txt", ".hidden.txt"]


def test_the_current_folder_has_its_own_name(tmp_path, monkeypatch):
    grow(tmp_path / "corpus", "a.txt")
    monkeypatch.chdir(tmp_path / "corpus")
    (entry,) = walk(["."])
    assert (entry.name, next(iter(read(entry))).id) == ("corpus/a.txt", "corpus/a.txt")


def test_a_missing_root_is_an_error_before_anything_is_found(tmp_path):
    grow(tmp_path / "corpus", "a.txt")
    with pytest.raises(InputError, match="gone: no such file"):
        walk([tmp_path / "corpus", tmp_path / "gone"])


def test_hidden_files_and_leftovers_of_editors_are_left_out_quietly(tmp_path):
    grow(tmp_path / "c", "a.txt", ".hidden.txt", ".git/x.txt", "a.txt~", "#a.txt#", "a.txt.swp", "a.bak", "~$a.txt", "a.txt.part")
    assert [str(found) for found in walk([tmp_path / "c"]) if isinstance(found, Problem)] == []
    assert names(walk([tmp_path / "c"])) == ["c/a.txt"]


def test_an_index_is_no_folder_of_articles(tmp_path):
    grow(tmp_path / "index", "_MAIN_12.toc", "commit_12.json")
    with pytest.raises(InputError, match="index: is a search index"):
        list(walk([tmp_path / "index"]))


def test_an_index_below_the_named_folder_is_left_out_quietly(tmp_path):
    grow(tmp_path / "c", "a.txt", "index/_MAIN_12.toc", "index/MAIN_x.seg", "index/sub/b.txt", "d/_MAIN.toc", "searchkit.toml")
    assert names(walk([tmp_path / "c"])) == ["c/a.txt", "c/d/_MAIN.toc"]


@pytest.mark.parametrize(
    "glob, left",
    [
        pytest.param("*.md", ["a.txt", "d/x.txt", "d/drafts/y.txt", "drafts/y.txt"], id="a name at any depth"),
        pytest.param("drafts", ["a.txt", "n.md", "d/x.txt"], id="a folder at any depth"),
        pytest.param("drafts/", ["a.txt", "n.md", "d/x.txt"], id="folders only"),
        pytest.param("a.txt/", ["a.txt", "n.md", "d/x.txt", "d/drafts/y.txt", "drafts/y.txt"], id="folders only, a file"),
        pytest.param("drafts/*", ["a.txt", "n.md", "d/x.txt", "d/drafts/y.txt"], id="a path from the named folder"),
        pytest.param("/drafts", ["a.txt", "n.md", "d/x.txt", "d/drafts/y.txt"], id="only there"),
        pytest.param("d/*.txt", ["a.txt", "n.md", "d/drafts/y.txt", "drafts/y.txt"], id="a star stops at a slash"),
        pytest.param("d/**/y.txt", ["a.txt", "n.md", "d/x.txt", "drafts/y.txt"], id="two stars do not"),
        pytest.param("**/y.txt", ["a.txt", "n.md", "d/x.txt"], id="two stars in front"),
        pytest.param("?.[tx]*", ["n.md"], id="one character, a set"),
        pytest.param("[!a].*", ["a.txt"], id="not in a set"),
        pytest.param("[", ["a.txt", "n.md", "d/x.txt", "d/drafts/y.txt", "drafts/y.txt"], id="an open bracket is itself"),
        pytest.param("", ["a.txt", "n.md", "d/x.txt", "d/drafts/y.txt", "drafts/y.txt"], id="nothing"),
    ],
)
def test_excluded(tmp_path, glob, left):
    grow(tmp_path / "c", "a.txt", "n.md", "d/x.txt", "d/drafts/y.txt", "drafts/y.txt")
    assert names(walk([tmp_path / "c"], exclude=[glob])) == [f"c/{name}" for name in left]


@given(st.text(alphabet="ab*?[]!^-/.\\&|~", max_size=12), st.text(min_size=1, max_size=4, alphabet="ab[]-.\\&|~^!"))
def test_any_glob_is_understood_somehow(glob, name):
    from searchkit.ingest.walk import _matcher

    matches = _matcher([glob])
    assert matches is None or matches(name) is None or matches(name)


def test_what_is_no_regular_file_is_named_and_not_opened(tmp_path):
    folder = tmp_path / "c"
    grow(folder, "a.txt")
    grow(tmp_path / "outside", "secret.txt")
    os.mkfifo(folder / "pipe.txt")
    os.symlink(tmp_path / "outside" / "secret.txt", folder / "link.txt")
    os.symlink(tmp_path / "outside", folder / "linked")
    os.symlink(".", folder / "loop")
    os.symlink("nowhere", folder / "dangling.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(os.path.relpath(folder / "socket.txt"))
        found = list(walk([folder]))
    assert names(found) == ["c/a.txt"]
    reasons = {os.path.basename(problem.path): problem.reason for problem in found if isinstance(problem, Problem)}
    assert sorted(reasons) == ["dangling.txt", "link.txt", "linked", "loop", "pipe.txt", "socket.txt"]
    assert "is a pipe" in reasons["pipe.txt"] and "is a socket" in reasons["socket.txt"] and "is a link" in reasons["linked"]


@pytest.mark.parametrize("swapped", ["file", "folder"])
def test_a_link_put_in_place_after_the_walk_is_not_followed(tmp_path, swapped):
    grow(tmp_path / "c", "d/a.txt")
    grow(tmp_path / "outside", "a.txt")
    (entry,) = walk([tmp_path / "c"])
    if swapped == "file":
        (tmp_path / "c/d/a.txt").unlink()
        os.symlink(tmp_path / "outside/a.txt", tmp_path / "c/d/a.txt")
    else:
        (tmp_path / "c/d").rename(tmp_path / "moved")
        os.symlink(tmp_path / "outside", tmp_path / "c/d")
    reading = read(entry)
    (problem,) = reading
    assert isinstance(problem, Problem) and reading.is_unread and problem.unread == "c/d/a.txt"


def test_a_pipe_put_in_place_after_the_walk_does_not_block(tmp_path):
    grow(tmp_path / "c", "a.txt")
    (entry,) = walk([tmp_path / "c"])
    (tmp_path / "c/a.txt").unlink()
    os.mkfifo(tmp_path / "c/a.txt")
    (problem,) = read(entry)
    assert "is a pipe" in problem.reason


def test_a_file_that_vanished_after_the_walk_is_named(tmp_path):
    grow(tmp_path / "c", "a.txt")
    (entry,) = walk([tmp_path / "c"])
    entry.path.unlink()
    reading = read(entry)
    assert [problem.reason for problem in reading] == ["cannot be read: no such file or directory"]
    assert reading.digest is None and reading.is_unread


def test_a_folder_that_cannot_be_listed_keeps_its_articles(tmp_path, monkeypatch):
    grow(tmp_path / "c", "a.txt", "d/b.txt")
    refuse(monkeypatch, tmp_path / "c" / "d")
    *found, problem = walk([tmp_path / "c"])
    assert names(found) == ["c/a.txt"] and isinstance(problem, Problem)
    assert problem.unread == "c/d/" and problem.reason == "folder cannot be listed: permission denied"


def test_a_root_that_cannot_be_listed_is_an_error(tmp_path, monkeypatch):
    grow(tmp_path / "c", "a.txt")
    refuse(monkeypatch, tmp_path / "c")
    with pytest.raises(InputError, match="permission denied"):
        list(walk([tmp_path / "c"]))


def refuse(monkeypatch, folder):
    """Listing this folder fails, as it does for a user who may not; the tests may run as one who always may."""
    scandir = os.scandir

    def refusing(path):
        if os.path.samefile(path, folder):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refusing)


@pytest.mark.parametrize(
    "file, name, shown",
    [
        pytest.param(b"two\nlines.txt", "c/two%0Alines.txt", r"two\nlines.txt", id="line end"),
        pytest.param(b"esc\x1b[31m.txt", "c/esc%1B[31m.txt", r"esc\x1b[31m.txt", id="escape code"),
        pytest.param(b"bad\xff\xfe.txt", "c/bad%FF%FE.txt", r"bad\xff\xfe.txt", id="bytes that are no text"),
        pytest.param("\u202egnp.txt".encode(), "c/\u202egnp.txt", r"\u202egnp.txt", id="direction mark"),
        pytest.param(b"percent%s %41.txt", "c/percent%s %41.txt", "percent%s %41.txt", id="percent signs stay"),
        pytest.param(b"--help.txt", "c/--help.txt", "--help.txt", id="dashes"),
        pytest.param("Größe “x”.txt".encode(), "c/Größe “x”.txt", "Größe “x”.txt", id="letters and marks"),
    ],
)
def test_odd_names(tmp_path, file, name, shown):
    (tmp_path / "c").mkdir()
    path = os.fsencode(tmp_path / "c") + b"/" + file
    try:
        with open(path, "wb"):
            pass
    except OSError:
        pytest.skip("this file system refuses the name")
    (entry,) = walk([tmp_path / "c"])
    (problem,) = read(entry)
    assert entry.name == name and name.encode("utf-8")
    assert os.path.basename(problem.path) == shown and problem.reason == "is empty"


def test_a_deep_folder_is_walked(tmp_path):
    grow(tmp_path / "c", "/".join(f"d{number}" for number in range(100)) + "/a.txt")
    (entry,) = walk([tmp_path / "c"])
    assert entry.name.count("/") == 101 and next(iter(read(entry))).body == "Text."


@settings(max_examples=30)
@given(st.lists(st.text(alphabet="abc/", min_size=1, max_size=6).map(lambda name: name.strip("/") or "a"), max_size=8))
def test_a_walk_finds_what_the_file_system_has(tmp_path_factory, files):
    folder = tmp_path_factory.mktemp("c")
    made = set()
    for file in files:
        path = folder.joinpath(*[part + ".d" for part in file.split("/")[:-1] if part], file.rsplit("/", 1)[-1])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
        made.add(path)
    found = [entry.path for entry in walk([folder]) if isinstance(entry, Entry)]
    assert sorted(found) == sorted(made)
    assert [entry.path for entry in walk([folder]) if isinstance(entry, Entry)] == found
