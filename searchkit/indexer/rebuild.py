"""An index built anew from named inputs; what is not named is carried over from the old one, where that can be read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace

from searchkit.engines.base import StoredArticle, Writer
from searchkit.indexer.batch import BATCH_BYTES
from searchkit.indexer.options import Input, Listener, UpdateOptions
from searchkit.indexer.run import update
from searchkit.manifest import Manifest
from searchkit.results import UpdateReport


def rebuild(
    writer: Writer,
    inputs: Sequence[Input],
    options: UpdateOptions,
    listener: Listener | None,
    manifest: bytes,
    old: Iterable[StoredArticle],
) -> UpdateReport:
    """Fills `writer`, which begins from an empty index, and publishes all of it in one commit.

    `manifest` and `old` are of the index that is replaced, both empty where it cannot be read: articles from folders and files
    that are not named now, and those from programs and streams, are copied as they are.
    """
    kept = Manifest.from_bytes(manifest)
    named = {os.path.realpath(one.path) for one in inputs if one.stream is None}
    kept.roots = {label: root for label, root in kept.roots.items() if root.path not in named}
    for path in named:
        kept.alone.forget(path)
    for stored in old:
        label = stored.origin.partition("/")[0]
        if not stored.origin or label in kept.roots or stored.origin in kept.alone.files:
            writer.add(stored.article, stored.quotes, speakers=stored.speakers, origin=stored.origin, digest=stored.digest)
            if writer.pending_bytes() >= BATCH_BYTES:
                writer.flush()
    return update(writer, inputs, replace(options, one_commit=True), listener, kept)
