"""The raw text format: a date in the header, the body untouched behind it."""

from datetime import date

import pytest

from searchkit.errors import InputError
from searchkit.ingest import read

DAY = date(2031, 5, 2)
BODY = "“We will go on,” Venn said."


@pytest.mark.parametrize(
    "text, day, body",
    [
        pytest.param(f" date 2031-05-02 {BODY}", DAY, BODY, id="as documented"),
        pytest.param(f"date 2031-05-02{BODY}", DAY, BODY, id="no blanks"),
        pytest.param(f"\ufeff date 2031-05-02 {BODY}", DAY, BODY, id="byte order mark"),
        pytest.param(f" DATE 2031-05-02 {BODY}", DAY, BODY, id="capitals"),
        pytest.param(f" Date 2031-05-02\r\n{BODY}\r\n", DAY, f"{BODY}\r\n", id="Windows line ends stay"),
        pytest.param(f" date 2031-05-02\n{BODY}\n", DAY, f"{BODY}\n", id="a line end is the one blank"),
        pytest.param(f" date 2031-05-02  {BODY}", DAY, f" {BODY}", id="a second blank belongs to the body"),
        pytest.param(f" date 2031-5-2 {BODY}", DAY, BODY, id="no zeros"),
        pytest.param(f" date 2 May 2031 {BODY}", DAY, BODY, id="written out"),
        pytest.param(f" date May 2, 2031 {BODY}", DAY, BODY, id="written out, American"),
        pytest.param(f" date 2031-05-02T23:59:59+14:00 {BODY}", DAY, BODY, id="with a time: the day as written"),
        pytest.param(" date 2031-05-02The end", DAY, "The end", id="a capital T is no time"),
        pytest.param(f" date 9999-12-31 {BODY}", date(9999, 12, 31), BODY, id="last day"),
        pytest.param(f" date 0001-01-01 {BODY}", date(1, 1, 1), BODY, id="first day"),
        pytest.param(f" date 2031-05-02 date 2031-05-03 {BODY}", DAY, f"date 2031-05-03 {BODY}", id="a second header is text"),
        pytest.param(BODY, None, BODY, id="no header"),
        pytest.param(f"Date palms grow. {BODY}", None, f"Date palms grow. {BODY}", id="a text that begins with Date"),
        pytest.param(
            f"Title\n date 2031-05-02 {BODY}", None, f"Title\n date 2031-05-02 {BODY}", id="a header further down is text"
        ),
    ],
)
def test_header_and_body(take, text, day, body):
    taken = take("a.txt", text)
    assert (taken.article.date, taken.article.body) == (day, body)
    assert taken.problems == []


@pytest.mark.parametrize(
    "written, reason",
    [
        pytest.param("2024-02-30", 'date "2024-02-30" does not exist', id="30 February"),
        pytest.param("2023-02-29", 'date "2023-02-29" does not exist', id="no leap year"),
        pytest.param("0000-00-00", 'date "0000-00-00" does not exist', id="zeros"),
        pytest.param("2024-13-05", 'date "2024-13-05" does not exist', id="month 13"),
        pytest.param("99999-01-01", 'date "99999-01-01" cannot be read', id="five digits"),
        pytest.param("-2024-01-01", 'date "-2024-01-01" cannot be read', id="before our era"),
        pytest.param("03/04/2024", "day and month could be meant either way", id="ambiguous"),
        pytest.param("15.07.2024", "day and month could be meant either way", id="with points"),
        pytest.param("٢٠٢٤-٠٧-١٥", "cannot be read", id="other digits"),
        pytest.param("2" * 5000 + "-01-01", "cannot be read", id="5,000 digits"),
    ],
)
def test_a_date_that_cannot_be_read_is_left_out_and_named(take, written, reason):
    taken = take("a.txt", f" date {written} {BODY}")
    assert (taken.article.date, taken.article.body) == (None, BODY)
    (problem,) = taken.problems
    assert problem.altered and reason in problem.reason and len(problem.reason) < 250


def test_an_empty_date_is_reported_and_the_text_kept_whole(take):
    taken = take("a.txt", f" date  {BODY}")
    assert (taken.article.date, taken.article.body) == (None, f" date  {BODY}")
    assert taken.problems[0].altered


