"""What stands inside a repeat of a SurveyJS document and holds more than one answer itself."""

from __future__ import annotations

from surveyapp.formats.service.surveyjs import read
from tests.formats.surveyjs import codes, evaluate, fields

FOOD = {
    "type": "matrixdropdown",
    "name": "food",
    "title": "What was eaten",
    "rows": ["tea", {"value": "cake", "text": "Cakes"}],
    "columns": [
        {"name": "times", "cellType": "text", "inputType": "number", "title": "How often"},
        {"name": "kind", "cellType": "text", "visibleIf": "{row.times} > 0 and {panel.first} notempty"},
    ],
}


def people(*elements):
    first = {"type": "text", "name": "first"}
    return {"elements": [{"type": "paneldynamic", "name": "people", "templateElements": [first, *elements]}]}


def shown(source, *instances):
    return set(evaluate(source, {"people": list(instances)}).state.visible_fields)


def test_a_matrix_inside_a_panel_is_a_field_for_each_of_its_cells():
    imported = read(people(FOOD))
    assert list(fields(imported)) == [
        "first", "food", "food_tea_times", "food_tea_kind", "food_cake_times", "food_cake_kind",
    ]  # fmt: skip
    assert fields(imported)["food"]["field_type"] == "note"
    assert fields(imported)["food_cake_times"]["label"] == "Cakes: How often"
    assert imported.names["people[].food[cake].times"] == "food_cake_times"
    assert codes(imported.report, "changed") == ["nested_repeat"] and codes(imported.report, "lost") == []


def test_its_cells_read_their_own_row_and_the_panel_around():
    source = people(FOOD)
    assert "people[0].food_cake_kind" in shown(source, {"first": "Ann", "food_cake_times": 1})
    assert "people[0].food_tea_kind" not in shown(source, {"first": "Ann", "food_cake_times": 1})
    assert "people[0].food_cake_kind" not in shown(source, {"food_cake_times": 1})


def test_its_rows_show_by_their_own_conditions():
    rows = ["tea", {"value": "cake", "visibleIf": "{panel.first} = 'Ann'"}]
    source = people({**FOOD, "rows": rows, "rowsVisibleIf": "{item} != 'tea' or {panel.first} notempty"})
    assert shown(source, {}) == {"people[0].first", "people[0].food"}
    assert "people[0].food_tea_times" in shown(source, {"first": "Bob"})
    assert "people[0].food_cake_times" not in shown(source, {"first": "Bob"})
    assert "people[0].food_cake_times" in shown(source, {"first": "Ann"})


def test_others_of_the_panel_read_its_cells():
    asked = [{"type": "text", "name": name, "visibleIf": f"{{{path}}} > 1"} for name, path in (
        ("much", "panel.food.tea.times"), ("more", "panel.food[cake].times"),
    )]  # fmt: skip
    found = shown(people(FOOD, *asked), {"food_tea_times": 2})
    assert "people[0].much" in found and "people[0].more" not in found


def test_a_repeat_inside_a_repeat_is_asked_as_often_as_it_is_at_first():
    inner = [{"type": "text", "name": "when"}, {"type": "text", "name": "why", "visibleIf": "{panel.when} = 'now'"}]
    visits = {"type": "paneldynamic", "name": "visits", "panelCount": 2, "templateElements": inner}
    imported = read(people(visits))
    assert imported.names["people[].visits[1].when"] == "visits_1_when"
    assert codes(imported.report, "lost") == ["nested_repeat"]
    assert "people[0].visits_1_why" in shown(people(visits), {"visits_1_when": "now"})
    assert "people[0].visits_0_why" not in shown(people(visits), {"visits_1_when": "now"})


def test_what_is_asked_around_a_nested_repeat_can_be_read_inside():
    inner = {"type": "text", "name": "why", "visibleIf": "{parentPanel.first} = 'Ann'"}
    visits = {"type": "paneldynamic", "name": "visits", "templateElements": [inner]}
    assert "people[0].visits_0_why" in shown(people(visits), {"first": "Ann"})
    assert "people[0].visits_0_why" not in shown(people(visits), {"first": "Bob"})


def test_a_third_level_and_a_table_beyond_measure_are_lost():
    deepest = {"type": "matrixdynamic", "name": "deepest", "columns": [{"name": "c"}]}
    middle = {"type": "paneldynamic", "name": "middle", "templateElements": [deepest]}
    assert codes(read(people(middle)).report, "lost") == ["nested_repeat", "nested_repeat"]
    large = {**FOOD, "rows": list(range(20)), "columns": [{"name": f"c{at}"} for at in range(20)]}
    assert list(fields(read(people(large)))) == ["first"]


def test_a_row_of_a_table_inside_a_panel_can_be_read():
    table = {"type": "matrix", "name": "table", "rows": ["r1", "r2"], "columns": ["a", "b"]}
    source = people(table, {"type": "text", "name": "more", "visibleIf": "{panel.table.r2} = 'b'"})
    assert "people[0].more" in shown(source, {"table": {"r2": "b"}})
    assert "people[0].more" not in shown(source, {"table": {"r1": "b"}})
