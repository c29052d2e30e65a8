"""What a query was understood as, and what was probably meant where the index does not know its words."""

from __future__ import annotations

from searchkit.engines.base import Snapshot
from searchkit.query.parse import ParsedQuery
from searchkit.query.show import rewrite, show
from searchkit.results import DateSpan, Understood


def understood_of(snapshot: Snapshot, parsed: ParsedQuery) -> tuple[Understood, str | None]:
    """The query's meaning with notes, and the query rewritten with words the index knows (None: nothing to suggest)."""
    notes = list(parsed.notes)
    replacements = {}
    for span, word, near in snapshot.unknown_words(parsed.tree):
        notes.append(f'no article has the word "{word}"' + (f'; did you mean "{near}"?' if near else ""))
        if near is not None and span[1] > span[0]:
            replacements[span] = near
    dates = tuple(DateSpan(field, first, before) for field, first, before in parsed.dates)
    understood = Understood(show(parsed.tree), dates, tuple(notes))
    return understood, rewrite(parsed.query, replacements) if replacements else None
