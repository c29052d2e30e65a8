"""What is exported can be indexed again: the same articles, as often as you like."""

import json
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import searchkit
from searchkit.article import Article
from searchkit.indexer import Input, UpdateOptions
from searchkit.ingest import read
from searchkit.ingest.problem import safe_id

NAMES = ["Orla Venn", "Tobin Harrack", "Dr. Orla Venn", "O. Venn", "Pelle Tarn", "Minister Pelle Tarn", "the harbour union"]
BODIES = [
    "“We will walk the whole way,” said Minister Orla Venn. “It is over,” Tobin Harrack told her.",
    "Pelle Tarn said on Friday that herring prices would rise.\r\n\r\n“Not yet,” Orla Venn said.",
    "date 2031-05-02 is no header here",
]
PLAIN = st.characters(exclude_categories=("Cc", "Cs"))
TEXTS = st.none() | st.text(PLAIN, min_size=1, max_size=20).filter(str.strip)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | st.text(PLAIN),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(PLAIN, max_size=5), inner, max_size=3),
    max_leaves=5,
)
KEYS = st.sampled_from(["schema", "quotes", "score", "story", "extra", "page", "id", "text"]) | st.text(PLAIN, max_size=5)
ARTICLES = st.builds(
    Article,
    id=st.text(PLAIN, min_size=1, max_size=20).filter(lambda id: id.strip() and safe_id(id) == id),
    body=st.sampled_from(BODIES) | st.text(PLAIN, min_size=1, max_size=60).filter(str.strip),
    date=st.none() | st.dates(),
    title=TEXTS,
    source=TEXTS,
    url=TEXTS,
    author=TEXTS,
    lang=TEXTS,
    speakers=st.lists(st.sampled_from(NAMES), max_size=3, unique=True).map(tuple),
    story=TEXTS,
    extra=st.dictionaries(KEYS, VALUES, max_size=3),
)


def exported(index, file):
    """The articles of an index by id, written to a file as `searchkit export` does."""
    with searchkit.open(index) as news:
        shapes = {view.id: view.to_dict() for view in news.export()}
    file.write_text("".join(json.dumps(shape) + "\n" for shape in shapes.values()), encoding="utf-8")
    for shape in shapes.values():
        shape.pop("score")
    return shapes


def indexed(index, file, **options):
    with searchkit.open(index, create=True) as news:
        return news.update([Input(str(file))], options=UpdateOptions(**options))


# Three indexes an example: too slow to shrink.
@settings(max_examples=25, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(articles=st.lists(ARTICLES, min_size=1, max_size=8, unique_by=lambda article: article.id))
def test_articles_are_the_same_after_two_rounds(articles):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        with searchkit.open(path / "1", create=True) as news:
            news.add(articles)
        first = exported(path / "1", path / "1.jsonl")
        for before, after in (("1", "2"), ("2", "3")):
            report = indexed(path / after, path / f"{before}.jsonl")
            assert (report.added, report.problems) == (len(articles), ())
            assert exported(path / after, path / f"{after}.jsonl") == first


def one(tmp_path, **changes):
    """The article that is read from an exported line with these changes, and what was told."""
    shape = {"schema": 1, **Article(id="a", body="text", story="s", extra={"page": 3}).to_dict(), "quotes": [], "score": 1.5}
    file = tmp_path / "a.jsonl"
    file.write_text(json.dumps(shape | changes) + "\n", encoding="utf-8")
    article, *problems = read(file)
    return article, problems


def test_what_the_index_adds_is_dropped_and_extra_stays_flat(tmp_path):
    article, problems = one(tmp_path)
    assert (article, problems) == (Article(id="a", body="text", story="s", extra={"page": 3}), [])


def test_keys_that_somebody_adds_to_an_exported_line_join_extra(tmp_path):
    article, _ = one(tmp_path, topic="trams")
    assert dict(article.extra) == {"page": 3, "topic": "trams"}


def test_names_that_quotes_add_are_not_taken_for_names_the_source_gave(tmp_path):
    quotes = [{"speaker": "Orla Venn"}, {"speaker": None}, {"speaker": "Pelle Tarn"}]
    article, _ = one(tmp_path, speakers=["Dr. Orla Venn", "Pelle Tarn"], quotes=quotes)
    assert article.speakers == ("Dr. Orla Venn",)


@pytest.mark.parametrize("quotes", [None, 3, ["x"], [{"speaker": 7}]], ids=repr)
def test_quotes_of_another_shape_leave_all_names(tmp_path, quotes):
    article, _ = one(tmp_path, speakers=["Orla Venn"], quotes=quotes)
    assert article.speakers == ("Orla Venn",)


def test_lines_of_others_keep_their_keys_in_extra(tmp_path):
    file = tmp_path / "a.jsonl"
    file.write_text(json.dumps({"id": "a", "body": "text", "score": 4, "schema": "x", "quotes": 3, "extra": {"p": 1}}) + "\n")
    (article,) = read(file)
    assert dict(article.extra) == {"score": 4, "schema": "x", "quotes": 3, "extra": {"p": 1}}


def test_an_export_indexed_beside_its_index_changes_nothing_that_is_there(tmp_path):
    with searchkit.open(tmp_path / "index", create=True) as news:
        news.add([Article(id="a", body=BODIES[0], date=date(2031, 5, 2))])
        exported(news.path, tmp_path / "a.jsonl")
        report = news.update([tmp_path / "a.jsonl"])
        assert (report.added, report.changed, report.skipped) == (0, 0, 1)
