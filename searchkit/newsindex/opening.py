"""Opening, rehearsing and rebuilding an index that lies in a folder: the only place that chooses an engine."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

from searchkit.engines.base import Budget, StoredArticle
from searchkit.errors import (
    IndexCorruptError,
    IndexFormatError,
    IndexMissingError,
    IndexUntrustedError,
    InputError,
)
from searchkit.indexer import Input, Listener, Rehearsal, UpdateOptions, check_inputs, update
from searchkit.indexer import rebuild as rebuild_with
from searchkit.names import Aliases
from searchkit.newsindex.index import NewsIndex
from searchkit.newsindex.writing import WAIT, with_totals
from searchkit.query.limits import QueryLimits
from searchkit.query.tree import Everything
from searchkit.results import UpdateReport

DEFAULT_LANGUAGE = "english"
_UNREADABLE = (IndexMissingError, IndexCorruptError, IndexFormatError, IndexUntrustedError)


def open(
    path: str | os.PathLike[str] = "index",
    *,
    create: bool = False,
    today: date | None = None,
    limits: QueryLimits | None = None,
    language: str | None = None,
    aliases: str | os.PathLike[str] | None = None,
) -> NewsIndex:
    """The index in folder `path`.

    `create` makes an empty one where there is none, for texts in `language` (a Snowball language, default English). `today` is
    the day relative dates are counted from; default: SEARCHKIT_TODAY, or else the day of each call. `limits` bound what one
    query may cost. `aliases` is a file of names that belong to one person (docs/names.md).

    Raises IndexMissingError, and IndexCorruptError, IndexFormatError or IndexUntrustedError for an index that is not sound.
    """
    from searchkit.engines.whoosh.index import WhooshEngine

    today = today or _today_from_environment()
    names = Aliases.load(Path(aliases)) if aliases is not None else None
    if create:
        engine = WhooshEngine.create(Path(path), language or DEFAULT_LANGUAGE, exist_ok=True)
    else:
        engine = WhooshEngine(Path(path))
    return NewsIndex(engine, today=today, limits=limits, aliases=names)


def rehearse(
    path: str | os.PathLike[str],
    inputs: Sequence[Input],
    *,
    options: UpdateOptions | None = None,
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


def _today_from_environment() -> date | None:
    text = os.environ.get("SEARCHKIT_TODAY")
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"SEARCHKIT_TODAY is {text!r}; write a day as YYYY-MM-DD") from None
