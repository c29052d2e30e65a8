"""Options that go together, and those that do not: none is ignored."""

import csv
import io
import json

import pytest

QUERIES = "id,query\nq 1,tram strike\n2,harbour bridge\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["search", "strike", "--csv", "--json"], "--csv and --json exclude each other", id="two shapes"),
        pytest.param(["search", "strike", "--json", "--jsonl", "--ids"], "--ids, --jsonl and --json exclude", id="three shapes"),
        pytest.param(["search", "strike", "--count", "--csv"], "--count and --csv exclude", id="count as a table"),
        pytest.param(["search", "strike", "--trec"], "--trec goes with --queries", id="a run of one query"),
        pytest.param(["search", "--queries", "-", "--trec", "--json"], "--json and --trec exclude", id="a run as json"),
        pytest.param(["search", "--queries", "-", "--batch"], "--batch and --queries exclude", id="two inputs"),
        pytest.param(["search", "--batch", "--csv"], "--batch answers in its own lines", id="batch as a table"),
        pytest.param(["search", "--batch", "--count", "--json"], "not go with --json", id="batch of counts"),
        pytest.param(["search", "strike", "--facet", "year", "--csv"], "--facet goes with", id="facets in a table"),
        pytest.param(["search", "strike", "--facet", "year", "--jsonl"], "--facet goes with", id="facets in lines of hits"),
        pytest.param(["search", "strike", "--facet", "year", "--ids"], "--facet goes with", id="facets among ids"),
        pytest.param(["search", "strike", "--facet", "year", "--count"], "--facet goes with", id="facets and a count"),
        pytest.param(["search", "--queries", "-", "--facet", "year"], "only as --jsonl", id="facets in a report"),
        pytest.param(["search", "--queries", "-", "--facet", "year", "--ids"], "only as --jsonl", id="facets in a list"),
        pytest.param(["search", "strike", "--recency", "9d", "--sort", "oldest"], "not go with --sort oldest", id="order"),
        pytest.param(
            ["quotes", "strike", "--recency", "9d", "--sort", "newest"], "not go with --sort newest", id="order of quotes"
        ),
        pytest.param(["index", ".", "--rebuild", "--keep-missing"], "--rebuild takes what is there now", id="rebuild, keep"),
        pytest.param(["index", ".", "--rebuild", "--max-removed", "9"], "--rebuild takes what is there now", id="rebuild, most"),
        pytest.param(["index", ".", "--rebuild", "--dry-run"], "--rebuild takes what is there now", id="rebuild, rehearsed"),
        pytest.param(["index", ".", "--watch", "--rebuild"], "--watch goes with none of", id="rebuild, watched"),
        pytest.param(["quotes", "strike", "--csv", "--jsonl"], "--csv and --jsonl exclude", id="quotes"),
        pytest.param(["speakers", "strike", "--csv", "--json"], "--csv and --json exclude", id="speakers"),
        pytest.param(["speakers", "--variants", "Venn", "--since", "2031"], "takes no query, no cond", id="variants since"),
        pytest.param(["speakers", "--variants", "Venn", "--sort", "name"], "and no order", id="variants in order"),
        pytest.param(["timeline", "strike", "--csv", "--json"], "--csv and --json exclude", id="timeline"),
        pytest.param(["similar", "x", "--ids", "--json"], "--ids and --json exclude", id="similar"),
        pytest.param(["export", "strike", "--topic", "7"], "--topic goes with --format trec", id="topic without a run"),
        pytest.param(["stats", "--json", "--prometheus", "-"], "--json and --prometheus - exclude", id="one standard output"),
    ],
)
def test_options_that_exclude_each_other_are_a_mistake_of_use(run_cli, arguments, message):
    result = run_cli(*arguments, code=2, stdin=QUERIES)
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert message in result.stderr


@pytest.mark.parametrize("command", ["search", "quotes"])
def test_a_count_as_json(run_cli, command):
    total = int(run_cli(command, "strike", "--count").stdout)
    result = run_cli(command, "strike", "--count", "--json")
    counted, page = json.loads(result.stdout), json.loads(run_cli(command, "strike", "--json").stdout)
    assert (counted["schema"], counted["query"], counted["total"], counted["hits"]) == (1, "strike", total, [])
    assert counted.keys() == page.keys()
    assert result.stderr == ""
    assert json.loads(run_cli(command, "zzzqqq", "--json", "--count", code=1).stdout)["total"] == 0


def test_a_shape_on_the_command_line_goes_before_one_of_the_environment(run_cli):
    environment = {"SEARCHKIT_SEARCH_JSON": "1"}
    assert json.loads(run_cli("search", "strike", env=environment).stdout)["total"]
    assert run_cli("search", "strike", "--ids", env=environment).stdout == run_cli("search", "strike", "--ids").stdout


