"""Bare surnames: whose quotes they are, as far as other articles of the same source and month tell.

In: the segments of a commit. Out: for a quote by "Venn" the full name "Orla Venn", when the only person quoted there in full with
this surname is Orla Venn. Worked out while reading, so that neither the order of indexing nor a deleted article leaves a trace;
what a segment knows by itself stays with its view.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from searchkit.engines.whoosh.cells import Cell
from searchkit.engines.whoosh.segment import SegmentReader
from searchkit.engines.whoosh.view import SegmentView
from searchkit.names import Group, is_bare, owner_of
from searchkit.names.fold import words_of


class Repairs:
    """The bare surnames of one commit. May be shared by threads: two of them may work out the same thing, with the same result."""

    def __init__(self, segments: Sequence[SegmentReader], views: Sequence[SegmentView]) -> None:
        # What is deleted the segments of the commit know; their views serve other commits too.
        self._segments = tuple(zip(segments, views, strict=True))
        self._owners: dict[str, dict[Cell, Group]] = {}

    def quotes(self, view: SegmentView, names: Iterable[str]) -> set[int]:
        """The quotes in a segment whose speaker is given by a bare surname and is one of `names`."""
        wanted, found = set(names), set[int]()
        for surname in {words_of(name).words[-1] for name in wanted if not is_bare(name) and words_of(name).words}:
            for bare in filter(is_bare, view.speaker_cells.by_word.get(surname, ())):
                owners = self._owners_of(surname)
                for cell, docs in view.speaker_cells.unresolved(bare).items():
                    if cell in owners and not wanted.isdisjoint(owners[cell].variants):
                        found.update(docs)
        return found

    def speakers(self, view: SegmentView, name: str) -> dict[int, str]:
        """The full name of the speaker for quotes by `name` in a segment; empty for a name that is no bare surname."""
        if not is_bare(name):
            return {}
        owners = self._owners_of(words_of(name).words[0])
        unresolved = view.speaker_cells.unresolved(name)
        return {doc: owners[cell].name for cell, docs in unresolved.items() if cell in owners for doc in docs}

    def _owners_of(self, surname: str) -> dict[Cell, Group]:
        """The person a bare surname means, by source and month; only those where somebody is given by it."""
        known = self._owners.get(surname)
        if known is None:
            named = [
                (segment, view.speaker_cells, view.speaker_cells.by_word.get(surname, ())) for segment, view in self._segments
            ]
            bare = ((cells, name) for _, cells, names in named for name in names if is_bare(name))
            asked = {cell for cells, name in bare for cell in cells.unresolved(name)}
            counts: dict[Cell, Counter[str]] = {cell: Counter() for cell in asked}
            for segment, cells, names in named if asked else ():
                for name in names:
                    for cell in asked & cells.of(name).keys():
                        counts[cell][name] += sum(doc not in segment.deleted for doc in cells.of(name)[cell])
            owners = {cell: owner_of(surname, +there) for cell, there in counts.items()}
            known = self._owners[surname] = {cell: owner for cell, owner in owners.items() if owner}
        return known
