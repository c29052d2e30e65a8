"""JSON lines and CSV: every line and row stands for itself."""

import io
import tracemalloc
from datetime import date

import pytest
from readings import taken

from searchkit.article import Article
from searchkit.ingest import choose, read_stream


def test_a_file_of_json_lines_with_odd_ones_among_them(sample):
    taken = sample("lines.jsonl")
    assert [article.id for article in taken.articles] == ["j1", "17", "j3", "j4", "lines.jsonl#8", "j9"]
    assert taken.articles[0] == Article(
        id="j1",
        body="“We will go on,” said Orla Venn.",
        date=date(2031, 5, 2),
        title="Trams",
        source="city-desk",
        url="https://harbourpost.example/1",
        author="Ilse Marrow; Tove Harrand",
        lang="en",
        speakers=("Orla Venn",),
        extra={"desk": {"name": "city", "page": 3}},
    )
    assert taken.articles[1].speakers == ("Aldo Quist", "Runa Feld") and taken.articles[1].date == date(2031, 5, 3)
    assert [(problem.line, problem.altered) for problem in taken.problems] == [
        (5, True), (6, False), (7, False), (8, True), (9, False),
    ]  # fmt: skip
    assert taken.problems[2].to_dict()["path"].endswith("lines.jsonl:7")


