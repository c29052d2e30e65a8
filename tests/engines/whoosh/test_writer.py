"""The writer: what it was told is what the next snapshot holds, and nothing before it commits."""

import errno
from dataclasses import replace
from datetime import date, datetime

import pytest
from groups import fill, group
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from searchkit.article import Article, Quote
from searchkit.engines.whoosh import merge
from searchkit.engines.whoosh.index import WhooshEngine
from searchkit.errors import IndexLockedError, IndexWriteError


@pytest.fixture
def engine(tmp_path):
    return WhooshEngine.create(tmp_path / "index")


def ids(engine):
    """Ids of the live articles."""
    found = []
    for reader in engine.snapshot()._segments:
        found += [reader.stored(doc)["id"] for doc in reader.article_docs if doc not in reader.deleted]
    return sorted(found)


def test_nothing_is_visible_before_the_commit(engine):
    with engine.writer() as writer:
        fill(writer, range(3))
        assert ids(engine) == []
        writer.commit()
        assert ids(engine) == ["a0", "a1", "a2"]


def test_leaving_by_an_exception_discards_what_was_not_committed(engine):
    with pytest.raises(RuntimeError), engine.writer() as writer:
        fill(writer, range(3))
        writer.flush()
        raise RuntimeError
    assert ids(engine) == []
    assert [path.name for path in engine.path.glob("*.seg")] == []


def test_an_article_with_a_known_id_takes_the_place_of_the_other_with_all_its_quotes(engine):
    with engine.writer() as writer:
        fill(writer, range(5), quotes=4)
        writer.commit()
        article, quotes, _ = group(99, quotes=1)
        writer.add(replace(article, id="a3"), quotes, speakers=())
        writer.commit()
    assert ids(engine) == ["a0", "a1", "a2", "a3", "a4"]
    stats = engine.snapshot().stats()
    assert (stats.articles, stats.quotes) == (5, 4 * 4 + 1)
    assert engine.snapshot().get("a3").article.body == article.body


def test_the_last_of_several_versions_in_one_batch_counts(engine):
    with engine.writer() as writer:
        for number in range(3):
            writer.add(Article("a", f"version{number}"), (), speakers=())
        writer.commit()
    assert engine.snapshot().get("a").article.body == "version2"
    assert engine.snapshot().stats().articles == 1


def test_deleting_counts_what_was_there_waiting_or_written(engine):
    with engine.writer() as writer:
        fill(writer, range(4))
        writer.commit()
        fill(writer, [4])
        assert writer.delete(["a1", "a4", "a1", "zebra"]) == 2
        writer.commit()
    assert ids(engine) == ["a0", "a2", "a3"]


def test_a_replaced_article_that_is_deleted_before_the_commit_is_gone(engine):
    with engine.writer() as writer:
        fill(writer, [1])
        writer.commit()
        fill(writer, [1])
        assert writer.delete(["a1"]) == 1
        writer.commit()
    assert ids(engine) == []


def test_lookup_and_ids_of_see_what_this_writer_has_done(engine):
    with engine.writer() as writer:
        writer.add(Article("old", "x"), (), speakers=(), origin="file", digest="1")
        writer.add(Article("other", "x"), (), speakers=(), origin="file", digest="2")
        writer.commit()
        assert writer.lookup("old") == ("file", "1")
        assert writer.ids_of("file") == ["old", "other"]
        writer.add(Article("old", "y"), (), speakers=(), origin="elsewhere", digest="3")
        assert writer.lookup("old") == ("elsewhere", "3")
        assert writer.ids_of("file") == ["other"]
        assert writer.ids_of("elsewhere") == ["old"]
        writer.delete(["other"])
        assert writer.lookup("other") is None
        assert writer.ids_of("file") == []
        assert writer.lookup("never") is None


def test_a_commit_without_changes_writes_nothing(engine):
    with engine.writer() as writer:
        fill(writer, range(2))
        writer.commit(b"manifest")
    before = sorted((path.name, path.stat().st_mtime_ns) for path in engine.path.iterdir() if "LOCK" not in path.name)
    with engine.writer() as writer:
        writer.commit()
        writer.commit(b"manifest")
        writer.delete(["zebra"])
        writer.commit()
    assert sorted((path.name, path.stat().st_mtime_ns) for path in engine.path.iterdir() if "LOCK" not in path.name) == before


