"""The authoring lint on expressions: refusals with a place, circles through everything, advice."""

from typing import Any

import pytest

from surveyapp.logic.check import check
from surveyapp.logic.compile import compile_survey
from surveyapp.logic.definition import DefinitionError, from_document
from surveyapp.logic.issues import Issue
from tests.logic.making import choice, dependency, field, one_page, rule, section, survey

FIELDS = (
    field("t"),
    field("n", "number", config={"min_value": 0, "max_value": 10}),
    field("d", "date"),
    field("b", "boolean"),
    choice("s", "x", "y"),
    choice("r", "1", "2"),
    choice("l", "x", "y", field_type="checkbox"),
)
PLACE = f"/sections/0/fields/{len(FIELDS)}"


def found(document: Any, severity: str = "error") -> list[Issue]:
    return [issue for issue in check(from_document(document)) if issue.severity == severity]


def told(document: Any, severity: str = "error") -> list[tuple[str, str, int | None]]:
    return [(issue.pointer, issue.code, issue.position) for issue in found(document, severity)]


def probe(severity: str = "error", field_type: str = "text", **formulas: Any) -> list[tuple[str, str, int | None]]:
    document = one_page(*FIELDS, field("probe", field_type, **formulas))
    return [(pointer.removeprefix(PLACE), code, at) for pointer, code, at in told(document, severity)]


@pytest.mark.parametrize(
    ("expression", "code", "at"),
    [
        ("{t} = ", "value_expected", 6),
        ("{nobody} = 1", "unknown_field", 0),
        ("{t} = 'a' and {nobody} = 1", "unknown_field", 14),
        ("{.} = 1", "unknown_field", 0),
        ("{n} = 'five'", "not_a_number", 6),
        ("{n} = true", "wrong_type", 6),
        ("{n} contains 1", "operator_not_allowed", 4),
        ("{d} > '2024-02-30'", "not_a_date", 6),
        ("{d} > 5", "not_a_date", 6),
        ("{d} = {n}", "type_clash", 0),
        ("today() > 'soon'", "not_a_date", 10),
        ("{b} = 'maybe'", "not_a_boolean", 6),
        ("{b} > 1", "operator_not_allowed", 4),
        ("{s} > 1", "type_clash", 0),
        ("{s} contains 'x'", "operator_not_allowed", 4),
        ("{s} allof ['x']", "operator_not_allowed", 4),
        ("{t} < 'b'", "type_clash", 0),
        ("{t} < {t}", "type_clash", 0),
        ("{l} > 1", "operator_not_allowed", 4),
        ("{l} + 'a' = 'b'", "type_clash", 0),
        ("{l} = {n}", "type_clash", 0),
        ("{b} + 1 > 2", "type_clash", 0),
        ("{b} * 2 = 2", "type_clash", 0),
        ("{s} * 2 = 2", "type_clash", 0),
        ("{t} + 'a' - 1 = 2", "type_clash", 0),
        ("{t}", "not_a_condition", 0),
        ("{n} + 1", "not_a_condition", 0),
        ("{n} and {b}", "not_a_condition", 0),
        ("'x'", "not_a_condition", 0),
        ("({n} > 1) empty", "type_clash", 5),
        ("{n} anyof [{n}]", "constant_expected", 11),
        ("nothing({n})", "unknown_function", 0),
        ("iif({b}, 1)", "wrong_arguments", 0),
        ("today(1) = {d}", "wrong_arguments", 0),
        ("iif({b}, {d}, 1) notempty", "type_clash", 14),
        ("iif({n}, 1, 2) = 1", "not_a_condition", 4),
        ("sum({l}) > 1", "type_clash", 4),
        ("age({n}) > 1", "type_clash", 4),
        ("regex({t}, {t})", "constant_expected", 11),
        ("regex({t}, '(?=a)')", "bad_pattern", 11),
        ("{n} = 9999999999999999999999999999999999", "value_too_large", 6),
        ("true = false", "type_clash", 0),
    ],
)
def test_what_cannot_mean_anything_is_refused_with_its_place(expression: str, code: str, at: int) -> None:
    assert probe(visible_if=expression) == [("/visible_if", code, at)]
    assert found(one_page(*FIELDS, field("probe", visible_if=expression)))[0].detail.startswith(
        f"At character {at + 1}: "
    )


def test_every_unknown_name_is_told() -> None:
    assert [at for _, _, at in probe(visible_if="{x} = 1 or {y} = {z}")] == [0, 11, 17]


