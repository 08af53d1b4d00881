"""Choices that follow what was answered in a repeat."""

from __future__ import annotations

import pytest

from surveyapp.formats.service.surveyjs import read
from tests.formats.surveyjs import codes, evaluate, fields

BOUGHT = {
    "type": "matrixdynamic",
    "name": "bought",
    "columns": [
        {"name": "fruit", "cellType": "dropdown", "choices": ["fig", {"value": "pear", "text": "A pear"}, "plum"]},
        {"name": "where", "cellType": "text"},
    ],
}
BEST = {"type": "radiogroup", "name": "best", "choicesFromQuestion": "bought"}


def offered(question, rows):
    evaluation = evaluate({"elements": [BOUGHT, question]}, {"bought": rows})
    return [option.value for option in evaluation.state.options["best"]]


@pytest.mark.parametrize("question", [BEST, {**BEST, "type": "checkbox", "choiceValuesFromQuestion": "fruit"}])
def test_they_are_those_that_somebody_chose_in_a_row(question):
    assert offered(question, [{"fruit": "plum"}, {}, {"fruit": "fig"}]) == ["fig", "plum"]
    assert offered(question, []) == []
    assert codes(read({"elements": [BOUGHT, question]}).report) == []


def test_they_may_be_left_out_one_by_one():
    question = {**BEST, "choicesVisibleIf": "{item} != 'fig'"}
    assert offered(question, [{"fruit": "plum"}, {"fruit": "fig"}]) == ["plum"]


def test_they_are_called_as_in_their_own_question():
    imported = read({"elements": [BOUGHT, {**BEST, "choiceTextsFromQuestion": "where"}]})
    assert [option["label"] for option in fields(imported)["best"]["options"]] == ["fig", "A pear", "plum"]
    assert codes(imported.report, "changed") == ["choices_from_question"]


def test_where_rows_are_free_words_they_are_written():
    imported = read({"elements": [BOUGHT, {**BEST, "choiceValuesFromQuestion": "where"}]})
    assert fields(imported)["best"]["field_type"] == "text"
    assert codes(imported.report) == ["choices_from_question"]
