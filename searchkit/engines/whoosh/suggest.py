"""Words of a query that no article has, and the nearest ones that some have.

In: a query tree. Out: place in the query, the word, and a word as articles write it (the index itself holds stems).
A near word is one edit away, or the unknown word cut in two, or two edits away: tried in this order, common words first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from string import ascii_lowercase

from searchkit.analysis import Analyzer
from searchkit.engines.whoosh.fuzzy import within_edits
from searchkit.engines.whoosh.plan import fold, is_stop_word
from searchkit.engines.whoosh.score import Statistics
from searchkit.engines.whoosh.view import SegmentView
from searchkit.query import tree
from searchkit.query.tree import Span

FIELD = "body"
# Shorter words have too many neighbours for a guess; more unknown words than this are no typing mistakes.
SHORTEST, MOST = 3, 10
# Articles of a segment that are read to see how they write a word.
READ = 5
_TEXT_FIELDS = (None, "body", "title", "said")


@dataclass(frozen=True, slots=True)
class _Place:
    """A word of the query, where it stands, and whether nothing but a blank is between it and the word before."""

    word: str
    span: Span
    follows: bool


class Suggester:
    """Finds unknown words of queries in one commit."""

    def __init__(
        self,
        views: Sequence[SegmentView],
        deleted: Sequence[frozenset[int]],
        statistics: Statistics,
        analyzer: Analyzer,
    ) -> None:
        self._views, self._deleted, self._statistics, self._analyzer = views, deleted, statistics, analyzer

    def unknown_words(self, node: tree.Node) -> list[tuple[Span, str, str | None]]:
        """(span, word, suggestion) in the order of the query."""
        places = sorted(set(_places(node, self._analyzer)), key=lambda place: place.span)
        unknown = [place for place in places if not self._known(place.word)]
        result: list[tuple[Span, str, str | None]] = []
        joined: set[Span] = set()
        for before, place in pairwise(places):
            both = before.word + place.word
            if place.follows and (before in unknown or place in unknown) and self._known(both) and before.span not in joined:
                result.append(((before.span[0], place.span[1]), f"{before.word} {place.word}", both))
                joined |= {before.span, place.span}
        for number, place in enumerate(place for place in unknown if place.span not in joined):
            result.append((place.span, place.word, self._nearest(place.word) if number < MOST else None))
        return sorted(result)

    def _known(self, word: str) -> bool:
        """Whether an article has the word, or any of its parts."""
        terms = self._analyzer.terms(word)
        return not terms or any(self._statistics.doc_freq(FIELD, term) for term in terms)

    def _nearest(self, word: str) -> str | None:
        folded = fold(word)
        if len(folded) < SHORTEST or not folded.isalpha():
            return None
        longest = 2 if len(folded) > SHORTEST + 1 else 1
        return self._edited(folded, 1) or self._cut(folded) or (self._edited(folded, 2) if longest == 2 else None)

    def _edited(self, word: str, distance: int) -> str | None:
        tests = [within_edits(form, distance) for form in {word, self._analyzer.term(word)} if form]
        found = {term for view in self._views for test in tests for term in test.among(view.vocabulary(FIELD)) if term.isalpha()}
        if distance == 1:
            # The index holds stems: "govrnment" is far from "govern", and one edit from "government".
            found.update(filter(self._has, map(self._analyzer.term, _edits(word))))
        ranked = sorted(found, key=lambda term: (term[0] != word[0], -self._statistics.doc_freq(FIELD, term), term))
        for term in ranked[:MOST]:
            if form := self._form(term, word):
                return form
        return None

    def _has(self, term: str) -> bool:
        return bool(term) and self._statistics.doc_freq(FIELD, term) > 0

    def _cut(self, word: str) -> str | None:
        best: tuple[int, str] | None = None
        # A part that hardly any article has is no word but another mistake.
        least = max(1, self._statistics.articles // 1000)
        for place in range(SHORTEST, len(word) - SHORTEST + 1):
            parts = word[:place], word[place:]
            rarer = min(self._statistics.doc_freq(FIELD, self._analyzer.term(part)) for part in parts)
            if rarer >= least and (best is None or rarer > best[0]):
                best = rarer, " ".join(parts)
        return best[1] if best else None

    def _form(self, term: str, word: str) -> str | None:
        """A word that has the term, as living articles write it: the one nearest to `word`, then the most frequent."""
        forms: Counter[str] = Counter()
        for view, deleted in zip(self._views, self._deleted, strict=True):
            postings = view.reader.postings(FIELD, term)
            living = [doc for doc in (postings.docs if postings else ()) if doc not in deleted]
            for doc in islice(living, READ):
                stored = view.reader.stored(doc)
                text = f"{stored.get('title') or ''} {stored['body']}"
                forms.update(text[token.start : token.end].lower() for token in self._analyzer.tokens(text) if token.term == term)
        near = [within_edits(word, distance).fits for distance in (1, 2)]
        return min(forms, key=lambda form: (*(not fits(fold(form)) for fits in near), -forms[form], form), default=None)


def _edits(word: str) -> set[str]:
    """What one edit makes of a word; letters that are put in are those of English and of the word."""
    letters = {*ascii_lowercase, *word}
    cuts = [(word[:place], word[place:]) for place in range(len(word) + 1)]
    return {
        *(left + right[1:] for left, right in cuts if right),
        *(left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1),
        *(left + letter + right[1:] for left, right in cuts if right for letter in letters),
        *(left + letter + right for left, right in cuts for letter in letters),
    }


def _places(node: tree.Node, analyzer: Analyzer) -> Iterator[_Place]:
    """The words of a query that are looked for in texts."""
    match node:
        case tree.Word(field=field) if field in _TEXT_FIELDS:
            if not is_stop_word(node, analyzer.language):
                yield _Place(node.text, node.span, False)
        case tree.Phrase(field=field) if field in _TEXT_FIELDS:
            tokens = list(analyzer.tokens(node.text))
            # Words inside a phrase have no span of their own: they are found again where the text stands as typed.
            plain = node.span[1] - node.span[0] == len(node.text) + 2
            for number, token in enumerate(tokens):
                start = node.span[0] + 1 + token.start
                span = (start, start + token.end - token.start) if plain else node.span
                yield _Place(node.text[token.start : token.end], span, plain and number > 0)
        case tree.Near():
            yield from _places(node.left, analyzer)
            yield from _places(node.right, analyzer)
        case tree.And() | tree.Or():
            for child in node.children:
                yield from _places(child, analyzer)
        case tree.Ranked():
            last: _Place | None = None
            for child in sorted((*node.should, *node.must), key=lambda child: child.span):
                for place in _places(child, analyzer):
                    beside = isinstance(child, tree.Word) and last is not None and place.span[0] == last.span[1] + 1
                    last = _Place(place.word, place.span, place.follows or beside)
                    yield last
        case tree.Boost() | tree.Filter():
            yield from _places(node.child, analyzer)
        case tree.OneQuote():
            yield from _places(node.condition, analyzer)