def test_the_manifest_is_part_of_the_commit(engine):
    with engine.writer() as writer:
        assert writer.manifest() == b""
        fill(writer, [1])
        writer.commit(b"one")
        fill(writer, [2])
        writer.commit()
        assert writer.manifest() == b"one"
        writer.commit(b"two\0" + bytes(1_000_000))
    with engine.writer() as writer:
        assert writer.manifest() == b"two\0" + bytes(1_000_000)
        writer.commit(b"")
        assert writer.manifest() == b""
    assert len(list(engine.path.glob("manifest_*"))) == 1


def test_pending_bytes_grow_with_the_text_and_fall_with_the_commit(engine):
    with engine.writer() as writer:
        assert writer.pending_bytes() == 0
        writer.add(Article("a", "x" * 10_000), (), speakers=())
        assert writer.pending_bytes() >= 10_000
        writer.delete(["a"])
        assert writer.pending_bytes() == 0
        writer.add(Article("a", "x" * 10_000), (), speakers=())
        writer.commit()
        assert writer.pending_bytes() == 0


def test_emptying_an_index_leaves_no_segment(engine):
    with engine.writer() as writer:
        fill(writer, range(3))
        writer.commit()
        writer.delete(["a0", "a1", "a2"])
        writer.commit()
    assert ids(engine) == []
    assert list(engine.path.glob("*.seg")) == []
    assert engine.check().sound


BAD = {
    "empty id": Article("", "x"),
    "blank id": Article(" ", "x"),
    "id with a line end": Article("a\nb", "x"),
    "id with an escape": Article("a\x1b[0m", "x"),
    "long id": Article("x" * 501, "x"),
    "id that is no text": Article(7, "x"),
    "surrogate in the id": Article("a\udc80", "x"),
    "surrogate in the body": Article("a", "text \ud800 text"),
    "surrogate in the title": Article("a", "x", title="\udfff"),
    "surrogate in the source": Article("a", "x", source="\udfff"),
    "surrogate in extra": Article("a", "x", extra={"k": "\udfff"}),
    "body that is no text": Article("a", b"bytes"),
    "no body": Article("a", None),
    "date as text": Article("a", "x", "2031-05-02"),
    "date with a time": Article("a", "x", datetime(2031, 5, 2, 12)),
    "extra that is no JSON": Article("a", "x", extra={"k": object()}),
    "extra that is not a number": Article("a", "x", extra={"k": float("nan")}),
    "speaker that is no text": Article("a", "x", speakers=(None,)),
}
BAD_QUOTES = {
    "beyond the body": Quote(0, 99, "x"),
    "before the body": Quote(-1, 1, "x"),
    "ends before it starts": Quote(2, 1, "x"),
    "mention beyond the body": Quote(0, 1, "x", "Orla Venn", (0, 99)),
    "surrogate": Quote(0, 1, "\ud800"),
    "confidence above one": Quote(0, 1, "x", confidence=1.5),
    "confidence that is no number": Quote(0, 1, "x", confidence=float("nan")),
    "day as text": Quote(0, 1, "x", said_on="Sunday"),
}


@pytest.mark.parametrize("article", BAD.values(), ids=BAD)
def test_an_article_that_cannot_be_indexed_is_refused_and_changes_nothing(engine, article):
    refused(engine, article, ())


@pytest.mark.parametrize("quote", BAD_QUOTES.values(), ids=BAD_QUOTES)
def test_a_quote_that_cannot_be_indexed_is_refused_with_its_article(engine, quote):
    refused(engine, Article("a", "some body"), (Quote(0, 1, "s"), quote))


def refused(engine, article, quotes):
    with engine.writer() as writer:
        writer.add(Article("a", "good"), (), speakers=())
        with pytest.raises(ValueError, match="article "):
            writer.add(article, quotes, speakers=())
        writer.commit()
    assert ids(engine) == ["a"]
    assert engine.snapshot().get("a").article.body == "good"


def test_other_articles_of_the_batch_do_not_suffer_from_a_bad_one(engine):
    with engine.writer() as writer:
        for number in range(6):
            day = "2024-02-30" if number == 3 else date(2024, 2, 28)
            try:
                writer.add(Article(f"a{number}", "text", day), (), speakers=())
            except ValueError:
                assert number == 3
        writer.commit()
    assert ids(engine) == ["a0", "a1", "a2", "a4", "a5"]


def test_a_second_writer_is_told_who_holds_the_lock_and_since_when(engine):
    import os

    with engine.writer(), pytest.raises(IndexLockedError) as caught:
        engine.writer(wait=0.1)
    assert caught.value.holder == os.getpid()
    assert abs((datetime.now().astimezone() - caught.value.since).total_seconds()) < 60
    engine.writer().close()


