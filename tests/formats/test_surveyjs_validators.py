"""What SurveyJS's validators ask of answers, and of none, is a constraint here."""

from __future__ import annotations

import pytest

from surveyapp.formats.service.surveyjs import read
from surveyapp.logic.compile import compile_survey
from surveyapp.logic.definition import from_document
from tests.formats.surveyjs import codes, evaluate, one


@pytest.mark.parametrize(
    ("validators", "good", "bad"),
    [
        ([{"type": "numeric", "minValue": 1, "maxValue": 5}], ["1", "4.5"], ["0", "6", "five"]),
        ([{"type": "text", "minLength": 2, "maxLength": 3}], ["ab", "abc"], ["a", "abcd"]),
        ([{"type": "text", "minLength": 1, "allowDigits": False}], ["ab", "a1b"], ["a1"]),
        (
            [{"type": "email"}],
            ["a@b.co", "a.b@c.example.org", "A@b.\u00fcc", '"a b"@c.de'],
            ["a", "a@b", "a b@c.de", "@b.co"],
        ),
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


def test_a_validators_words_show_answers_by_our_names():
    validators = [{"type": "expression", "expression": "{q} > 3", "text": "{My Name}: {q} is too little, {nobody}."}]
    questions = [{"type": "text", "name": "My Name"}, {"type": "text", "name": "q", "validators": validators}]
    made = read({"elements": questions})
    [error] = compile_survey(from_document(made.document)).evaluate({made.names["My Name"]: "Ada", "q": "2"}).errors
    assert error.detail == "Ada: 2 is too little, {nobody}."


def test_how_many_may_be_chosen_is_a_constraint():
    question = {"type": "checkbox", "name": "q", "choices": [1, 2, 3], "maxSelectedChoices": 2}
    assert evaluate({"elements": [question]}, {"q": [1, 2, 3]}).errors
    assert not evaluate({"elements": [question]}, {"q": [1, 2]}).errors


def test_a_validator_that_only_warns_and_one_that_is_unknown_are_told():
    validators = [{"type": "email", "notificationType": "warning"}, {"type": "mine"}]
    field, report = one({"type": "text", "name": "q", "validators": validators})
    assert field["constraint"] is None and codes(report) == ["warning", "unknown_validator"]


def test_an_expression_is_asked_of_no_answer_too_which_is_not_required_for_that():
    validator = {"type": "expression", "expression": "{a} notempty or {b} notempty"}
    questions = [{"type": "text", "name": "a"}, {"type": "text", "name": "b", "validators": [validator]}]
    evaluation = evaluate({"elements": questions}, {})
    assert [issue.pointer for issue in evaluation.errors] == ["/answers/b"]
    assert evaluation.state.required_fields == ()
    assert evaluate({"elements": questions}, {"a": "x"}).errors == ()


def test_other_validators_beside_an_expression_let_no_answer_pass():
    validators = [{"type": "expression", "expression": "{a} empty"}, {"type": "email"}]
    questions = [{"type": "text", "name": "a"}, {"type": "text", "name": "b", "validators": validators}]
    assert evaluate({"elements": questions}, {}).errors == ()
    assert evaluate({"elements": questions}, {"b": "nobody"}).errors
    assert evaluate({"elements": questions}, {"a": "x", "b": "a@b.co"}).errors


def test_validators_may_read_each_others_question():
    validators = [{"type": "expression", "expression": "{a} + {b} <= 10"}]
    questions = [{"type": "text", "name": name, "inputType": "number", "validators": validators} for name in "ab"]
    imported = read({"elements": questions})
    assert codes(imported.report) == []
    assert len(evaluate({"elements": questions}, {"a": 6, "b": 5}).errors) == 2
    assert len(evaluate({"elements": questions}, {"a": 11}).errors) == 2
    assert evaluate({"elements": questions}, {"a": 5, "b": 5}).errors == ()


def test_an_expression_question_that_comes_to_nothing_is_validated():
    validators = [{"type": "expression", "expression": "{left} = 0", "text": "Spend all."}]
    questions = [
        {"type": "text", "name": "n", "inputType": "number"},
        {"type": "expression", "name": "left", "expression": "100 / {n}", "validators": validators},
    ]
    [issue] = evaluate({"elements": questions}, {}).errors
    assert (issue.pointer, issue.detail) == ("/answers/left", "Spend all.")


def test_too_few_choices_are_too_few_where_there_are_none():
    question = {"type": "checkbox", "name": "q", "choices": [1, 2, 3], "minSelectedChoices": 2, "maxSelectedChoices": 2}
    evaluation = evaluate({"elements": [question]}, {})
    assert evaluation.errors and evaluation.state.required_fields == ()
    assert not evaluate({"elements": [question]}, {"q": [1, 2]}).errors


@pytest.mark.parametrize("locked", [{"readOnly": True}, {"enableIf": "{a} = 'x'"}])
def test_a_question_that_takes_no_answer_there_asks_for_none(locked):
    validators = [{"type": "email"}]
    question = {"type": "text", "name": "q", "isRequired": True, "validators": validators, **locked}
    source = {"elements": [{"type": "text", "name": "a"}, question]}
    assert evaluate(source, {}).errors == () and evaluate(source, {"q": "nobody"}).errors == ()


def test_a_question_asks_as_long_as_it_is_enabled():
    question = {"type": "text", "name": "q", "isRequired": True, "enableIf": "{a} = 'x'"}
    source = {"elements": [{"type": "text", "name": "a"}, question]}
    assert [issue.code for issue in evaluate(source, {"a": "x"}).errors] == ["answer_required"]


def test_a_month_is_compared_with_its_limits():
    question = {"type": "text", "name": "q", "inputType": "month", "min": "2025-03", "max": "2025-11"}
    source = {"elements": [question]}
    assert not evaluate(source, {"q": "2025-03"}).errors and not evaluate(source, {"q": "2025-11"}).errors
    assert evaluate(source, {"q": "2025-02"}).errors and evaluate(source, {"q": "2025-12"}).errors


@pytest.mark.parametrize(
    ("kind", "least", "kept"),
    [
        ("date", "2025-01-01T09:00", "2025-01-01"),
        ("datetime-local", "2025-01-01", "2025-01-01T00:00"),
        ("time", "09:30:00", "09:30"),
        ("date", "soon", None),
        ("datetime-local", "09:30", None),
        ("time", "2025-01-01", None),
    ],
)
def test_a_limit_is_kept_as_its_question_reads_it_or_told(kind, least, kept):
    field, report = one({"type": "text", "name": "q", "inputType": kind, "min": least})
    assert list(field["config"].values()) == ([kept] if kept else [])
    assert codes(report) == ([] if kept else ["limit"])
    compile_survey(
        from_document(read({"elements": [{"type": "text", "name": "q", "inputType": kind, "min": least}]}).document)
    )


def test_two_validators_that_read_each_others_question_are_both_asked():
    def question(name, other, sign):
        asked = {"type": "expression", "expression": f"{{{other}}} empty or {{{name}}} {sign} {{{other}}}"}
        return {"type": "text", "name": name, "inputType": "number", "validators": [asked]}

    source = {"elements": [question("least", "most", "<="), question("most", "least", ">=")]}
    assert codes(read(source).report) == []
    assert evaluate(source, {"least": 1, "most": 2}).errors == ()
    wrong = [issue.pointer for issue in evaluate(source, {"least": 3, "most": 2}).errors]
    assert wrong == ["/answers/least", "/answers/most"]
