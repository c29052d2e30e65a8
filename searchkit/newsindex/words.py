"""What a query was understood as, and what was probably meant where the index does not know its words."""

from __future__ import annotations

from searchkit.engines.base import Budget, Snapshot
from searchkit.newsindex.unknown import unknown_values
from searchkit.query.parse import ParsedQuery
from searchkit.query.show import rewrite, show
from searchkit.results import DateSpan, Understood


def understood_of(snapshot: Snapshot, parsed: ParsedQuery, budget: Budget) -> tuple[Understood, str | None]:
    """The query's meaning with notes, and the query rewritten with what the index knows (None: nothing to suggest)."""
    notes = list(parsed.notes)
    replacements = {}
    for span, word, near in snapshot.unknown_words(parsed.tree):
        notes.append(f'no article has the word "{word}"' + (f'; did you mean "{near}"?' if near else ""))
        if near is not None and span[1] > span[0]:
            replacements[span] = near
    for span, note, near in unknown_values(snapshot, parsed.tree, budget):
        notes.append(note + (f'; did you mean "{near}"?' if near else ""))
        if near is not None and span[1] > span[0]:
            replacements[span] = f'"{near}"' if " " in near else near
    dates = tuple(DateSpan(field, first, before) for field, first, before in parsed.dates)
    understood = Understood(show(parsed.tree), dates, tuple(notes))
    return understood, rewrite(parsed.query, replacements) if replacements else None
