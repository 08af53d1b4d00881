"""What a SurveyJS document asks of answers, gives by default and works out, as ours does."""

from __future__ import annotations

import pytest

from surveyapp.formats.service.surveyjs import read
from surveyapp.logic.compile import compile_survey
from surveyapp.logic.definition import from_document
from tests.formats.surveyjs import codes, evaluate, fields, one


def test_limits_may_be_expressions():
    question = {"type": "text", "name": "q", "inputType": "date", "maxValueExpression": "today()"}
    assert evaluate({"elements": [question]}, {"q": "2026-01-16"}).errors
    assert not evaluate({"elements": [question]}, {"q": "2026-01-15"}).errors


@pytest.mark.parametrize(
    ("question", "default"),
    [
        ({"type": "text", "defaultValue": "x"}, "'x'"),
        ({"type": "text", "inputType": "number", "defaultValue": 5}, "5"),
        ({"type": "radiogroup", "choices": ["a", "b"], "defaultValue": "b"}, "'b'"),
        ({"type": "checkbox", "choices": ["a", "b"], "defaultValue": ["b"]}, "['b']"),
        ({"type": "boolean", "defaultValue": True}, "true"),
        ({"type": "boolean", "defaultValue": "false"}, "false"),
        ({"type": "text", "inputType": "date", "defaultValueExpression": "today()"}, "today()"),
        ({"type": "text", "inputType": "number", "defaultValueExpression": "{n} + 1"}, "sum({n}) + 1"),
    ],
)
def test_a_default_stands_until_somebody_answers(question, default):
    other = {"type": "text", "name": "n", "inputType": "number"}
    imported = read({"elements": [other, {"name": "q", **question}]})
    assert fields(imported)["q"]["default"] == default and codes(imported.report) == []


def test_a_default_that_is_no_choice_is_told():
    field, report = one({"type": "radiogroup", "name": "q", "choices": ["a"], "defaultValue": "z"})
    assert field["default"] is None and codes(report) == ["default"]


def test_an_expression_is_calculated_and_has_the_type_of_what_it_gives():
    questions = [
        {"type": "text", "name": "n", "inputType": "number"},
        {"type": "expression", "name": "twice", "expression": "{n} * 2"},
        {"type": "expression", "name": "words", "expression": "'n = ' + {twice}"},
        {"type": "text", "name": "big", "visibleIf": "{twice} > 5"},
    ]
    imported = read({"elements": questions})
    found = fields(imported)
    assert (found["twice"]["field_type"], found["words"]["field_type"]) == ("number", "text")
    evaluation = evaluate({"elements": questions}, {"n": 3})
    assert evaluation.state.calculated == {"twice": 6, "words": "n = 6"}
    assert "big" in evaluation.state.visible_fields


def test_expressions_that_read_each_other_are_told_and_give_nothing():
    questions = [
        {"type": "expression", "name": "a", "expression": "{b} + 1"},
        {"type": "expression", "name": "b", "expression": "{a} + 1"},
    ]
    imported = read({"elements": questions})
    assert "calculation" in codes(imported.report, "lost")
    compile_survey(from_document(imported.document))


def test_a_calculated_value_stands_where_it_is_read_and_is_a_field_where_it_is_kept():
    source = {
        "calculatedValues": [
            {"name": "full", "expression": "{a} + ' ' + {b}", "includeIntoResult": True},
            {"name": "sum", "expression": "{n} + 1"},
        ],
        "elements": [
            {"type": "text", "name": "a"},
            {"type": "text", "name": "b"},
            {"type": "text", "name": "n", "inputType": "number"},
            {"type": "text", "name": "q", "visibleIf": "{sum} > 3"},
        ],
    }
    imported = read(source)
    assert fields(imported)["q"]["visible_if"] == "sum({n}) + 1 > 3"
    assert fields(imported)["full"]["calculate"] == "{a} + ' ' + {b}"
    assert fields(imported)["full"]["config"] == {"is_displayed": False}


def test_a_trigger_that_sets_a_value_is_a_default_and_any_other_is_told():
    source = {
        "elements": [
            {"type": "boolean", "name": "same"},
            *({"type": "text", "name": name} for name in ("a", "b", "c")),
        ],
        "triggers": [
            {"type": "copyvalue", "expression": "{same} = true", "fromName": "a", "setToName": "b"},
            {"type": "setvalue", "expression": "{same} = true", "setToName": "c", "setValue": "yes"},
            {"type": "complete", "expression": "{a} = 'x'"},
        ],
    }
    imported = read(source)
    assert codes(imported.report) == ["trigger", "trigger", "trigger"]
    assert evaluate(source, {"same": True, "a": "here"}).stored == {"same": "yes", "a": "here", "b": "here", "c": "yes"}
