"""Query tree → plan: what this engine will do, as a small tree of plain values that knows nothing of how it is done.

In: a tree, whether articles or quotes are searched, and what the index's vocabularies hold. Out: a Plan.
Patterns are the terms they stand for, names the spellings the index holds, boosts and filters the weights of the leaves
(0: matches, scores nothing). An executor needs the plan, the segments, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal, Protocol, TypeAlias

from searchkit.analysis import FOLD, STOP_WORDS, Analyzer, name_analyzer
from searchkit.engines.whoosh.fuzzy import Automaton, within_edits
from searchkit.engines.whoosh.schema import KEYWORD_FIELDS, NAME_FIELDS, TEXT_FIELDS
from searchkit.query import tree
from searchkit.query.regex import compile_regex, compile_wildcard

Kind: TypeAlias = Literal["article", "quote"]
_FOLD_IN_REGEX = {code: plain for code, plain in FOLD.items() if code != ord(".")}
FIRST_DAY, LAST_DAY = date.min.toordinal(), date.max.toordinal()


@dataclass(frozen=True, slots=True)
class Term:
    """Records with `term` in `field`; BM25 times `weight`."""

    field: str
    term: str
    weight: float


@dataclass(frozen=True, slots=True)
class Sequence:
    """Records with `terms` as a phrase, moved by `slop` at most; the BM25 of its terms times `weight`."""

    field: str
    terms: tuple[str, ...]
    slop: int
    weight: float


@dataclass(frozen=True, slots=True)
class Close:
    """Records in which `left` and `right`, exact phrases, stand apart and at most `distance` positions from each other."""

    field: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    distance: int
    weight: float


@dataclass(frozen=True, slots=True)
class OneOf:
    """Records with any of `terms` in `field`; scores `weight`, however many there are."""

    field: str
    terms: tuple[str, ...]
    weight: float


@dataclass(frozen=True, slots=True)
class Named:
    """Records whose column `field` holds any of `names`, whole names as indexed; scores nothing."""

    field: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DayRange:
    """Records of `kind` with a day of `field` from `first` on and before `before` (day numbers of datetime)."""

    kind: Kind
    field: str
    first: int
    before: int


@dataclass(frozen=True, slots=True)
class NoDay:
    """Records of `kind` without a day in `field`."""

    kind: Kind
    field: str


@dataclass(frozen=True, slots=True)
class All:
    """Every record of `kind`."""

    kind: Kind


@dataclass(frozen=True, slots=True)
class Joined:
    """Records of `kind` in the same group as a match of `child`, which is of the other kind.

    A quote gets its article's score, an article the best score of its quotes.
    """

    kind: Kind
    child: PlanNode


@dataclass(frozen=True, slots=True)
class Combined:
    """Records in all of `required` (none given: in at least one of `optional`) and in none of `excluded`; scores add up."""

    required: tuple[PlanNode, ...] = ()
    optional: tuple[PlanNode, ...] = ()
    excluded: tuple[PlanNode, ...] = ()


PlanNode: TypeAlias = Term | Sequence | Close | OneOf | Named | DayRange | NoDay | All | Joined | Combined


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do for one search of `kind`. `pairs` are terms that stood side by side in the query: their nearness in `field`
    adds to the score of the best articles."""

    kind: Kind
    root: PlanNode
    field: str
    pairs: tuple[tuple[str, str], ...]


def leaves(node: PlanNode) -> Iterator[PlanNode]:
    """The leaves of a plan that a match may rest on."""
    match node:
        case Joined():
            yield from leaves(node.child)
        case Combined():
            for child in (*node.required, *node.optional):
                yield from leaves(child)
        case _:
            yield node


def unscored(node: tree.Node) -> tree.Filter:
    """The same question, when only what matches is asked."""
    return tree.Filter(node, node.span)


class Vocabularies(Protocol):
    """What a planner asks an index."""

    def expand(self, field: str, start: str, fits: Callable[[str], bool] | None) -> Iterable[str]:
        """Terms of `field` that begin with `start` and fit. Raises LimitError when they are too many."""
        ...

    def near(self, field: str, automaton: Automaton) -> Iterable[str]:
        """Terms of `field` that `automaton` accepts. Raises LimitError when they are too many."""
        ...

    def names(self, field: str, node: NameCondition) -> tuple[str, ...]:
        """Names of column `field` for which `node` holds, sorted."""
        ...


