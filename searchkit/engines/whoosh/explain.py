"""How the score of one record adds up.

In: a plan and one record. Out: a ScorePart for every node that matches, whose values add up to the score `search` gives.
"""

from __future__ import annotations

from searchkit.engines.whoosh import plan
from searchkit.engines.whoosh.describe import headline
from searchkit.engines.whoosh.match import Matcher
from searchkit.engines.whoosh.score import LENGTHS, Statistics, saturated
from searchkit.engines.whoosh.view import SegmentView
from searchkit.results import ScorePart


class Explainer:
    """Explains nodes of a plan for records of one segment."""

    def __init__(self, view: SegmentView, statistics: Statistics, matcher: Matcher) -> None:
        self._view, self._statistics, self._matcher = view, statistics, matcher

    def part(self, node: plan.PlanNode, doc: int) -> ScorePart | None:
        """What `node` adds to the score of a record, None when it does not match."""
        found = self._matcher.match(node, {doc})
        if doc not in found:
            return None
        value = found[doc] if isinstance(found, dict) else 0.0
        match node:
            case plan.Term() if node.weight:
                return self._term(node, doc)
            case plan.Sequence() if node.weight:
                parts = [self._term(plan.Term(node.field, term, node.weight), doc) for term in node.terms]
                return _sum(headline(node, self._statistics), parts)
            case plan.Close() if node.weight:
                terms = (*node.left, *node.right)
                parts = [self._term(plan.Term(node.field, term, node.weight), doc) for term in terms]
                return _sum(headline(node, self._statistics), parts)
            case plan.Joined():
                return self._joined(node, doc)
            case plan.Combined():
                children = [self.part(child, doc) for child in (*node.required, *node.optional)]
                return _sum(headline(node, self._statistics), [part for part in children if part])
            case _:
                return ScorePart(headline(node, self._statistics), value)

    def _term(self, node: plan.Term, doc: int) -> ScorePart:
        statistics, field, term = self._statistics, node.field, node.term
        code = self._view.reader.lengths(field)[doc]
        tf = self._view.weight(field, term, doc)
        idf, norm = statistics.idf(field, term), statistics.norms(field)[code]
        boost = f" x {node.weight:g} times" if node.weight != 1 else ""
        text = (
            f"{field}:{term} = {idf:.4f} idf ({statistics.doc_freq(field, term):,} of {statistics.record_count(field):,})"
            f" x {saturated(tf, norm):.4f} for {tf:g} in {LENGTHS[code]:,} words"
            f" ({statistics.average_length(field):,.1f} on average){boost}"
        )
        return ScorePart(text, node.weight * idf * saturated(tf, norm))

    def _joined(self, node: plan.Joined, doc: int) -> ScorePart:
        if node.kind == "quote":
            part = self.part(node.child, self._view.article_of[doc])
            return _sum("its article:", [part] if part else [])
        found = self._matcher.match(node.child, set(self._view.quotes_of(doc)))
        best = min(found, key=lambda quote: (-(found[quote] if isinstance(found, dict) else 0.0), quote))
        part = self.part(node.child, best)
        return _sum("its best quote:", [part] if part else [])


def _sum(text: str, parts: list[ScorePart]) -> ScorePart:
    return ScorePart(text, sum(part.value for part in parts), tuple(parts))
