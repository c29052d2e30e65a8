"""The query tree: what a query means, without a word about engines.

In: what the parser understood. Out: frozen nodes that any engine can turn into its own plan.
Every node carries `span`, the characters of the query text it came from, so that errors can point at the place.
Text in nodes is as typed; engines analyze it.

A node matches articles or quotes, whichever kind is searched:

| field  | article search                                   | quote search                      |
|--------|--------------------------------------------------|-----------------------------------|
| None   | title and body                                   | the words of the quote            |
| body   | title and body                                   | body of the quote's article       |
| title  | title                                            | title of the quote's article      |
| speaker| people quoted in the article                     | the quote's speaker               |
| by, to, said | articles with a quote by, to, containing   | the quote's speaker, addressee, words |
| source, id, story, lang, author | the article's value     | value of the quote's article      |
| date   | the article's day                                | the article's day                 |
| said_on| articles with a quote said on the day            | the day the quote was said        |
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

Span: TypeAlias = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Word:
    """A word; analysis may find several terms in it ("co-operation"): they then stand side by side."""

    text: str
    field: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in this order; `slop` is how many positions they may be moved in all."""

    text: str
    field: str | None
    span: Span
    slop: int = 0


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words that start with `text`."""

    text: str
    field: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Wildcard:
    """Words that fit `pattern`: `*` is any run of characters, `?` one character; every other character is itself."""

    pattern: str
    field: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Words at most `distance` (1 or 2) edits away."""

    text: str
    distance: int
    field: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Regex:
    """Words that `pattern` matches whole, as `searchkit.query.regex.compile_regex(pattern)` decides in time linear in the word.

    No backreferences, no look-around; case does not count.
    """

    pattern: str
    field: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Near:
    """Both within `distance` words of each other, in any order; each side is a Word or a Phrase."""

    left: Word | Phrase
    right: Word | Phrase
    distance: int
    span: Span


@dataclass(frozen=True, slots=True)
class Keyword:
    """The exact value of a field that is not text: source, id, story, lang, direct."""

    value: str
    field: str
    span: Span


@dataclass(frozen=True, slots=True)
class Days:
    """Days of `field` ("date" or "said_on") from `first` on and before `before`; None is an open end."""

    field: str
    first: date | None
    before: date | None
    span: Span


@dataclass(frozen=True, slots=True)
class Undated:
    """Records without a day in `field`."""

    field: str
    span: Span


@dataclass(frozen=True, slots=True)
class Everything:
    """Every record."""

    span: Span = (0, 0)


@dataclass(frozen=True, slots=True)
class Nothing:
    """No record: an empty query, or one of nothing but punctuation."""

    span: Span = (0, 0)


@dataclass(frozen=True, slots=True)
class And:
    """All of them; scores add up."""

    children: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of them; scores add up."""

    children: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Not:
    """Everything but this; scores nothing."""

    child: Node
    span: Span


@dataclass(frozen=True, slots=True)
class Boost:
    """The same, with the score times `factor`."""

    child: Node
    factor: float
    span: Span


@dataclass(frozen=True, slots=True)
class Filter:
    """The same, with a score of 0: conditions decide what matches, not how well."""

    child: Node
    span: Span


@dataclass(frozen=True, slots=True)
class Ranked:
    """Words typed side by side: all of `must`, none of `must_not`, and – where `must` holds nothing but Filters – at least one of
    `should`, if there are any.

    `should` adds to the score. Conditions (dates, people, sources) typed beside words are in `must`, as Filter: "strike
    date:2031" asks for articles of that year that have the word.
    """

    should: tuple[Node, ...]
    must: tuple[Node, ...]
    must_not: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class OneQuote:
    """Articles with at least one quote for which `condition` (fields by, to, said, said_on, direct) holds as a whole.

    `by:X said:(w v)` is one OneQuote: one quote by X with w and v in it. In an article search it scores nothing, as a
    condition does. In a quote search it is `condition` itself, where the words of said: score and the Filters around the
    others do not; the parser leaves OneQuote out when it knows that quotes are searched.
    """

    condition: Node
    span: Span


Node: TypeAlias = (
    Word
    | Phrase
    | Prefix
    | Wildcard
    | Fuzzy
    | Regex
    | Near
    | Keyword
    | Days
    | Undated
    | Everything
    | Nothing
    | And
    | Or
    | Not
    | Boost
    | Filter
    | Ranked
    | OneQuote
)