def test_expressions_are_checked_wherever_they_stand() -> None:
    formulas = {
        "visible_if": "{",
        "required_if": "{",
        "calculate": "{",
        "constraint": {"expression": "{", "message": "m"},
    }
    document = survey(
        section(
            "s", field("a", **formulas), {**choice("b"), "options": [{"value": "o", "label": "O", "visible_if": "{"}]}
        ),
        section("t", visible_if="{"),
        dependencies=[dependency("b", "a", "x", "y")],
    )
    document["dependencies"][0]["dependent_options"][0]["visible_if"] = "{"
    assert {(pointer, code) for pointer, code, _ in told(document)} == {
        ("/sections/1/visible_if", "name_not_closed"),
        ("/sections/0/fields/0/visible_if", "name_not_closed"),
        ("/sections/0/fields/0/required_if", "name_not_closed"),
        ("/sections/0/fields/0/calculate", "name_not_closed"),
        ("/sections/0/fields/0/constraint/expression", "name_not_closed"),
        ("/sections/0/fields/1/options/0/visible_if", "name_not_closed"),
        ("/dependencies/0/dependent_options/0/visible_if", "name_not_closed"),
    }


@pytest.mark.parametrize(
    ("field_type", "expression"),
    [("number", "{d}"), ("number", "{b}"), ("number", "'x'"), ("date", "{n}"), ("boolean", "{n}"), ("text", "{l}")],
)
def test_a_calculation_must_fit_its_field(field_type: str, expression: str) -> None:
    assert [code for _, code, _ in probe(field_type=field_type, calculate=expression)] == ["type_clash"]


def test_a_broken_field_is_told_once_and_not_again_where_it_is_read() -> None:
    document = one_page(field("a", "hologram"), field("b", "number", config={"min_value": "x"}), field("c"))
    document["sections"][0]["fields"][2]["visible_if"] = "{a} = 1 or {b} = 1"
    assert [pointer for pointer, _, _ in told(document)] == [
        "/sections/0/fields/0/field_type",
        "/sections/0/fields/1/config/min_value",
    ]


def cycles(document: Any) -> list[tuple[str, str]]:
    found_ = [issue for issue in found(document) if issue.code == "rule_cycle"]
    return [(issue.pointer, issue.detail.partition(": ")[2].rstrip(".")) for issue in found_]


def test_circles_through_every_kind_of_expression_are_named() -> None:
    fields = "/sections/0/fields"
    assert cycles(one_page(field("a", visible_if="{a} notempty"))) == [(f"{fields}/0/visible_if", "a -> a")]
    assert cycles(one_page(field("a", calculate="{b} + 'x'"), field("b", calculate="{a}"))) == [
        (f"{fields}/0/calculate", "a -> b -> a")
    ]
    assert cycles(one_page(field("a", default="{b}"), field("b", visible_if="{a} = 'x'"))) == [
        (f"{fields}/0/default", "a -> b -> a")
    ]
    option = {"value": "o", "label": "O", "visible_if": "{b} = 'x'"}
    document = one_page(field("a", "dropdown", options=[option]), field("b"), rules=[rule("b", "a")])
    assert cycles(document) == [(f"{fields}/0/options/0/visible_if", "a -> b -> a")]
    document = survey(section("s", field("a")), section("t", field("b"), visible_if="{a} = 'x'"))
    document["sections"][0]["fields"][0]["calculate"] = "{b}"
    assert cycles(document) == [(f"{fields}/0/calculate", "a -> section t -> b -> a")]


def test_a_constraint_and_required_if_may_read_anything_since_they_decide_nothing_that_others_see() -> None:
    assert probe(constraint="{.} != 'x' and {probe} != 'y'", required_if="{probe} empty") == []
    dates = [field("begins", constraint="{.} != {ends}"), field("ends", constraint="{.} != {begins}")]
    assert cycles(one_page(*dates)) == []
    assert cycles(one_page(field("a", constraint="{.} != {b}"), field("b", visible_if="{a} notempty"))) == []
    after = section("t", field("b", calculate="{a}"), visible_if="{a} = 'x'")
    assert cycles(survey(section("s", field("a", constraint="{.} = {b}")), after)) == []


def test_a_circle_of_a_thousand_calculations_is_found_without_recursion() -> None:
    fields = [field(f"f{at}", "number", calculate=f"{{f{(at + 999) % 1000}}} + 1") for at in range(1000)]
    assert [path.count(" -> ") for _, path in cycles(one_page(*fields))] == [1000]


@pytest.mark.parametrize(
    ("expression", "at"),
    [
        ("{b} and {s} = 'gone'", 12),
        ("{n} > 10", 4),
        ("{l} allof ['x', 'gone']", 4),
        ("{n} > 5 and {n} < 3", 0),
        ("{n} = 1 and {n} = 2", 0),
        ("{n} > 5 and {n} <= 5", 0),
        ("{d} >= '2024-01-02' and {d} < '2024-01-02'", 0),
        ("{t} empty and {t} = 'a'", 0),
        ("{s} = 'x' and ({b} and {s} = 'y')", 0),
        ("{s} = 'x' and ({b} or {s} = 'y')", None),
        ("false", 0),
    ],
)
def test_what_no_answers_can_meet_is_advice_with_its_place(expression: str, at: int | None) -> None:
    never = [place for _, code, place in probe("warning", visible_if=expression) if code == "condition_never_holds"]
    assert never == ([] if at is None else [at])


