"""The engine: making, opening and rebuilding an index."""

import threading

import pytest
from groups import fill

from searchkit.article import Article
from searchkit.engines.whoosh.commits import read_commit
from searchkit.engines.whoosh.index import WhooshEngine
from searchkit.errors import IndexMissingError, IndexWriteError, InputError


@pytest.fixture
def engine(tmp_path):
    engine = WhooshEngine.create(tmp_path / "index")
    with engine.writer() as writer:
        fill(writer, range(9))
        writer.commit(b"second")
    return engine


def state(folder):
    """What an index holds: (articles, manifest)."""
    engine = WhooshEngine(folder)
    with engine.writer() as writer:
        return engine.snapshot().stats().articles, writer.manifest()


def test_opening_says_what_is_missing(tmp_path):
    (tmp_path / "file").write_text("x")
    (tmp_path / "empty").mkdir()
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.doc").write_text("x")
    reasons = set()
    for name in ("nowhere", "file", "empty", "other"):
        with pytest.raises(IndexMissingError, match="searchkit index") as caught:
            WhooshEngine(tmp_path / name)
        reasons.add(str(caught.value).split(": ")[1])
    assert len(reasons) == 4


def test_an_index_is_not_made_over_another_or_over_foreign_files(engine, tmp_path):
    with pytest.raises(InputError, match="already"):
        WhooshEngine.create(engine.path)
    assert WhooshEngine.create(engine.path, exist_ok=True).snapshot().stats().articles == 9
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.doc").write_text("x")
    with pytest.raises(InputError, match=r"thesis\.doc"):
        WhooshEngine.create(tmp_path / "other")
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["thesis.doc"]


def test_an_index_may_be_made_beside_a_readme_and_hidden_files(tmp_path):
    for name in ("README.md", ".gitignore"):
        (tmp_path / name).write_text("x")
    engine = WhooshEngine.create(tmp_path)
    assert engine.check().sound
    assert engine.snapshot().stats().articles == 0


def test_a_folder_that_cannot_be_made_is_one_clear_error(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(IndexWriteError, match="file"):
        WhooshEngine.create(tmp_path / "file" / "index")
    with pytest.raises(InputError, match="file"):
        WhooshEngine.create(tmp_path / "file")


def test_an_unknown_language_is_refused_with_the_known_ones(tmp_path):
    with pytest.raises(InputError, match="german"):
        WhooshEngine.create(tmp_path / "index", "klingon")
    assert not (tmp_path / "index").exists()


def test_two_programs_may_make_one_index_at_the_same_time(tmp_path):
    made, problems = [], []

    def make():
        try:
            made.append(WhooshEngine.create(tmp_path / "index", exist_ok=True))
        except Exception as problem:
            problems.append(problem)

    threads = [threading.Thread(target=make) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert {engine.snapshot().generation for engine in made} == {0}


def test_an_index_that_was_begun_and_never_finished_can_be_made(tmp_path):
    engine = WhooshEngine.create(tmp_path / "index")
    (toc,) = engine.path.glob("*.toc")
    toc.rename(f"{toc}.tmp")
    with pytest.raises(IndexMissingError):
        WhooshEngine(engine.path)
    assert WhooshEngine.create(engine.path).check().sound


def test_other_languages_are_kept_with_the_index(tmp_path):
    engine = WhooshEngine.create(tmp_path / "index", "german")
    with engine.writer() as writer:
        writer.add(Article("a", "Die Häuser"), (), speakers=())
        writer.commit()
    snapshot = WhooshEngine(engine.path).snapshot()
    assert snapshot.language == "german"
    assert snapshot._segments[0].postings("body", "haus") is not None


def test_a_rebuild_takes_the_place_of_the_old_index_with_its_commit(engine):
    writer = WhooshEngine.rebuild(engine.path, "german")
    fill(writer, range(20, 23))
    writer.flush()
    fill(writer, range(23, 26))
    writer.flush()
    assert state_while_locked(engine.path) == 9
    writer.commit(b"anew")
    writer.close()
    assert state(engine.path) == (6, b"anew")
    assert engine.snapshot().language == "german"
    assert {path.name for path in engine.path.iterdir()} == read_commit(engine.path).names | {"MAIN_WRITELOCK"}


def state_while_locked(folder):
    return WhooshEngine(folder).snapshot().stats().articles


def test_a_rebuild_that_is_given_up_leaves_the_old_index(engine):
    before = {path.name for path in engine.path.iterdir()}
    with WhooshEngine.rebuild(engine.path) as writer:
        fill(writer, range(3))
        writer.flush()
    assert {path.name for path in engine.path.iterdir()} == before
    assert state(engine.path) == (9, b"second")


@pytest.mark.parametrize("kind", ["commit_*", "*.seg", "manifest_*", "_MAIN_*.toc"])
@pytest.mark.parametrize("content", [None, b"", b"rubbish"])
def test_a_rebuild_mends_any_damage(engine, kind, content):
    file = sorted(engine.path.glob(kind))[-1]
    file.unlink() if content is None else file.write_bytes(content)
    with WhooshEngine.rebuild(engine.path) as writer:
        fill(writer, range(4))
        writer.commit(b"anew")
    assert state(engine.path) == (4, b"anew")
    assert WhooshEngine(engine.path).check().sound


def test_a_rebuild_makes_an_index_where_there_is_none(tmp_path):
    with WhooshEngine.rebuild(tmp_path / "index") as writer:
        fill(writer, range(4))
        writer.commit()
    assert WhooshEngine(tmp_path / "index").snapshot().stats().articles == 4