@pytest.mark.parametrize(
    "body, title",
    [
        pytest.param("Trams run again\n\nThe trams run.", "Trams run again", id="headline"),
        pytest.param("Trams run again \r\n\r\nThe trams run.", "Trams run again", id="Windows line ends"),
        pytest.param("Trams run again\r\rThe trams run.", "Trams run again", id="old Mac line ends"),
        pytest.param("Trams run again.\n \t\nThe trams run.", "Trams run again.", id="the blank line has blanks"),
        pytest.param("Trams run again\nThe trams run.", None, id="no blank line below"),
        pytest.param("Trams run again\r\nThe trams run.", None, id="one Windows line end is no blank line"),
        pytest.param("Trams run again\n\n", None, id="nothing below"),
        pytest.param("word " * 50 + "\n\nText.", None, id="a long paragraph is no headline"),
        pytest.param("* * *\n\nText.", None, id="no letters"),
    ],
)
def test_a_first_line_that_stands_alone_is_the_title_and_stays_in_the_body(take, body, title):
    article = take("a.txt", " date 2031-05-02 " + body).article
    assert (article.title, article.body) == (title, body)


@pytest.mark.parametrize(
    "data, body, note",
    [
        pytest.param("Café “au lait”".encode(), "Café “au lait”", None, id="UTF-8"),
        pytest.param("Café “au lait”".encode("utf-16"), "Café “au lait”", None, id="UTF-16 with its mark"),
        pytest.param("Café “au lait”".encode("utf-16-be"), None, "not text", id="UTF-16 without"),
        pytest.param("Café “au lait”".encode("cp1252"), "Café “au lait”", "read as Windows-1252", id="Windows-1252"),
        pytest.param(
            "“a” “b” ".encode() + b"\xff c", "“a” “b” \ufffd c", "1 byte sequence that is not UTF-8", id="UTF-8 but for a byte"
        ),
        pytest.param("Caf“".encode()[:-1], "Caf\ufffd", "1 byte sequence", id="cut in a character"),
        pytest.param(b"caf \xed\xa0\xbd\xed\xb8\x80 x", "caf 😀 x", "surrogates", id="surrogate pairs as UTF-8"),
        pytest.param(b"a\x00b \x1b[2J c\x9b", "a\ufffdb \ufffd[2J c›", "2 control characters", id="controls"),
        pytest.param(b"%PDF-1.4 obj", None, "PDF", id="PDF"),
        pytest.param(b"PK\x03\x04\x14\x00", None, "ZIP", id="office document"),
        pytest.param(bytes(range(256)) * 20, None, "not text", id="binary"),
        pytest.param(b"", None, "is empty", id="empty"),
        pytest.param(b" \n\t \r\n", None, "is empty", id="only blanks"),
        pytest.param(b" date 2031-05-02 \n", None, "no text after its date", id="only a header"),
    ],
)
def test_encodings(take, data, body, note):
    taken = take("a.txt", data)
    assert [article.body for article in taken.articles] == ([] if body is None else [body])
    assert all(problem.altered == (body is not None) for problem in taken.problems)
    assert (note is None) == (taken.problems == []) and (note is None or note in taken.reasons[0])


def test_characters_that_are_replaced_keep_their_length_so_that_offsets_stay(take):
    body = "x\x00\x07y 😀 “z”"
    article = take("a.txt", f" date 2031-05-02 {body}").article
    assert len(article.body) == len(body) and article.body.index("“z”") == body.index("“z”")


def test_every_change_of_one_article_is_named_in_one_problem(take):
    taken = take("a.txt", b" date 2024-02-30 caf\xe9 \x00")
    (problem,) = taken.problems
    assert problem.altered
    assert all(part in problem.reason for part in ("Windows-1252", "control character", "2024-02-30"))


def test_a_file_over_the_size_limit_is_refused_with_the_limit(take):
    taken = take("a.txt", "x" * 1001, max_size=1000)
    assert taken.articles == [] and "1,000 bytes" in taken.reasons[0]
    assert len(take("b.txt", "x" * 1000, max_size=1000).articles) == 1


def test_the_source_of_a_file_that_names_none(take):
    assert take("a.txt", BODY, source_name="city-desk").article.source == "city-desk"
    assert take("b.jsonl", '{"body": "x", "source": "wire"}', source_name="city-desk").article.source == "wire"


def test_an_unknown_format_is_refused_by_name(tmp_path):
    with pytest.raises(InputError, match="no format pdf"):
        read(tmp_path / "a.txt", format="pdf")
