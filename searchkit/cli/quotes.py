"""`searchkit quotes`, `speakers` and `timeline`: what was said, by whom, and when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from searchkit.cli.options import (
    Days,
    Limit,
    check_order,
    day_options,
    index_option,
    is_typed,
    joined,
    open_index,
    page_options,
    query_argument,
    shape_options,
    source_option,
)
from searchkit.cli.output import to_json, write_csv
from searchkit.cli.search import remark, remark_total
from searchkit.cli.terminal import Screen, write
from searchkit.results import SCHEMA, QuoteHit

Command = TypeVar("Command", bound=Callable[..., Any])

QUOTE_COLUMNS = (
    "article",
    "date",
    "said_on",
    "quote",
    "speaker",
    "to",
    "cue",
    "direct",
    "start",
    "end",
    "confidence",
    "title",
    "score",
)


def quote_options(command: Command) -> Command:
    """Conditions on quotes."""
    for option in (
        source_option,
        day_options,
        click.option("--direct/--indirect", default=None, help="Only words in quotation marks; only reported speech."),
        click.option("--to", metavar="NAME", help="Said to this person."),
        click.option("--by", metavar="NAME", help="Said by this person; any part of the name."),
    ):
        command = option(command)
    return command


@click.command()
@query_argument
@index_option
@page_options()
@quote_options
@click.option("--sort", type=click.Choice(["relevance", "newest", "oldest"]), default="relevance", show_default=True)
@click.option(
    "--recency", "recency_days", type=Days(), metavar="DAYS", help="Newer counts more: half for every so many days of age."
)
@shape_options("count", "csv", "jsonl", "json")
def quotes(query: tuple[str, ...], index: str, shape: str | None, **options: Any) -> int:
    """Find what was said, best first. The words of the query stand in the quote.

    \b
      searchkit quotes strike --by 'Orla Venn' --since 2031-05
    """
    check_order(options["sort"], options["recency_days"])
    with open_index(index) as news:
        page = news.quotes(joined(query), **options)
    if shape == "json":
        write(to_json(page.to_dict()))
    elif shape == "jsonl":
        for hit in page:
            write(to_json(hit.to_dict()))
    elif shape == "csv":
        write_csv(QUOTE_COLUMNS, map(quote_row, page))
    elif shape == "count":
        write(str(page.total))
    else:
        for line in Screen().quotes(page):
            write(line)
    if shape not in ("json", "count"):
        remark(page.understood, page.did_you_mean)
    if shape is None:
        remark_total(page, "quote")
    return 0 if page.total else 1


def quote_row(hit: QuoteHit) -> list[Any]:
    shape = hit.to_dict()
    return [shape[name] for name in QUOTE_COLUMNS]


@click.command()
@query_argument
@index_option
@quote_options
@click.option("-n", "--limit", type=Limit(), default="20", show_default=True, help='How many people; "all" for no limit.')
@click.option("--sort", type=click.Choice(["quotes", "articles", "name", "first", "last"]), default="quotes", show_default=True)
@click.option("--variants", metavar="NAME", help="The spellings found for one person.")
@shape_options("csv", "json")
def speakers(
    query: tuple[str, ...], index: str, shape: str | None, variants: str | None, limit: int | None, **options: Any
) -> int:
    """Who is quoted in what matches: counted over the quotes that match.

    \b
      searchkit speakers strike
      searchkit speakers --variants 'Orla Venn'
    """
    is_narrowed = query or is_typed("sort") or any(options[name] is not None for name in options if name != "sort")
    if variants is not None and is_narrowed:
        raise click.UsageError("--variants takes no query, no conditions and no order")
    with open_index(index) as news:
        if variants is not None:
            rows = news.variants(variants)
        else:
            rows = news.speakers(joined(query), limit=None, **options)
    shown = rows[:limit]
    if shape == "json":
        write(to_json({"schema": SCHEMA, "speakers": [row.to_dict() for row in shown]}))
    elif shape == "csv":
        columns = ("name", "quotes", "articles", "first", "last", "variants")
        write_csv(columns, ([row.name, row.quotes, row.articles, row.first, row.last, row.variants] for row in shown))
    elif rows:
        for line in Screen().speakers(shown, with_variants=variants is None):
            write(line)
        if len(shown) < len(rows):
            click.echo(f"{len(shown):,} of {len(rows):,} people. More: -n all", err=True)
    else:
        click.echo("No quote matches." if variants is None else "Nobody of this name is quoted.", err=True)
    return 0 if rows else 1


@click.command()
@query_argument
@index_option
@click.option("--per", type=click.Choice(["day", "week", "month", "year"]), default="month", show_default=True)
@click.option("--share", is_flag=True, help="Also the part of all articles of that time.")
@day_options
@click.option("--speaker", metavar="NAME", help="Quotes this person.")
@source_option
@shape_options("csv", "json")
def timeline(query: tuple[str, ...], index: str, shape: str | None, **options: Any) -> int:
    """Count what matches by day, week, month or year.

    \b
      searchkit timeline tram strike --per week --since 2031
    """
    with open_index(index) as news:
        counts = news.timeline(joined(query), **options)
    is_found = bool(counts.buckets or counts.undated)
    if shape == "json":
        write(to_json(counts.to_dict()))
    elif shape == "csv":
        names = ["from", "before", "articles", "quotes", *(["share"] if options["share"] else [])]
        write_csv(names, ([bucket.to_dict()[name] for name in names] for bucket in counts.buckets))
    elif is_found:
        for line in Screen().timeline(counts):
            write(line)
    else:
        click.echo("Nothing matches.", err=True)
    return 0 if is_found else 1
