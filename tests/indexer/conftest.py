"""A folder of articles, and an index in memory that mirrors it."""

import os

import pytest
from memory import MemoryWriter

from searchkit.indexer import Input, UpdateOptions, update

LONG_AGO = 1_900_000_000


class Folder:
    """`news/` in a fresh place; files are written with times that lie apart, as if written days ago."""

    def __init__(self, path):
        self.path = path / "news"
        self.path.mkdir()
        self._clock = LONG_AGO

    def write(self, name, text):
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        self._clock += 1_000
        os.utime(file, ns=(self._clock * 10**9 + 1, self._clock * 10**9 + 1))
        return file

    def lines(self, name, *articles):
        import json

        return self.write(name, "".join(json.dumps(article) + "\n" for article in articles))


class Mirror:
    """Runs updates over the folder; `again` starts as a new process would."""

    def __init__(self, folder):
        self.folder, self.writer, self.reads = folder, MemoryWriter(), []

    def again(self, *inputs, **options):
        self.writer.restart()
        return update(self.writer, inputs or (Input(str(self.folder.path)),), UpdateOptions(**options))

    @property
    def ids(self):
        return sorted(self.writer.articles)


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)


@pytest.fixture
def mirror(folder):
    return Mirror(folder)


@pytest.fixture
def opened(monkeypatch):
    """Names of the files that an update opened."""
    import searchkit.indexer.run
    import searchkit.indexer.survey

    names = []
    real_read, real_digest = searchkit.indexer.run.read, searchkit.indexer.run.raw_digest
    monkeypatch.setattr(searchkit.indexer.run, "read", lambda entry, **kw: names.append(entry.name) or real_read(entry, **kw))
    monkeypatch.setattr(
        searchkit.indexer.run, "raw_digest", lambda entry: names.append("digest " + entry.name) or real_digest(entry)
    )
    return names
