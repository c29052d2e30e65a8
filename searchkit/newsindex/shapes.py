"""What the engine found → the values callers see: hits with snippets, quotes with context, articles with their quotes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date as Day
from typing import Any

from searchkit.analysis import Analyzer
from searchkit.article import Article, Quote
from searchkit.engines.base import MatchedTerms, StoredArticle
from searchkit.results import SCHEMA, Hit, QuoteHit
from searchkit.snippets import quote_context, snippets


@dataclass(frozen=True, slots=True)
class ArticleView:
    """An article as the index holds it: the article itself, the people quoted in it, and its quotes in text order.

    `speakers` joins the people the source named and those attribution found. `score` is set where a query led here.
    """

    article: Article
    speakers: tuple[str, ...]
    quotes: tuple[Quote, ...]
    score: float | None = None

    @property
    def id(self) -> str:
        return self.article.id

    @property
    def date(self) -> Day | None:
        return self.article.date

    @property
    def title(self) -> str | None:
        return self.article.title

    @property
    def body(self) -> str:
        return self.article.body

    @property
    def source(self) -> str | None:
        return self.article.source

    @property
    def url(self) -> str | None:
        return self.article.url

    @property
    def extra(self) -> Mapping[str, Any]:
        return self.article.extra

    def to_dict(self) -> dict[str, Any]:
        shape: dict[str, Any] = {"schema": SCHEMA, **self.article.to_dict(), "speakers": list(self.speakers)}
        shape["quotes"] = [quote.to_dict() for quote in self.quotes]
        if self.score is not None:
            shape["score"] = self.score
        return shape


def view_of(stored: StoredArticle, score: float | None = None) -> ArticleView:
    return ArticleView(stored.article, stored.speakers, stored.quotes, score)


def hit_of(stored: StoredArticle, score: float, matched: MatchedTerms, analyzer: Analyzer, limit: int | None) -> Hit:
    """`limit` is how many passages are shown; None is all that hold a match."""
    article = stored.article
    passages = snippets(article.body, matched, analyzer, limit=limit)
    return Hit(article.id, article.date, article.title, stored.speakers, article.source, article.url, score, passages)


def quote_hit_of(article: Article, quote: Quote, score: float, matched: MatchedTerms, analyzer: Analyzer) -> QuoteHit:
    return QuoteHit(
        article=article.id,
        date=article.date,
        said_on=quote.said_on,
        quote=quote.text,
        speaker=quote.speaker,
        to=quote.to,
        cue=quote.cue,
        direct=quote.direct,
        start=quote.start,
        end=quote.end,
        confidence=quote.confidence,
        context=quote_context(article.body, quote.start, quote.end, matched, analyzer),
        title=article.title,
        score=score,
    )
