"""The authoring lint: what refuses a save, what refuses publishing, what is only advice."""

from typing import Any

import pytest

from surveyapp.logic.check import check
from surveyapp.logic.compile import compile_survey
from surveyapp.logic.definition import DefinitionError, from_document
from surveyapp.logic.issues import Issue
from surveyapp.logic.operators import OPERATORS
from tests.logic.making import choice, dependency, field, one_page, option, rule, section, survey

SOURCES = {
    "text": field("x"),
    "text_input": field("x", "text_input"),
    "text_area": field("x", "text_area"),
    "number": field("x", "number"),
    "date": field("x", "date"),
    "boolean": field("x", "boolean"),
    "dropdown": choice("x", "a", "b"),
    "radio": choice("x", "a", "b", field_type="radio"),
    "single_select": choice("x", "a", "b", field_type="single_select"),
    "checkbox": choice("x", "a", "b", field_type="checkbox"),
    "multi_select": choice("x", "a", "b", field_type="multi_select"),
    "ranking": choice("x", "a", "b", field_type="ranking"),
    "matrix": choice("x", "a", "b", field_type="matrix"),
    **{kind: field("x", kind) for kind in ("rating", "time", "datetime", "file", "multiple_files")},
}
EXACT = {"is_empty", "is_not_empty", "equals", "not_equals", "in", "not_in"}
ORDERED = EXACT | {"greater_than", "less_than", "greater_or_equal", "less_or_equal", "between"}
TEXTUAL = EXACT | {"contains", "not_contains", "starts_with", "ends_with"}
SEVERAL = EXACT | {"contains", "not_contains"}
COUNTING = ("file_size_greater_than", "file_count_greater_than")
LEGAL = {
    **dict.fromkeys(("text", "text_input", "text_area"), TEXTUAL),
    **dict.fromkeys(("number", "rating", "date", "time", "datetime"), ORDERED),
    **dict.fromkeys(("dropdown", "radio", "single_select", "boolean"), EXACT),
    **dict.fromkeys(("checkbox", "multi_select", "ranking"), SEVERAL),
    **dict.fromkeys(("file", "multiple_files"), SEVERAL | set(COUNTING)),
    "matrix": {"is_empty", "is_not_empty"},
}
CONSTANT = {"number": 1, "rating": 1, "date": "2024-01-01", "boolean": "yes"}
CONSTANT |= {"time": "09:30", "datetime": "2024-01-01T09:30"}


def found(document: Any, severity: str = "error") -> list[Issue]:
    return [issue for issue in check(from_document(document)) if issue.severity == severity]


def codes(document: Any, severity: str = "error") -> dict[str, str]:
    return {issue.pointer: issue.code for issue in found(document, severity)}


def value_for(operator: str, field_type: str) -> object:
    constant = CONSTANT.get(field_type, "a")
    if operator in ("is_empty", "is_not_empty"):
        return None
    if operator in COUNTING:
        return 1
    return [constant, constant] if operator == "between" else constant


@pytest.mark.parametrize("field_type", SOURCES)
def test_operators_are_allowed_by_type_and_all_others_are_refused_with_the_legal_list(field_type: str) -> None:
    source = SOURCES[field_type]
    for operator in OPERATORS:
        row = rule("t", "x", operator, value_for(operator, field_type))
        problems = found(one_page(source, field("t"), rules=[row]))
        assert [p.code for p in problems] == ([] if operator in LEGAL[field_type] else ["operator_not_allowed"])
        for problem in problems:
            assert set(problem.detail.rpartition(": ")[2].rstrip(".").split(", ")) == LEGAL[field_type]


def test_a_misspelt_operator_is_told_from_a_misplaced_one() -> None:
    assert codes(one_page(field("x"), field("t"), rules=[rule("t", "x", "equal", "a")])) == {
        "/rules/0/operator": "unknown_operator"
    }


