"""An index built anew from named inputs; what is not named is carried over from the old one, where that can be read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace

from searchkit.engines.base import StoredArticle, Writer
from searchkit.indexer.batch import BATCH_BYTES
from searchkit.indexer.options import Input, Listener, Silence, UpdateOptions
from searchkit.indexer.run import update
from searchkit.ingest.problem import shown
from searchkit.manifest import Manifest
from searchkit.results import InputProblem, UpdateReport


def rebuild(
    writer: Writer,
    inputs: Sequence[Input],
    options: UpdateOptions,
    listener: Listener | None,
    manifest: bytes,
    old: Iterable[StoredArticle],
    damage: InputProblem | None = None,
) -> UpdateReport:
    """Fills `writer`, which begins from an empty index, and publishes all of it in one commit.

    `manifest` and `old` are of the index that is replaced: articles from folders and files that are not named now, and those
    from programs and streams, are copied as they are. `damage` is why `old` cannot be read, where that is so; what is lost with
    it is named among the problems of the report.
    """
    kept = Manifest.from_bytes(manifest) if damage is None else _readable(manifest)
    named = {os.path.realpath(one.path) for one in inputs if one.stream is None}
    kept.roots = {label: root for label, root in kept.roots.items() if root.path not in named}
    for path in named:
        kept.alone.forget(path)
    lost = _lost(kept, damage) if damage is not None else ()
    for problem in lost:
        (listener or Silence()).problem(problem)
    if lost:
        kept = Manifest()
    for stored in old:
        label = stored.origin.partition("/")[0]
        if not stored.origin or label in kept.roots or stored.origin in kept.alone.files:
            writer.add(stored.article, stored.quotes, speakers=stored.speakers, origin=stored.origin, digest=stored.digest)
            if writer.pending_bytes() >= BATCH_BYTES:
                writer.flush()
    report = update(writer, inputs, replace(options, one_commit=True), listener, kept)
    return replace(report, skipped=report.skipped + len(lost), problems=(*lost, *report.problems))


def _readable(data: bytes) -> Manifest:
    """The list of files of a damaged index; an empty one where it cannot be read."""
    try:
        return Manifest.from_bytes(data)
    except ValueError:
        return Manifest()


def _lost(kept: Manifest, damage: InputProblem) -> tuple[InputProblem, ...]:
    """What a damaged index held and the new one will not."""
    what = "what programs and streams gave it is not in the new index"
    lost = [InputProblem(damage.path, f"the old index is damaged ({damage.reason}); {what}")]
    for root in kept.roots.values():
        count = sum(state.articles for state in root.files.values())
        lost.append(InputProblem(shown(root.path), _NOT_KEPT.format(count)))
    lost += [InputProblem(shown(file), _NOT_KEPT.format(state.articles)) for file, state in kept.alone.files.items()]
    return tuple(lost)


_NOT_KEPT = "was in the damaged index and is not named now: the new one lacks its articles ({:,}). Index it again"
