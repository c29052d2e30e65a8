"""`searchkit show`, `similar` and `explain`: one article, what is like it, and why it was found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from searchkit.cli.options import (
    day_options,
    index_option,
    joined,
    json_option,
    open_index,
    page_options,
    shape_options,
    source_option,
)
from searchkit.cli.output import to_json
from searchkit.cli.search import show_page
from searchkit.cli.terminal import Screen, one_line, printable, write
from searchkit.errors import InputError
from searchkit.results import Explanation, ScorePart


@click.command()
@click.argument("id")
@index_option
@json_option
def show(id: str, index: str, as_json: bool) -> int:
    """Show one article, its quotes and their speakers marked.

    \b
      searchkit show corpus/2031/tram-strike-begins.txt
    """
    with open_index(index) as news:
        view = news.article(id)
    if view is None:
        raise InputError(f"there is no article {id!r} in the index. Find its id: searchkit search WORDS --ids")
    if as_json:
        write(to_json(view.to_dict()))
        return 0
    screen = Screen()
    write(screen.paint(one_line(view.title or view.id), "title"))
    about = [view.date.isoformat() if view.date else "no date", view.id, view.source, view.article.author, view.url]
    write(screen.paint(" · ".join(one_line(part) for part in about if part), "dim"))
    if view.speakers:
        for line in screen.names(view.speakers):
            write(line)
    write("")
    for line in screen.body(view.body, view.quotes, start=_after_title(view.body, view.title)):
        write(line)
    if view.quotes:
        write("")
        write(screen.paint("quotes", "title"))
        for quote in view.quotes:
            for line in screen.said(quote):
                write(line)
    return 0


def _after_title(body: str, title: str | None) -> int:
    """Where the body goes on after its title, which may be its first line and is shown already."""
    start = len(body) - len(body.lstrip())
    if not title or not body.startswith(title, start):
        return start
    rest = body[start + len(title) :]
    return len(body) - len(rest.lstrip()) if rest[:1].isspace() else start


@click.command()
@click.argument("id")
@click.argument("query", nargs=-1, metavar="[QUERY]...")
@index_option
@page_options(5)
@day_options
@click.option("--speaker", metavar="NAME", help="Quotes this person.")
@source_option
@shape_options("ids", "csv", "jsonl", "json")
def similar(id: str, query: tuple[str, ...], index: str, shape: str | None, **options: Any) -> int:
    """Find articles like one article, most alike first; a query restricts them.

    \b
      searchkit similar corpus/2031/tram-strike-begins.txt
    """
    with open_index(index) as news:
        page = news.similar(id, joined(query), **options)
    show_page(page, shape)
    return 0 if page.total else 1


@click.command()
@click.argument("query")
@click.argument("id", required=False)
@index_option
@json_option
def explain(query: str, id: str | None, index: str, as_json: bool) -> int:
    """Show how a query is understood and an article is scored: tree, plan, and the terms of the score of article ID.

    \b
      searchkit explain 'tram strike' corpus/2031/tram-strike-begins.txt
    """
    with open_index(index) as news:
        explanation = news.explain(query, id)
    if as_json:
        write(to_json(explanation.to_dict()))
    else:
        for line in _explained(explanation, Screen()):
            write(line)
    return 0


def _explained(explanation: Explanation, screen: Screen) -> Iterator[str]:
    yield screen.paint("query", "title")
    yield from screen.folded("  ", one_line(explanation.understood.text) or "nothing")
    for span in explanation.understood.dates:
        yield f"  {span.field}: from {span.first or '…'}, before {span.before or '…'}"
    for note in explanation.understood.notes:
        yield from screen.folded("  ", note)
    for name, text in (("tree", explanation.tree), ("plan", explanation.plan)):
        yield ""
        yield screen.paint(name, "title")
        for line in text.splitlines():
            words = line.lstrip(" ")
            yield from screen.folded(" " * (2 + len(line) - len(words)), words)
    if explanation.id is not None:
        yield ""
        yield screen.paint(f"score of {printable(explanation.id)}", "title")
        if explanation.score is None:
            yield "  it matches; its order does not come from a score" if explanation.matches else "  it does not match"
        else:
            yield from _part(explanation.score, 1, screen)


def _part(part: ScorePart, depth: int, screen: Screen) -> Iterator[str]:
    yield from screen.folded(f"{'  ' * depth}{part.value:10.6f}  ", part.text)
    for inner in part.parts:
        yield from _part(inner, depth + 1, screen)