@pytest.mark.parametrize(
    ("source", "operator", "value", "code"),
    [
        ("text", "is_empty", "a", "value_not_allowed"),
        ("text", "is_not_empty", False, "value_not_allowed"),
        ("text", "equals", None, "value_required"),
        ("text", "in", None, "value_required"),
        ("text", "equals", 5, "wrong_type"),
        ("text", "equals", ["a"], "wrong_type"),
        ("text", "contains", "", "bad_value"),
        ("text", "in", ["a", 1], "wrong_type"),
        ("number", "equals", "abc", "not_a_number"),
        ("number", "equals", True, "wrong_type"),
        ("number", "greater_than", [1], "wrong_type"),
        ("number", "between", [1], "bad_value"),
        ("number", "between", 1, "bad_value"),
        ("date", "equals", "2024-02-30", "not_a_date"),
        ("date", "less_than", 20240101, "wrong_type"),
        ("boolean", "equals", "maybe", "not_a_boolean"),
        ("dropdown", "equals", [5], "wrong_type"),
        ("dropdown", "equals", "", "bad_value"),
        ("checkbox", "contains", {"a": 1}, "wrong_type"),
        ("number", "in", list(range(1001)), "too_many_values"),
    ],
)
def test_a_rules_value_must_fit_operator_and_source(source: str, operator: str, value: object, code: str) -> None:
    document = one_page(SOURCES[source], field("t"), rules=[rule("t", "x", operator, value)])
    assert codes(document) == {"/rules/0/value": code}


def test_names_that_do_not_exist_are_told_at_every_place() -> None:
    document = one_page(
        field("a"),
        rules=[rule("b", "a"), rule("section nowhere", "a"), rule("a", "c")],
        dependencies=[dependency("d", "e", "x", "y")],
    )
    assert codes(document) == {
        "/rules/0/target": "unknown_field",
        "/rules/1/target": "unknown_section",
        "/rules/2/source_field": "unknown_field",
        "/dependencies/0/dependent_field": "unknown_field",
        "/dependencies/0/source_field": "unknown_field",
    }


def test_names_are_unique_in_the_survey_and_sections_have_their_own() -> None:
    document = survey(section("a", field("a")), section("a", field("b"), field("a")))
    assert codes(document) == {"/sections/1/name": "duplicate_name", "/sections/1/fields/1/name": "duplicate_name"}


def test_options_are_unique_and_only_choices_have_them() -> None:
    document = one_page(choice("a", "x", "x"), field("b", options=[option("x")]), choice("c", "x"))
    document["dependencies"] = [dependency("b", "c", "x", "y"), dependency("a", "c", "x", "y", "y")]
    assert codes(document) == {
        "/sections/0/fields/0/options/1/value": "duplicate_option",
        "/sections/0/fields/1/options": "options_not_allowed",
        "/dependencies/0/dependent_field": "options_not_allowed",
        "/dependencies/1/dependent_options/1/value": "duplicate_option",
    }


def test_unknown_field_types_and_their_rules_are_refused_once() -> None:
    document = one_page(field("a", "hologram"), field("b"), rules=[rule("b", "a", "equals", 1)])
    assert codes(document) == {"/sections/0/fields/0/field_type": "unknown_field_type"}


@pytest.mark.parametrize(
    ("field_type", "config", "expected"),
    [
        ("text", {"placeholder": "Name", "min_length": 0, "max_length": 10}, {}),
        ("text", {"min_length": None}, {}),
        ("text", {"min_length": 5, "max_length": 4}, {"max_length": "limits_crossed"}),
        ("text", {"min_length": -1, "max_length": 0}, {"min_length": "bad_config", "max_length": "bad_config"}),
        ("text", {"min_length": "1", "placeholder": 5}, {"min_length": "bad_config", "placeholder": "wrong_type"}),
        ("text_area", {"max_length": True}, {"max_length": "bad_config"}),
        ("text", {"pattern": "a+"}, {"pattern": "unknown_config_key"}),
        ("text", {"min_value": 1}, {"min_value": "unknown_config_key"}),
        ("number", {"min_value": "1.0", "max_value": 10000.0, "decimal_places": 0}, {}),
        (
            "number",
            {"min_value": 1.23456, "decimal_places": -1},
            {"min_value": "bad_config", "decimal_places": "bad_config"},
        ),
        ("number", {"min_value": "2", "max_value": 1.5}, {"max_value": "limits_crossed"}),
        ("number", {"max_value": "many"}, {"max_value": "not_a_number"}),
        ("date", {"min_date": "2024-01-01", "max_date": "2024-12-31", "format": "YYYY-MM-DD"}, {}),
        ("date", {"min_date": "2024-02-30", "format": "YY"}, {"min_date": "not_a_date", "format": "bad_config"}),
        ("date", {"format": "YYYY-DD-MM"}, {"format": "bad_config"}),
        ("date", {"format": "DD/DD/YYYY"}, {"format": "bad_config"}),
        ("date", {"min_date": "2025-01-01", "max_date": "2024-12-31"}, {"max_date": "limits_crossed"}),
        ("boolean", {"labels": {}}, {"labels": "unknown_config_key"}),
        ("dropdown", {"max_length": 1}, {"max_length": "unknown_config_key"}),
    ],
)
def test_settings_are_checked_by_type(field_type: str, config: dict[str, object], expected: dict[str, str]) -> None:
    document = one_page(field("a", field_type, config=config))
    assert codes(document) == {f"/sections/0/fields/0/config/{key}": code for key, code in expected.items()}


