"""Text → terms with offsets: one analysis for indexing, queries and snippets.

In: text as it stands in an article or a query. Out: Tokens in order; an indexed token is a term.

    text analysis   words of letters and digits, lower case, accents and apostrophes folded, stemmed (Snowball)
    name analysis   the same without stemming: "Powers" and "Power" are two people

`Analyzer.whoosh` builds the same chain out of Whoosh's own classes for the schema, so that a program that knows only Whoosh
analyzes its queries in the same way; tests hold the two together.
Stop words are not dropped here: phrases need them. Queries drop them from ranked words (`STOP_WORDS`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from whoosh.analysis.analyzers import Analyzer as WhooshAnalyzer

# Letters and digits of any script, with the marks that belong to them: combining accents, the joiners of Arabic and Indic
# scripts, soft hyphens, zero-width spaces – all folded away below. Apostrophes join inside a word ("Venn's", "O’Hara").
# Initials with full stops ("U.S.", "P.M.") are one word.
_MARKS = "\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff"
WORD_PATTERN = rf"(?:[^\W\d_]\.){{2,}}|[\w{_MARKS}]+(?:['’ʼ][\w{_MARKS}]+)*"
_WORD = re.compile(WORD_PATTERN)

# Longer words are cut: no term of a language is longer, and a megabyte without a blank must not become one.
LONGEST_TERM = 64

_LIGATURES = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i", "ŋ": "n",
    "ſ": "s", "ﬁ": "fi", "ﬂ": "fl", "’": "'", "ʼ": "'", ".": None, "\u00ad": None, "\u2060": None, "\ufeff": None,
}  # fmt: skip


def _fold_table() -> dict[int, str | None]:
    table: dict[int, str | None] = {ord(char): plain for char, plain in _LIGATURES.items()}
    table.update(dict.fromkeys(range(0x300, 0x370)))
    table.update(dict.fromkeys(range(0x200B, 0x200E)))
    # Accented Latin, Greek and Cyrillic letters, and full-width forms; other scripts keep their marks, which carry meaning.
    for code in (*range(0xC0, 0x250), *range(0x386, 0x3CF), *range(0x1E00, 0x2000), *range(0xFF10, 0xFF5B)):
        if code in table:
            continue
        plain = "".join(c for c in unicodedata.normalize("NFKD", chr(code)) if not unicodedata.combining(c)).lower()
        if plain and plain != chr(code):
            table[code] = plain
    return table


FOLD = _fold_table()

# The common function words of English; dropped from ranked words of a query, kept in the index.
STOP_WORDS = frozenset(
    (
        "a about above after again against all am an and any are aren't as at be because been before being below "
        "between both but by can cannot could did didn't do does doesn't doing don't down during each few for from "
        "further had has have having he her here hers herself him himself his how i if in into is isn't it its "
        "itself just let me more most my myself no nor not of off on once only or other our ours ourselves out "
        "over own same she should so some such than that the their theirs them themselves then there these they "
        "this those through to too under until up upon very was wasn't we were weren't what when where which while "
        "who whom why will with won't would you your yours yourself yourselves "
    ).split()
)


class Token(NamedTuple):
    """A term and where it stands: `text[start:end]` is the form it came from; positions are counted by order."""

    term: str
    start: int
    end: int


class Analyzer:
    """Text → terms. `language` is a Snowball language ("english", "german" …), None analyzes names: no stemming.

    Raises ValueError for a language Snowball does not know. Terms of word forms seen before come from a cache, so that the
    stemmer is asked once per distinct form; an Analyzer may be shared by threads.
    """

    def __init__(self, language: str | None) -> None:
        self.language = language
        self._stem = _stemmer(language) if language else None
        self._terms: dict[str, str] = {}

    def term(self, form: str) -> str:
        """The term of one word form, as the pattern finds it in text. May be empty: a form of nothing but marks."""
        known = self._terms.get(form)
        if known is None:
            known = form[: 4 * LONGEST_TERM].lower().translate(FOLD)[:LONGEST_TERM]
            if self._stem is not None:
                known = self._stem.stemWord(known)
            if len(self._terms) < 500_000:  # about 60 MB; beyond that a corpus brings forms it will not repeat
                self._terms[form] = known
        return known

    def tokens(self, text: str) -> Iterator[Token]:
        """The tokens of `text` in order; a form of nothing but marks gives none."""
        term = self.term
        for match in _WORD.finditer(text):
            found = term(match.group())
            if found:
                yield Token(found, match.start(), match.end())

    def tokens_among(self, text: str, wanted: Container[str]) -> Iterator[tuple[int, Token]]:
        """The tokens of `text` whose term is wanted, with their positions."""
        term, known, position = self.term, self._terms.get, -1
        for match in _WORD.finditer(text):
            form = match.group()
            found = known(form) or term(form)
            if found:
                position += 1
                if found in wanted:
                    yield position, Token(found, match.start(), match.end())

    def terms(self, text: str) -> list[str]:
        """The terms of `text` in order; the index of a term in the list is its position."""
        term = self.term
        return [found for form in _WORD.findall(text) if (found := term(form))]

    def whoosh(self) -> WhooshAnalyzer:
        """The same analysis out of Whoosh's own classes, for the schema."""
        from whoosh.analysis.filters import CharsetFilter, LowercaseFilter
        from whoosh.analysis.tokenizers import RegexTokenizer

        chain = RegexTokenizer(WORD_PATTERN) | LowercaseFilter() | CharsetFilter(FOLD)
        if self.language is not None:
            from whoosh.analysis.morph import PyStemmerFilter

            chain = chain | PyStemmerFilter(self.language)  # type: ignore[no-untyped-call]
        return chain


class _Stemmer:
    """A Snowball stemmer; PyStemmer's own cache is off, since forms are asked once."""

    def __init__(self, language: str) -> None:
        import Stemmer

        try:
            self._stemmer = Stemmer.Stemmer(language, 0)
        except KeyError:
            known = ", ".join(sorted(Stemmer.algorithms()))
            raise ValueError(f"unknown language {language!r}; known are: {known}") from None

    def stemWord(self, word: str) -> str:
        stem: str = self._stemmer.stemWord(word)
        return stem


@lru_cache(maxsize=8)
def _stemmer(language: str) -> _Stemmer:
    return _Stemmer(language)


@lru_cache(maxsize=8)
def text_analyzer(language: str) -> Analyzer:
    """The analyzer of bodies, titles and quotes in a language; one per language and process."""
    return Analyzer(language)


@lru_cache(maxsize=1)
def name_analyzer() -> Analyzer:
    """The analyzer of names of people."""
    return Analyzer(None)
