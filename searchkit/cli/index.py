"""`searchkit index`: files and folders into the index."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Any

import click

from searchkit.cli.options import (
    Size,
    check_stream,
    configuration,
    format_option,
    index_option,
    is_default,
    json_option,
    open_index,
)
from searchkit.cli.output import to_json
from searchkit.cli.terminal import Screen, flush, printable, write
from searchkit.config import Source
from searchkit.results import InputProblem, UpdateReport

if TYPE_CHECKING:
    from searchkit.newsindex import Input, UpdateOptions

SKIPPED = 6


def update_options(command: Any) -> Any:
    """Options that `index` and `reindex` share."""
    for option in (
        click.option(
            "--wait",
            type=click.FloatRange(0),
            default=10.0,
            show_default=True,
            metavar="SECONDS",
            help="Wait so long for others.",
        ),
        click.option("--report", "report_file", metavar="FILE", help="Append the report to a file, as one line of JSON."),
        click.option(
            "--max-removed",
            type=click.FloatRange(0, 100),
            metavar="PERCENT",
            help="Refuse when more of a folder has vanished.  [default: 20 for reindex; for index only when all has]",
        ),
        click.option("--dry-run", is_flag=True, help="Count what would be done, and write nothing."),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@index_option
@update_options
@click.option("--rebuild", is_flag=True, help="Build the index anew, even a damaged one, and switch to it at the end.")
@click.option("--exclude", multiple=True, metavar="GLOB", help="Leave out matching files and folders; may be repeated.")
@format_option
@click.option("--source", metavar="NAME", help="Source of articles that name none.")
@click.option("--max-size", type=Size(), metavar="SIZE", help="Skip articles with more bytes.  [default: 64M]")
@click.option("--keep-missing", is_flag=True, help="Keep articles of files that have vanished.")
@click.option("--no-quotes", is_flag=True, help="Do not look for quotes and speakers.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    metavar="N",
    help="Processes that look for quotes in a long run.  [default: 2, on one core 1]",
)
@click.option("--language", metavar="NAME", help="Language of a new index.  [default: english]")
@click.option("--watch", is_flag=True, help="Go on indexing what changes, until Ctrl-C.")
@json_option
def index(
    paths: tuple[str, ...], index: str, as_json: bool, dry_run: bool, rebuild: bool, watch: bool, wait: float, **how: Any
) -> int:
    """Make the index mirror files and folders.

    New articles are added, changed ones replaced, unchanged ones skipped, vanished ones removed: only below what is named
    now. PATH - reads JSON lines from standard input. What searchkit.toml says of a folder holds for it here too.

    \b
      searchkit index corpus
    """
    from searchkit import newsindex

    if watch and (dry_run or rebuild or "-" in paths):
        raise click.UsageError("--watch goes with none of --dry-run, --rebuild and -")
    if rebuild and (dry_run or how["keep_missing"] or how["max_removed"] is not None):
        raise click.UsageError(
            "--rebuild takes what is there now; it goes with none of --dry-run, --keep-missing and --max-removed"
        )
    check_stream(paths, how["format_"])
    if watch:
        from searchkit.cli.watch import check_extra, watch_for_changes

        check_extra()
    inputs, options = _inputs(paths, how), _options(how)
    telling = Telling()
    if dry_run:
        report = newsindex.rehearse(index, inputs, options=options, language=_language(how), wait=wait, listener=telling)
        return tell(report, telling, as_json, how["report_file"], is_rehearsal=True)
    if rebuild:
        report = newsindex.rebuild(index, inputs, options=options, language=_language(how), wait=wait, listener=telling)
        return tell(report, telling, as_json, how["report_file"])
    newsindex.check_inputs(inputs)
    with open_index(index, create=True, language=_language(how)) as news:
        report = news.update(inputs, options=options, wait=wait, listener=telling)
        code = tell(report, telling, as_json, how["report_file"])
        if watch:
            flush()
            watch_for_changes(news, inputs, options, wait, lambda report: tell(report, telling, as_json, how["report_file"]))
    return code


def _inputs(paths: tuple[str, ...], how: dict[str, Any]) -> list[Input]:
    """The paths with how they are to be read: as the options say, then as searchkit.toml says where a path is one of its sources."""
    from searchkit.newsindex import Input

    found = configuration()
    sources = {os.path.realpath(one.path): one for one in found.sources} if found else {}
    inputs = []
    for path in dict.fromkeys(paths):
        if path == "-":
            inputs.append(Input(path, source=how["source"], stream=sys.stdin.buffer))
            continue
        known = sources.get(os.path.realpath(path), Source(path))
        exclude = known.exclude if is_default("exclude") else tuple(how["exclude"])
        format_ = known.format if is_default("format_") else how["format_"]
        inputs.append(Input(path, exclude, format_, known.source if is_default("source") else how["source"]))
    return inputs


def _options(how: dict[str, Any]) -> UpdateOptions:
    from searchkit.newsindex import DEFAULT_MAX_SIZE, UpdateOptions

    found = configuration()
    return UpdateOptions(
        max_size=how["max_size"] or (found and found.max_size) or DEFAULT_MAX_SIZE,
        max_removed=how["max_removed"],
        keep_missing=how["keep_missing"],
        with_quotes=not how["no_quotes"],
        jobs=how["jobs"] or (found and found.jobs) or default_jobs(),
    )


def default_jobs() -> int:
    """Two processes, one of which is busy with the index itself; more would wait for it."""
    return min(2, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def _language(how: dict[str, Any]) -> str | None:
    found = configuration()
    return how["language"] or (found.language if found else None)


class Telling:
    """Says on standard error what is skipped or altered, once for each, and on a terminal how far the run has come."""

    def __init__(self) -> None:
        self._screen = Screen(sys.stderr)
        self._is_terminal = sys.stderr.isatty()
        self._last = self._began = time.monotonic()
        self._is_drawn = False

    def problem(self, problem: InputProblem) -> None:
        self.clear()
        print(f"searchkit: {printable(problem.path)}: {printable(problem.reason)}", file=sys.stderr)

    def progress(self, done: int, files: int, articles: int) -> None:
        if not self._is_terminal:
            return
        now = time.monotonic()
        if now - self._last < 0.2:
            return
        self._last = now
        line = f"{done:,} of {files:,} files, {articles:,} articles" if files else f"{articles:,} articles"
        sys.stderr.write(f"\r\x1b[K{self._screen.paint(line, 'dim')}")
        sys.stderr.flush()
        self._is_drawn = True

    def clear(self) -> None:
        """Takes the progress line away."""
        if self._is_drawn:
            sys.stderr.write("\r\x1b[K")
            self._is_drawn = False


def tell(report: UpdateReport, telling: Telling, as_json: bool, report_file: str | None, *, is_rehearsal: bool = False) -> int:
    """Shows a report, appends it to a file where wanted, and gives the exit code."""
    telling.clear()
    if report_file is not None:
        from searchkit.jobs import append_line

        append_line(report_file, to_json(report.to_dict()))
    write(to_json(report.to_dict()) if as_json else summary(report, is_rehearsal))
    return SKIPPED if report.skipped or report.altered else 0


def summary(report: UpdateReport, is_rehearsal: bool = False) -> str:
    """The report in a sentence or two."""
    done = [
        f"{count:,} {word}"
        for count, word in (
            (report.added, "added"),
            (report.changed, "changed"),
            (report.removed, "removed"),
            (report.unchanged, "unchanged"),
            (report.skipped, "skipped"),
            (report.altered, "taken with a change"),
        )
        if count
    ]
    text = (", ".join(done) or "nothing to do") + f" in {report.seconds:.1f} s"
    if is_rehearsal:
        return f"Would be: {text}. Nothing was written."
    if not report.finished:
        text += "; stopped at the time limit, the next run goes on"
    return f"{text[:1].upper()}{text[1:]}. The index holds {_count(report.articles, 'article')} and {_count(report.quotes, 'quote')}."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"
