"""What a SurveyJS document asks of answers, gives by default and works out, as ours does."""

from __future__ import annotations

import pytest

from surveyapp.formats.service.surveyjs import read
from surveyapp.logic.compile import compile_survey
from surveyapp.logic.definition import from_document
from tests.formats.surveyjs import codes, evaluate, fields, one


@pytest.mark.parametrize(
    ("validators", "good", "bad"),
    [
        ([{"type": "numeric", "minValue": 1, "maxValue": 5}], ["1", "4.5"], ["0", "6", "five"]),
        ([{"type": "text", "minLength": 2, "maxLength": 3}], ["ab", "abc"], ["a", "abcd"]),
        ([{"type": "text", "minLength": 1, "allowDigits": False}], ["ab"], ["a1"]),
        ([{"type": "email"}], ["a@b.co", "a.b@c.example.org"], ["a", "a@b", "a b@c.de", "@b.co"]),
        ([{"type": "regex", "regex": "^[a-c]+$"}], ["abc"], ["abcd", "x"]),
        ([{"type": "regex", "regex": "https://.*"}], ["https://x", "see https://x"], ["http://x"]),
        ([{"type": "regex", "regex": "^a|b$"}], ["ax", "xb"], ["xay"]),
        ([{"type": "regex", "regex": "^ab$", "caseInsensitive": True}], ["AB", "ab"], ["abc"]),
        ([{"type": "expression", "expression": "{q} = 'x' or {q} = 'y'"}], ["x", "Y"], ["z"]),
        ([{"type": "numeric"}, {"type": "text", "maxLength": 2}], ["12"], ["123", "ab"]),
    ],
)
def test_validators_are_a_constraint(validators, good, bad):
    source = {"elements": [{"type": "text", "name": "q", "validators": validators}]}
    assert codes(read(source).report) == []
    assert all(not evaluate(source, {"q": answer}).errors for answer in good)
    assert all(evaluate(source, {"q": answer}).errors for answer in bad)


def test_a_validators_words_are_kept():
    validators = [{"type": "email", "text": "An address!"}]
    field, _ = one({"type": "text", "name": "q", "validators": validators})
    assert field["constraint"]["message"] == "An address!"


def test_how_many_may_be_chosen_is_a_constraint():
    question = {"type": "checkbox", "name": "q", "choices": [1, 2, 3], "maxSelectedChoices": 2}
    assert evaluate({"elements": [question]}, {"q": [1, 2, 3]}).errors
    assert not evaluate({"elements": [question]}, {"q": [1, 2]}).errors


def test_a_validator_that_only_warns_and_one_that_is_unknown_are_told():
    validators = [{"type": "email", "notificationType": "warning"}, {"type": "mine"}]
    field, report = one({"type": "text", "name": "q", "validators": validators})
    assert field["constraint"] is None and codes(report) == ["warning", "unknown_validator"]


def test_a_validator_about_whether_there_is_an_answer_demands_one():
    validator = {"type": "expression", "expression": "{a} notempty or {b} notempty"}
    questions = [{"type": "text", "name": "a"}, {"type": "text", "name": "b", "validators": [validator]}]
    assert [issue.pointer for issue in evaluate({"elements": questions}, {}).errors] == ["/answers/b"]
    assert evaluate({"elements": questions}, {"a": "x"}).errors == ()


def test_two_validators_that_read_each_others_question_are_both_asked():
    def question(name, other, sign):
        asked = {"type": "expression", "expression": f"{{{other}}} empty or {{{name}}} {sign} {{{other}}}"}
        return {"type": "text", "name": name, "inputType": "number", "validators": [asked]}

    source = {"elements": [question("least", "most", "<="), question("most", "least", ">=")]}
    assert codes(read(source).report) == []
    assert evaluate(source, {"least": 1, "most": 2}).errors == ()
    wrong = [issue.pointer for issue in evaluate(source, {"least": 3, "most": 2}).errors]
    assert wrong == ["/answers/least", "/answers/most"]


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
