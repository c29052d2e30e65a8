"""Segments: what a batch writes is what a reader finds, and what Whoosh's own reader finds."""

import threading
from datetime import date

import pytest
from groups import everything, fill, group, segment
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit.analysis import text_analyzer
from searchkit.article import Article, Quote
from searchkit.engines.whoosh import w3
from searchkit.engines.whoosh.batch import Batch
from searchkit.engines.whoosh.groups import article_of, quote_of
from searchkit.engines.whoosh.postings import decode_inlined, decode_positions, decode_postings
from searchkit.engines.whoosh.segment import SegmentReader
from searchkit.errors import IndexCorruptError


def written(folder, *groups, language="english"):
    batch = Batch(language)
    for article, quotes, speakers in groups:
        batch.add(article, quotes, speakers=speakers)
    return SegmentReader(folder, batch.write(folder))


def test_stored_articles_and_quotes_come_back_as_they_were(tmp_path):
    reader = segment(tmp_path, range(20))
    for start in reader.article_docs:
        stored = reader.stored(start)
        article, quotes, speakers = group(int(stored["id"][1:]))
        assert article_of(stored) == article
        assert tuple(stored["speakers"]) == speakers
        assert tuple(quote_of(reader.stored(doc)) for doc in reader.group(start)[1:]) == quotes


def test_groups_stand_in_order_of_day_and_undated_ones_last(tmp_path):
    groups = [(Article(id, "text", day), (), ()) for id, day in [("c", None), ("b", date(2031, 5, 2)), ("a", date(1999, 1, 1))]]
    reader = written(tmp_path, *groups)
    assert [reader.stored(doc)["id"] for doc in range(3)] == ["a", "b", "c"]
    assert list(reader.days("date")) == [date(1999, 1, 1).toordinal(), date(2031, 5, 2).toordinal(), 0]


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1970, 1, 1), date(9999, 12, 31)], ids=str)
def test_the_first_and_the_last_day_there_are_can_be_indexed(tmp_path, day):
    reader = written(tmp_path, (Article("a", "text", day), (), ()))
    assert reader.days("date")[0] == day.toordinal()


