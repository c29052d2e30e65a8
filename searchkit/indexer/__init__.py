"""Files → articles with quotes in an engine: unchanged skipped, changed replaced, vanished removed.

In: named files and folders (or a stream, or articles), and an engine. Out: commits, and an UpdateReport of what was done.

    with engine.writer() as writer:
        report = update(writer, [Input("corpus")], UpdateOptions())

A file whose size and time are those in the manifest is not opened. A file that was read again is compared article by article,
by digest, so one new line in a large JSON-lines file writes one article. Commits come when enough text is pending; each carries
the manifest of the files it completes, so a run that dies is finished by the next one.
"""

from __future__ import annotations

from searchkit.indexer.options import Input, Listener, UpdateOptions
from searchkit.indexer.rebuild import rebuild
from searchkit.indexer.rehearsal import Rehearsal
from searchkit.indexer.run import add_articles, update
from searchkit.indexer.survey import check_inputs
from searchkit.ingest import DEFAULT_MAX_SIZE

__all__ = [
    "DEFAULT_MAX_SIZE",
    "Input",
    "Listener",
    "Rehearsal",
    "UpdateOptions",
    "add_articles",
    "check_inputs",
    "rebuild",
    "update",
]
