"""The commands that answer, on the sample corpus."""

import csv
import io
import json

import pytest

from searchkit.cli import COMMANDS

STRIKE = "corpus/2031/tram-strike-begins.txt"


def as_json(result):
    return json.loads(result.stdout)


def test_a_search_shows_title_day_id_and_passages(run_cli):
    out = run_cli("search", "tram", "strike", "-n", "5").stdout
    assert "2031-05-05  Tram strike halts Port Halder, thousands walk to work" in out
    assert f"\n  {STRIKE}\n" in out
    assert "  · " in out
    assert "\x1b" not in out


def test_no_line_of_a_page_is_wider_than_80_columns(run_cli):
    for command in ("search", "quotes", "speakers", "timeline"):
        out = run_cli(command, "strike").stdout
        assert max(map(len, out.splitlines())) <= 80, command


def test_an_explanation_is_folded_to_80_columns_and_loses_nothing(run_cli):
    query = "(tram NEAR/3 strike) AND (harbour OR bridge OR minister OR ferry OR roster OR parliament) AND since:2031"
    out = run_cli("explain", query, STRIKE).stdout
    assert max(map(len, out.splitlines())) <= 80
    explanation = as_json(run_cli("explain", query, STRIKE, "--json"))
    parts = [explanation["score"]]
    for part in parts:
        parts += part["parts"]
    shown = " ".join(out.split())
    for text in (explanation["understood"]["text"], *explanation["plan"].splitlines(), *(part["text"] for part in parts)):
        assert " ".join(text.split()) in shown
    assert max(len(part["text"]) for part in parts) > 66


def test_totals_and_remarks_go_to_standard_error(run_cli):
    result = run_cli("search", "strike", "--since", "2031-05", "--until", "2031-05", "-n", "2")
    assert "date: from 2031-05-01, before 2031-06-01" in result.stderr
    assert "2 of " in result.stderr
    assert "2 of " not in result.stdout


def test_json_is_the_shape_of_the_contract(run_cli):
    page = as_json(run_cli("search", "tram strike", "--json", "--facet", "year", "--since", "2031"))
    assert {"schema", "query", "understood", "total", "total_is_exact", "seconds", "hits", "facets", "next"} <= page.keys()
    assert page["schema"] == 1
    assert page["understood"]["dates"] == [{"field": "date", "from": "2031-01-01", "before": None}]
    hit = page["hits"][0]
    assert {"id", "date", "title", "speakers", "source", "url", "score", "snippets"} == hit.keys()
    assert {"text", "start", "end", "highlights"} == hit["snippets"][0].keys()
    assert sum(count["count"] for count in page["facets"]["year"]) <= page["total"]


def test_json_lines_csv_ids_and_count_tell_of_the_same_articles(run_cli):
    ids = run_cli("search", "strike", "--ids", "-n", "7").stdout.split()
    lines = [json.loads(line)["id"] for line in run_cli("search", "strike", "--jsonl", "-n", "7").stdout.splitlines()]
    table = [row["id"] for row in csv.DictReader(io.StringIO(run_cli("search", "strike", "--csv", "-n", "7").stdout))]
    assert ids == lines == table
    total = as_json(run_cli("search", "strike", "--json"))["total"]
    assert run_cli("search", "strike", "--count").stdout == f"{total}\n"


def test_pages_neither_repeat_nor_skip(run_cli):
    everything = run_cli("search", "strike", "--ids", "-n", "all").stdout.split()
    paged = []
    for offset in range(0, len(everything), 4):
        paged += run_cli("search", "strike", "--ids", "-n", "4", "--offset", offset).stdout.split()
    assert paged == everything


def test_options_and_conditions_in_the_query_are_the_same(run_cli):
    by_option = run_cli("search", "strike", "--since", "2031-05-06", "--speaker", "Orla Venn", "--ids").stdout
    by_query = run_cli("search", 'strike since:2031-05-06 speaker:"Orla Venn"', "--ids").stdout
    assert by_option == by_query != ""


@pytest.mark.parametrize(
    ("order", "expected"), [pytest.param("newest", True, id="newest"), pytest.param("oldest", False, id="oldest")]
)
def test_sorting_by_day(run_cli, order, expected):
    page = as_json(run_cli("search", "strike", "--sort", order, "--json", "-n", "all"))
    days = [hit["date"] for hit in page["hits"] if hit["date"]]
    assert days == sorted(days, reverse=expected)