@pytest.mark.parametrize(
    ("arguments", "variable", "value"),
    [
        pytest.param(["stats", "--json"], "SEARCHKIT_STATS_JSON", "1", id="json"),
        pytest.param(["search", "strike", "--facet", "year"], "SEARCHKIT_SEARCH_FACET", "year", id="facet"),
        pytest.param(["quotes", "strike", "--recency", "30d"], "SEARCHKIT_QUOTES_RECENCY", "30d", id="recency"),
        pytest.param(["export", "strike", "--format", "csv"], "SEARCHKIT_EXPORT_FORMAT", "csv", id="format"),
    ],
)
def test_variables_are_named_after_command_and_option(run_cli, arguments, variable, value):
    option = next(place for place, argument in enumerate(arguments) if argument.startswith("--"))
    assert run_cli(*arguments[:option], env={variable: value}).stdout == run_cli(*arguments).stdout
    assert run_cli(*arguments[:option]).stdout != run_cli(*arguments).stdout


def test_statistics_for_prometheus_and_as_json_at_once(run_cli, tmp_path):
    shape = json.loads(run_cli("stats", "--json", "--prometheus", "searchkit.prom").stdout)
    assert f"}} {shape['articles']}\n" in (tmp_path / "searchkit.prom").read_text()


def test_queries_come_from_standard_input(run_cli, tmp_path):
    (tmp_path / "queries.csv").write_text(QUERIES, encoding="utf-8")
    piped = run_cli("search", "--queries", "-", "-n", "2", stdin="\ufeff" + QUERIES).stdout
    assert piped == run_cli("search", "--queries", "queries.csv", "-n", "2").stdout
    assert [row["query"] for row in csv.DictReader(io.StringIO(piped))] == ["q 1", "q 1", "2", "2"]


@pytest.mark.parametrize(
    ("arguments", "columns", "first"),
    [
        pytest.param(["--trec"], 6, "q%201 Q0 ", id="queries"),
        pytest.param(["--trec", "--offset", "3"], 6, "q%201 Q0 ", id="a later page"),
    ],
)
def test_blanks_in_ids_of_queries_do_not_break_a_run(run_cli, arguments, columns, first):
    lines = run_cli("search", "--queries", "-", *arguments, stdin=QUERIES).stdout.splitlines()
    assert lines[0].startswith(first)
    assert {len(line.split()) for line in lines} == {columns}


def test_blanks_in_the_topic_of_an_export_do_not_break_a_run(run_cli):
    lines = run_cli("export", "strike", "--format", "trec", "--topic", "my topic").stdout.splitlines()
    assert {line.split()[0] for line in lines} == {"my%20topic"}


def test_counts_and_facets_of_many_queries(run_cli):
    counts = [
        json.loads(line) for line in run_cli("search", "--queries", "-", "--count", "--json", stdin=QUERIES).stdout.splitlines()
    ]
    assert [(one["id"], one["query"], one["hits"]) for one in counts] == [("q 1", "tram strike", []), ("2", "harbour bridge", [])]
    plain = run_cli("search", "--queries", "-", "--count", stdin=QUERIES).stdout
    assert plain == "".join(f"{one['id']}\t{one['total']}\n" for one in counts)
    pages = run_cli("search", "--queries", "-", "--jsonl", "--facet", "year", stdin=QUERIES).stdout.splitlines()
    assert all(json.loads(page)["facets"]["year"] for page in pages)


@pytest.mark.parametrize("mark", [";", "\t"], ids=["semicolons", "tabs"])
def test_queries_of_other_spreadsheets(run_cli, mark):
    other = run_cli("search", "--queries", "-", "--ids", stdin=QUERIES.replace(",", mark)).stdout
    assert other == run_cli("search", "--queries", "-", "--ids", stdin=QUERIES).stdout


def test_ranks_of_a_later_page_go_on(run_cli):
    lines = run_cli("search", "--queries", "-", "--trec", "--offset", "2", "-n", "2", stdin=QUERIES).stdout.splitlines()
    assert [line.split()[3] for line in lines] == ["3", "4"] * 2
    table = csv.DictReader(io.StringIO(run_cli("search", "--queries", "-", "--offset", "2", "-n", "2", stdin=QUERIES).stdout))
    assert [row["rank"] for row in table] == ["3", "4"] * 2


def test_a_query_cut_by_its_own_comma_is_named(run_cli):
    result = run_cli("search", "--queries", "-", code=2, stdin="id,query\n1,tram\n2,tram,strike\n")
    assert "-:3: has more cells than columns" in result.stderr


def test_ids_of_queries_cannot_steer_a_terminal(run_cli):
    result = run_cli("search", "--queries", "-", "--ids", code=None, stdin="id,query\na\x1b[2J,tram\nb\x1b[2J,date:2031-13\n")
    assert "a\\x1b[2J\t" in result.stdout
    assert "query b\\x1b[2J: " in result.stderr
    assert "\x1b" not in result.output
