"""Rehearsing an update, and building an index anew."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
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
from searchkit.results import InputProblem, UpdateReport


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

    Articles that came from elsewhere are carried over. A damaged index keeps none of them: the report's problems name the
    folders and files that are lost with it.
    """
    from searchkit.engines.whoosh.index import WhooshEngine
    from searchkit.engines.whoosh.remains import remains_of

    path = Path(path)
    check_inputs(inputs)
    before = remains_of(path)
    with closing(WhooshEngine.rebuild(path, language or before.language or DEFAULT_LANGUAGE, wait=wait)) as writer:
        # Only now, under the lock, nobody adds anything that would be lost.
        manifest = remains_of(path).manifest
        old: Iterable[StoredArticle] = ()
        damage = _damage(path)
        if damage is None:
            snapshot = WhooshEngine(path).snapshot()
            old = (stored for stored, _ in snapshot.stream(Everything(), budget=Budget(seconds=float("inf"))))
        report = rebuild_with(writer, inputs, options or UpdateOptions(), listener, manifest, old, damage)
    return with_totals(report, WhooshEngine(path))


def _damage(path: Path) -> InputProblem | None:
    """What is wrong with the index in `path`, in words; None when all of it can be read."""
    from searchkit.engines.whoosh.index import WhooshEngine

    try:
        problems = WhooshEngine(path).check().problems
    except IndexMissingError:
        return None
    except (IndexCorruptError, IndexFormatError, IndexUntrustedError) as error:
        return InputProblem(str(path), str(error))
    return InputProblem(str(path / problems[0].path), problems[0].reason) if problems else None
