"""A search engine too simple to be wrong: it looks at every record for every query.

In: articles with their quotes, and query trees. Out: what an engine must answer: records in order, scores, counts.
It shares with the engine only the analysis of text, the spellings of names, and Whoosh's table of length bytes. Everything else –
matching, statistics, scores, order – is written out once more, one record at a time.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from whoosh.util.numeric import byte_to_length, length_to_byte

from searchkit.analysis import FOLD, STOP_WORDS, name_analyzer, text_analyzer
from searchkit.article import Article, Quote
from searchkit.names import group, matches
from searchkit.names.fold import words_of
from searchkit.query import tree

GAP = 100
TITLE = 3
K1, B = 1.2, 0.6
BEST = 200


@dataclass(frozen=True)
class Group:
    """An article as it was added."""

    article: Article
    quotes: tuple[Quote, ...] = ()
    speakers: tuple[str, ...] = ()


@dataclass
class Text:
    """The terms of a field: positions and weight of each, and the field's length."""

    places: dict[str, list[int]] = field(default_factory=dict)
    weights: Counter[str] = field(default_factory=Counter)
    length: int = 0

    def add(self, terms: Sequence[str], start: int = 0) -> None:
        for place, term in enumerate(terms, start):
            self.places.setdefault(term, []).append(place)
        self.more(terms, 1)

    def more(self, terms: Sequence[str], times: int) -> None:
        for term in terms:
            self.weights[term] += times
        self.length += times * len(terms)


@dataclass(frozen=True)
class Record:
    """An article (`quote` None) or one of its quotes."""

    group: Group
    quote: Quote | None = None

    @property
    def day(self) -> date | None:
        return self.group.article.date

    @property
    def key(self) -> tuple[str, int]:
        return self.group.article.id, self.quote.start if self.quote else -1

    def parent(self) -> Record:
        return Record(self.group)

    def quotes(self) -> list[Record]:
        return [Record(self.group, quote) for quote in self.group.quotes]


@dataclass(frozen=True)
class Hit:
    record: Record
    score: float


