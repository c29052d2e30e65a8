"""Regexes and wildcards against Python's re, and the patterns that make re slow."""

import re
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchkit.errors import LimitError, QueryError
from searchkit.query.regex import compile_regex, compile_wildcard

ATOMS = ["a", "b", "1", ".", "[a-b]", "[^a]", r"\d", r"\w", r"\W", "(a|b1)", "(?:ab|)", "(a|)", "[]a]", "[a-]", r"\.", r"[\d.]"]
REPEATS = ["", "", "*", "+", "?", "{2}", "{1,2}", "{,1}", "{1,}", "*?"]
sequences = st.lists(st.tuples(st.sampled_from(ATOMS), st.sampled_from(REPEATS)), min_size=1, max_size=5).map(
    lambda parts: "".join(atom + repeat for atom, repeat in parts)
)
patterns = st.lists(sequences, min_size=1, max_size=3).map("|".join)
words = st.text(alphabet="ab1.-", max_size=8)


@given(patterns, st.lists(words, min_size=1, max_size=20))
@settings(deadline=None)
def test_the_same_words_fit_as_in_python(pattern, candidates):
    automaton, reference = compile_regex(pattern), re.compile(pattern)
    for word in candidates:
        assert automaton.fullmatch(word) == bool(reference.fullmatch(word)), word
        assert not automaton.fullmatch(word) or word.startswith(automaton.prefix)


@given(st.text(alphabet="ab*?", min_size=1, max_size=8), st.lists(st.text(alphabet="ab", max_size=8), max_size=20))
@settings(deadline=None)
def test_a_wildcard_fits_as_its_regex(pattern, candidates):
    automaton = compile_wildcard(pattern)
    reference = re.compile(pattern.replace("*", ".*").replace("?", "."))
    assert [automaton.fullmatch(word) for word in candidates] == [bool(reference.fullmatch(word)) for word in candidates]


@given(st.text(max_size=30))
@settings(deadline=None)
def test_any_text_is_a_regex_or_an_error_with_its_place(pattern):
    try:
        compile_regex(pattern)
    except QueryError as error:
        assert 0 <= error.position <= len(pattern)
        assert error.query == pattern
    except LimitError as error:
        assert error.limit == "states"


@pytest.mark.parametrize(
    ("pattern", "place", "message"),
    [
        ("([a-z", "[", "not closed"),
        ("(a", "(", "not closed"),
        ("a)", ")", "closes nothing"),
        ("*a", "*", "repeats nothing"),
        ("a**", "**", "repeat of a repeat"),
        (r"(a)\1", r"\1", "not supported"),
        ("(?=a)", "(?=", "look-around"),
        ("(?P<x>a)", "(?P", "named groups"),
        ("[b-a]", "b-a", "ends before it begins"),
        ("a{3,2}", "{3,2}", "ends before it begins"),
        ("a{x}", "{", "repeats are written"),
        ("a{9999999}", "{9999999}", "too large"),
        ("a^b", "^", "only at the start"),
        ("a$b", "$", "only at the end"),
        ("a\\", "\\", "not supported"),
        ("(" * 60 + "a" + ")" * 60, "(", "more than 50"),
    ],
)
def test_what_the_dialect_does_not_have_is_named(pattern, place, message):
    with pytest.raises(QueryError, match=message) as caught:
        compile_regex(pattern)
    assert pattern[caught.value.position :][: caught.value.length] == place


@pytest.mark.parametrize("pattern", ["(a|b|c|d|e){1,1000}", "((a{50}){50}){50}", "((){99999}){99999}"])
def test_a_pattern_that_unfolds_too_far_is_refused(pattern):
    with pytest.raises(LimitError) as caught:
        compile_regex(pattern)
    assert caught.value.limit == "states"


def steps(pattern: str, word: str) -> int:
    """How many calls of Python functions a match takes: work without a clock."""
    automaton = compile_regex(pattern)
    count = 0

    def counting(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(counting)
    try:
        automaton.fullmatch(word)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("pattern", ["(a+)+", "(a|a)*", "(.*)*x(.*)*y(.*)*z", "(a?){30}a{30}"])
def test_a_word_costs_no_more_than_its_length(pattern):
    short, long = steps(pattern, "a" * 500 + "b"), steps(pattern, "a" * 5_000 + "b")
    assert long < 12 * short + 100


def test_case_does_not_count():
    assert compile_regex("Col[O-U]+r").fullmatch("cOLOUR")
    assert compile_regex("Stri").prefix == "stri"


def test_anchors_at_the_ends_mean_nothing():
    assert compile_regex("^tram$").fullmatch("tram")
    assert not compile_regex("^tram$").fullmatch("trams")
    assert compile_regex(r"a\$").fullmatch("a$")
    assert compile_regex(r"a\\$").fullmatch("a\\")
