"""BM25 and the bonus for words that stand near each other.

In: the segments of one commit. Out: weights of terms and norms of lengths; all statistics count deleted records until a merge
drops them, as Lucene's do, so that a deletion moves no score.

    score(term) = weight x idf x tf x (k1 + 1) / (tf + norm)          norm = k1 x (1 - b + b x length / average length)
    idf         = ln(1 + (N - n + .5) / (n + .5))                     N records of the kind, n of them with the term

Source: Robertson and Zaragoza, The Probabilistic Relevance Framework, 2009, with the idf of Lucene, which is never negative.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from whoosh.util.numeric import byte_to_length

from searchkit.engines.whoosh.segment import SegmentReader

K1, B = 1.2, 0.6

# Lengths are kept in one byte: exact up to 10, then in steps of a few percent.
LENGTHS = tuple(byte_to_length(code) for code in range(256))

# The bonus: the best so many records, and what a pair of neighbours and a pair in one window of words count.
BEST = 200
WINDOW = 8
PAIR_WEIGHT, WINDOW_WEIGHT = 0.2, 0.1

_QUOTE_FIELDS = ("quote", "speaker", "to", "cue", "direct")


class Statistics:
    """Counts over all segments of one commit; may be shared by threads."""

    def __init__(self, segments: Sequence[SegmentReader]) -> None:
        self._segments = segments
        self.articles = sum(segment.info.articles for segment in segments)
        self.quotes = sum(segment.doc_count for segment in segments) - self.articles
        self._doc_freqs: dict[tuple[str, str], int] = {}
        self._norms: dict[str, list[float]] = {}

    def record_count(self, field: str) -> int:
        """How many records of the kind that has `field` there are."""
        return self.quotes if field in _QUOTE_FIELDS else self.articles

    def doc_freq(self, field: str, term: str) -> int:
        known = self._doc_freqs.get((field, term))
        if known is None:
            known = sum(segment.doc_freq(field, term) for segment in self._segments)
            if len(self._doc_freqs) > 100_000:
                self._doc_freqs.clear()
            self._doc_freqs[field, term] = known
        return known

    def average_length(self, field: str) -> float:
        """The mean length of the field over all records of its kind; 1 when there is none."""
        total = sum(segment.total_length(field) for segment in self._segments)
        return total / self.record_count(field) if total else 1.0

    def norms(self, field: str) -> list[float]:
        """The norm for each length byte."""
        known = self._norms.get(field)
        if known is None:
            average = self.average_length(field)
            known = self._norms[field] = [K1 * (1 - B + B * length / average) for length in LENGTHS]
        return known

    def idf(self, field: str, term: str) -> float:
        return idf(self.doc_freq(field, term), self.record_count(field))


def idf(doc_freq: int, record_count: int) -> float:
    """Weight of a term found in `doc_freq` of `record_count` records, in nats; above zero even for a term of every record."""
    return math.log(1 + (record_count - doc_freq + 0.5) / (doc_freq + 0.5))


def saturated(count: float, norm: float) -> float:
    """What `count` occurrences are worth, from 0 up to k1 + 1."""
    return count * (K1 + 1) / (count + norm)


def pair_counts(left: Sequence[int], right: Sequence[int]) -> tuple[int, int]:
    """How often `left` is followed at once by `right`, and how often `right` stands in the same window as `left`, either side.

    Both are sorted positions of different terms.
    """
    after = set(right)
    neighbours = sum(position + 1 in after for position in left)
    near, place = 0, 0
    for position in left:
        while place < len(right) and right[place] <= position - WINDOW:
            place += 1
        near += place < len(right) and right[place] < position + WINDOW
    return neighbours, near


def pair_score(idf_sum: float, neighbours: int, near: int) -> float:
    """The bonus of one pair of query words, whose idf add up to `idf_sum`.

    A count c is worth c / (c + 1): one occurrence says half of what many can. Of the forms tried on the open collections
    (benchmarks/effectiveness.py) – BM25's own saturation, presence alone, the mean or the smaller idf – this one gained most on
    abstracts without losing on news.
    """
    return idf_sum * (PAIR_WEIGHT * neighbours / (neighbours + 1) + WINDOW_WEIGHT * near / (near + 1))