# Where a field of the query language lives: field of the schema, kind of record. None is the words of what is searched.
_HOMES: dict[str, tuple[str, Kind]] = {
    "body": ("body", "article"),
    "title": ("title", "article"),
    "author": ("author", "article"),
    "source": ("source", "article"),
    "id": ("id", "article"),
    "story": ("story", "article"),
    "lang": ("lang", "article"),
    "origin": ("origin", "article"),
    "by": ("speaker", "quote"),
    "to": ("to", "quote"),
    "said": ("quote", "quote"),
    "said_on": ("said_on", "quote"),
    "direct": ("direct", "quote"),
    "cue": ("cue", "quote"),
}


def home(field: str | None, kind: Kind) -> tuple[str, Kind]:
    """The field of the schema that `field` of a query means when records of `kind` are searched, and the kind that has it."""
    if field is None:
        return ("body", "article") if kind == "article" else ("quote", "quote")
    if field == "speaker":
        return ("speakers", "article") if kind == "article" else ("speaker", "quote")
    if field == "date":
        return "date", kind
    return _HOMES[field]


class Planner:
    """Makes plans for an index whose texts are in the language of `analyzer`."""

    def __init__(self, analyzer: Analyzer, vocabularies: Vocabularies) -> None:
        self._text, self._names, self._vocabularies = analyzer, name_analyzer(), vocabularies

    def plan(self, node: tree.Node, kind: Kind) -> Plan:
        field = home(None, kind)[0]
        words = list(self._side_by_side(node))
        pairs = tuple((left, right) for left, right in pairwise(words) if left != right)
        return Plan(kind, self._node(node, kind, 1.0), field, pairs)

    def _side_by_side(self, node: tree.Node) -> Iterable[str]:
        """Terms of the plain words of a query in its order."""
        match node:
            case tree.Word(field=None):
                yield from self._text.terms(node.text)
            case tree.Ranked():
                children = [*ranked_words(node, self._text.language), *node.must]
                for child in sorted(children, key=lambda child: child.span):
                    yield from self._side_by_side(child)
            case tree.And():
                for child in node.children:
                    yield from self._side_by_side(child)

    def _node(self, node: tree.Node, kind: Kind, weight: float) -> PlanNode:
        match node:
            case tree.Ranked():
                return self._ranked(node, kind, weight)
            case tree.And():
                return Combined(required=tuple(self._node(child, kind, weight) for child in node.children))
            case tree.Or():
                return Combined(optional=_merged(self._node(child, kind, weight) for child in node.children))
            case tree.Not():
                return Combined(required=(All(kind),), excluded=(self._node(node.child, kind, 0.0),))
            case tree.Boost():
                return self._node(node.child, kind, weight * node.factor)
            case tree.Filter():
                return self._node(node.child, kind, 0.0)
            case tree.OneQuote():
                return self._at("quote", kind, self._node(node.condition, "quote", weight))
            case tree.Everything():
                return All(kind)
            case tree.Nothing():
                return Combined()
            case _:
                field, of = home(node.left.field if isinstance(node, tree.Near) else node.field, kind)
                return self._at(of, kind, self._leaf(node, field, of, weight))

    def _ranked(self, node: tree.Ranked, kind: Kind, weight: float) -> PlanNode:
        must = tuple(self._node(child, kind, weight) for child in node.must)
        should = _merged(self._node(child, kind, weight) for child in ranked_words(node, self._text.language))
        must_not = tuple(self._node(child, kind, 0.0) for child in node.must_not)
        if must and should and only_conditions(node):
            return Combined((*must, Combined(optional=should)), (), must_not)
        return Combined(must, should, must_not)

    def _at(self, of: Kind, kind: Kind, node: PlanNode) -> PlanNode:
        return node if of == kind else Joined(kind, node)

    def _leaf(self, node: Leaf, field: str, of: Kind, weight: float) -> PlanNode:
        if field in ("speaker", "speakers", "to") and isinstance(node, NameCondition):
            return Named(field, self._vocabularies.names(field, node))
        match node:
            case tree.Days():
                first = node.first.toordinal() if node.first else FIRST_DAY
                before = node.before.toordinal() if node.before else LAST_DAY + 1
                return DayRange(of, field, first, before)
            case tree.Undated():
                return NoDay(of, field)
            case tree.Keyword():
                return OneOf(field, (node.value,), 0.0)
            case tree.Word() | tree.Phrase() if field in KEYWORD_FIELDS:
                return OneOf(field, (node.text,), 0.0)
            case tree.Word():
                return self._words(field, node.text, 0, weight)
            case tree.Phrase():
                return self._words(field, node.text, node.slop, weight)
            case tree.Near():
                return self._near(node, field, weight)
            case _:
                return self._pattern(node, field, weight)

    def _words(self, field: str, text: str, slop: int, weight: float) -> PlanNode:
        analyzer = self._names if field in NAME_FIELDS else self._text
        weight = 0.0 if field in NAME_FIELDS else weight
        terms = tuple(analyzer.terms(text))
        if not terms:
            return Combined()
        return Term(field, terms[0], weight) if len(terms) == 1 else Sequence(field, terms, slop, weight)

    def _near(self, node: tree.Near, field: str, weight: float) -> PlanNode:
        analyzer = self._names if field in NAME_FIELDS else self._text
        left, right = tuple(analyzer.terms(node.left.text)), tuple(analyzer.terms(node.right.text))
        if not (left and right):
            return Combined()
        return Close(field, left, right, node.distance, 0.0 if field in NAME_FIELDS else weight)

    def _pattern(self, node: Pattern, field: str, weight: float) -> PlanNode:
        exact = field in KEYWORD_FIELDS
        terms: set[str] = set()
        match node:
            case tree.Prefix():
                for text in self._forms(node.text, field):
                    terms.update(self._vocabularies.expand(field, text, None))
            case tree.Fuzzy():
                for text in self._forms(node.text, field):
                    terms.update(self._vocabularies.near(field, within_edits(text, node.distance)))
            case tree.Wildcard():
                pattern = compile_wildcard(node.pattern if exact else fold(node.pattern))
                terms.update(self._vocabularies.expand(field, "" if exact else pattern.prefix, pattern.fullmatch))
            case tree.Regex():
                pattern = compile_regex(node.pattern if exact else fold_regex(node.pattern))
                terms.update(self._vocabularies.expand(field, "" if exact else pattern.prefix, pattern.fullmatch))
        return OneOf(field, tuple(sorted(terms)), weight if field in TEXT_FIELDS else 0.0)

    def _forms(self, text: str, field: str) -> list[str]:
        """What a pattern's text may look like in the index: as typed (folded), and in texts also its stem."""
        if field in KEYWORD_FIELDS:
            return [text]
        folded = fold(text)
        stem = self._text.term(text) if field in TEXT_FIELDS else folded
        return [folded] if stem in ("", folded) else [folded, stem]


