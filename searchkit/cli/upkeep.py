"""`searchkit stats`, `check` and `backup`: looking after an index."""

from __future__ import annotations

import sys

import click

from searchkit.cli.options import index_option, json_option, only_one, open_index
from searchkit.cli.output import to_json
from searchkit.cli.terminal import printable, write

DAMAGED = 5


@click.command()
@index_option
@json_option
@click.option("--prometheus", metavar="FILE", help="Write a textfile for the node exporter; - is standard output.")
def stats(index: str, as_json: bool, prometheus: str | None) -> int:
    """Show what is in the index.

    \b
      searchkit stats
    """
    only_one(*(["--json", "--prometheus -"] if as_json and prometheus == "-" else []))
    with open_index(index) as news:
        found = news.stats()
    if prometheus is not None:
        from searchkit.jobs import metrics, read_state, replace_file

        text = metrics(found, read_state(index))
        if prometheus == "-":
            write(text, end="")
        else:
            replace_file(prometheus, text)
        if not as_json:
            return 0
    if as_json:
        write(to_json(found.to_dict()))
        return 0
    days = f"{found.first} to {found.last}" if found.first else "none"
    for name, value in (
        ("index", printable(found.path)),
        ("articles", f"{found.articles:,}"),
        ("quotes", f"{found.quotes:,}"),
        ("speakers", f"{found.speakers:,}"),
        ("days", days),
        ("size", f"{found.bytes:,} bytes in {found.segments:,} segment{'s' * (found.segments != 1)}"),
        ("deleted", f"{found.deleted:,} records that the next merges drop"),
        ("language", found.language),
        ("codec", found.codec),
        ("commit", f"{found.generation:,}"),
    ):
        write(f"{name:10}{value}")
    return 0


@click.command()
@index_option
@json_option
@click.option("--fast", is_flag=True, help="Only the lengths of the files, not their checksums.")
def check(index: str, as_json: bool, fast: bool) -> int:
    """Check that the index is sound: every file has the length and the checksum of the commit.

    \b
      searchkit check
    """
    with open_index(index) as news:
        found = news.check(fast=fast)
    if as_json:
        write(to_json(found.to_dict()))
    elif found.sound:
        compared = "lengths" if fast else "lengths and checksums"
        write(f"{printable(found.path)} is sound: {found.files:,} files, {found.bytes:,} bytes, {compared} compared.")
    for name in found.strays:
        print(f"searchkit: {printable(name)}: is no part of the index; it does no harm", file=sys.stderr)
    for problem in found.problems:
        print(f"searchkit: {printable(problem.path)}: {printable(problem.reason)}", file=sys.stderr)
    if not found.sound and not as_json:
        print(
            "searchkit: the index is damaged: restore a backup, or build it again: "
            f"searchkit index --rebuild FOLDER --index {printable(index)}",
            file=sys.stderr,
        )
    return 0 if found.sound else DAMAGED


@click.command()
@click.argument("destination", metavar="DEST")
@index_option
def backup(destination: str, index: str) -> int:
    """Copy the index while others use it. DEST is a folder that is new or empty.

    \b
      searchkit backup /backups/news-index
    """
    with open_index(index) as news:
        news.backup(destination)
    click.echo(
        f"Copied {printable(index)} to {printable(destination)}. Check the copy: searchkit check --index {printable(destination)}",
        err=True,
    )
    return 0
