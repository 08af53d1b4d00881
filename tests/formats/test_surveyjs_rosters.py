"""Choices that make instances, as SurveyJS keeps them under one value with a panel or a matrix."""

from __future__ import annotations

from surveyapp.formats.service.surveyjs import read
from tests.formats.surveyjs import codes, evaluate, fields

FRUIT = {"type": "checkbox", "name": "fruit", "choices": ["fig", "pear"], "valuePropertyName": "kind"}
EATEN = {
    "type": "matrixdynamic",
    "name": "eaten",
    "valueName": "fruit",
    "rowCount": 0,
    "columns": [
        {"name": "grams", "cellType": "text", "inputType": "number"},
        {"name": "peeled", "cellType": "text", "visibleIf": "{row.kind} = 'pear'"},
    ],
}
ANSWERS = {"fruit": ["fig", "pear"], "eaten": {"pear": {"grams": 90}}}


def source(*more):
    return {"elements": [FRUIT, EATEN, *more]}


def test_a_matrix_that_fills_what_was_chosen_repeats_for_each_option():
    imported = read(source())
    assert [section["repeat"] for section in imported.document["sections"]] == [None, {"for_each": "fruit"}]
    assert imported.names["fruit"] == "fruit" and imported.names["eaten"] == "eaten"
    assert imported.names["eaten[].grams"] == imported.names["fruit[].grams"] == "grams"
    assert codes(imported.report) == []


def test_an_instance_knows_the_option_that_made_it():
    shown = evaluate(source(), ANSWERS).state.visible_fields
    assert "eaten[pear].peeled" in shown and "eaten[fig].peeled" not in shown and "eaten[fig].grams" in shown


def test_the_common_value_means_the_choice_and_its_parts_the_instances():
    weight = {"type": "expression", "name": "weight", "expression": "sumInArray({fruit}, 'grams')"}
    some = {"type": "text", "name": "some", "visibleIf": "{fruit} notempty and {fruit.length} > 1"}
    evaluation = evaluate(source(weight, some), ANSWERS)
    assert evaluation.stored["weight"] == 90
    assert "some" in evaluation.state.visible_fields


def test_the_choice_may_stand_behind_what_it_fills():
    imported = read({"elements": [EATEN, FRUIT]})
    assert imported.document["sections"][0]["repeat"] == {"for_each": "fruit"}
    assert codes(imported.report) == []


def test_what_is_read_of_the_first_chosen_is_told():
    asked = {"type": "text", "name": "q", "visibleIf": "{fruit[0].grams} > 1"}
    assert codes(read(source(asked)).report) == ["condition"]


def test_such_a_choice_alone_is_a_choice():
    imported = read({"elements": [FRUIT]})
    assert fields(imported)["fruit"]["field_type"] == "checkbox"
    assert codes(imported.report, "changed") == ["roster"]