def test_the_lock_is_free_after_a_writer_could_not_begin(engine):
    record = next(engine.path.glob("commit_*"))
    content = record.read_bytes()
    record.write_bytes(b"rubbish")
    with pytest.raises(Exception, match="commit"):
        engine.writer()
    record.write_bytes(content)
    engine.writer().close()


def test_a_closed_writer_refuses_to_work(engine):
    writer = engine.writer()
    writer.close()
    writer.close()
    with pytest.raises(ValueError, match="closed"):
        writer.add(Article("a", "x"), (), speakers=())
    with pytest.raises(ValueError, match="closed"):
        writer.commit()


def test_flushed_articles_are_published_by_one_commit(engine):
    with engine.writer() as writer:
        for start in range(0, 30, 3):
            fill(writer, range(start, start + 3))
            writer.flush()
            assert writer.pending_bytes() == 0
            assert ids(engine) == []
            assert writer.lookup(f"a{start}") == (f"files/{start % 5}", f"digest{start}")
        writer.delete(["a7"])
        writer.commit()
    assert len(ids(engine)) == 29
    assert engine.snapshot().generation == 1


def test_a_merge_that_has_no_room_waits_and_the_commit_is_made(engine, monkeypatch):
    def full(folder, sources, name):
        (folder / f"{name}.seg").write_bytes(b"half a segment")
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(merge, "merge", full)
        for number in range(7):
            with engine.writer() as writer:
                fill(writer, [number])
                writer.commit()
    assert len(ids(engine)) == 7
    assert engine.check().sound
    assert len(list(engine.path.glob("*.seg"))) == engine.snapshot().stats().segments == 7
    with engine.writer() as writer:
        fill(writer, [7])
        writer.commit()
    assert engine.snapshot().stats().segments <= 4
    assert len(ids(engine)) == 8


def test_a_merge_that_fails_otherwise_is_an_error_and_leaves_everything_as_it_was(engine, monkeypatch):
    def broken(folder, sources, name):
        raise OSError(errno.EIO, "Input/output error")

    for number in range(4):
        with engine.writer() as writer:
            fill(writer, [number])
            writer.commit()
    with monkeypatch.context() as patched, engine.writer() as writer:
        patched.setattr(merge, "merge", broken)
        fill(writer, [4])
        with pytest.raises(IndexWriteError, match="Input/output error"):
            writer.commit()
    assert len(ids(engine)) == 4
    assert engine.check().sound


class AnyUse(RuleBasedStateMachine):
    """Adds, replaces, deletes, flushes and commits in any order against a dict."""

    def __init__(self):
        super().__init__()
        import tempfile

        self.folder = tempfile.TemporaryDirectory()
        self.engine = WhooshEngine.create(self.folder.name)
        self.writer = self.engine.writer()
        self.now, self.committed = {}, {}

    @rule(id=st.integers(0, 12), version=st.integers(0, 999))
    def add(self, id, version):
        article, quotes, speakers = group(version, words=5)
        self.writer.add(replace(article, id=f"x{id}"), quotes, speakers=speakers, origin=str(version % 3), digest=str(version))
        self.now[f"x{id}"] = version

    @rule(gone=st.sets(st.integers(0, 12), max_size=4))
    def delete(self, gone):
        names = {f"x{id}" for id in gone}
        assert self.writer.delete(names) == len(names & self.now.keys())
        self.now = {id: version for id, version in self.now.items() if id not in names}

    @rule()
    def flush(self):
        self.writer.flush()

    @rule()
    def commit(self):
        self.writer.commit()
        self.committed = dict(self.now)

    @rule()
    def begin_anew(self):
        self.writer.close()
        self.writer = self.engine.writer()
        self.now = dict(self.committed)

    @invariant()
    def writer_and_snapshot_tell_the_truth(self):
        for id in (f"x{id}" for id in range(13)):
            wanted = (str(self.now[id] % 3), str(self.now[id])) if id in self.now else None
            assert self.writer.lookup(id) == wanted
        assert self.writer.ids_of("1") == sorted(id for id, version in self.now.items() if version % 3 == 1)
        stored = {}
        for reader in self.engine.snapshot()._segments:
            for doc in reader.article_docs:
                if doc not in reader.deleted:
                    assert reader.stored(doc)["id"] not in stored
                    stored[reader.stored(doc)["id"]] = int(reader.stored(doc)["digest"])
        assert stored == self.committed

    def teardown(self):
        self.writer.close()
        assert self.engine.check().sound
        self.folder.cleanup()


TestAnyUse = AnyUse.TestCase
TestAnyUse.settings = settings(max_examples=12, stateful_step_count=25, deadline=None)