Pattern: TypeAlias = tree.Prefix | tree.Wildcard | tree.Fuzzy | tree.Regex
NameCondition: TypeAlias = tree.Word | tree.Phrase | tree.Near | Pattern
Leaf: TypeAlias = NameCondition | tree.Keyword | tree.Days | tree.Undated


def fold(text: str) -> str:
    """`text` in lower case without accents, as terms are before stemming."""
    return text.lower().translate(FOLD)


def fold_regex(pattern: str) -> str:
    """A regex without accents; its full stops stay. Case does not count in a regex."""
    return pattern.translate(_FOLD_IN_REGEX)


def is_stop_word(node: tree.Node, language: str | None) -> bool:
    """Whether `node` is a word that says nothing about what a text is about."""
    return language == "english" and isinstance(node, tree.Word) and node.field is None and fold(node.text) in STOP_WORDS


def ranked_words(node: tree.Ranked, language: str | None) -> tuple[tree.Node, ...]:
    """`node.should` without stop words, when anything else is left to rank by."""
    telling = tuple(child for child in node.should if not is_stop_word(child, language))
    return telling if telling or not only_conditions(node) else node.should


def only_conditions(node: tree.Ranked) -> bool:
    """Whether what must hold says nothing about words, so that one of the words has to."""
    return all(isinstance(child, tree.Filter) for child in node.must)


def _merged(nodes: Iterable[PlanNode]) -> tuple[PlanNode, ...]:
    """The same nodes with equal terms as one of their summed weight: a word typed twice counts twice."""
    result: dict[object, PlanNode] = {}
    for node in nodes:
        key: object = (node.field, node.term) if isinstance(node, Term) else len(result)
        known = result.get(key)
        if isinstance(node, Term) and isinstance(known, Term):
            node = Term(node.field, node.term, node.weight + known.weight)
        result[key] = node
    return tuple(result.values())
