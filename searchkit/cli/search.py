"""`searchkit search`: articles, best first."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import click

from searchkit.cli.options import (
    Days,
    Limit,
    check_order,
    day_options,
    index_option,
    joined,
    only_one,
    open_index,
    page_options,
    query_argument,
    shape_options,
    source_option,
)
from searchkit.cli.output import to_json, write_csv
from searchkit.cli.terminal import Screen, one_line, printable, write
from searchkit.results import Hit, Page, QuoteHit, Understood

COLUMNS = ("id", "date", "title", "speakers", "source", "url", "score", "snippet")


@click.command()
@query_argument
@index_option
@page_options()
@click.option("--sort", type=click.Choice(["relevance", "newest", "oldest"]), default="relevance", show_default=True)
@day_options
@click.option("--speaker", metavar="NAME", help="Quotes this person.")
@source_option
@click.option("--recency", type=Days(), metavar="DAYS", help="Newer counts more: half the score for every so many days of age.")
@click.option(
    "--facet",
    "facets",
    multiple=True,
    type=click.Choice(["speaker", "source", "year", "month"]),
    help="Count all matches by this; may be repeated.",
)
@click.option(
    "--snippets", type=Limit(), default="3", show_default=True, help='Passages shown of each article; "all" for all that match.'
)
@shape_options("count", "ids", "csv", "jsonl", "json", "trec")
@click.option("--batch", is_flag=True, help='Answer each line of standard input, {"query": …, "limit": 10}, by a line of JSON.')
@click.option("--queries", metavar="FILE", help="Answer every query of a CSV file with columns id, query; one report for all.")
def search(
    query: tuple[str, ...],
    index: str,
    shape: str | None,
    batch: bool,
    queries: str | None,
    facets: tuple[str, ...],
    recency: float | None,
    **options: Any,
) -> int:
    """Find articles, best first.

    \b
      searchkit search tram strike --since 2031-05 --speaker 'Orla Venn'
      searchkit search '"harbour bridge" -freighter'
    """
    check_order(options["sort"], recency)
    _agree(bool(query), batch, queries is not None, shape, bool(facets))
    text = joined(query)
    if not (batch or queries is not None or asks(text, options)):
        raise click.UsageError("say what to look for")
    options = {**options, "facets": facets, "recency_days": recency}
    with open_index(index) as news:
        if batch:
            from searchkit.cli.batch import answer_lines

            return answer_lines(news, options)
        if queries is not None:
            from searchkit.cli.batch import answer_file

            return answer_file(news, queries, options, shape or "csv")
        if shape == "ids":
            options["snippets"] = 0
        page = news.search(text, **options)
    show_page(page, shape)
    return 0 if page.total else 1


def asks(text: str, options: Mapping[str, Any]) -> bool:
    """Whether there is anything to look for: words, or a condition."""
    return bool(text.strip()) or any(options.get(name) for name in ("since", "until", "speaker", "source"))


def _agree(has_query: bool, batch: bool, queries: bool, shape: str | None, has_facets: bool) -> None:
    """Raises UsageError for options that cannot be obeyed together."""
    asked = {"a query": has_query, "--batch": batch, "--queries": queries}
    only_one(*(name for name, is_given in asked.items() if is_given))
    if batch and shape is not None:
        raise click.UsageError(f"--batch answers in its own lines of JSON; it does not go with --{shape}")
    if shape == "trec" and not queries:
        raise click.UsageError("--trec goes with --queries")
    if has_facets and queries and shape not in ("json", "jsonl"):
        raise click.UsageError("--facet goes with --queries only as --jsonl")
    if has_facets and not queries and shape not in (None, "json"):
        raise click.UsageError("--facet goes with the page for readers or with --json")


def show_page(page: Page[Hit], shape: str | None) -> None:
    """A page of articles in the shape that was asked for."""
    if shape == "json":
        write(to_json(page.to_dict()))
    elif shape == "jsonl":
        for hit in page:
            write(to_json(hit.to_dict()))
    elif shape == "csv":
        write_csv(COLUMNS, map(_row, page))
    elif shape == "ids":
        for hit in page:
            write(printable(hit.id))
    elif shape == "count":
        write(str(page.total))
    else:
        screen = Screen()
        for line in screen.page(page):
            write(line)
        _show_facets(page, screen)
    if shape not in ("json", "count"):
        remark(page.understood, page.did_you_mean)
    if shape is None:
        remark_total(page, "article")


def _row(hit: Hit) -> list[Any]:
    passage = hit.snippets[0].text if hit.snippets else None
    return [hit.id, hit.date, hit.title, hit.speakers, hit.source, hit.url, round(hit.score, 6), passage]


def _show_facets(page: Page[Hit], screen: Screen) -> None:
    for name, counts in page.facets.items():
        write(screen.paint(name, "title"))
        for one in counts[:20]:
            write(f"{one.count:>7,}  {one_line(one.value)}")
        if len(counts) > 20:
            write(f"         and {len(counts) - 20:,} more (--json has all)")
        write("")


def remark(understood: Understood, did_you_mean: str | None) -> None:
    """How the query was understood, where that may surprise; on standard error."""
    screen = Screen(sys.stderr)
    for span in understood.dates:
        first = span.first.isoformat() if span.first else "…"
        before = span.before.isoformat() if span.before else "…"
        print(screen.paint(f"{span.field}: from {first}, before {before}", "dim"), file=sys.stderr)
    for note in understood.notes:
        # The line below says the same better: a whole query.
        text, _, near = note.partition("; did you mean ")
        is_told = did_you_mean is not None and near.strip('"?') in did_you_mean
        print(screen.paint(printable(text if is_told else note), "dim"), file=sys.stderr)
    if did_you_mean is not None:
        print(f"Did you mean: {printable(did_you_mean)}", file=sys.stderr)


def remark_total(page: Page[Hit] | Page[QuoteHit], noun: str) -> None:
    """How much matches in all, and where the next page begins; on standard error."""
    if not page.total:
        text = f"No {noun} matches."
    elif len(page) == page.total:
        text = f"{page.total:,} {noun}{'s' * (page.total != 1)} in {page.seconds:.3f} s."
    else:
        text = f"{len(page):,} of {page.total:,} {noun}s in {page.seconds:.3f} s."
        if page.next is not None:
            text += f" More: --offset {page.next}"
    print(Screen(sys.stderr).paint(text, "dim"), file=sys.stderr)
