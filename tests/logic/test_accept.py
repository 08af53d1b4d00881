"""The gate of an autosave: what is kept, what is forgotten, what refuses the whole request."""

from typing import Any

import pytest

from tests.logic.making import choice, compiled, dependency, field, one_page

FORM = one_page(
    field("t", config={"max_length": 3}),
    field("area", "text_area"),
    field("n", "number", config={"max_value": 5}),
    field("d", "date"),
    field("y", "boolean"),
    choice("one", "a", "b"),
    choice("several", "a", "b", "c", field_type="checkbox"),
    choice("driven", "own"),
    dependencies=[dependency("driven", "one", "a", "fed")],
)
SURVEY = compiled(FORM)


def test_well_shaped_values_are_kept_also_beyond_their_limits() -> None:
    accepted = SURVEY.accept({"t": "too long", "n": 6, "d": "2024-02-29", "y": True, "several": ["b", "a", "b"]})
    assert accepted.issues == ()
    assert accepted.values == {"t": "too long", "n": 6, "d": "2024-02-29", "y": "yes", "several": ["b", "a"]}


@pytest.mark.parametrize("empty", [None, "", " \t", [], {}])
def test_empty_values_remove_whatever_the_type(empty: Any) -> None:
    assert SURVEY.accept({"n": empty, "t": empty}).removed == ("n", "t")


@pytest.mark.parametrize("answer", [0, False, "0"])
def test_zero_and_false_are_answers(answer: Any) -> None:
    assert SURVEY.accept({("y" if answer is False else "n"): answer}).removed == ()


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("nobody", 1, "unknown_field"),
        ("t", 5, "wrong_type"),
        ("t", ["a"], "wrong_type"),
        ("t", "x" * 10_001, "value_too_large"),
        ("t", "a\0b", "text_not_storable"),
        ("area", "\udfff", "text_not_storable"),
        ("n", "abc", "not_a_number"),
        ("n", True, "wrong_type"),
        ("n", float("nan"), "not_a_number"),
        ("n", 10**400, "value_too_large"),
        ("n", "1e-40", "value_too_large"),
        ("n", "\u0665", "not_a_number"),
        ("n", "1_000", "not_a_number"),
        ("d", "2024-02-30", "not_a_date"),
        ("d", "20240229", "not_a_date"),
        ("d", "2024-W01-1", "not_a_date"),
        ("d", "0000-01-01", "not_a_date"),
        ("d", 20240229, "wrong_type"),
        ("y", "maybe", "not_a_boolean"),
        ("y", 1, "wrong_type"),
        ("one", "z", "unknown_option"),
        ("one", ["a"], "wrong_type"),
        ("one", " a", "unknown_option"),
        ("several", "abc", "wrong_type"),
        ("several", ["a", "z"], "unknown_option"),
        ("several", ["a", 1], "unknown_option"),
        ("several", ["a", None], "wrong_type"),
        ("one", 4.5, "unknown_option"),
        ("one", float("nan"), "not_a_number"),
        ("several", {"a": 1}, "wrong_type"),
    ],
)
def test_ill_shaped_values_refuse_the_request(name: str, value: Any, code: str) -> None:
    accepted = SURVEY.accept({name: value})
    assert [(issue.pointer, issue.code) for issue in accepted.issues] == [(f"/answers/{name}", code)]


def test_every_problem_is_told() -> None:
    assert len(SURVEY.accept({"n": "abc", "d": "soon", "x": 1, "t": "fine"}).issues) == 3


def test_an_option_of_any_dependency_is_known_even_while_it_is_not_offered() -> None:
    assert SURVEY.accept({"driven": "fed"}).values == {"driven": "fed"}
    errors = SURVEY.evaluate({"driven": "fed"}).errors
    assert [issue.code for issue in errors] == ["option_not_available"]


@pytest.mark.parametrize("answers", [None, [], "t", 5])
def test_answers_that_are_no_object_are_refused(answers: Any) -> None:
    assert [issue.pointer for issue in SURVEY.accept(answers).issues] == ["/answers"]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (5, 5),
        (5.0, 5),
        ("5.0", 5),
        (" +5 ", 5),
        ("1e2", 100),
        (-0.0, 0),
        ("0.10", 0.1),
        (0.1, 0.1),
        (9007199254740993, "9007199254740993"),
        ("123456789012345678.25", "123456789012345678.25"),
        ("0.1000000000000000055", "0.1000000000000000055"),
    ],
)
def test_numbers_are_kept_exactly_and_one_way(sent: Any, kept: Any) -> None:
    value = SURVEY.accept({"n": sent}).values["n"]
    assert (value, type(value)) == (kept, type(kept))


def test_line_ends_are_kept_one_way() -> None:
    assert SURVEY.accept({"area": "a\r\nb\rc\n"}).values == {"area": "a\nb\rc\n"}


def test_a_name_is_escaped_in_its_pointer() -> None:
    assert SURVEY.accept({"a/b~c": 1}).issues[0].pointer == "/answers/a~1b~0c"


@pytest.mark.parametrize("empty", [None, "", " ", []])
def test_clearing_a_field_with_a_default_is_kept_so_that_it_does_not_come_back(empty: Any) -> None:
    survey = compiled(one_page(field("a", default="'x'"), field("b")))
    accepted = survey.accept({"a": empty, "b": empty})
    assert (accepted.values, accepted.removed, accepted.issues) == ({"a": None}, ("b",), ())
    assert survey.evaluate(accepted.values).stored == {}
    assert survey.change(survey.evaluate({}), "a", None) == survey.evaluate({"a": None})
