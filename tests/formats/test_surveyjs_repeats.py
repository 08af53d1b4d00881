"""What repeats of a SurveyJS document are here: what of them is read from elsewhere, and what they read themselves."""

from __future__ import annotations

import pytest

from surveyapp.formats.service.surveyjs import read
from tests.formats.surveyjs import codes, evaluate, fields

PEOPLE = {
    "type": "paneldynamic",
    "name": "people",
    "templateElements": [{"type": "text", "name": "first"}, {"type": "text", "name": "age", "inputType": "number"}],
}
COSTS = {
    "type": "matrixdynamic",
    "name": "costs",
    "columns": [{"name": "what", "cellType": "text"}, {"name": "price", "cellType": "text", "inputType": "number"}],
}
RATES = {
    "type": "matrixdropdown",
    "name": "rates",
    "rows": ["staff", "food"],
    "columns": [{"name": "score", "cellType": "text", "inputType": "number"}, {"name": "why", "cellType": "text"}],
}
A_PRICE = [{"what": "tea"}, {"price": 3}]


def shown(source, answers):
    return set(evaluate(source, answers).state.visible_fields)


@pytest.mark.parametrize(
    ("repeat", "answer"),
    [
        ({**PEOPLE, "panelCount": 0}, [{"first": "Ann"}]),
        ({**PEOPLE, "panelCount": 2}, [{"age": 3}, {}]),
        (COSTS, A_PRICE),
        (RATES, {"food": {"why": "cold"}}),
    ],
)
@pytest.mark.parametrize(("word", "before", "after"), [("notempty", False, True), ("empty", True, False)])
def test_a_repeat_can_be_asked_whether_anything_was_answered(repeat, answer, word, before, after):
    more = {"type": "text", "name": "more", "visibleIf": f"{{{repeat['name']}}} {word}"}
    source = {"elements": [repeat, more]}
    assert codes(read(source).report) == []
    assert ("more" in shown(source, {})) is before
    assert ("more" in shown(source, {repeat["name"]: answer})) is after


def test_a_repeat_that_nobody_answered_has_no_length():
    source = {"elements": [COSTS, {"type": "text", "name": "more", "visibleIf": "{costs.length} > 1"}]}
    assert "more" not in shown(source, {})
    assert "more" in shown(source, {"costs": [{}, {}, {}]})


@pytest.mark.parametrize(("total", "wanted"), [("sum", "8"), ("max", "5"), ("count", "2"), ("avg", "4"), ("min", "3")])
def test_totals_can_be_read_though_they_are_shown_nowhere(total, wanted):
    columns = [COSTS["columns"][0], {**COSTS["columns"][1], "totalType": total}]
    doubled = {"type": "expression", "name": "twice", "expression": "{costs-total.price} + {costs-total.price}"}
    source = {"elements": [{**COSTS, "columns": columns}, doubled]}
    stored = evaluate(source, {"costs": [{"price": 3}, {"price": 5}, {}]}).stored
    assert stored["twice"] == 2 * int(wanted)
    assert codes(read(source).report) == ["totals"]


def test_a_total_may_have_an_expression_of_its_own():
    columns = [COSTS["columns"][0], {**COSTS["columns"][1], "totalExpression": "sumInArray({costs}, 'price') * 2"}]
    more = {"type": "text", "name": "more", "visibleIf": "{costs-total.price} > 9"}
    source = {"elements": [{**COSTS, "columns": columns}, more]}
    assert "more" in shown(source, {"costs": [{"price": 5}]})
    assert "more" not in shown(source, {"costs": [{"price": 4}]})


def test_a_row_that_shows_by_an_answer_of_its_own_leaves_that_question_in_place():
    columns = [*RATES["columns"], {"name": "note", "cellType": "text"}]
    source = {"elements": [{**RATES, "columns": columns, "rowsVisibleIf": "{row.score} > 2"}]}
    assert shown(source, {}) == {"rates[staff].score", "rates[food].score"}
    assert "rates[food].why" in shown(source, {"rates": {"food": {"score": 3}}})
    assert codes(read(source).report) == ["circular_row"]


def test_a_panel_that_shows_by_the_one_before_shows_the_question_that_is_asked_as_well():
    more = {"type": "boolean", "name": "more"}
    shows = "{panelIndex} = 0 or {prevPanel.more} = true"
    people = {"type": "paneldynamic", "name": "people", "templateElements": [more], "templateVisibleIf": shows}
    answers = {"people": [{"more": True}, {"more": False}, {"more": True}]}
    assert shown({"elements": [people]}, answers) == {"people[0].more", "people[1].more"}


