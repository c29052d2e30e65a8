"""Whatever is typed is understood or refused with a place, and what was understood can be typed again."""

from dataclasses import fields, is_dataclass, replace
from datetime import date

from hypothesis import example, given, settings
from hypothesis import strategies as st

from searchkit.errors import LimitError, QueryError
from searchkit.query.limits import QueryLimits
from searchkit.query.parse import ParsedQuery, parse, with_conditions
from searchkit.query.point import point
from searchkit.query.show import draw, show
from searchkit.query.tree import Fuzzy, Node, Phrase, Prefix, Wildcard, Word
from searchkit.query.walk import walk

TODAY = date(2024, 7, 15)

# What queries are made of, so that random text meets the rules and not only the alphabet.
PIECES = (
    "tram strike Venn O'Hara co-op AT&T 1/2 1963 -5 émeute 总统 U.S. _x AND OR NOT NEAR/3 TO and "
    '+ - ( ) (( )) [ ] { } " “ ” „ « » \' ~ ~1 ~2 ^2 ^ * ? wo*d w?rd pre* *post wrod~ \\ / /a+b/ /x|(y/ r" & . , : :: ; ! … — 😀 '
    "title: body: speaker: by: to: said: source: id: date: said_on: story: lang: direct: author: since: until: nosuch: http:// "
    "yes no none 2024 2024-07 2024-02-30 03/04/2024 last week yesterday -3d.. 2024..2025 [2024 TO 2025] July 2024"
).split(" ")
BLANKS = st.sampled_from(["", "", " ", " ", " ", "  ", "\n", "\x00"])
queries = st.lists(st.tuples(st.sampled_from(PIECES), BLANKS), max_size=14).map(lambda parts: "".join(a + b for a, b in parts))
any_text = queries | st.text(max_size=80) | st.text(st.characters(codec=None), max_size=30)


def understood(text: str, **options: object) -> ParsedQuery | None:
    """The parsed query, None when it is refused; a refusal must point into the text."""
    try:
        return parse(text, today=TODAY, **options)
    except QueryError as error:
        assert error.query == text
        assert 0 <= error.position <= len(text)
        assert error.length >= 0
        assert error.position + error.length <= max(len(text), error.position + 1)
        assert len(point(error).splitlines()) <= 2
    except LimitError as error:
        assert error.limit in {field.name for field in fields(QueryLimits)}
    return None


def without_spans(node: Node) -> Node:
    """The tree with all spans (0, 0) and words in small letters, as `show` writes words that could be taken for operators."""
    changes: dict[str, object] = {}
    for field in fields(node):
        value = getattr(node, field.name)
        if field.name == "span":
            changes["span"] = (0, 0)
        elif is_dataclass(value):
            changes[field.name] = without_spans(value)
        elif isinstance(value, tuple):
            changes[field.name] = tuple(without_spans(child) for child in value)
    if isinstance(node, Word | Phrase | Prefix | Fuzzy):
        changes["text"] = node.text.lower()
    elif isinstance(node, Wildcard):
        changes["pattern"] = node.pattern.lower()
    return replace(node, **changes)


@given(any_text)
@example('"' * 100)
@example("minister \ud800 president")
@example("date:٢٠٢٤")
@settings(max_examples=400, deadline=None)
def test_any_text_is_understood_or_refused_with_its_place(text):
    parsed = understood(text)
    if parsed is None:
        return
    for node in walk(parsed.tree):
        start, end = node.span
        assert 0 <= start <= end <= len(text)
    assert draw(parsed.tree)
    assert all(note and "\n" not in note for note in parsed.notes)


@given(queries, st.booleans())
@settings(max_examples=600, deadline=None)
def test_what_was_understood_means_the_same_when_it_is_typed(text, quotes):
    parsed = understood(text, default_quotes=quotes)
    if parsed is None:
        return
    again = parse(show(parsed.tree), today=TODAY, default_quotes=quotes)
    assert without_spans(again.tree) == without_spans(parsed.tree)
    assert sorted(again.dates, key=str) == sorted(parsed.dates, key=str)


@given(queries)
@settings(deadline=None)
def test_words_are_never_lost(text):
    plain = "".join(" " if char in '()+-*?~^/&"“”„«»:;[]{}\\' else char for char in text)
    words = [word for word in plain.split() if word.isalpha()]
    parsed = understood(" ".join(words))
    assert parsed is not None
    assert all(word in show(parsed.tree) for word in words if word not in ("AND", "OR", "NOT"))


WHOLE_THINGS = (
    'tram|+strike|-ferry|"tram strike"|tram OR ferry|tram AND strike|(tram ferry)|said:truce|by:Kemp|-said:war|(by:Kemp said:war)|'
    "(by:Kemp OR to:Marsh)|date:2024|until:2024-08|speaker:Kemp|said_on:2024"
).split("|")
whole_things = st.lists(st.sampled_from(WHOLE_THINGS), max_size=5).map(" ".join)


@given(whole_things, st.sampled_from(["2024", "2024-07-10", "last week"]), st.sampled_from(["Venn", "Orla Venn"]), st.booleans())
@settings(deadline=None)
def test_options_mean_what_the_same_conditions_mean_when_typed(text, since, name, quotes):
    typed_name = f'"{name}"' if " " in name else name
    typed = parse(f'{text} since:"{since}" by:{typed_name} direct:yes', today=TODAY, default_quotes=quotes)
    parsed = parse(text, today=TODAY, default_quotes=quotes)
    given_as_options = with_conditions(parsed, since=since, by=name, direct=True)
    assert without_spans(given_as_options.tree) == without_spans(typed.tree)
    assert given_as_options.dates == typed.dates
