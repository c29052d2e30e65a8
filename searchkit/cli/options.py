"""Options that several commands share, and how a command gets at its index."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource

from searchkit import config

if TYPE_CHECKING:
    from searchkit.newsindex import NewsIndex

_UNITS_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}
_UNITS_BYTES = {"k": 1 << 10, "m": 1 << 20, "g": 1 << 30}

# What the output may be instead of a page for readers.
_SHAPES = {
    "count": "Only how many match.",
    "ids": "Only ids, one a line.",
    "csv": "A CSV table.",
    "jsonl": "One JSON object a line.",
    "json": "One JSON object.",
    "trec": "With --queries: a TREC run.",
}
Command = TypeVar("Command", bound=Callable[..., Any])


def index_option(command: Command) -> Command:
    """`-i/--index`, `--config` and `--debug`; the command receives `index`, a path."""
    command = click.option("--debug", is_flag=True, expose_value=False, hidden=True)(command)
    command = click.option(
        "--config",
        "config_file",
        metavar="FILE",
        is_eager=True,
        expose_value=False,
        callback=_load_config,
        envvar="SEARCHKIT_CONFIG",
        help="Configuration; without it, searchkit.toml in the current folder where there is one.",
    )(command)
    return click.option(
        "-i",
        "--index",
        metavar="DIR",
        envvar="SEARCHKIT_INDEX",
        callback=_index_path,
        help='The index.  [default: index of searchkit.toml, or "index"]',
    )(command)


def _load_config(ctx: click.Context, parameter: click.Parameter, value: str | None) -> None:
    ctx.meta["searchkit.config"] = config.load(value)


def _index_path(ctx: click.Context, parameter: click.Parameter, value: str | None) -> str:
    if value is not None:
        if not value:
            raise click.BadParameter("is empty; name a folder")
        return value
    found = configuration(ctx)
    return (found.index if found else None) or config.DEFAULT_INDEX


def configuration(ctx: click.Context | None = None) -> config.Config | None:
    """What searchkit.toml says, None when there is none."""
    found: config.Config | None = (ctx or click.get_current_context()).meta.get("searchkit.config")
    return found


def open_index(path: str, *, create: bool = False, language: str | None = None) -> NewsIndex:
    """The index of a command."""
    import searchkit

    found = configuration()
    return searchkit.open(path, create=create, language=language, aliases=found.aliases if found else None)


def query_argument(command: Command) -> Command:
    return click.argument("query", nargs=-1, metavar="[QUERY]...")(command)


def joined(words: Sequence[str]) -> str:
    """The query as typed: several arguments are words side by side."""
    return " ".join(words)


def page_options(limit: int = 10) -> Callable[[Command], Command]:
    """`-n/--limit` and `--offset`."""

    def add(command: Command) -> Command:
        command = click.option("--offset", type=click.IntRange(0), default=0, show_default=True, help="Leave so many out first.")(
            command
        )
        return click.option(
            "-n", "--limit", type=Limit(), default=str(limit), show_default=True, help='How many; "all" for no limit.'
        )(command)

    return add


class Limit(click.ParamType[int | None]):
    """A count, or "all"."""

    name = "N"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int | None:
        if value is None or isinstance(value, int):
            return value
        if value == "all":
            return None
        if not value.isascii() or not value.isdigit():
            self.fail(f'{value!r} is neither a count nor "all"', param, ctx)
        return int(value)


class Days(click.ParamType[float]):
    """A number of days: "30", "30d", "6w"."""

    name = "DAYS"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        number, unit = (value[:-1], value[-1]) if value and value[-1] in _UNITS_DAYS else (value, "d")
        try:
            days = float(number) * _UNITS_DAYS[unit]
        except ValueError:
            days = 0.0
        if not 0 < days < 1e6:
            self.fail(f"{value!r} is not a number of days such as 30d, 6w or 1y", param, ctx)
        return days


class Size(click.ParamType[int]):
    """A number of bytes: "500k", "64M", "2G"."""

    name = "SIZE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        text = value.lower().removesuffix("b")
        number, unit = (text[:-1], _UNITS_BYTES[text[-1]]) if text and text[-1] in _UNITS_BYTES else (text, 1)
        try:
            size = int(float(number) * unit)
        except (ValueError, OverflowError):
            size = 0
        if size < 1:
            self.fail(f"{value!r} is not a size such as 500k, 64M or 2G", param, ctx)
        return size


def check_order(sort: str, recency_days: float | None) -> None:
    """Raises UsageError for a weight of days in an order that has no scores."""
    if recency_days is not None and sort != "relevance":
        raise click.UsageError(f"--recency changes the order by relevance; it does not go with --sort {sort}")


def day_options(command: Command) -> Command:
    """`--since` and `--until`: days and periods, both ends included."""
    command = click.option("--until", metavar="DAY", help="Up to this day or period, itself included.")(command)
    return click.option("--since", metavar="DAY", help='From this day or period on: 2031-05-02, 2031-05, "last week".')(command)


def source_option(command: Command) -> Command:
    return click.option("--source", metavar="NAME", help="From this source.")(command)


def format_option(command: Command) -> Command:
    return click.option(
        "--format",
        "format_",
        default="auto",
        show_default=True,
        metavar="NAME",
        help="auto, text, jsonl, csv, html, feed, ninjs, newsml or warc.",
    )(command)


def check_stream(paths: Sequence[str], format_: str) -> None:
    """Raises UsageError when standard input is to be read in a format that it cannot have."""
    if "-" in paths and format_ not in ("auto", "jsonl"):
        raise click.UsageError(f"- reads JSON lines; it does not go with --format {format_}")


def shape_options(*names: str) -> Callable[[Command], Command]:
    """`--count`, `--json` and so on; the command receives `shape`: the name of the one that was given, None for a page.

    Two of them exclude each other. Where there is `--count`, it goes with `--json`: the command receives "json" and a `limit` of 0.
    """

    def add(command: Command) -> Command:
        @wraps(command)
        def run(**given: Any) -> Any:
            wanted = _wanted({name: given.pop(name) for name in names})
            if wanted[:1] == ["count"]:
                given["limit"] = 0
            if wanted == ["count", "json"]:
                del wanted[0]
            only_one(*(f"--{name}" for name in wanted))
            return command(shape=wanted[0] if wanted else None, **given)

        for name in reversed(names):
            run = click.option(f"--{name}", name, is_flag=True, help=_SHAPES[name])(run)
        return run  # type: ignore[return-value]

    return add


def _wanted(given: Mapping[str, bool]) -> list[str]:
    """The shapes that are asked for; what is typed goes before what environment variables say."""
    wanted = [name for name, is_on in given.items() if is_on]
    return [name for name in wanted if is_typed(name)] or wanted


def is_typed(name: str) -> bool:
    """Whether a parameter of the running command stands on the command line."""
    return click.get_current_context().get_parameter_source(name) is ParameterSource.COMMANDLINE


def is_default(name: str) -> bool:
    """Whether neither the command line nor a variable says anything of a parameter of the running command."""
    return click.get_current_context().get_parameter_source(name) in (None, ParameterSource.DEFAULT)


def only_one(*given: str) -> None:
    """Raises UsageError when more than one of these was given."""
    if len(given) > 1:
        raise click.UsageError(f"{', '.join(given[:-1])} and {given[-1]} exclude each other")


def json_option(command: Command) -> Command:
    return click.option("--json", "as_json", is_flag=True, help="One JSON object.")(command)