def test_nothing_found_is_exit_code_1_and_a_suggestion(run_cli):
    result = run_cli("search", "strikke", code=1)
    assert result.stdout == ""
    assert result.stderr.splitlines()[:2] == ['no article has the word "strikke"', "Did you mean: strike"]


@pytest.mark.parametrize("command", ["search", "quotes", "speakers", "timeline", "export"])
def test_commands_that_look_for_something_tell_nothing_found_by_their_exit_code(run_cli, command):
    run_cli(command, "zzzqqqxxx", code=1)


def test_a_mistake_in_a_query_is_shown_in_its_place(run_cli):
    result = run_cli("search", "strike date:2031-13", code=2)
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        "searchkit: 2031 has no month 13",
        "  strike date:2031-13",
        "              ^^^^^^^",
    ]


@pytest.mark.parametrize("day", ["", " "], ids=["empty", "blank"])
def test_a_day_that_is_empty_has_no_place_to_show(run_cli, day):
    result = run_cli("search", "strike", "--since", day, code=2)
    assert len(result.stderr.splitlines()) == 1
    assert "a date is missing" in result.stderr


def test_a_mistake_far_inside_a_long_query_is_shown_in_its_place(run_cli):
    lines = run_cli("search", "word " * 40 + "date:2031-13" + " word" * 40, code=2).stderr.splitlines()
    place = lines[2].index("^")
    assert lines[1][place:].startswith("2031-13")
    assert max(map(len, lines)) <= 80


def test_quotes_show_words_speaker_day_and_article(run_cli):
    out = run_cli("quotes", "roster", "--by", "Harrack", "--direct").stdout
    assert "“We will go back the hour the roster goes,”\n  — Tobin Harrack (2031-05-05)\n  " in out


def test_quotes_as_json_and_csv(run_cli):
    page = as_json(run_cli("quotes", "strike", "--json"))
    keys = "article date said_on quote speaker to cue direct start end confidence context title score".split()
    assert list(page["hits"][0]) == keys
    rows = list(csv.DictReader(io.StringIO(run_cli("quotes", "strike", "--csv").stdout)))
    assert [row["quote"] for row in rows] == [hit["quote"] for hit in page["hits"]]


def test_quotes_of_one_person_need_no_words(run_cli):
    page = as_json(run_cli("quotes", "--by", "Tobin Harrack", "--json", "-n", "all"))
    assert page["total"] == len(page["hits"]) > 3
    assert {hit["speaker"] for hit in page["hits"]} == {"Tobin Harrack"}


def test_indirect_speech_alone(run_cli):
    page = as_json(run_cli("quotes", "strike", "--indirect", "--json"))
    assert page["hits"]
    assert not any(hit["direct"] for hit in page["hits"])


def test_speakers_are_counted_over_the_quotes_that_match(run_cli):
    rows = as_json(run_cli("speakers", "strike", "--json", "-n", "all"))["speakers"]
    quotes = as_json(run_cli("quotes", "strike", "--json", "-n", "all"))["hits"]
    assert sum(row["quotes"] for row in rows) == sum(quote["speaker"] is not None for quote in quotes)
    assert rows[0]["quotes"] == max(row["quotes"] for row in rows)
    assert {"name", "quotes", "articles", "first", "last", "variants"} == rows[0].keys()


def test_speakers_by_name(run_cli):
    rows = as_json(run_cli("speakers", "--json", "--sort", "name", "-n", "all"))["speakers"]
    names = [row["name"].casefold() for row in rows]
    assert names == sorted(names)


def test_a_timeline_is_drawn_and_its_sums_agree(run_cli):
    out = run_cli("timeline", "strike", "--per", "year").stdout
    assert "█" in out
    counts = as_json(run_cli("timeline", "strike", "--per", "month", "--json"))
    total = as_json(run_cli("search", "strike", "--json"))["total"]
    assert sum(bucket["articles"] for bucket in counts["buckets"]) + counts["undated"] == total
    table = list(csv.DictReader(io.StringIO(run_cli("timeline", "strike", "--per", "month", "--csv", "--share").stdout)))
    assert [int(row["articles"]) for row in table] == [bucket["articles"] for bucket in counts["buckets"]]
    assert all(0 <= float(row["share"]) <= 1 for row in table)