def test_a_csv_file_with_odd_rows_among_them(sample):
    taken = sample("rows.csv")
    assert [article.id for article in taken.articles] == ["c1", "c2", "rows.csv#7", "c5"]
    assert taken.articles[0].body == '“We will go on,” said Orla Venn.\n\nShe "means" it.'
    assert taken.articles[0].speakers == ("Orla Venn", "Piet Solander")
    assert taken.articles[0].extra == {"section": "city"} and taken.articles[1].extra == {}
    assert taken.articles[2].body == 'A 5" pipe burst.'
    assert [(problem.line, problem.altered) for problem in taken.problems] == [(5, True), (6, False), (8, True), (9, False)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_that_of_the_header_line(take, delimiter):
    row = delimiter.join(["c1", '"a, b; c\td"', "2031-05-02"])
    article = take("rows.csv", f"\ufeff{delimiter.join(['ID', 'Body', 'Date'])}\r\n{row}\r\n").article
    assert (article.id, article.body, article.date) == ("c1", "a, b; c\td", date(2031, 5, 2))


def test_a_quotation_mark_that_is_never_closed_costs_its_line_only(take):
    rows = [f"c{number},Body {number}" for number in range(1, 20)]
    rows[6] = 'c7,"Body 7'
    taken = take("rows.csv", "id,body\n" + "\n".join(rows))
    assert len(taken.articles) == 18 and "c7" not in {article.id for article in taken.articles}
    assert [(problem.line, "never closed" in problem.reason) for problem in taken.problems] == [(8, True)]


def test_many_unclosed_rows_end_the_file_instead_of_reading_it_again_and_again(take):
    taken = take("rows.csv", "id,body\n" + '"a,"b","c\n' * 50)
    assert "the rest of the file was skipped" in taken.reasons[-1] and len(taken.problems) < 10


def test_a_row_longer_than_the_limit_costs_itself(take):
    taken = take(
        "rows.csv", 'id,body\nc1,"' + "long\n" * 300 + '"\nc2,short\n' + "c3," + "x" * 2000 + "\nc4,short", max_size=1000
    )
    assert [article.id for article in taken.articles] == ["c2", "c4"]


@pytest.mark.parametrize(
    "header, reason",
    [
        pytest.param("id,date,title", "no column named body or text", id="no body"),
        pytest.param("id,body,Body", "more than one column named body", id="a column twice"),
        pytest.param("", "is empty", id="empty"),
    ],
)
def test_a_csv_file_whose_header_cannot_be_used(take, header, reason):
    assert reason in take("rows.csv", header).reasons[0]


@pytest.mark.parametrize(
    "line, reason",
    [
        pytest.param(b'{"id": "a", "body": "cut', "is not JSON: Unterminated string starting at character 21", id="cut"),
        pytest.param(b'"words"', "not a JSON object", id="a string"),
        pytest.param(b'{"title": "No body"}', "has no body", id="no body"),
        pytest.param(b'{"body": "  "}', "has no body", id="blank body"),
        pytest.param(b'{"body": ["a"]}', "a body that is not text", id="body is a list"),
        pytest.param(b'{"body": "x", "id": "' + b"i" * 5000 + b'"}', "an id of 5,000 characters", id="long id"),
        pytest.param(b"[" * 100_000, "nested too deep", id="deep"),
        pytest.param(b'{"body": "x", "tree": ' + b"[" * 500 + b"]" * 500 + b"}", "levels deep", id="deep value"),
        pytest.param(b'{"body": "x", "n": ' + b"9" * 5000 + b"}", "is not JSON", id="5,000 digits"),
        pytest.param(b'{"body": "x", "pad": "' + b"x" * 200_000 + b'"}', "longer than the limit", id="long line"),
    ],
)
def test_a_bad_line_costs_itself_only(take, line, reason):
    taken = take("lines.jsonl", b'{"id": "a", "body": "x"}\n' + line + b'\n{"id": "c", "body": "x"}', max_size=150_000)
    assert [article.id for article in taken.articles] == ["a", "c"]
    (problem,) = taken.problems
    assert problem.line == 2 and not problem.altered and reason in problem.reason


@pytest.mark.parametrize(
    "fields, note",
    [
        pytest.param('"date": "2024-02-30"', "does not exist", id="date"),
        pytest.param('"date": 1935452400', "cannot be read", id="date in seconds"),
        pytest.param('"date": true', "cannot be read", id="date of a wrong type"),
        pytest.param('"speakers": 7', "speakers is neither a list nor text", id="speakers"),
        pytest.param('"speakers": ["A", 7]', "a speaker that is not text", id="a speaker"),
        pytest.param('"title": {"a": 1}', "title is not text", id="title"),
        pytest.param('"n": 1e999', "not finite", id="infinite number"),
        pytest.param('"title": "\\ud800"', "surrogate", id="half a surrogate pair"),
        pytest.param('"id": "a\\nb"', "control characters in its id", id="line end in the id"),
    ],
)
def test_a_field_that_cannot_be_used_is_dropped_and_named(take, fields, note):
    taken = take("lines.jsonl", '{"body": "x", ' + fields + "}")
    assert len(taken.articles) == 1
    (problem,) = taken.problems
    assert problem.altered and problem.line == 1 and note in problem.reason
    taken.article.id.encode("utf-8")


def test_replaced_characters_are_told_with_their_fields(take):
    (problem,) = take("lines.jsonl", '{"id": "a", "body": "x\\u0000\\u0001", "title": "y\\u0000", "tag": "z\\u0000"}\n').problems
    assert problem.reason == (
        "2 control characters or surrogates in its body replaced; 1 control character or surrogate in its title replaced; "
        "1 control character or surrogate in its other fields replaced"
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [("lines.jsonl", '{"id": "a", "body": "x", "story": " strike "}\n'), ("rows.csv", "id,body,Story\na,x,strike\n")],
    ids=["JSON lines", "CSV"],
)
def test_a_story_is_taken_from_its_key(take, name, text):
    assert take(name, text).article == Article(id="a", body="x", story="strike")


def test_lines_in_windows_1252_are_read_line_by_line(take):
    taken = take("lines.jsonl", '{"body": "Café"}\n'.encode() + '{"body": "Café"}\n'.encode("cp1252"))
    assert [article.body for article in taken.articles] == ["Café", "Café"]
    assert [(problem.line, problem.altered) for problem in taken.problems] == [(2, True)]


def test_json_lines_in_utf_16(take):
    assert take("lines.jsonl", '{"body": "Café 😀"}\n{"body": "b"}'.encode("utf-16")).articles[0].body == "Café 😀"


def test_a_file_that_is_something_else_is_left_after_a_hundred_lines(take):
    taken = take("lines.jsonl", "plain text\n" * 5000)
    assert len(taken.problems) == 101 and "rest of the file was skipped" in taken.reasons[-1]


def test_beyond_a_large_number_problems_are_counted_and_not_named(take, monkeypatch):
    monkeypatch.setattr(choose, "_MOST_PROBLEMS", 10)
    taken = take("lines.jsonl", '{"body": "x"}\n' + "plain text\n" * 50 + '{"body": "y"}\n')
    assert len(taken.articles) == 2 and len(taken.problems) == 11
    assert taken.reasons[-1] == "gave 40 more problems, which are not named"


def test_a_pipe_needs_ids():
    pipe = io.BytesIO(b'{"id": "a", "body": "x"}\n{"body": "x"}\n')
    read = taken(read_stream(pipe))
    assert [article.id for article in read.articles] == ["a"]
    assert [problem.to_dict() for problem in read.problems] == [{"path": "-:2", "reason": "has no id"}]
    assert not pipe.closed


@pytest.mark.parametrize(
    "name, text, ids",
    [
        pytest.param("a.json", '{"id": "x",\n "body": "y"}', ["x"], id="one object over lines"),
        pytest.param("a.json", '{"body": "y"}', ["a.json"], id="one object on a line"),
        pytest.param("a.json", '{"id": "x", "body": "y"}\n{"id": "z", "body": "y"}', ["x", "z"], id="JSON lines"),
        pytest.param("a.json", '[{"id": "x", "body": "y"}, {"body": "y"}]', ["x", "a.json#2"], id="a list"),
        pytest.param("a", '{"id": "x", "body": "y"}\n{"id": "z", "body": "y"}', ["x", "z"], id="no ending"),
        pytest.param("a.txt", '{"id": "x", "body": "y"}', ["a.txt"], id="a text file stays one"),
        pytest.param("a", "[AP] Text.", ["a"], id="a text that begins with a bracket"),
        pytest.param("a.dat", "id,body\nx,y", ["a.dat"], id="no CSV by content"),
    ],
)
def test_documents_and_lines_are_told_apart(take, name, text, ids):
    assert [article.id for article in take(name, text).articles] == ids


def test_the_format_option_overrides_name_and_content(take):
    assert take("a.txt", '{"id": "x", "body": "y"}\n', format="jsonl").article.id == "x"
    assert take("b.jsonl", '{"id": "x", "body": "y"}\n', format="text").article.body == '{"id": "x", "body": "y"}\n'


class Endless(io.RawIOBase):
    """A pipe with a given number of lines."""

    def __init__(self, line: bytes, count: int) -> None:
        self.line, self.left = line, count

    def read(self, size: int = -1) -> bytes:
        count = min(self.left, 1000)
        self.left -= count
        return self.line * count


def test_memory_does_not_grow_with_the_file():
    pipe = Endless(b'{"id": "a", "title": "Trams", "body": "' + b"Trams run again. " * 100 + b'"}\n', 20_000)  # 36 MB
    tracemalloc.start()
    count = sum(isinstance(item, Article) for item in read_stream(pipe))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 20_000 and peak < 12_000_000
