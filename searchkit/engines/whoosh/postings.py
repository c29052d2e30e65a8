"""Posting lists, decoded from the bytes that `w3` draws.

Documents and weights are read at once, by a few calls per block of 128; positions, which most queries never ask for, when they are
asked for. Damage is an IndexCorruptError that names the file.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

from searchkit.engines.whoosh import trust, w3
from searchkit.errors import IndexCorruptError

_INT = struct.Struct("!i")
_WIDTHS = {ord("K"): 1, ord("M"): 2, ord("J"): 4}
_NONE, _BYTES = b"NC"


class Postings:
    """The documents of one term, ascending, with their weights: how often the term stands in each, title words counted three
    times. Lists of equal length; not to be changed. Threads may share it."""

    __slots__ = ("_blocks", "_file", "docs", "weights")

    def __init__(self, file: Path, docs: list[int], weights: list[float], blocks: list[bytes | Sequence[bytes]]) -> None:
        self.docs, self.weights = docs, weights
        # The values of 128 postings each, or the pickle they stand in; empty in fields without positions.
        self._file, self._blocks = file, blocks

    def __len__(self) -> int:
        return len(self.docs)

    def positions(self, place: int) -> list[int]:
        """The positions of the `place`-th posting, ascending; empty in fields without positions."""
        if not self._blocks:
            return []
        number, at = divmod(place, w3.BLOCK)
        return decode_positions(self._block(number)[at], self._file)

    @property
    def values(self) -> list[bytes]:
        """Positions as they stand in the file, one value per posting; empty in fields without positions."""
        return [value for number in range(len(self._blocks)) for value in self._block(number)]

    def _block(self, number: int) -> Sequence[bytes]:
        block = self._blocks[number]
        if isinstance(block, bytes):
            try:
                block = trust.loads(block, file=self._file)[2]
                wanted = min(w3.BLOCK, len(self.docs) - number * w3.BLOCK)
                if len(block) != wanted or not all(isinstance(value, bytes) for value in block):
                    raise ValueError("not a value for each posting")
            except (TypeError, IndexError, ValueError):
                raise IndexCorruptError(self._file, "has damaged positions") from None
            self._blocks[number] = block
        return block


def decode_positions(value: bytes, file: Path) -> list[int]:
    """The positions a posting's value holds."""
    if value[4:5] == b"C" and len(value) == value[5] + 7:
        return list(accumulate(value[6:-1]))
    try:
        return list(accumulate(_numbers(trust.loads(value[4:], file=file))))
    except (TypeError, OverflowError):
        raise IndexCorruptError(file, "has damaged positions") from None


def decode_inlined(data: bytes, file: Path) -> Postings:
    """A posting list that stands in a term's info."""
    try:
        docs, weights, values = trust.loads(data, file=file)
        if not len(docs) == len(weights) == len(values) <= w3.BLOCK or not all(isinstance(value, bytes) for value in values):
            raise ValueError("not a weight and a value for each document")
        return Postings(file, list(_numbers(docs)), list(_numbers(weights)), [values] if values[0] else [])
    except (ValueError, TypeError, IndexError, OverflowError):
        raise IndexCorruptError(file, "has a damaged posting list") from None


def decode_postings(data: bytes, file: Path) -> Postings:
    """A posting list from the postings file."""
    try:
        return _decode_postings(data, file)
    except (struct.error, ValueError, TypeError, IndexError, OverflowError):
        raise IndexCorruptError(file, "has a damaged posting list") from None


def _decode_postings(data: bytes, file: Path) -> Postings:
    if data[:4] != w3.POSTINGS_MAGIC:
        raise ValueError("no posting list")
    docs: list[int] = []
    weights: list[float] = []
    blocks: list[bytes | Sequence[bytes]] = []
    place, last = 4, False
    while not last:
        size = _INT.unpack_from(data, place)[0]
        last, size = size < 0, abs(size)
        place += 4
        info, used = trust.load_first(data[place : place + size], file=file)
        block = data[place + used : place + size]
        if info[3]:
            block = trust.unpack(block, file=file)
        gaps, heavy, values = _fronted(block, info[0]) or trust.loads(block, file=file)
        docs.extend(accumulate(_numbers(gaps)))
        weights.extend([1] * len(gaps) if heavy is None else _numbers(heavy))
        if values is not None:
            blocks.append(values)
        place += size
        if len(weights) != len(docs) or not (last or len(gaps) == w3.BLOCK):
            raise ValueError("blocks of other lengths")
    if place != len(data) or len(blocks) not in (0, (len(docs) + w3.BLOCK - 1) // w3.BLOCK):
        raise ValueError("blocks of other lengths")
    return Postings(file, docs, weights, blocks)


def _fronted(block: bytes, count: int) -> tuple[Sequence[int], bytes | None, bytes | None] | None:
    """Gaps, weights and – as the block itself – values of a block of `count` postings whose numbers, but for the first document,
    are below 256: they are seen in the pickle without unpickling it. None for other blocks."""
    # gaps: "C" size bytes, or "](" first "K" gap "K" gap … "e"  |  weights: "N", or "C" size bytes  |  values, "N" for none
    gaps: Sequence[int]
    if block[2] == _BYTES:
        place = 4 + block[3]
        gaps = block[4:place]
    elif block[2:4] == b"](" and block[4] in _WIDTHS:
        start = 5 + _WIDTHS[block[4]]
        place = start + 2 * (count - 1) + 1
        if block[start : place - 1 : 2] != b"K" * (count - 1) or block[place - 1 : place] != b"e":
            return None
        gaps = [int.from_bytes(block[5:start], "little"), *block[start + 1 : place - 1 : 2]]
    else:
        return None
    kind, heavy = block[place], None
    place += 1
    if kind == _BYTES:
        end = place + 1 + block[place]
        heavy, place = block[place + 1 : end], end
    elif kind != _NONE:
        return None
    return gaps, heavy, None if block[place] == _NONE else block


def _numbers(value: Any) -> bytes | array[int]:
    """Whole numbers, as `w3` writes them. Raises TypeError and OverflowError for anything else."""
    return value if isinstance(value, bytes) else array("q", value)
