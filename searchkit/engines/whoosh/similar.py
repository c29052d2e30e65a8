"""Articles like one: its most telling terms as a ranked query.

In: the text of an article. Out: plan leaves. A term's weight is how much it is used in the article (the tf part of BM25), so that
the score of another article is a sum of idf x its use here x its use there.
"""

from __future__ import annotations

from collections import Counter

from searchkit.analysis import STOP_WORDS, Analyzer
from searchkit.article import Article
from searchkit.engines.whoosh.plan import Term, fold
from searchkit.engines.whoosh.schema import TITLE_WEIGHT
from searchkit.engines.whoosh.score import Statistics, saturated

TERMS = 25
FIELD = "body"


def telling_terms(article: Article, analyzer: Analyzer, statistics: Statistics) -> tuple[Term, ...]:
    """The terms of an article with the highest tf x idf that other articles have too."""
    counts: Counter[str] = Counter()
    for text, weight in ((article.body, 1), (article.title or "", TITLE_WEIGHT)):
        for token in analyzer.tokens(text):
            form = text[token.start : token.end]
            if not (analyzer.language == "english" and fold(form) in STOP_WORDS):
                counts[token.term] += weight
    weighted = [
        Term(FIELD, term, saturated(count, 1.0))
        for term, count in counts.items()
        if statistics.doc_freq(FIELD, term) > 1 and not term.isdigit()
    ]
    weighted.sort(key=lambda node: (-node.weight * statistics.idf(FIELD, node.term), node.term))
    return tuple(weighted[:TERMS])