def test_what_hangs_on_an_impossible_expression_is_unreachable() -> None:
    codes = probe("warning", visible_if="{n} > 5 and {n} < 3")
    assert ("", "unreachable", None) in codes
    assert [code for _, code, _ in probe("warning", visible_if="{n} > 3 and {n} < 5")] == []


def test_a_forward_reference_in_an_expression_is_advice() -> None:
    document = one_page(field("a", visible_if="{b} = 'x'"), field("b"))
    assert told(document, "warning") == [("/sections/0/fields/0/visible_if", "forward_reference", 0)]


def test_a_constraint_on_a_later_answer_is_no_forward_reference() -> None:
    assert told(one_page(field("a", constraint="{.} != {b}"), field("b")), "warning") == []


def test_a_pipe_that_leads_nowhere_is_advice() -> None:
    document = one_page(field("a", label="Hi {nobody}, {a} {Not a name}"))
    assert told(document, "warning") == [("/sections/0/fields/0/label", "unknown_field", None)]


def test_a_choice_that_is_calculated_needs_no_options_of_its_own() -> None:
    assert found(one_page(choice("a", "x"), choice("b", calculate="{a}")), "publish") == []


HIDDEN = {"text": "T", "always_show": False}


@pytest.mark.parametrize(
    ("member", "told_", "expected"),
    [
        ("guidance", {"text": "T"}, {}),
        ("guidance", {**HIDDEN, "operator": "contains", "value": "a"}, {}),
        ("guidance", {"text": 5, "always_show": 1}, {"/text": "wrong_type", "/always_show": "wrong_type"}),
        ("guidance", {**HIDDEN, "operator": "less_than", "value": 1}, {"/operator": "operator_not_allowed"}),
        ("guidance", {**HIDDEN, "operator": "like", "value": "a"}, {"/operator": "unknown_operator"}),
        ("guidance", {"text": "T", "when": "a"}, {"/when": "unknown_key"}),
        ("guidance", {"text": "T", "always_show": True, "operator": "equals", "value": []}, {}),
        ("review", {"always": True}, {}),
        ("review", {"always": "yes"}, {"/always": "wrong_type"}),
        ("review", {"operator": "equals", "value": ["a", "b"]}, {}),
        ("review", {"operator": "equals", "value": 5}, {"/value": "wrong_type"}),
        ("review", {"operator": "is_empty", "value": 5}, {"/value": "value_not_allowed"}),
    ],
)
def test_guidance_and_review_are_checked(member: str, told_: Any, expected: dict[str, str]) -> None:
    found_ = found(one_page(field("a", **{member: told_})))
    assert {issue.pointer.removeprefix(f"/sections/0/fields/0/{member}"): issue.code for issue in found_} == expected


def test_compiling_refuses_a_broken_expression() -> None:
    with pytest.raises(DefinitionError) as caught:
        compile_survey(from_document(one_page(field("a", visible_if="{a"))))
    assert [issue.to_json() for issue in caught.value.issues] == [
        {
            "pointer": "/sections/0/fields/0/visible_if",
            "code": "name_not_closed",
            "detail": "At character 1: This field name has no closing brace.",
            "severity": "error",
            "position": 0,
        }
    ]


def test_a_default_is_typed_by_its_field_and_does_not_stand_beside_a_calculation() -> None:
    place = "/sections/0/fields/1/default"
    for default, code in (
        ("{a} > 1", "type_clash"),
        ("'x'", "type_clash"),
        ("{b}", "rule_cycle"),
        ("{", "name_not_closed"),
    ):
        issues = found(one_page(field("a", "number"), field("b", "number", default=default)))
        assert [(issue.pointer, issue.code) for issue in issues] == [(place, code)]
    both = found(one_page(field("a", "number"), field("b", "number", default="1", calculate="{a}")))
    assert [(issue.pointer, issue.code) for issue in both] == [(place, "default_not_allowed")]


def test_a_name_in_what_a_constraint_says_is_advice_where_no_field_has_it() -> None:
    for name, codes in (("a", []), ("nobody", ["unknown_field"])):
        told = {"expression": "{.} > 1", "message": f"Not {{{name}}}."}
        advice = check(from_document(one_page(field("a", "number", constraint=told))))
        assert [issue.code for issue in advice] == codes
        assert {issue.pointer for issue in advice} <= {"/sections/0/fields/0/constraint/message"}