def test_rows_of_one_group_must_agree() -> None:
    rows = [rule("b", "a", rule_group="g"), rule("b", "a", rule_group="g", group_logic="or", action="hide")]
    assert codes(one_page(field("a"), field("b"), rules=rows)) == {
        "/rules/1/action": "mixed_rule_group",
        "/rules/1/group_logic": "mixed_rule_group",
    }
    rows[1]["target"] = "c"
    assert codes(one_page(field("a"), field("b"), field("c"), rules=rows)) == {}


def cycles(document: Any) -> list[str]:
    return [i.detail.partition(": ")[2].rstrip(".") for i in found(document) if i.code == "rule_cycle"]


def test_a_field_that_decides_itself_is_a_circle() -> None:
    assert cycles(one_page(field("a"), rules=[rule("a", "a")])) == ["a -> a"]


def test_a_circle_through_fields_is_named() -> None:
    rules = [rule("b", "a"), rule("c", "b"), rule("a", "c"), rule("d", "a")]
    document = one_page(*(field(name) for name in "abcd"), rules=rules)
    assert cycles(document) == ["a -> b -> c -> a"]
    assert codes(document) == {"/rules/2": "rule_cycle"}


def test_a_circle_through_a_section_is_named() -> None:
    document = survey(
        section("one", field("a")), section("b", field("c")), rules=[rule("section b", "a"), rule("a", "c")]
    )
    assert cycles(document) == ["a -> section b -> c -> a"]


def test_a_section_decided_by_its_own_field_is_a_circle() -> None:
    assert cycles(survey(section("s", field("a")), rules=[rule("section s", "a")])) == ["a -> section s -> a"]


def test_a_circle_through_a_dependency_is_named() -> None:
    document = one_page(choice("a", "x"), choice("b", "x"), rules=[rule("a", "b")])
    document["dependencies"] = [dependency("b", "a", "x", "y")]
    assert cycles(document) == ["a -> b -> a"]


def test_a_circle_behind_the_first_dependency_of_a_field_is_found() -> None:
    rules = [rule("b", "z"), rule("b", "y"), rule("b", "a"), rule("a", "b", action="hide")]
    document = one_page(*(field(name) for name in "zyab"), rules=rules)
    assert cycles(document) == ["a -> b -> a"]


def test_circles_apart_are_all_told() -> None:
    rules = [rule("b", "a"), rule("a", "b"), rule("d", "c"), rule("c", "d")]
    assert cycles(one_page(*(field(name) for name in "abcd"), rules=rules)) == ["a -> b -> a", "c -> d -> c"]


def test_a_circle_of_a_thousand_is_found_without_recursion() -> None:
    names = [f"f{at}" for at in range(1000)]
    rules = [rule(target, source) for source, target in zip(names, names[1:] + names[:1], strict=True)]
    assert cycles(one_page(*map(field, names), rules=rules)) == [" -> ".join([*names, "f0"])]


