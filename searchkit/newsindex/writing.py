"""Writing calls of a NewsIndex: paths checked before the index is touched, one writer, totals for the report."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace

from searchkit.article import Article
from searchkit.engines.base import Engine
from searchkit.indexer import Input, Listener, UpdateOptions, add_articles, check_inputs, update
from searchkit.results import UpdateReport


def inputs_of(
    paths: Iterable[str | os.PathLike[str] | Input] | str | os.PathLike[str],
    exclude: Sequence[str],
    format: str,
    source: str | None,
) -> list[Input]:
    """The inputs that `paths` name, one path or several. Raises InputError when one is not there."""
    listed = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    inputs = [one if isinstance(one, Input) else Input(os.fspath(one), tuple(exclude), format, source) for one in listed]
    check_inputs(inputs)
    return inputs


def update_engine(
    engine: Engine, inputs: Sequence[Input], options: UpdateOptions | None, wait: float, listener: Listener | None
) -> UpdateReport:
    with closing(engine.writer(wait=wait)) as writer:
        report = update(writer, inputs, options, listener)
    return with_totals(report, engine)


def add_to_engine(engine: Engine, articles: Iterable[Article], options: UpdateOptions | None, wait: float) -> UpdateReport:
    with closing(engine.writer(wait=wait)) as writer:
        report = add_articles(writer, articles, replace(options or UpdateOptions(), one_commit=True))
    return with_totals(report, engine)


def with_totals(report: UpdateReport, engine: Engine) -> UpdateReport:
    """The report with what the index holds now."""
    stats = engine.snapshot().stats()
    return replace(report, articles=stats.articles, quotes=stats.quotes, bytes=stats.bytes)