def test_show_prints_the_article_and_who_says_what(run_cli):
    out = run_cli("show", STRIKE).stdout
    assert out.count("Tram strike halts Port Halder") == 1
    assert "\nPORT HALDER, May 5" in out
    assert "  Tobin Harrack\n    “We will go back the hour the roster goes,”" in out
    shape = as_json(run_cli("show", STRIKE, "--json"))
    quote = shape["quotes"][0]
    assert shape["body"][quote["start"] : quote["end"]] == quote["text"]


def test_showing_an_article_that_is_not_there_is_a_clear_mistake(run_cli):
    assert "there is no article" in run_cli("show", "nothing.txt", code=2).stderr


def test_similar_articles_leave_the_article_itself_out(run_cli):
    ids = run_cli("similar", STRIKE, "--ids").stdout.split()
    assert "corpus/2031/tram-strike-begins-update1.txt" in ids
    assert STRIKE not in ids
    later = run_cli("similar", STRIKE, "--since", "2031-05-06", "--ids").stdout.split()
    assert "corpus/2031/tram-strike-begins-update1.txt" not in later


def test_explain_adds_up_to_the_score_of_the_hit(run_cli):
    page = as_json(run_cli("search", "tram strike", "--json"))
    hit = page["hits"][0]
    explanation = as_json(run_cli("explain", "tram strike", hit["id"], "--json"))
    assert explanation["matches"] is True
    assert explanation["score"]["value"] == pytest.approx(hit["score"], abs=1e-6)
    out = run_cli("explain", "tram strike", hit["id"]).stdout
    assert "tree" in out
    assert "plan" in out
    assert f"{hit['score']:.6f}" in out


def test_attribute_needs_no_index(run_alone, tmp_path):
    (tmp_path / "a.txt").write_text(" date 2031-05-05 “We will walk,” said Orla Venn.", encoding="utf-8")
    shape = as_json(run_alone("attribute", tmp_path / "a.txt"))
    assert (shape["id"], shape["date"], shape["speakers"]) == ("a.txt", "2031-05-05", ["Orla Venn"])
    assert shape["quotes"][0]["text"] == "We will walk,"
    assert not (tmp_path / "index").exists()


def test_attribute_reads_json_lines_from_standard_input_and_names_bad_ones(run_alone):
    lines = '{"id": "x", "body": "“We will walk,” said Orla Venn."}\n{"id": "y"}\n'
    result = run_alone("attribute", "-", code=6, stdin=lines)
    assert as_json(result)["id"] == "x"
    assert "-:2: has no body" in result.stderr


def test_a_batch_answers_line_by_line(run_cli):
    requests = [
        {"query": "strike", "limit": 2},
        {"query": "date:2031-13"},
        {"query": "strike", "since": "2031-05-10", "sort": "oldest", "limit": 1},
        {"query": "strike", "colour": "red"},
        {"query": 3},
        {"query": "strike", "limit": "many"},
        {"query": " "},
        {"query": "", "source": "Tidewire"},
    ]
    text = "".join(json.dumps(request) + "\n" for request in requests) + "no json\n\n"
    answers = [json.loads(line) for line in run_cli("search", "--batch", stdin=text).stdout.splitlines()]
    assert len(answers) == 9
    assert len(answers[0]["ids"]) == 2 < answers[0]["total"]
    assert answers[1]["error"] == "QueryError"
    assert len(answers[2]["ids"]) == 1
    assert [answer.get("error") for answer in answers[3:7]] == ["InputError"] * 4
    assert all(answer["expected"] for answer in answers if "error" in answer)
    assert "colour" in answers[3]["message"]
    assert "the query is empty" in answers[6]["message"]
    assert answers[7]["total"] > 0
    assert "not JSON" in answers[8]["message"]
    assert answers[5]["message"] == "limit cannot be 'many'; it is a whole number, or null for all"


def test_a_batch_can_ask_for_whole_hits(run_cli):
    answer = as_json(run_cli("search", "--batch", stdin='{"query": "strike", "limit": 1, "hits": true, "id": 7}\n'))
    assert answer["id"] == 7
    assert answer["hits"][0]["snippets"]


