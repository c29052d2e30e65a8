"""`searchkit attribute`: who says what in files, without an index."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from itertools import chain

import click

from searchkit.cli.options import Size, check_stream, format_option
from searchkit.cli.output import to_json
from searchkit.cli.terminal import printable, write

SKIPPED = 6


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--exclude", multiple=True, metavar="GLOB", help="Leave out matching files and folders; may be repeated.")
@format_option
@click.option("--max-size", type=Size(), default="64M", show_default=True, help="Skip articles with more bytes.")
@click.option("--json", is_flag=True, expose_value=False, help="The output is always lines of JSON.")
@click.option("--debug", is_flag=True, expose_value=False, hidden=True)
def attribute(paths: tuple[str, ...], exclude: tuple[str, ...], format_: str, max_size: int) -> int:
    """Say who says what in files, without an index.

    Prints one line of JSON for each article. PATH - reads JSON lines from standard input.

    \b
      searchkit attribute corpus/2031/tram-strike-begins.txt
    """
    from searchkit.article import Article
    from searchkit.attribution import attribute as find_quotes
    from searchkit.attribution import speakers_of
    from searchkit.ingest import Problem, read, read_stream, walk

    check_stream(paths, format_)
    is_altered = False
    entries = chain.from_iterable([path] if path == "-" else walk([path], exclude=exclude) for path in paths)
    for entry in entries:
        items: Iterable[Article | Problem]
        if isinstance(entry, Problem):
            items = [entry]
        elif isinstance(entry, str):
            items = read_stream(sys.stdin.buffer, max_size=max_size)
        else:
            items = read(entry, format=format_, max_size=max_size)
        for item in items:
            if isinstance(item, Problem):
                is_altered = True
                print(f"searchkit: {printable(str(item))}", file=sys.stderr)
                continue
            quotes = find_quotes(item)
            people = dict.fromkeys((*item.speakers, *speakers_of(quotes)))
            day = item.date.isoformat() if item.date else None
            write(to_json({"id": item.id, "date": day, "speakers": list(people), "quotes": [one.to_dict() for one in quotes]}))
    return SKIPPED if is_altered else 0
