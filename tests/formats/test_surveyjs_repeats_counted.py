"""Repeats that are asked as often as an answer says, and rows that read what is worked out of all rows."""

from __future__ import annotations

import pytest

from surveyapp.formats.service.surveyjs import read
from tests.formats.surveyjs import codes, evaluate

CHILDREN = {"type": "text", "name": "children", "inputType": "number"}
CHILD = {
    "type": "paneldynamic",
    "name": "child",
    "bindings": {"panelCount": "children"},
    "templateElements": [{"type": "text", "name": "first"}],
}


def instances(source, answers):
    found = evaluate({"elements": source}, answers).state.repeats
    return len(found["child"].instances) if found else 0


def test_a_repeat_that_is_bound_to_an_answer_is_asked_so_often():
    assert [instances([CHILDREN, CHILD], answers) for answers in ({}, {"children": 2})] == [0, 2]
    assert codes(read({"elements": [CHILDREN, CHILD]}).report) == ["bindings"]


def test_without_an_answer_it_begins_as_it_would():
    source = [CHILDREN, {**CHILD, "panelCount": 1, "maxPanelCount": 4}]
    assert [instances(source, answers) for answers in ({}, {"children": 3}, {"children": 9})] == [1, 3, 4]


def test_a_choice_of_numbers_counts_as_well():
    asked = {"type": "dropdown", "name": "children", "choices": [1, 2]}
    assert instances([asked, CHILD], {"children": "2"}) == 2


def test_a_binding_to_nothing_leaves_the_repeat_open():
    [section] = read({"elements": [CHILD]}).document["sections"]
    assert section["repeat"] == {"min": 0, "max": 100, "start": 0}


@pytest.mark.parametrize("read_as", ["totalRow.price", "costs-total.price"])
def test_a_row_reads_the_total_of_its_matrix(read_as):
    columns = [
        {"name": "price", "cellType": "text", "inputType": "number", "totalType": "sum"},
        {"name": "rest", "cellType": "expression", "expression": f"{{{read_as}}} - {{row.price}}"},
    ]
    costs = {"type": "matrixdynamic", "name": "costs", "columns": columns}
    stored = evaluate({"elements": [costs]}, {"costs": [{"price": 3}, {"price": 5}]}).stored
    assert stored["costs"] == [{"price": 3, "rest": 5}, {"price": 5, "rest": 3}]


def test_a_question_is_summed_over_all_instances_from_inside():
    columns = [
        {"name": "price", "cellType": "text", "inputType": "number"},
        {"name": "whole", "cellType": "expression", "expression": "sumInArray({costs}, 'price')"},
    ]
    costs = {"type": "matrixdynamic", "name": "costs", "columns": columns}
    stored = evaluate({"elements": [costs]}, {"costs": [{"price": 3}, {"price": 5}]}).stored
    assert [row["whole"] for row in stored["costs"]] == [8, 8]


def gathered(expression, rows):
    columns = [
        {"name": "kind", "cellType": "dropdown", "choices": ["a", "b"]},
        {"name": "price", "cellType": "text", "inputType": "number"},
    ]
    costs = {"type": "matrixdynamic", "name": "costs", "columns": columns}
    asked = [{"type": "text", "name": "wanted"}, {"type": "expression", "name": "e", "expression": expression}]
    return evaluate({"elements": [costs, *asked]}, {"costs": rows, "wanted": "b"}).stored.get("e")


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("sumInArray({costs}, 'price', '{kind} = \"a\"')", 8),
        ("sumInArray({costs}, 'price', '{price} > 3')", 12),
        ("countInArray({costs}, 'price', '{kind} = {wanted}')", 1),
        ("maxInArray({costs}, 'price', '{kind} = {wanted}')", 7),
        ("countInArray({costs}, 'price', '{price} > 99')", 0),
        ("sumInArray({costs}, 'kind')", 0),
        ("countInArray({costs}, 'kind')", 3),
    ],
)
def test_rows_are_gathered_and_only_those_that_a_filter_lets_pass(expression, wanted):
    rows = [{"kind": "a", "price": 3}, {"kind": "b", "price": 7}, {"kind": "a", "price": 5}]
    assert gathered(expression, rows) == wanted


def test_what_is_gathered_under_a_filter_stands_off_the_page_and_once():
    row = {"type": "matrixdynamic", "name": "costs", "columns": [{"name": "price", "cellType": "text"}]}
    source = "sumInArray({costs}, 'price', '{price} > 3')"
    asked = [{"type": "expression", "name": f"e{at}", "expression": source} for at in range(2)]
    imported = read({"elements": [row, *asked]})
    [costs, _] = imported.document["sections"]
    assert [field["config"].get("is_displayed") for field in costs["fields"]] == [None, False]
    assert codes(imported.report) == ["filtered"]


def test_a_question_that_is_not_there_cannot_be_gathered():
    row = {"type": "matrixdynamic", "name": "costs", "columns": [{"name": "price", "cellType": "text"}]}
    asked = {"type": "expression", "name": "e", "expression": "sumInArray({costs}, 'cost', '{price} > 3')"}
    assert codes(read({"elements": [row, asked]}).report) == ["calculation"]
