"""Expressions as text: what parses to what, and every refusal with its place."""

import pytest

from surveyapp.logic.expressions import ExpressionError, Node, parse
from surveyapp.logic.expressions.nodes import (
    Call,
    Comparison,
    Emptiness,
    Literal,
    Logic,
    Name,
    Negation,
    Product,
    Sum,
)


def shape(node: Node) -> object:
    """A node without places, short enough to compare."""
    match node:
        case Literal(_, kind, text):
            return float(text) if kind == "number" else text
        case Name(_, field):
            return "{" + field + "}"
        case Logic(_, operator, parts):
            return (operator, *map(shape, parts))
        case Negation(_, operator, part):
            return (operator, shape(part))
        case Comparison(_, operator, left, right) | Product(_, operator, left, right):
            return (operator, shape(left), shape(right))
        case Emptiness(_, part, filled):
            return ("notempty" if filled else "empty", shape(part))
        case Sum(_, terms):
            return tuple(each for sign, term in terms for each in (sign, shape(term)))
        case Call(_, function, parts):
            return (function, *map(shape, parts))
    return list(map(shape, node.parts))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{a} = 1", ("=", "{a}", 1)),
        ("{ a }==1", ("=", "{a}", 1)),
        ("{a} <> 'x'", ("!=", "{a}", "x")),
        ("{a} notequal 'x'", ("!=", "{a}", "x")),
        ("{a} lessorequal 3", ("<=", "{a}", 3)),
        ("{a} = 1 or {b} = 2 and {c} = 3", ("or", ("=", "{a}", 1), ("and", ("=", "{b}", 2), ("=", "{c}", 3)))),
        ("({a} = 1 or {b} = 2) && {c}", ("and", ("or", ("=", "{a}", 1), ("=", "{b}", 2)), "{c}")),
        ("{a} || {b} OR {c}", ("or", "{a}", "{b}", "{c}")),
        ("not {a} = 1", ("not", ("=", "{a}", 1))),
        ("!{a} and {b}", ("and", ("not", "{a}"), "{b}")),
        ("not not {a}", ("not", ("not", "{a}"))),
        ("{a} + 2 * 3 - 4", ("+", "{a}", "+", ("*", 2, 3), "-", 4)),
        ("({a} + 2) * 3", ("*", ("+", "{a}", "+", 2), 3)),
        ("{a} - ({b} - 1)", ("+", "{a}", "-", ("+", "{b}", "-", 1))),
        ("8 / 4 % 3", ("%", ("/", 8, 4), 3)),
        ("-{a} * -2", ("*", ("-", "{a}"), -2)),
        ("1 - -1", ("+", 1, "-", -1)),
        ("{a} + 1 > {b} * 2", (">", ("+", "{a}", "+", 1), ("*", "{b}", 2))),
        ("{a} notempty", ("notempty", "{a}")),
        ("{a} + {b} empty and {c}", ("and", ("empty", ("+", "{a}", "+", "{b}")), "{c}")),
        ("not {a} EMPTY", ("not", ("empty", "{a}"))),
        ("{a} anyof ['x', 2, true]", ("anyof", "{a}", ["x", 2, "true"])),
        ("'x' in {a}", ("in", "x", "{a}")),
        ("IIF({a} = 1, today(), date('2024-01-31'))", ("iif", ("=", "{a}", 1), ("today",), ("date", "2024-01-31"))),
        (r"'it\'s \d \\' ", "it's \\d \\"),
        ('"]" ', "]"),
        (".5 + 0.25", ("+", 0.5, "+", 0.25)),
        ("{.} > 0", (">", "{.}", 0)),
        ("\n{a}\t= 1", ("=", "{a}", 1)),
        ("((((({a})))))", "{a}"),
    ],
)
def test_text_means_what_the_grammar_says(text: str, expected: object) -> None:
    assert shape(parse(text)) == expected


@pytest.mark.parametrize(
    ("text", "code", "at"),
    [
        ("", "value_expected", 0),
        ("   ", "value_expected", 3),
        ("{a} =", "value_expected", 5),
        ("{a} = = 1", "value_expected", 6),
        ("= 1", "value_expected", 0),
        ("{a} 1", "operator_expected", 4),
        ("{a} {b}", "operator_expected", 4),
        ("{a} = 1)", "not_opened", 7),
        ("({a} = 1", "not_closed", 0),
        ("['x'", "not_closed", 0),
        ("['x')", "not_opened", 4),
        ("sum(1, 2", "not_closed", 0),
        ("sum(1,)", "value_expected", 6),
        ("(1, 2)", "unexpected", 2),
        ("1, 2", "unexpected", 1),
        ("[]", "value_expected", 0),
        ("()", "value_expected", 1),
        ("{a} < {b} < {c}", "compared_twice", 10),
        ("{a} = {b} empty", "compared_twice", 10),
        ("{a} empty = true", "compared_twice", 4),
        ("{a} empty notempty", "compared_twice", 4),
        ("{a} = yes", "unknown_word", 6),
        ("{a} =< 1", "unexpected", 4),
        ("{a} is 1", "operator_expected", 4),
        ("{Country} = 1", "bad_name", 0),
        ("{a.b} = 1", "bad_name", 0),
        ("{} = 1", "bad_name", 0),
        ("{a = 1", "name_not_closed", 0),
        ("{a} = 'x", "text_not_closed", 6),
        ('{a} = "x', "text_not_closed", 6),
        ("{a} = #", "unexpected_character", 6),
        ("{a} ; 1", "unexpected_character", 4),
        ("\ud800", "unexpected_character", 0),
        ("not " * 101 + "{a}", "too_deep", 4),
        ("iif({a}, " * 101 + "1" + ", 2)" * 101, "too_deep", 9),
        ("1" + " * 1" * 101, "too_deep", 398),
    ],
)
def test_what_is_no_expression_is_refused_with_its_place(text: str, code: str, at: int) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert (caught.value.code, caught.value.at) == (code, at)
    assert caught.value.sentence.startswith(f"At character {at + 1}: ")


def test_long_chains_are_flat_and_brackets_cost_no_depth() -> None:
    assert len(parse(" and ".join(["{a}"] * 1400)).parts) == 1400
    assert len(parse(" + ".join(["1"] * 2400)).parts) == 2400
    assert shape(parse("(" * 4000 + "{a}" + ")" * 4000)) == "{a}"


def test_an_expression_lists_the_fields_it_reads_in_order() -> None:
    node = parse("iif({b} = 1, {a} + {c}, sum({b}, {.})) > -{d}")
    assert [name.field for name in node.names()] == ["b", "a", "c", "b", ".", "d"]
    assert node.reads == {"a", "b", "c", "d", "."}
