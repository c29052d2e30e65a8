"""searchkit.toml."""

import os

import pytest

from searchkit.config import Source, load
from searchkit.errors import InputError

WHOLE = """
index = "made/index"
max_removed = 30
max_size = 1000000
jobs = 2
language = "german"
aliases = "aliases.toml"

[[source]]
path = "corpus"
exclude = ["drafts/*"]
source = "city-desk"

[[source]]
path = "/srv/wire"
format = "jsonl"
"""


def write(folder, text):
    folder.mkdir(exist_ok=True)
    file = folder / "searchkit.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_paths_are_relative_to_the_file(tmp_path):
    config = load(write(tmp_path / "job", WHOLE))
    assert config.index == os.path.join(tmp_path, "job", "made", "index")
    assert config.aliases == os.path.join(tmp_path, "job", "aliases.toml")
    assert config.sources == (
        Source(os.path.join(tmp_path, "job", "corpus"), ("drafts/*",), "city-desk"),
        Source(os.path.join(os.sep, "srv", "wire"), format="jsonl"),
    )
    assert (config.max_removed, config.max_size, config.jobs, config.language) == (30, 1_000_000, 2, "german")


def test_the_file_in_the_current_folder_is_found_and_none_is_fine(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert load() is None
    write(tmp_path, 'index = "here"')
    config = load()
    assert config.index == "here"
    assert config.max_removed == 20


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param('indx = "x"', "there is no key 'indx'; did you mean index?", id="unknown key"),
        pytest.param("colour = 1", "there is no key 'colour'; known keys are index, source", id="nothing near"),
        pytest.param(
            '[[source]]\npth = "x"', "source 1: there is no key 'pth'; did you mean path?", id="unknown key of a source"
        ),
        pytest.param('[[source]]\nsource = "x"', "source 1: has no path", id="a source without a path"),
        pytest.param('[source]\npath = "x"', "write each as [[source]]", id="one table"),
        pytest.param('[[source]]\npath = "x"\nexclude = [1]', "exclude must be a list of texts", id="exclude"),
        pytest.param(
            '[[source]]\npath = "x"\nformat = "pdf"', "source 1: there is no format 'pdf'; choose one of auto, text", id="format"
        ),
        pytest.param("max_removed = 120", "max_removed must be a number from 0 to 100, not 120", id="per cent"),
        pytest.param("jobs = true", "jobs must be a number from 1 to 256, not True", id="a truth for a number"),
        pytest.param("index = 3", "index must be a text, not 3", id="a number for a text"),
        pytest.param("index = ", "is not TOML", id="no TOML"),
    ],
)
def test_what_is_wrong_is_named_with_the_file(tmp_path, text, reason):
    file = write(tmp_path, text)
    with pytest.raises(InputError) as caught:
        load(file)
    assert str(caught.value).startswith(f"{file}: ")
    assert reason in str(caught.value)


def test_a_file_that_is_named_must_be_there(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        load(tmp_path / "other.toml")
