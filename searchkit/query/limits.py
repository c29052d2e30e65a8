"""What a query may cost. Every limit can be changed by whoever opens the index; an error names the limit it met."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class QueryLimits:
    """Upper bounds, the value itself allowed.

    The parser holds `length` (characters of the query), `clauses` (words, phrases and conditions, each word of a phrase
    counted), `depth` (parentheses, and levels of the tree), `pattern` (characters of a wildcard or regex), `states` (size
    of a regex's automaton), `slop` (of a phrase, and of NEAR), `fuzzy` (edits) and `boost`.
    Engines hold `expansions` (index terms that one prefix, wildcard, fuzzy word or regex may stand for) and `seconds`
    (time for one answer).
    """

    length: int = 10_000
    clauses: int = 1_024
    depth: int = 100
    pattern: int = 200
    states: int = 2_000
    slop: int = 100
    fuzzy: int = 2
    boost: float = 1_000.0
    expansions: int = 2_000
    seconds: float = 5.0
