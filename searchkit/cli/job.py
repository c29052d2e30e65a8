"""`searchkit reindex`: the periodic job."""

from __future__ import annotations

import click

from searchkit import config
from searchkit.cli.index import Telling, default_jobs, update_options
from searchkit.cli.options import configuration, index_option
from searchkit.cli.output import to_json
from searchkit.cli.terminal import flush, write
from searchkit.errors import InputError


@click.command()
@index_option
@update_options
@click.option(
    "--max-seconds",
    type=click.FloatRange(0, min_open=True),
    metavar="SECONDS",
    help="Stop at a commit after this time; the next run goes on.",
)
@click.option("--json", is_flag=True, expose_value=False, help="The report is always a line of JSON.")
def reindex(
    index: str, dry_run: bool, max_removed: float | None, max_seconds: float | None, wait: float, report_file: str | None
) -> int:
    """Run the periodic job: update the index from searchkit.toml.

    One run over all sources, under the lock, with one line of JSON as its report. A source that is missing, that is empty, or
    that has lost more than 20 % of its files (max_removed) is refused, and nothing is changed: a disk may not be mounted. The
    index keeps the state of the last run in searchkit.state.json.

    \b
      searchkit reindex --config searchkit.toml --report reindex.log
    """
    found = configuration()
    if found is None:
        raise InputError(
            f"there is no {config.FILE_NAME} in this folder. Write one (docs/jobs.md), or name another: --config FILE"
        )
    from searchkit.cli import report as tell_error
    from searchkit.jobs import append_line
    from searchkit.jobs import reindex as run

    telling = Telling()
    report = run(
        found,
        index,
        dry_run=dry_run,
        max_removed=max_removed,
        max_seconds=max_seconds,
        jobs=default_jobs(),
        wait=wait,
        listener=telling,
    )
    telling.clear()
    line = to_json(report.to_dict())
    write(line)
    flush()
    if report_file is not None:
        append_line(report_file, line)
    if report.error is not None:
        return tell_error(report.error)
    return report.exit_code