def test_compiling_refuses_what_check_calls_an_error_and_only_that() -> None:
    with pytest.raises(DefinitionError) as caught:
        compile_survey(from_document(one_page(field("a", "hologram"), rules=[rule("x", "a")])))
    assert {issue.code for issue in caught.value.issues} == {"unknown_field_type", "unknown_field"}
    assert compile_survey(from_document(survey())).order == ()


def test_what_a_draft_may_lack_is_asked_for_only_when_publishing() -> None:
    assert codes(survey(), "publish") == {"/sections": "no_sections"}
    assert codes(survey(section("s")), "publish") == {"/sections": "no_fields"}
    document = one_page(choice("a"), choice("b"), choice("c", "x"), dependencies=[dependency("b", "c", "x", "y")])
    assert codes(document, "publish") == {"/sections/0/fields/0/options": "no_options"}
    assert found(document) == []


def test_a_forward_reference_is_advice() -> None:
    document = survey(
        section("s", field("a")), section("t", field("b")), rules=[rule("a", "b"), rule("section s", "b")]
    )
    assert codes(document, "warning") == {
        "/rules/0/source_field": "forward_reference",
        "/rules/1/source_field": "forward_reference",
    }
    assert codes(survey(section("s", field("a")), section("t", field("b")), rules=[rule("b", "a")]), "warning") == {}


@pytest.mark.parametrize(
    ("source", "operator", "value"),
    [
        ("dropdown", "equals", "z"),
        ("dropdown", "in", ["y", "z"]),
        ("dropdown", "in", []),
        ("checkbox", "contains", "z"),
        ("checkbox", "equals", ["a", "z"]),
        ("number", "between", [5, 1]),
        ("text", "in", []),
        ("text", "equals", " "),
    ],
)
def test_a_condition_no_answer_meets_is_advice(source: str, operator: str, value: object) -> None:
    document = one_page(SOURCES[source], field("t"), rules=[rule("t", "x", operator, value)])
    assert codes(document, "warning") == {
        "/rules/0/value": "condition_never_holds",
        "/sections/0/fields/1": "unreachable",
    }


@pytest.mark.parametrize(
    ("operator", "value", "holds"),
    [("greater_than", 10, False), ("greater_than", 9, True), ("greater_or_equal", 10, True), ("less_than", 1, False)]
    + [("less_or_equal", 1, True), ("equals", 11, False), ("between", [11, 12], False), ("between", [0, 1], True)],
)
def test_limits_of_a_field_bound_what_it_can_answer(operator: str, value: object, holds: bool) -> None:
    source = field("x", "number", config={"min_value": 1, "max_value": 10})
    warned = codes(one_page(source, field("t"), rules=[rule("t", "x", operator, value)]), "warning")
    assert ("/rules/0/value" not in warned) is holds


def test_what_hangs_on_the_unreachable_is_unreachable_too() -> None:
    document = survey(
        section("s", choice("a", "x"), field("b")),
        section("t", field("c"), field("d")),
        rules=[rule("b", "a", "equals", "gone"), rule("section t", "b")],
    )
    unreachable = [pointer for pointer, code in codes(document, "warning").items() if code == "unreachable"]
    assert unreachable == ["/sections/1", "/sections/0/fields/1"]


def test_options_no_dependency_can_bring_are_advice() -> None:
    document = one_page(choice("a", "x"), choice("b"), dependencies=[dependency("b", "a", "gone", "y")])
    assert codes(document, "warning") == {"/dependencies/0/source_value": "unreachable_options"}


def test_only_what_is_calculated_can_be_kept_off_the_page() -> None:
    kept = {"is_displayed": False}
    assert (
        found(one_page(field("a", config=kept, calculate="'x'"), field("b", "rating", config=kept, calculate="3")))
        == []
    )
    assert codes(one_page(field("a", config=kept))) == {
        "/sections/0/fields/0/config/is_displayed": "display_not_allowed"
    }


def test_whether_a_field_is_displayed_is_true_or_false() -> None:
    wrong = one_page(field("a", config={"is_displayed": "no"}, calculate="'x'"))
    assert codes(wrong) == {"/sections/0/fields/0/config/is_displayed": "bad_config"}
