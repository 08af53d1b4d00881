"""What is asked of a repeat as a whole is asked where a respondent begins."""

from __future__ import annotations

import pytest

from surveyapp.formats.service.surveyjs import read
from tests.formats.surveyjs import codes, evaluate

SHARES = {
    "type": "matrixdynamic",
    "name": "shares",
    "rowCount": 2,
    "columns": [{"name": "what", "cellType": "text"}, {"name": "share", "cellType": "text", "inputType": "number"}],
}
RATES = {**SHARES, "type": "matrixdropdown", "name": "rates", "rows": ["staff", "food"]}
HUNDRED = {"type": "expression", "expression": "sumInArray({shares}, 'share') = 100", "text": "All of it, please."}


def wrong(repeat, answers, *more):
    return {issue.pointer for issue in evaluate({"elements": [repeat, *more]}, answers).errors}


@pytest.mark.parametrize(
    ("repeat", "answer", "place"),
    [
        (SHARES, [{}, {"share": 1}], "/answers/shares/0/what"),
        (RATES, {"food": {"share": 1}}, "/answers/rates/staff/what"),
    ],
)
def test_a_repeat_that_is_required_asks_its_first_question_while_nothing_is_answered(repeat, answer, place):
    required = {**repeat, "isRequired": True}
    assert wrong(required, {}) == {place}
    assert wrong(required, {repeat["name"]: answer}) == set()
    assert codes(read({"elements": [required]}).report) == ["required_group"]


def test_a_required_repeat_that_would_begin_with_nothing_begins_with_one():
    required = {**SHARES, "rowCount": 0, "isRequired": True}
    assert read({"elements": [required]}).document["sections"][0]["repeat"] == {"min": 1, "max": 200, "start": 1}
    assert wrong(required, {}) == {"/answers/shares/0/what"}


def test_a_repeat_may_be_required_under_a_condition():
    required, asked = {**SHARES, "requiredIf": "{asked} = 'yes'"}, {"type": "text", "name": "asked"}
    assert wrong(required, {}, asked) == set()
    assert wrong(required, {"asked": "yes"}, asked) == {"/answers/shares/0/what"}


def test_a_condition_that_cannot_be_said_requires_nothing():
    required = {**SHARES, "requiredIf": "mine(1) = 1"}
    assert wrong(required, {}) == set()
    assert codes(read({"elements": [required]}).report) == ["condition"]


def test_a_validator_of_the_whole_holds_in_its_first_instance():
    repeat = {**SHARES, "validators": [HUNDRED]}
    assert wrong(repeat, {"shares": [{"share": 60}, {"what": "rest", "share": 30}]}) == {"/answers/shares/0/what"}
    assert wrong(repeat, {"shares": [{"share": 60}, {"what": "rest", "share": 40}]}) == set()
    [section] = read({"elements": [repeat]}).document["sections"]
    assert section["fields"][0]["constraint"]["message"] == "All of it, please."


def test_how_many_are_to_be_answered_are_the_limits_of_the_repeat():
    count = {"type": "answercount", "minCount": 1, "maxCount": 3}
    imported = read({"elements": [{**SHARES, "validators": [count]}]})
    assert imported.document["sections"][0]["repeat"] == {"min": 1, "max": 3, "start": 2}
    assert codes(imported.report) == []
    beyond = read({"elements": [{**SHARES, "validators": [{**count, "minCount": 4}]}]})
    assert codes(beyond.report) == ["validator"]


@pytest.mark.parametrize(("word", "answers"), [("keyName", ["a", "b", "A"]), ("isUnique", ["x", "", "x"])])
def test_what_no_two_instances_may_share_is_wrong_where_it_comes_again(word, answers):
    column = {"name": "what", "cellType": "text", "isUnique": word == "isUnique"}
    repeat = {**SHARES, "columns": [column], "maxRowCount": 4, "keyDuplicationError": "Twice!"}
    source = {**repeat, "keyName": "what"} if word == "keyName" else repeat
    assert wrong(source, {"shares": [{"what": each} for each in answers]}) == {"/answers/shares/2/what"}
    assert wrong(source, {"shares": [{"what": "a"}, {}, {}]}) == set()
    imported = read({"elements": [source]})
    assert codes(imported.report) == []
    assert imported.document["sections"][0]["fields"][0]["constraint"]["message"] == "Twice!"


def test_with_many_instances_only_the_ones_before_are_compared():
    columns = [{**SHARES["columns"][1], "isUnique": True}]
    assert codes(read({"elements": [{**SHARES, "columns": columns}]}).report) == ["unique_values"]


@pytest.mark.parametrize(
    ("members", "repeat"),
    [
        ({"allowAddRows": False}, {"min": 0, "max": 2, "start": 2}),
        ({"allowRemoveRows": False}, {"min": 2, "max": 200, "start": 2}),
        ({"allowAddRows": False, "rowCount": 0}, {"min": 0, "max": 200, "start": 0}),
    ],
)
def test_rows_that_nobody_may_add_or_remove_are_those_at_first(members, repeat):
    assert read({"elements": [{**SHARES, **members}]}).document["sections"][0]["repeat"] == repeat


def test_a_matrix_that_hides_without_rows_shows_while_one_of_them_does():
    brands = {"type": "checkbox", "name": "brands", "choices": ["staff", "food"]}
    rated = {**RATES, "rowsVisibleIf": "{brands} contains {item}", "hideIfRowsEmpty": True}
    source = {"elements": [brands, rated]}
    assert evaluate(source, {}).state.repeats == {}
    assert set(evaluate(source, {"brands": ["food"]}).state.repeats) == {"rates"}
