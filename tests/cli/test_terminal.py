"""How pages look, and that nothing from an article steers a terminal or a spreadsheet."""

import io
import json

import pytest
from growth import growth
from hypothesis import given
from hypothesis import strategies as st

from searchkit.article import Quote
from searchkit.cli.output import cell, to_json, trec_line
from searchkit.cli.search import remark
from searchkit.cli.terminal import Screen, columns, marked, one_line, printable, wants_colour, wrap
from searchkit.results import Bucket, Hit, Snippet, Timeline, Understood

EVIL = "a\x1b[2Jb\x9b31mc\u202ed\u2066e\x00\x7f\ud800\u2028f"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("plain – “text” café 北京 👩‍🚀", "plain – “text” café 北京 👩‍🚀", id="ordinary text stays"),
        pytest.param("\x1b[31m", "\\x1b[31m", id="escape"),
        pytest.param("\x9b31m", "\\x9b31m", id="control of the second set"),
        pytest.param("a\u202eb", "a\\u202eb", id="direction override"),
        pytest.param("a\nb\tc\rd", "a\\nb\\tc\\rd", id="line ends"),
        pytest.param("\ud800", "\\ud800", id="half of a surrogate pair"),
        pytest.param("\U000e0041", "\\U000e0041", id="tag character"),
    ],
)
def test_what_could_steer_a_terminal_is_shown_as_an_escape(text, shown):
    assert printable(text) == shown


@given(st.text(st.characters(codec=None)))
def test_nothing_harmful_is_left_in_printable_text(text):
    shown = printable(text)
    assert "\n" not in shown
    assert all(ord(character) >= 0x20 and not 0x7F <= ord(character) < 0xA0 for character in shown)
    shown.encode()


@given(st.text(st.characters(codec=None)))
def test_json_is_the_same_value_and_harmless(text):
    line = to_json({"text": text})
    assert json.loads(line) == {"text": text}
    assert printable(line) == line


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        pytest.param("=HYPERLINK(1)", "'=HYPERLINK(1)", id="formula"),
        pytest.param("+1", "'+1", id="plus"),
        pytest.param("-1", "'-1", id="minus"),
        pytest.param("@SUM(A1)", "'@SUM(A1)", id="at"),
        pytest.param("  =1", "'  =1", id="formula after blanks"),
        pytest.param("\t=1", "'\t=1", id="tab"),
        pytest.param(["=a", "b"], "'=a; b", id="list"),
        pytest.param(-1.5, -1.5, id="number"),
        pytest.param(None, "", id="nothing"),
        pytest.param("a=b", "a=b", id="an equals sign inside"),
        pytest.param("a\x1bb", "a\\u001bb", id="escape"),
        pytest.param("\u200fשלום\u200f", "\u200fשלום\u200f", id="direction marks"),
        pytest.param("a\u202eb", "a\\u202eb", id="direction override"),
        pytest.param(True, "true", id="true"),
    ],
)
def test_cells_are_harmless_in_a_spreadsheet(value, shown):
    assert cell(value) == shown


def test_blanks_in_ids_do_not_break_a_trec_run():
    assert trec_line("7", "with blank\u00a0.txt", 1, 2.5) == "7 Q0 with%20blank%C2%A0.txt 1 2.500000 searchkit"
    assert trec_line("a\tb", "x", 1, 2.5) == "a%09b Q0 x 1 2.500000 searchkit"


@given(st.text(st.characters(codec=None), min_size=1), st.text(st.characters(codec=None), min_size=1))
def test_a_line_of_a_run_has_six_columns_and_is_harmless(topic, id):
    line = trec_line(topic, id, 1, 2.5)
    assert len(line.split()) == 6
    assert printable(line) == line


