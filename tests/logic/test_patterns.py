"""Patterns: they agree with Python's regular expressions on whole texts, and no text or pattern can stall them."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveyapp.logic.issues import Refused
from surveyapp.logic.patterns import LONGEST_TEXT, pattern

ATOMS = st.sampled_from(("a", "b", "c", ".", "[ab]", "[^a]", r"\d", r"\w", r"\s", r"\D", r"\.", "[a-c0-9-]"))
MARKS = st.sampled_from(("", "", "", "*", "+", "?", "*?", "{2}", "{0,2}", "{1,}", "{0}"))


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    alternatives = st.lists(inner, min_size=1, max_size=3).map("|".join)
    return st.tuples(st.lists(inner, max_size=3).map("".join), alternatives, MARKS).map(
        lambda parts: f"{parts[0]}({parts[1]}){parts[2]}"
    )


PATTERNS = st.recursive(st.tuples(ATOMS, MARKS).map("".join), _grown, max_leaves=5)


@settings(max_examples=150, deadline=None)
@given(PATTERNS, st.lists(st.text("ab1c. -\n", max_size=7), min_size=1, max_size=8))
def test_it_agrees_with_the_regular_expressions_of_python(source: str, texts: list[str]) -> None:
    ours, theirs = pattern(source), re.compile(source, re.ASCII)
    for text in texts:
        assert ours.matches(text) == bool(theirs.fullmatch(text)), text


@pytest.mark.parametrize(
    ("source", "matching", "other"),
    [
        (r"^\d{3}-\d{4}$", "555-1234", "555-12345"),
        (r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", "AT611904300234573201", "at611904300234573201"),
        (r"[^@\s]+@[^@\s]+\.[a-z]{2,}", "me@example.org", "me@example"),
        ("(?:yes|no|)", "", "maybe"),
        (r"[\u0041-\u005a]+", "ABC", "abc"),
        (r"[\]\-^]+", "]-^", "a"),
        ("\u00e9+", "\u00e9\u00e9", "e"),
        (".", "\U0001f600", "\n"),
    ],
)
def test_common_patterns_match_whole_texts(source: str, matching: str, other: str) -> None:
    assert (pattern(source).matches(matching), pattern(source).matches(other)) == (True, False)


@pytest.mark.parametrize(
    "source",
    [
        "(?=a)",
        "(?<n>a)",
        "(?i)a",
        r"\b",
        r"(a)\1",
        r"\p{L}",
        "a**",
        "a++",
        "[z-a]",
        "[]",
        "[a",
        "(a",
        "a)",
        "*a",
        "a{2,1}",
    ]
    + ["a{401}", "((a{20}){20}){20}", "((){400}){400}", "(" * 60 + "a" + ")" * 60, r"\u12", "a|*", "{", "a\\"],
)
def test_what_is_not_supported_is_refused_with_a_sentence(source: str) -> None:
    with pytest.raises(Refused) as caught:
        pattern(source)
    assert caught.value.code == "bad_pattern"


def test_the_classics_of_backtracking_are_read_once() -> None:
    assert not pattern("(a+)+b").matches("a" * LONGEST_TEXT)
    assert not pattern("(a|a)*b").matches("a" * LONGEST_TEXT)
    assert not pattern("(.*){9}x").matches("ab" * (LONGEST_TEXT // 2))
    assert pattern("(a?){100}a{100}").matches("a" * 100)


def test_longer_texts_do_not_match() -> None:
    assert pattern("a*").matches("a" * LONGEST_TEXT)
    assert not pattern("a*").matches("a" * (LONGEST_TEXT + 1))