class Oracle:
    """Answers queries over `groups`; `ghosts` are groups that are deleted but still counted in statistics."""

    def __init__(self, groups: Sequence[Group], ghosts: Sequence[Group] = (), language: str = "english") -> None:
        self.groups, self.language = list(groups), language
        self.text, self.names = text_analyzer(language), name_analyzer()
        counted = [*groups, *ghosts]
        self.counted = {
            "article": [Record(group) for group in counted],
            "quote": [Record(group, quote) for group in counted for quote in group.quotes],
        }

    # Records and their fields

    def records(self, kind: str) -> list[Record]:
        if kind == "article":
            return [Record(group) for group in self.groups]
        return [Record(group, quote) for group in self.groups for quote in group.quotes]

    def text_of(self, record: Record, name: str) -> Text:
        """A text field: body and title as one, title, the words of a quote, the author."""
        text, article = Text(), record.group.article
        title = self.text.terms(article.title or "")
        if name == "quote":
            text.add(self.text.terms(record.quote.text if record.quote else ""))
        elif name == "author":
            text.add(self.names.terms(article.author or ""))
        elif name == "title":
            text.add(title)
        else:
            body = self.text.terms(article.body)
            text.add(body)
            starts = article.body.lstrip().startswith((article.title or "").strip()) and body[: len(title)] == title
            if not starts:
                text.add(title, len(body) + GAP)
            text.more(title, TITLE - 1)
        return text

    # Statistics

    def bm25(self, record: Record, name: str, term: str) -> float:
        counted = [self.text_of(other, name) for other in self.counted["quote" if name == "quote" else "article"]]
        text = self.text_of(record, name)
        average = sum(other.length for other in counted) / len(counted)
        length = byte_to_length(length_to_byte(text.length))
        tf = text.weights[term]
        return self.idf(name, term) * tf * (K1 + 1) / (tf + K1 * (1 - B + B * length / average))

    def idf(self, name: str, term: str) -> float:
        counted = [self.text_of(other, name) for other in self.counted["quote" if name == "quote" else "article"]]
        n = sum(term in other.places for other in counted)
        return math.log(1 + (len(counted) - n + 0.5) / (n + 0.5))

    # What matches, and how well: None is no match

    def score(self, node: tree.Node, record: Record) -> float | None:
        match node:
            case tree.Everything():
                return 0.0
            case tree.Nothing():
                return None
            case tree.And():
                scores = [self.score(child, record) for child in node.children]
                return None if None in scores else sum(scores)  # type: ignore[arg-type]
            case tree.Or():
                return _sum(self.score(child, record) for child in node.children)
            case tree.Not():
                return 0.0 if self.score(node.child, record) is None else None
            case tree.Boost():
                score = self.score(node.child, record)
                return None if score is None else score * node.factor
            case tree.Filter():
                return None if self.score(node.child, record) is None else 0.0
            case tree.Ranked():
                return self.ranked(node, record)
            case tree.OneQuote():
                if record.quote:
                    return self.score(node.condition, record)
                return _best(self.score(node.condition, quote) for quote in record.quotes())
            case _:
                return self.leaf(node, record)

    def ranked(self, node: tree.Ranked, record: Record) -> float | None:
        must = [self.score(child, record) for child in node.must]
        if None in must or any(self.score(child, record) is not None for child in node.must_not):
            return None
        words = self.telling(node)
        should = _sum(self.score(child, record) for child in words)
        conditions_only = all(isinstance(child, tree.Filter) for child in node.must)
        if should is None and (not node.must or (words and conditions_only)):
            return None
        return sum(must) + (should or 0.0)  # type: ignore[arg-type]

    def telling(self, node: tree.Ranked) -> list[tree.Node]:
        """The words of `should` without stop words, when anything else is left."""
        kept = [child for child in node.should if not self.is_stop_word(child)]
        if not kept and all(isinstance(child, tree.Filter) for child in node.must):
            return list(node.should)
        return kept

    def is_stop_word(self, node: tree.Node) -> bool:
        return (
            self.language == "english"
            and isinstance(node, tree.Word)
            and node.field is None
            and node.text.lower().translate(FOLD) in STOP_WORDS
        )

    def leaf(self, node: tree.Node, record: Record) -> float | None:
        """A condition on one field, asked of the record that has the field."""
        name = node.left.field if isinstance(node, tree.Near) else node.field  # type: ignore[union-attr]
        of_quote = name in ("by", "to", "said", "said_on", "direct")
        of_article = name in ("body", "title", "author", "source", "id", "story", "lang")
        if record.quote is None and of_quote:
            return _best(self.condition(node, name, quote) for quote in record.quotes())
        if record.quote is not None and of_article:
            return self.condition(node, name, record.parent())
        return self.condition(node, name, record)

    def condition(self, node: tree.Node, name: str | None, record: Record) -> float | None:
        article, quote = record.group.article, record.quote
        match name:
            case None | "body" | "title" | "said" | "author":
                place = {None: "quote" if quote else "body", "said": "quote"}.get(name, name)
                return self.in_text(node, str(place), record)
            case "speaker" | "by":
                names = [quote.speaker] if quote else list(record.group.speakers)
                quotes = [record] if quote else record.quotes()
                return self.in_names(node, names + [full for told in quotes for full in self.full_names(told)])
            case "to":
                return self.in_names(node, [quote.to if quote else None])
            case "date" | "said_on":
                day = quote.said_on if name == "said_on" and quote else article.date
                return _found(_in_days(node, day))
            case "direct":
                return self.exact(node, "yes" if quote and quote.direct else "no")
            case _:
                return self.exact(node, getattr(article, str(name)))

    def exact(self, node: tree.Node, value: str | None) -> float | None:
        if isinstance(node, tree.Keyword):
            return _found(value == node.value)
        return _found(value is not None and self.fits(node, value))

    def full_names(self, record: Record) -> list[str]:
        """The spellings of the one person a bare surname means in the articles of the same source and month."""
        article, speaker = record.group.article, record.quote.speaker if record.quote else None
        word = words_of(speaker or "").words
        if len(word) != 1 or not article.source or not article.date:
            return []
        full = [
            (other.group.article.id, other.quote.speaker)
            for other in self.records("quote")
            if other.quote and other.quote.speaker and other.day and other.group.article.source == article.source
            if (other.day.year, other.day.month) == (article.date.year, article.date.month)
            if word[0] in words_of(other.quote.speaker).words and len(words_of(other.quote.speaker).words) > 1
        ]
        if any(id == article.id or words_of(name).words[-1] != word[0] for id, name in full):
            return []
        return [name for _, name in full] if len(group((name, 1) for _, name in full)) == 1 else []

    def in_names(self, node: tree.Node, names: Sequence[str | None]) -> float | None:
        for name in names:
            if name is None:
                continue
            terms = self.names.terms(name)
            match node:
                case tree.Word() | tree.Phrase():
                    wanted = self.names.terms(node.text)
                    if wanted and (set(wanted) <= set(terms) or matches(node.text, name)):
                        return 0.0
                case tree.Near():
                    text = Text()
                    text.add(terms)
                    if _near(text, self.names.terms(node.left.text), self.names.terms(node.right.text), node.distance):
                        return 0.0
                case _:
                    if any(self.fits(node, term) for term in terms):
                        return 0.0
        return None

    def in_text(self, node: tree.Node, name: str, record: Record) -> float | None:
        analyzer = self.names if name == "author" else self.text
        text = self.text_of(record, name)
        match node:
            case tree.Word() | tree.Phrase():
                terms = analyzer.terms(node.text)
                slop = node.slop if isinstance(node, tree.Phrase) else 0
                there = bool(terms) and any(_stands(text, terms, slop))
            case tree.Near():
                left, right = analyzer.terms(node.left.text), analyzer.terms(node.right.text)
                terms, there = left + right, _near(text, left, right, node.distance)
            case _:
                found = any(self.fits(node, term, stems=name != "author") for term in text.places)
                return (0.0 if name == "author" else 1.0) if found else None
        if not there:
            return None
        return 0.0 if name == "author" else sum(self.bm25(record, name, term) for term in terms)

    def fits(self, node: tree.Node, term: str, stems: bool = False) -> bool:
        """Whether a pattern stands for a term: as typed, and where texts are stemmed also as its stem."""
        match node:
            case tree.Prefix():
                return any(term.startswith(form) for form in self.forms(node.text, stems))
            case tree.Fuzzy():
                return any(_edits(form, term) <= node.distance for form in self.forms(node.text, stems))
            case tree.Wildcard():
                pattern = "".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in node.pattern.lower().translate(FOLD))
                return bool(re.fullmatch(pattern, term, re.DOTALL))
            case tree.Regex():
                folded = "".join(c if c == "." else c.translate(FOLD) for c in node.pattern)
                return bool(re.fullmatch(folded, term, re.DOTALL | re.IGNORECASE))
        raise AssertionError(node)

    def forms(self, text: str, stems: bool) -> set[str]:
        folded = text.lower().translate(FOLD)
        return {form for form in (folded, self.text.term(text) if stems else folded) if form}

    # The bonus for words near each other

    def side_by_side(self, node: tree.Node) -> list[str]:
        match node:
            case tree.Word(field=None):
                return self.text.terms(node.text)
            case tree.Ranked():
                children = sorted([*self.telling(node), *node.must], key=lambda child: child.span)
                return [term for child in children for term in self.side_by_side(child)]
            case tree.And():
                return [term for child in node.children for term in self.side_by_side(child)]
        return []

    def bonus(self, node: tree.Node, record: Record) -> float:
        words = self.side_by_side(node)
        name = "quote" if record.quote else "body"
        total = 0.0
        for left, right in itertools.pairwise(words):
            if left != right:
                pairs, near = _together(self.text_of(record, name), left, right)
                if name == "body":
                    more = _together(self.text_of(record, "title"), left, right)
                    pairs, near = pairs + (TITLE - 1) * more[0], near + (TITLE - 1) * more[1]
                worth = 0.2 * pairs / (pairs + 1) + 0.1 * near / (near + 1)
                total += (self.idf(name, left) + self.idf(name, right)) * worth
        return total

    # Answers

    def search(
        self,
        node: tree.Node,
        kind: str = "article",
        sort: str = "relevance",
        recency_days: float | None = None,
        today: date | None = None,
    ) -> list[Hit]:
        scores = [(record, self.score(node, record)) for record in self.records(kind)]
        hits = _sorted([Hit(record, score) for record, score in scores if score is not None], sort)
        if sort != "relevance":
            return hits
        hits = [
            Hit(hit.record, hit.score + (self.bonus(node, hit.record) if place < BEST else 0.0)) for place, hit in enumerate(hits)
        ]
        if recency_days is not None and today is not None:
            hits = [Hit(hit.record, hit.score * _freshness(hit.record.day, recency_days, today)) for hit in hits]
        return _sorted(hits, sort)

    def facet(self, node: tree.Node, name: str) -> list[tuple[str, int]]:
        counts: Counter[str] = Counter()
        for hit in self.search(node, sort="newest"):
            group = hit.record.group
            day = group.article.date.isoformat() if group.article.date else None
            values = {
                "speaker": group.speakers,
                "source": (group.article.source,),
                "year": (day and day[:4],),
                "month": (day and day[:7],),
            }[name]
            counts.update({value for value in values if value})
        by_count = name in ("speaker", "source")
        return sorted(counts.items(), key=lambda item: (-item[1] if by_count else 0, item[0]))

    def speakers(self, node: tree.Node) -> list[tuple[str, int, int, date | None, date | None]]:
        """One row for each spelling, bare surnames as they are."""
        rows = []
        hits = [hit.record for hit in self.search(node, "quote", sort="newest")]
        for name in {record.quote.speaker for record in hits if record.quote and record.quote.speaker}:
            own = [record for record in hits if record.quote and record.quote.speaker == name]
            days = [record.day for record in own if record.day]
            articles = len({record.group.article.id for record in own})
            rows.append((name, len(own), articles, min(days, default=None), max(days, default=None)))
        return sorted(rows, key=lambda row: (-row[1], row[0]))

    def timeline(self, node: tree.Node, per: str) -> list[tuple[date, int, int, float]]:
        """First day of each bucket, articles, quotes, share of all articles of those days; without gaps."""
        articles = [hit.record.day for hit in self.search(node, sort="newest") if hit.record.day]
        quotes = [hit.record.day for hit in self.search(node, "quote", sort="newest") if hit.record.day]
        everything = [group.article.date for group in self.groups if group.article.date]
        if not articles + quotes:
            return []
        day, last = min(articles + quotes), max(articles + quotes)
        starts = []
        while day <= last:
            if _bucket(day, per) not in starts:
                starts.append(_bucket(day, per))
            day += timedelta(1)
        rows = []
        for start in starts:
            inside, of_all = (sum(_bucket(day, per) == start for day in days) for days in (articles, everything))
            rows.append((start, inside, sum(_bucket(day, per) == start for day in quotes), inside / of_all if of_all else 0.0))
        return rows


