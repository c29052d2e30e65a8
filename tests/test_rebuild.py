"""Building an index anew: what stays, what is told to be lost, and when it is needed."""

from datetime import date

import pytest

import searchkit
from searchkit.article import Article
from searchkit.errors import InputError
from searchkit.newsindex import Input, UpdateOptions, rebuild, rehearse


@pytest.fixture
def news(tmp_path):
    with searchkit.open(tmp_path / "index", create=True) as index:
        index.add([
            Article(id="a1", body="“We will walk,” said Orla Venn.", date=date(2031, 5, 2), title="Strike", source="wire"),
            Article(id="a2", body="A poem about a bridge.", story="poems", extra={"page": 3}),
        ])  # fmt: skip
        yield index


def test_an_index_in_another_language_is_refused_with_the_way_out(news, tmp_path):
    (tmp_path / "a.txt").write_text("text", encoding="utf-8")
    for create in (True, False):
        with pytest.raises(InputError, match=r"in english, not in german.*--rebuild --language german"):
            searchkit.open(news.path, create=create, language="german")
    with pytest.raises(InputError, match="in english, not in german"):
        rehearse(news.path, [Input(str(tmp_path / "a.txt"))], language="german")
    rebuild(news.path, [Input(str(tmp_path / "a.txt"))], language="german")
    with searchkit.open(news.path, create=True, language="german") as german:
        assert german.stats().language == "german"
        assert german.stats().articles == 3


def cut(data):
    return data[:-20]


def flip(data):
    return data[:-20] + bytes([data[-20] ^ 1]) + data[-19:]


@pytest.mark.parametrize(
    ("files", "harm", "is_told"),
    [
        pytest.param("*.seg", cut, True, id="a segment is cut"),
        pytest.param("*.seg", flip, True, id="a bit of a segment flips"),
        pytest.param("manifest_*", flip, False, id="the list of files"),
        pytest.param("commit_*", flip, False, id="the record"),
    ],
)
def test_a_rebuild_of_a_damaged_index_names_what_is_lost_with_it(news, tmp_path, files, harm, is_told):
    for name in ("corpus", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text("a zeppelin", encoding="utf-8")
    (tmp_path / "alone.txt").write_text("a zeppelin", encoding="utf-8")
    news.update([tmp_path / "corpus", tmp_path / "other", tmp_path / "alone.txt"])
    news.close()
    for file in news.path.glob(files):
        file.write_bytes(harm(file.read_bytes()))
    report = rebuild(news.path, [Input(str(tmp_path / "corpus"))])
    first, *others = report.problems
    assert first.path.startswith(str(news.path)) and "the old index is damaged" in first.reason
    lost = [str(tmp_path / name) for name in ("other", "alone.txt")] if is_told else []
    assert [problem.path for problem in others] == lost
    assert all("lacks its articles (1)" in problem.reason for problem in others)
    assert (report.added, report.skipped) == (1, 1 + len(lost))
    with searchkit.open(news.path) as fresh:
        assert fresh.check().sound
        assert [view.id for view in fresh.export()] == ["corpus/a.txt"]
        assert fresh.update([tmp_path / "other"]).added == 1


def test_a_rebuild_of_a_damaged_index_keeps_its_language(tmp_path):
    (tmp_path / "a.txt").write_text("Ein Streik", encoding="utf-8")
    with searchkit.open(tmp_path / "index", create=True, language="german") as german:
        german.update([tmp_path / "a.txt"])
        for segment in german.path.glob("*.seg"):
            segment.write_bytes(cut(segment.read_bytes()))
    rebuild(tmp_path / "index", [Input(str(tmp_path / "a.txt"))])
    with searchkit.open(tmp_path / "index") as fresh:
        assert fresh.stats().language == "german"


def test_a_rebuild_of_a_sound_index_keeps_what_is_not_named(news, tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.txt").write_text("a zeppelin", encoding="utf-8")
    before = {view.id: view.to_dict() for view in news.export()}
    rebuild(news.path, [Input(str(folder))], options=UpdateOptions(with_quotes=False))
    after = {view.id: view.to_dict() for view in news.export()}
    assert after.pop("corpus/a.txt")
    for shape in (*before.values(), *after.values()):
        shape.pop("score")
    assert after == before