@pytest.mark.parametrize(
    ("environment", "is_terminal", "colour"),
    [
        pytest.param({}, True, True, id="a terminal"),
        pytest.param({}, False, False, id="a pipe"),
        pytest.param({"NO_COLOR": "1"}, True, False, id="NO_COLOR"),
        pytest.param({"NO_COLOR": ""}, True, True, id="NO_COLOR that is empty"),
        pytest.param({"TERM": "dumb"}, True, False, id="TERM=dumb"),
        pytest.param({"FORCE_COLOR": "1"}, False, True, id="FORCE_COLOR"),
        pytest.param({"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False, id="NO_COLOR wins"),
    ],
)
def test_colour_is_for_terminals_that_want_it(monkeypatch, environment, is_terminal, colour):
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    stream = io.StringIO()
    stream.isatty = lambda: is_terminal
    assert wants_colour(stream) is colour


@pytest.fixture
def screen(monkeypatch):
    monkeypatch.setenv("FORCE_COLOR", "1")
    return Screen(io.StringIO())


def test_highlights_are_coloured_and_closed_at_the_end_of_each_line(screen):
    text = "the harbour" + " bridge" * 20
    lines = list(screen.passage(Snippet(text, 0, len(text), ((4, len(text)),))))
    assert len(lines) > 1
    assert lines[0].startswith("  · the \x1b[1;33mharbour bridge")
    assert all(line.endswith("\x1b[0m") and line.count("\x1b[1;33m") == 1 for line in lines)


def test_a_hostile_article_is_shown_without_its_escapes(screen):
    hit = Hit(EVIL, None, EVIL, (EVIL,), EVIL, None, 1.0, (Snippet(EVIL, 0, len(EVIL), ((0, 3),)),))
    shown = "\n".join(screen.hit(hit))
    for style in ("\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[36m", "\x1b[1;33m"):
        shown = shown.replace(style, "")
    assert printable(shown, keep_lines=True) == shown


@given(st.text(), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=4))
def test_marks_change_nothing_but_mark(text, spans):
    shown = marked(text, 0, spans)
    assert shown.replace("\x01", "").replace("\x02", "") == marked(text, 0, [])
    assert shown.count("\x01") == shown.count("\x02")


@given(st.text(), st.integers(4, 40))
def test_wrapped_lines_fit_and_lose_no_word(text, width):
    text = printable(text)
    lines = list(wrap(text, width))
    assert all(columns(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_wide_characters_take_two_columns():
    assert columns("北京") == 4
    assert columns("e\u0301") == 1
    assert list(wrap("北京 北京", 5)) == ["北京", "北京"]


def test_quotes_and_their_speakers_are_coloured_in_an_article(screen):
    body = "Title\n\nHe said: “We will\nwalk,” said Orla Venn."
    start = body.index("We")
    venn = body.index("Orla")
    quote = Quote(start, start + 13, body[start : start + 13], "Orla Venn", (venn, venn + 9))
    lines = list(screen.body(body, [quote], start=7))
    assert lines == ["He said: “\x1b[32mWe will\x1b[0m", "\x1b[32mwalk,\x1b[0m” said \x1b[36mOrla Venn\x1b[0m."]
    assert list(screen.body("a\r\n\r\nb\rc", [])) == ["a", "", "b", "c"]


@pytest.mark.parametrize("letter", ["a", "é", "\u0301"])
def test_an_endless_word_is_cut_in_time_that_grows_with_it(screen, letter):
    def cutting(size):
        word = letter * size

        def cut():
            assert list(screen.passage(Snippet(word, 0, len(word), ((0, len(word)),))))
            assert max(map(len, screen.hit(Hit("x", None, word, (word,), None, None, 1.0)))) < 2_000

        return cut

    assert growth(cutting, 30_000) < 25


def test_bars_are_as_long_as_their_counts(screen):
    from datetime import date

    buckets = tuple(Bucket(date(2031, month, 1), date(2031, month + 1, 1), count, 0) for month, count in ((1, 8), (2, 4), (3, 0)))
    lines = list(screen.timeline(Timeline("month", buckets)))[1:]
    lengths = [line.count("█") for line in lines]
    assert lengths[0] == 2 * lengths[1] > 20
    assert lengths[2] == 0


def test_a_suggestion_is_made_once(capsys):
    notes = ('no article has the word "tarm"; did you mean "tram"?', 'no source "tidewire"; did you mean "Tidewire"?', "other")
    remark(Understood("tarm", (), notes), "tram strike")
    assert capsys.readouterr().err.splitlines() == [
        'no article has the word "tarm"',
        'no source "tidewire"; did you mean "Tidewire"?',
        "other",
        "Did you mean: tram strike",
    ]


def test_one_line_joins_lines():
    assert one_line(" a\n\n b\tc ") == "a b c"