def _found(there: bool) -> float | None:
    return 0.0 if there else None


def _sum(scores: Iterator[float | None]) -> float | None:
    there = [score for score in scores if score is not None]
    return sum(there) if there else None


def _best(scores: Iterator[float | None]) -> float | None:
    return max((score for score in scores if score is not None), default=None)


def _in_days(node: tree.Node, day: date | None) -> bool:
    if isinstance(node, tree.Undated):
        return day is None
    assert isinstance(node, tree.Days)
    return day is not None and (node.first is None or node.first <= day) and (node.before is None or day < node.before)


def _stands(text: Text, terms: Sequence[str], slop: int) -> Iterator[tuple[int, ...]]:
    """Every choice of places for `terms` in which all are moved alike, give or take `slop`, and none stands twice."""
    for places in itertools.product(*(text.places.get(term, ()) for term in terms)):
        moves = [place - number for number, place in enumerate(places)]
        if len(set(places)) == len(places) and max(moves) - min(moves) <= slop:
            yield places


def _near(text: Text, left: Sequence[str], right: Sequence[str], distance: int) -> bool:
    if not (left and right):
        return False
    for one, two in itertools.product(list(_stands(text, left, 0)), list(_stands(text, right, 0))):
        if 1 <= max(two[0] - one[-1], one[0] - two[-1]) <= distance:
            return True
    return False


