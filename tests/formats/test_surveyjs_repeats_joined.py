"""Two repeats of one value: asked together, and told apart where the source tells them apart."""

from __future__ import annotations

from tests.formats.surveyjs import evaluate

GUESTS = {
    "type": "matrixdynamic",
    "name": "guests",
    "rowCount": 1,
    "columns": [{"name": "first", "cellType": "text"}],
}
DETAILS = {
    "type": "paneldynamic",
    "name": "details",
    "valueName": "guests",
    "templateElements": [{"type": "text", "name": "diet"}],
}
ASKED = {"type": "text", "name": "asked"}


def shown(elements, answers):
    return {name for name in evaluate({"elements": elements}, answers).state.visible_fields if name != "asked"}


def test_what_begins_with_fewer_instances_asks_as_soon_as_something_is_answered():
    assert shown([GUESTS, DETAILS], {}) == {"guests[0].first"}
    assert shown([GUESTS, DETAILS], {"guests": [{"first": "Ann"}]}) == {"guests[0].first", "guests[0].diet"}
    assert "guests[1].diet" in shown([GUESTS, DETAILS], {"guests": [{}, {}]})


def test_the_order_of_the_two_makes_no_difference_to_that():
    assert shown([DETAILS, GUESTS], {}) == {"details[0].first"}
    assert "details[0].diet" in shown([DETAILS, GUESTS], {"details": [{"first": "Ann"}]})


def test_what_begins_with_as_many_asks_at_once():
    assert shown([GUESTS, {**DETAILS, "panelCount": 1}], {}) == {"guests[0].first", "guests[0].diet"}


def test_each_of_the_two_keeps_its_own_condition():
    details = {**DETAILS, "panelCount": 1, "visibleIf": "{asked} = 'yes'"}
    assert shown([ASKED, GUESTS, details], {}) == {"guests[0].first"}
    assert shown([ASKED, details, GUESTS], {}) == {"details[0].first"}
    assert shown([ASKED, details, GUESTS], {"asked": "yes"}) == {"details[0].first", "details[0].diet"}


def test_both_are_gone_when_neither_shows():
    hidden = {**GUESTS, "visibleIf": "{asked} = 'no'"}
    details = {**DETAILS, "panelCount": 1, "visibleIf": "{asked} = 'yes'"}
    assert shown([ASKED, hidden, details], {}) == set()
    assert evaluate({"elements": [ASKED, hidden, details]}, {}).state.repeats == {}
    assert shown([ASKED, hidden, details], {"asked": "no"}) == {"guests[0].first"}


def test_a_question_of_both_shows_with_either():
    details = {**DETAILS, "panelCount": 1, "templateElements": [{"type": "text", "name": "first"}]}
    hidden = {**GUESTS, "visibleIf": "{asked} = 'no'"}
    assert shown([ASKED, hidden, details], {}) == {"guests[0].first"}
