"""`searchkit export`: everything that matches, streamed from one commit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

import click

from searchkit.cli.options import day_options, index_option, is_typed, joined, open_index, query_argument, source_option
from searchkit.cli.output import to_json, trec_line, write_csv
from searchkit.cli.quotes import QUOTE_COLUMNS, quote_row
from searchkit.cli.terminal import write

ARTICLE_COLUMNS = ("id", "date", "title", "body", "source", "url", "author", "lang", "speakers", "story", "quotes", "score")


@click.command()
@query_argument
@index_option
@click.option("--format", "format_", type=click.Choice(["jsonl", "csv", "trec"]), default="jsonl", show_default=True)
@click.option("--quotes", "with_quotes", is_flag=True, help="Quotes that match, one a line, instead of articles.")
@click.option("--topic", default="1", show_default=True, metavar="NAME", help="Name of the query in a TREC run.")
@click.option("--by", metavar="NAME", help="With --quotes: said by this person.")
@click.option("--to", metavar="NAME", help="With --quotes: said to this person.")
@click.option("--speaker", metavar="NAME", help="Articles that quote this person.")
@day_options
@source_option
def export(
    query: tuple[str, ...],
    index: str,
    format_: str,
    with_quotes: bool,
    topic: str,
    by: str | None,
    to: str | None,
    speaker: str | None,
    **options: Any,
) -> int:
    """Write out everything that matches, best first, without a limit.

    JSON lines of articles can be indexed again. In CSV, a cell that a spreadsheet would take for a formula begins with an
    apostrophe.

    \b
      searchkit export tram strike --format csv > strike.csv
      searchkit export --quotes --by 'Orla Venn' > venn.jsonl
    """
    if with_quotes and (speaker is not None or format_ == "trec"):
        raise click.UsageError("--quotes goes with neither --speaker (say --by) nor --format trec")
    if not with_quotes and (by is not None or to is not None):
        raise click.UsageError("--by and --to go with --quotes; for articles say --speaker")
    if is_typed("topic") and format_ != "trec":
        raise click.UsageError("--topic goes with --format trec")
    with open_index(index) as news:
        if with_quotes:
            said = news.export_quotes(joined(query), by=by, to=to, **options)
            return _write(said, format_, QUOTE_COLUMNS, quote_row)
        articles = news.export(joined(query), speaker=speaker, **options)
        if format_ == "trec":
            return _write_run(articles, topic)
        return _write(articles, format_, ARTICLE_COLUMNS, _row)


def _write(found: Iterator[Any], format_: str, columns: tuple[str, ...], row: Any) -> int:
    """Writes the first result before the second is read; returns 1 when there is none."""
    first = next(found, None)
    if first is None:
        return 1
    rest: Iterable[Any] = chain([first], found)
    if format_ == "csv":
        write_csv(columns, map(row, rest))
    else:
        for one in rest:
            write(to_json(one.to_dict()))
    return 0


def _write_run(articles: Iterator[Any], topic: str) -> int:
    rank = 0
    for rank, view in enumerate(articles, 1):
        write(trec_line(topic, view.id, rank, view.score or 0.0))
    return 0 if rank else 1


def _row(view: Any) -> list[Any]:
    shape = {**view.to_dict(), "quotes": len(view.quotes)}
    return [shape[name] for name in ARTICLE_COLUMNS]
