"""Rehearsing an update, and building an index anew."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from searchkit.engines.base import Budget, StoredArticle
from searchkit.errors import IndexCorruptError, IndexFormatError, IndexMissingError, IndexUntrustedError
from searchkit.indexer import Input, Listener, Rehearsal, UpdateOptions, check_inputs, update
from searchkit.indexer import rebuild as rebuild_with
from searchkit.newsindex.index import WAIT
from searchkit.newsindex.opening import DEFAULT_LANGUAGE, require_language
from searchkit.newsindex.writing import with_totals
from searchkit.query.tree import Everything
from searchkit.results import UpdateReport

_UNREADABLE = (IndexMissingError, IndexCorruptError, IndexFormatError, IndexUntrustedError)


def rehearse(
    path: str | os.PathLike[str],
    inputs: Sequence[Input],
    *,
    options: UpdateOptions | None = None,
    language: str | None = None,
    wait: float = WAIT,
    listener: Listener | None = None,
) -> UpdateReport:
    """What an update of the index in `path` would do, counted exactly; nothing is written, and the index need not exist."""
    from searchkit.engines.whoosh.index import WhooshEngine

    check_inputs(inputs)
    try:
        engine = WhooshEngine(Path(path))
    except IndexMissingError:
        return update(Rehearsal(None), inputs, options, listener)
    require_language(engine, language)
    with closing(engine.writer(wait=wait)) as writer:
        report = update(Rehearsal(writer), inputs, options, listener)
    return with_totals(report, engine)


def rebuild(
    path: str | os.PathLike[str],
    inputs: Sequence[Input],
    *,
    options: UpdateOptions | None = None,
    language: str | None = None,
    wait: float = WAIT,
    listener: Listener | None = None,
) -> UpdateReport:
    """Builds the index in `path` anew from `inputs` and publishes it in one step; until then the old one is in force.

    Articles that came from elsewhere are carried over, unless the old index cannot be read.
    """
    from searchkit.engines.whoosh.index import WhooshEngine

    path = Path(path)
    check_inputs(inputs)
    manifest = b""
    old: Iterator[StoredArticle] = iter(())
    try:
        engine = WhooshEngine(path)
        with closing(engine.writer(wait=wait)) as before:
            manifest = before.manifest()
        snapshot = engine.snapshot()
        language = language or snapshot.language
        old = (stored for stored, _ in snapshot.stream(Everything(), budget=Budget(seconds=float("inf"))))
    except _UNREADABLE:
        manifest = b""
    with closing(WhooshEngine.rebuild(path, language or DEFAULT_LANGUAGE, wait=wait)) as writer:
        report = rebuild_with(writer, inputs, options or UpdateOptions(), listener, manifest, old)
    return with_totals(report, WhooshEngine(path))