def _together(text: Text, left: str, right: str) -> tuple[int, int]:
    """How often `right` follows `left` at once, and how many of `left` have a `right` less than 8 words away."""
    lefts, rights = text.places.get(left, []), text.places.get(right, [])
    return sum(place + 1 in rights for place in lefts), sum(any(abs(place - other) < 8 for other in rights) for place in lefts)


def _edits(left: str, right: str) -> int:
    """Edits between two words: put in, leave out, replace, swap neighbours."""
    table: dict[tuple[int, int], int] = {}
    for i, j in itertools.product(range(len(left) + 1), range(len(right) + 1)):
        if i == 0 or j == 0:
            table[i, j] = i + j
            continue
        table[i, j] = min(table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (left[i - 1] != right[j - 1]))
        if i > 1 and j > 1 and left[i - 1] == right[j - 2] and left[i - 2] == right[j - 1]:
            table[i, j] = min(table[i, j], table[i - 2, j - 2] + 1)
    return table[len(left), len(right)]


def _freshness(day: date | None, half_life: float, today: date) -> float:
    return 0.5**10 if day is None else 0.5 ** (max(0, (today - day).days) / half_life)


def _bucket(day: date, per: str) -> date:
    starts: dict[str, Callable[[], date]] = {
        "day": lambda: day,
        "week": lambda: day - timedelta(day.weekday()),
        "month": lambda: day.replace(day=1),
        "year": lambda: day.replace(month=1, day=1),
    }
    return starts[per]()


def _sorted(hits: Sequence[Hit], sort: str) -> list[Hit]:
    def key(hit: Hit) -> tuple[float, bool, int, tuple[str, int]]:
        day = hit.record.day.toordinal() if hit.record.day else 0
        score = -round(hit.score, 9) if sort == "relevance" else 0.0
        return score, day == 0, day if sort == "oldest" else -day, hit.record.key

    return sorted(hits, key=key)
