"""What SurveyJS's choices carry, hide and require, and what its tables ask for."""

from __future__ import annotations

import pytest

from surveyapp.formats.service.surveyjs import read
from tests.formats.surveyjs import codes, evaluate, fields

FIRST = {"type": "checkbox", "name": "a", "choices": ["x", "y"], "showOtherItem": True}
MATRIX = {"type": "matrix", "name": "m", "rows": ["r", "s"], "columns": [1, 2]}


def test_carried_choices_stand_for_the_questions_own_but_for_special_ones():
    carried = {"type": "radiogroup", "name": "b", "choicesFromQuestion": "a", "choices": ["own"], "showNoneItem": True}
    imported = read({"elements": [FIRST, carried]})
    assert [option["value"] for option in fields(imported)["b"]["options"]] == ["x", "y", "none"]


def test_a_question_hides_where_it_has_nothing_to_offer():
    carried = {"choicesFromQuestion": "a", "choicesFromQuestionMode": "selected", "hideIfChoicesEmpty": True}
    source = {"elements": [FIRST, {"type": "checkbox", "name": "b", **carried}]}
    assert "b" not in evaluate(source, {}).state.visible_fields
    assert "b" in evaluate(source, {"a": ["y"]}).state.visible_fields


def test_a_required_table_stays_required_when_a_row_is_answered():
    evaluation = evaluate({"elements": [{**MATRIX, "isRequired": True}]}, {"m": {"r": 1}})
    assert evaluation.state.required_fields == ("m",) and evaluation.errors == ()


@pytest.mark.parametrize("answers", [{}, {"m": {"r": 1}}])
def test_a_table_that_asks_for_every_row_is_not_required_for_that(answers):
    evaluation = evaluate({"elements": [{**MATRIX, "isAllRowRequired": True}]}, answers)
    assert evaluation.state.required_fields == ()
    assert [issue.detail for issue in evaluation.errors] == ["Please answer every row."]


def test_a_table_is_complete_with_every_row():
    assert evaluate({"elements": [{**MATRIX, "isAllRowRequired": True}]}, {"m": {"r": 1, "s": 2}}).errors == ()


@pytest.mark.parametrize(
    ("expression", "kind", "value"),
    [
        ("{d} > '2025-01-01'", "boolean", "yes"),
        ("'On ' + {d}", "text", "On 2025-06-01"),
        ("iif({d} notempty, {d}, 'none')", "text", "2025-06-01"),
        ("10 / {n} + 1", "number", 1),
        ("sum({c}, 4) * 2", "number", 16),
        ("max({c}) - avg({c})", "number", 1),
        ("({d} empty) + 1", "number", 1),
        ("weekday({d})", "number", 0),
    ],
)
def test_an_expression_gives_what_it_gives_there(expression, kind, value):
    questions = [
        {"type": "text", "name": "d", "inputType": "date"},
        {"type": "text", "name": "n", "inputType": "number"},
        {"type": "checkbox", "name": "c", "choices": [1, 3, 5]},
        {"type": "expression", "name": "e", "expression": expression},
    ]
    imported = read({"elements": questions})
    assert codes(imported.report) == [] and fields(imported)["e"]["field_type"] == kind
    answers = {"d": "2025-06-01", "c": [1, 3]}
    assert evaluate({"elements": questions}, answers).state.calculated["e"] == value


def test_each_row_of_a_table_may_have_to_be_answered_otherwise():
    source = {"elements": [{**MATRIX, "eachRowUnique": True}]}
    assert codes(read(source).report) == []
    assert evaluate(source, {"m": {"r": 1, "s": 2}}).errors == () and evaluate(source, {"m": {"r": 1}}).errors == ()
    assert [issue.code for issue in evaluate(source, {"m": {"r": 1, "s": 1}}).errors] == ["constraint_failed"]


def test_too_many_rows_to_compare_are_told():
    source = {"elements": [{**MATRIX, "rows": list(range(150)), "eachRowUnique": True}]}
    assert codes(read(source).report) == ["unique_values"]


@pytest.mark.parametrize("where", ["page", "panel"])
def test_a_required_group_asks_its_first_question_while_nothing_is_answered(where):
    inner = [{"type": "text", "name": "a", "visibleIf": "{b} = 'x'"}, {"type": "text", "name": "b"}]
    panel = {"type": "panel", "name": "p", "elements": inner, "isRequired": where == "panel"}
    source = {"pages": [{"name": "one", "elements": [panel], "isRequired": where == "page"}]}
    assert codes(read(source).report) == ["required_group"]
    assert [issue.pointer for issue in evaluate(source, {}).errors] == ["/answers/b"]
    assert evaluate(source, {"b": "y"}).errors == ()


def test_a_group_may_be_required_by_a_condition():
    panel = {"type": "panel", "name": "p", "elements": [{"type": "text", "name": "a"}], "requiredIf": "{b} = 'x'"}
    source = {"elements": [panel, {"type": "text", "name": "b"}]}
    assert evaluate(source, {}).errors == () and evaluate(source, {"b": "x"}).errors


def test_what_a_condition_requires_it_requires_alone():
    question = {"type": "text", "name": "a", "isRequired": True, "requiredIf": "{b} = 'x'"}
    source = {"elements": [question, {"type": "text", "name": "b"}]}
    assert evaluate(source, {}).state.required_fields == ()
    assert evaluate(source, {"b": "x"}).state.required_fields == ("a",)


def test_a_condition_that_cannot_be_said_leaves_a_question_as_required_as_it_is():
    question = {"type": "text", "name": "a", "isRequired": True, "requiredIf": "mine({b}) = 'x'"}
    assert evaluate({"elements": [question]}, {}).state.required_fields == ("a",)