def test_quotes_follow_their_article(tmp_path):
    reader = segment(tmp_path, range(9), quotes=3)
    assert list(reader.article_docs) == list(range(0, 36, 4))
    assert all(reader.article_of(doc) == doc // 4 * 4 for doc in range(36))
    assert reader.group(7) == range(4, 8)


def test_positions_are_places_of_terms_in_the_body(tmp_path):
    body = "Trams stop. The tram stopped; trams!"
    reader = written(tmp_path, (Article("a", body), (), ()))
    terms = text_analyzer("english").terms(body)
    for term in set(terms):
        postings = reader.postings("body", term)
        assert postings.positions(0) == [place for place, found in enumerate(terms) if found == term]
        assert postings.weights == [terms.count(term)]


def test_words_of_a_title_apart_from_the_body_count_three_times(tmp_path):
    reader = written(tmp_path, (Article("a", "the strike ends", title="Tram strike"), (), ()))
    assert reader.postings("body", "tram").weights == [3]
    assert reader.postings("body", "strike").weights == [4]
    assert reader.postings("body", "strike").positions(0) == [1, 3 + 100 + 1]
    assert reader.total_length("body") == 3 + 3 * 2
    assert reader.postings("title", "strike").positions(0) == [1]


def test_words_of_a_title_that_begins_the_body_count_three_times_too(tmp_path):
    reader = written(tmp_path, (Article("a", "Tram strike\nThe strike ends", title="Tram strike"), (), ()))
    assert reader.postings("body", "tram").weights == [3]
    assert reader.postings("body", "strike").weights == [4]
    assert reader.postings("body", "strike").positions(0) == [1, 3]
    assert reader.total_length("body") == 5 + 2 * 2


def test_a_title_that_is_cut_from_a_longer_word_of_the_body_is_no_start_of_it(tmp_path):
    reader = written(tmp_path, (Article("a", "Tramways close", title="Tram"), (), ()))
    assert reader.postings("body", "tram").positions(0) == [2 + 100]


def test_names_of_different_people_are_no_phrase(tmp_path):
    reader = written(tmp_path, (Article("a", "text"), (), ("Orla Venn", "Piet Daan")))
    assert reader.postings("speakers", "venn").positions(0) == [1]
    assert reader.postings("speakers", "piet").positions(0) == [2 + 100]


def test_terms_come_in_order_from_any_place_and_of_one_field(tmp_path):
    reader = segment(tmp_path, range(30))
    terms = [term for term, _ in reader.terms("body")]
    assert terms == sorted(terms)
    assert [term for term, _ in reader.terms("body", "marker2")] == [term for term in terms if term >= "marker2"]
    assert list(reader.terms("body", "zzz")) == []
    assert list(reader.terms("no such field")) == []
    assert all(
        reader.doc_freq("body", term) == count == len(reader.postings("body", term)) for term, count in reader.terms("body")
    )


def test_what_is_not_there_is_not_found(tmp_path):
    reader = segment(tmp_path, range(3))
    assert reader.postings("body", "zebra") is None
    assert reader.postings("no such field", "tram") is None
    assert reader.doc_freq("body", "zebra") == 0
    assert reader.doc_freq("body", "\ud800") == 0
    assert reader.lengths("author") != bytes(reader.doc_count)
    assert reader.lengths("title") == bytes(reader.doc_count)
    assert reader.total_length("title") == 0


@pytest.mark.parametrize("count", [1, 127, 128, 129, 256, 300])
def test_lists_of_every_length_around_a_block_come_back(tmp_path, count):
    reader = segment(tmp_path, range(count), words=2, quotes=0)
    assert reader.postings("kind", "a").docs == list(range(count))
    assert list(reader.article_docs) == list(range(count))


class Sink:
    def __init__(self):
        self.data = b""

    def write(self, data):
        self.data += data


numbers = st.sets(st.integers(0, 70_000), min_size=1, max_size=300).map(sorted)


@given(numbers, st.data())
def test_a_posting_list_survives_a_round_trip(docs, data):
    weights = data.draw(st.lists(st.one_of(st.just(1), st.integers(1, 70_000)), min_size=len(docs), max_size=len(docs)))
    values = [w3.positions_value(data.draw(numbers)) for _ in docs[:3]] + [w3.positions_value([0])] * max(0, len(docs) - 3)
    sink = Sink()
    info = w3.PostingsWriter(sink).add(docs, weights, values, bytes(70_001))
    found = decode_postings(sink.data, None) if sink.data else decode_inlined(info[w3.TERM_INFO.size :], None)
    assert (found.docs, found.weights, found.values) == (docs, weights, values)


@given(numbers)
def test_positions_survive_a_round_trip_and_whoosh_reads_them_alike(positions):
    from whoosh.formats import Positions

    value = w3.positions_value(positions)
    assert decode_positions(value, None) == positions
    assert Positions().decode_positions(value) == positions
    assert Positions().decode_frequency(value) == len(positions)


def test_whoosh_reads_every_posting_column_and_stored_value_as_we_do(tmp_path):
    from whoosh.index import open_dir

    from searchkit.engines.whoosh.index import WhooshEngine

    engine = WhooshEngine.create(tmp_path / "index")
    with engine.writer() as writer:
        fill(writer, range(150), title="Tram line")
        writer.commit()
    (info,) = engine.snapshot()._segments
    reader = info
    with open_dir(str(tmp_path / "index")).reader() as stock:
        assert stock.doc_count_all() == reader.doc_count
        fields = {field: dict(reader.term_items(field)) for field in reader.fields()}
        assert list(stock.all_terms()) == [(field, term) for field, terms in sorted(fields.items()) for term in terms]
        for field, terms in fields.items():
            for term, info in terms.items():
                matcher, ours = stock.postings(field, term), reader.postings_at(info)
                docs, weights, positions = [], [], []
                while matcher.is_active():
                    docs.append(matcher.id())
                    weights.append(matcher.weight())
                    positions.append(matcher.value_as("positions") if matcher.supports("positions") else [])
                    matcher.next()
                assert docs == ours.docs
                assert weights == ours.weights
                assert positions == [ours.positions(place) for place in range(len(docs))]
                assert stock.term_info(field, term).doc_frequency() == len(docs)
                assert stock.term_info(field, term).weight() == sum(weights)
        dates = stock.column_reader("date")
        for doc in range(stock.doc_count_all()):
            assert stock.stored_fields(doc) == reader.stored(doc)
            assert dates[doc].toordinal() == reader.days("date")[doc]
            assert (stock.doc_field_length(doc, "body") or 0) == _length(reader.lengths("body")[doc])
        assert stock.field_length("body") == reader.total_length("body")


def _length(byte):
    from whoosh.util.numeric import byte_to_length

    return byte_to_length(byte)


def test_dates_are_indexed_as_whoosh_indexes_them(tmp_path):
    from datetime import datetime

    from whoosh.fields import DATETIME

    reader = written(tmp_path, (Article("a", "text", date(2031, 5, 2)), (), ()))
    theirs = sorted(term for term, *_ in DATETIME().index(datetime(2031, 5, 2)))
    assert [term for term, _ in reader.term_items("date")] == theirs


@given(st.lists(st.tuples(st.text(max_size=60), st.one_of(st.none(), st.text(max_size=20))), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_any_text_can_be_indexed_and_read_back(tmp_path_factory, texts):
    clean = [(body.encode("utf-8", "ignore").decode(), title) for body, title in texts]
    groups = [
        (Article(f"a{number}", body, title=title and title.encode("utf-8", "ignore").decode()), (), ())
        for number, (body, title) in enumerate(clean)
    ]
    reader = written(tmp_path_factory.mktemp("segment"), *groups)
    assert [article_of(reader.stored(doc)) for doc in range(len(groups))] == [article for article, _, _ in groups]
    for doc, (article, _, _) in enumerate(groups):
        for term in text_analyzer("english").terms(article.body):
            assert doc in reader.postings("body", term).docs


def test_threads_may_share_a_reader(tmp_path):
    reader = segment(tmp_path, range(120))
    wanted = everything(segment(tmp_path, range(120)))
    failures = []

    def look():
        if everything(reader) != wanted:
            failures.append("differs")

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


def test_a_reader_outlives_the_name_of_its_file(tmp_path):
    reader = segment(tmp_path, range(5))
    reader.path.unlink()
    assert reader.stored(0)["id"] and reader.postings("kind", "a").docs


def test_a_changed_byte_is_noticed_before_it_is_used(tmp_path):
    from searchkit.engines.whoosh.mapped import page_sums

    info = segment(tmp_path, range(40)).info
    path = tmp_path / f"{info.name}.seg"
    size, sums = page_sums(path)
    data = bytearray(path.read_bytes())
    data[size // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(IndexCorruptError, match=path.name):
        everything(SegmentReader(tmp_path, info, size, sums))


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_damage_that_checksums_would_not_show_is_a_clear_error_or_other_data_never_anything_else(tmp_path_factory, data):
    """Without checksums, as an index that somebody forged: any damage may change what is read, but raises nothing else."""
    folder = tmp_path_factory.mktemp("segment")
    reader = segment(folder, range(6))
    path = reader.path
    content = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    try:
        everything(SegmentReader(folder, reader.info))
    except (IndexCorruptError, KeyError, ValueError, IndexError, TypeError) as problem:
        from searchkit.errors import IndexUntrustedError

        assert isinstance(problem, IndexCorruptError | IndexUntrustedError), problem
    except Exception as problem:
        from searchkit.errors import IndexUntrustedError

        assert isinstance(problem, IndexUntrustedError), problem


def test_quotes_without_speaker_or_words_are_records_too(tmp_path):
    article = Article("a", "“…” said nobody")
    reader = written(tmp_path, (article, (Quote(1, 2, "…"),), ()))
    assert quote_of(reader.stored(1)) == Quote(1, 2, "…")
    assert reader.values("speaker") == ([()], reader.values("speaker")[1])


def test_a_text_analyzed_in_pieces_has_the_terms_and_positions_of_the_whole(tmp_path, monkeypatch):
    from searchkit.engines.whoosh import batch

    article = group(3, words=400)[0]
    whole = everything(written(tmp_path, (article, (), ())))
    monkeypatch.setattr(batch, "_PIECE", 100)
    monkeypatch.setattr(batch, "_MANY", 50)
    assert everything(written(tmp_path, (article, (), ()))) == whole


@pytest.mark.parametrize("text", ["", "x" * 300, " " * 300, "word\n" * 80, "a b" * 100, "\u2003".join(["O’Hara"] * 60)], ids=repr)
def test_pieces_of_odd_texts_lose_nothing(text, monkeypatch):
    from searchkit.engines.whoosh import batch

    monkeypatch.setattr(batch, "_PIECE", 7)
    assert batch._terms(text_analyzer("english"), text) == text_analyzer("english").terms(text)