def test_a_mistake_of_ours_in_a_batch_is_told_as_such(run_cli, monkeypatch):
    import searchkit.newsindex

    def broken(*_, **__):
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(searchkit.newsindex.NewsIndex, "search", broken)
    answer = as_json(run_cli("search", "--batch", stdin='{"query": "strike"}\n'))
    assert (answer["error"], answer["expected"]) == ("ZeroDivisionError", False)


def test_queries_of_a_csv_file_are_answered_in_one_report(run_cli, tmp_path):
    (tmp_path / "queries.csv").write_text("id,query,since\nq1,tram strike,2031\nq2,zzzqqq,\nq3,date:2031-13,\n", encoding="utf-8")
    result = run_cli("search", "--queries", "queries.csv", "-n", "3", code=2)
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert [row["query"] for row in rows] == ["q1", "q1", "q1", "q2", "q3"]
    assert rows[3]["total"] == "0"
    assert rows[4]["error"] == "2031 has no month 13"


def test_queries_of_a_csv_file_make_a_trec_run(run_cli, tmp_path):
    (tmp_path / "queries.csv").write_text("query\ntram strike\nharbour bridge\n", encoding="utf-8")
    lines = run_cli("search", "--queries", "queries.csv", "--trec", "-n", "4").stdout.splitlines()
    fields = [line.split() for line in lines]
    assert [line[0] for line in fields] == ["1"] * 4 + ["2"] * 4
    assert [line[3] for line in fields] == ["1", "2", "3", "4"] * 2
    assert all(line[1] == "Q0" and len(line) == 6 for line in fields)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        pytest.param("id,words\n1,x\n", "has no column query", id="no query"),
        pytest.param("query,colour\nx,red\n", "unknown column 'colour'", id="unknown column"),
    ],
)
def test_a_file_of_queries_that_is_wrong_is_named(run_cli, tmp_path, text, reason):
    (tmp_path / "queries.csv").write_text(text, encoding="utf-8")
    assert reason in run_cli("search", "--queries", "queries.csv", code=2).stderr


def test_export_writes_everything_that_matches(run_cli):
    total = as_json(run_cli("search", "strike", "--json"))["total"]
    lines = run_cli("export", "strike").stdout.splitlines()
    assert len(lines) == total > 10
    first = json.loads(lines[0])
    assert first["body"]
    assert first["quotes"] is not None
    run = [line.split() for line in run_cli("export", "strike", "--format", "trec").stdout.splitlines()]
    assert [line[2] for line in run] == [json.loads(line)["id"] for line in lines]
    table = list(csv.DictReader(io.StringIO(run_cli("export", "strike", "--format", "csv").stdout)))
    assert [row["id"] for row in table] == [json.loads(line)["id"] for line in lines]


def test_export_of_quotes(run_cli):
    total = as_json(run_cli("quotes", "strike", "--json"))["total"]
    assert len(run_cli("export", "strike", "--quotes").stdout.splitlines()) == total
    venn = [json.loads(line) for line in run_cli("export", "--quotes", "--by", "Orla Venn").stdout.splitlines()]
    assert {quote["speaker"] for quote in venn} == {"Orla Venn"}


def test_stats_check_and_backup(run_cli, tmp_path):
    stats = as_json(run_cli("stats", "--json"))
    assert stats["articles"] > 40
    assert f"{stats['articles']:,}" in run_cli("stats").stdout
    assert "is sound" in run_cli("check").stdout
    assert as_json(run_cli("check", "--json", "--fast"))["sound"] is True
    run_cli("backup", tmp_path / "copy")
    copy = as_json(run_cli("stats", "--json", "--index", tmp_path / "copy"))
    assert (copy["articles"], copy["quotes"]) == (stats["articles"], stats["quotes"])
    assert (
        run_cli("search", "strike", "--ids").stdout == run_cli("search", "strike", "--ids", "--index", tmp_path / "copy").stdout
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(run_cli, command):
    result = run_cli(command, "-h")
    assert f"searchkit {command} " in result.stdout or f"searchkit {command}\n" in result.stdout
    assert result.stdout.count(f"searchkit {command}") >= 2, "usage and an example"
    assert max(map(len, result.stdout.splitlines())) <= 80
