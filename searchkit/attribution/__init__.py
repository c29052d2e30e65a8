"""Who says what in an article: quotations and reported statements with their speakers. English.

In: an Article. Out: Quotes in text order. Stages with plain data between them, in the order they run: `tokens`, `quotations`,
`spans` and `people` (who is named), `mentions`, `events` (reporting words and their subjects), `choice` (which words name the
speaker of a quotation), `resolve` (whom a pronoun means), `pipeline` (the stages in a row).
"""

from __future__ import annotations

from collections.abc import Iterable

from searchkit.article import Article, Quote

__all__ = ["attribute", "speakers_of"]


def attribute(article: Article) -> list[Quote]:
    """Quotations and reported statements of `article`, in text order.

    `speaker` is the person in the fullest form of the article, None where the source is no person, nobody is named, or
    the choice is unclear. Offsets count characters of `article.body`. Any text is accepted; the time is linear in its length.
    """
    from searchkit.attribution.output import quotes_of

    return quotes_of(article)


def speakers_of(quotes: Iterable[Quote], threshold: float = 0.0) -> tuple[str, ...]:
    """The distinct people of `quotes` with a confidence of at least `threshold`, in order of appearance."""
    names = (quote.speaker for quote in quotes if quote.speaker is not None and quote.confidence >= threshold)
    return tuple(dict.fromkeys(names))