def test_a_row_may_show_by_the_same_question_in_a_row_before():
    rows = [
        {"value": "staff", "visibleIf": "{guest} = 'yes'"},
        {"value": "food", "visibleIf": "{rates.staff.score} > 2"},
    ]
    source = {"elements": [{"type": "text", "name": "guest"}, {**RATES, "rows": rows}]}
    assert codes(read(source).report) == []
    assert shown(source, {}) == {"guest"}
    assert shown(source, {"guest": "yes"}) == {"guest", "rates[staff].score", "rates[staff].why"}
    assert "rates[food].score" in shown(source, {"guest": "yes", "rates": {"staff": {"score": 3}}})


def test_a_row_that_shows_by_a_row_behind_leaves_the_question_that_it_reads_in_place():
    rows = [
        {"value": "staff", "visibleIf": "{rates.food.score} > 2"},
        {"value": "food", "visibleIf": "{guest} = 'yes'"},
    ]
    source = {"elements": [{"type": "text", "name": "guest"}, {**RATES, "rows": rows}]}
    assert codes(read(source).report) == ["circular_row"]
    assert shown(source, {}) == {"guest", "rates[staff].score"}
    assert "rates[staff].why" in shown(source, {"guest": "yes", "rates": {"food": {"score": 3}}})


def begun(repeat, answers=None):
    """What is stored of a repeat that somebody submits as it stands."""
    return evaluate({"elements": [repeat]}, answers or {}).stored.get(repeat["name"])


def test_a_value_of_the_whole_is_the_first_rows_and_what_stands_in_them():
    value = [{"what": "tea", "price": 3}, {"price": 4}]
    assert begun({**COSTS, "rowCount": 1, "defaultValue": value}) == value
    assert begun({**PEOPLE, "defaultValue": [{"first": "Ann"}]}) == [{"first": "Ann"}]
    assert begun({**RATES, "defaultValue": {"food": {"score": 2}}}) == {"food": {"score": 2}}


def test_a_row_beyond_the_value_of_the_whole_begins_as_its_questions_do():
    columns = [COSTS["columns"][0], {**COSTS["columns"][1], "defaultValue": 1}]
    repeat = {**COSTS, "columns": columns, "defaultValue": [{"price": 3}]}
    assert begun(repeat, {"costs": [{}, {"what": "tea"}]}) == [{"price": 3}, {"what": "tea", "price": 1}]


def test_every_row_or_panel_may_begin_alike():
    assert begun({**COSTS, "rowCount": 2, "defaultRowValue": {"price": 3}}) == [{"price": 3}, {"price": 3}]
    assert begun({**PEOPLE, "panelCount": 1, "defaultPanelValue": {"first": "Ann"}}) == [{"first": "Ann"}]


def test_what_stands_in_single_rows_and_is_no_plain_value_is_told():
    columns = [{"name": "kinds", "cellType": "checkbox", "choices": ["a", "b"]}]
    imported = read({"elements": [{**COSTS, "columns": columns, "defaultValue": [{"kinds": ["a"]}]}]})
    assert codes(imported.report) == ["default"]
    assert fields(imported)["kinds"]["default"] is None


def test_a_cell_without_choices_offers_those_of_its_matrix_or_nothing():
    columns = [{"name": "one"}, {"name": "two", "choices": ["x"]}]
    repeat = {"type": "matrixdropdown", "name": "m", "rows": ["r"], "columns": columns}
    offered = {name: [each["value"] for each in field["options"]] for name, field in fields(read({"elements": [
        {**repeat, "choices": ["a"]}]})).items()}  # fmt: skip
    assert offered == {"one": ["a"], "two": ["x"]}
    assert fields(read({"elements": [repeat]}))["one"]["options"] == []


def test_each_panel_has_its_own_title_with_its_number_and_answers():
    panel = {**PEOPLE, "title": "People", "templateTitle": "No. {panelIndex}: {panel.first}", "panelCount": 1}
    [section] = read({"elements": [panel]}).document["sections"]
    assert (section["title"], section["description"]) == ("No. {.number}: {first}", "People")
    assert evaluate({"elements": [panel]}, {"people": [{"first": "Ann"}]}).state.texts["sections"]["people[0]"] == {
        "title": "No. 1: Ann"
    }


def test_a_row_may_be_named_in_the_words_of_its_cells():
    columns = [{"name": "score", "cellType": "text", "title": "How is {rowTitle}?"}]
    assert fields(read({"elements": [{**RATES, "columns": columns}]}))["score"]["label"] == "How is {.item}?"
