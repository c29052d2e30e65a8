"""Whoosh's table of contents of a commit: what `whoosh.index.open_dir` reads.

In: the language, the generation and the segments of a commit. Out: the bytes of the file.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Sequence
from typing import Any

from searchkit.engines.whoosh.schema import schema_for
from searchkit.engines.whoosh.segment import SegmentInfo


def toc_bytes(language: str, generation: int, segments: Sequence[SegmentInfo]) -> bytes:
    """The table of contents. Deletions are in the segments, as Whoosh keeps them."""
    from whoosh import __version__
    from whoosh.filedb.structfile import StructFile
    from whoosh.index import _CURRENT_TOC_VERSION
    from whoosh.system import _FLOAT_SIZE, _INT_SIZE, _LONG_SIZE

    schema = schema_for(language)
    schema.clean()
    stream: Any = StructFile(io.BytesIO())
    for size in (_INT_SIZE, _LONG_SIZE, _FLOAT_SIZE):
        stream.write_varint(size)
    stream.write_int(-12345)
    stream.write_int(_CURRENT_TOC_VERSION)
    for number in __version__[:3]:
        stream.write_varint(number)
    # Protocol 2 throughout, as Whoosh has it for schemas: names then stand in the file as text.
    stream.write_string(pickle.dumps(schema, 2))
    stream.write_int(generation)
    stream.write_int(0)
    stream.write(pickle.dumps([_whoosh_segment(info) for info in segments], 2))
    data: bytes = stream.raw_file().getvalue()
    return data


def _whoosh_segment(info: SegmentInfo) -> object:
    from whoosh.codec.whoosh3 import W3Codec, W3Segment

    index, _, name = info.name.partition("_")
    deleted = set(info.deleted) or None
    segment: Any = W3Segment(W3Codec(), index, info.documents, name, deleted)  # type: ignore[no-untyped-call]
    segment.compound = True
    segment._fieldlengths = dict(info.lengths)
    return segment
