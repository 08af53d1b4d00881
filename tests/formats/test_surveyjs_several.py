"""A question of several texts is a field for each, and can be read as the one question that it was."""

from __future__ import annotations

import pytest

from surveyapp.formats.service.surveyjs import read
from tests.formats.surveyjs import codes, evaluate, fields

ADDRESS = {"type": "multipletext", "name": "address", "items": [{"name": "street"}, {"name": "town"}]}


def repeated(*elements):
    return {"type": "paneldynamic", "name": "homes", "templateElements": list(elements)}


@pytest.mark.parametrize(("word", "before", "after"), [("notempty", False, True), ("empty", True, False)])
def test_all_of_it_can_be_asked_whether_anything_was_answered(word, before, after):
    more = {"type": "text", "name": "more", "visibleIf": f"{{address}} {word}"}
    source = {"elements": [ADDRESS, more]}
    assert codes(read(source).report) == []
    assert ("more" in evaluate(source, {}).state.visible_fields) is before
    assert ("more" in evaluate(source, {"address_town": "Ayr"}).state.visible_fields) is after


def test_inside_a_repeat_it_is_that_of_the_instance():
    more = {"type": "text", "name": "more", "visibleIf": "{panel.address} notempty"}
    shown = evaluate({"elements": [repeated(ADDRESS, more)]}, {"homes": [{}, {"address_town": "Ayr"}]})
    assert "homes[1].more" in shown.state.visible_fields and "homes[0].more" not in shown.state.visible_fields


def test_where_it_is_required_its_first_text_is_while_nothing_is_answered():
    source = {"elements": [{**ADDRESS, "isRequired": True}]}
    assert [issue.pointer for issue in evaluate(source, {}).errors] == ["/answers/address_street"]
    assert evaluate(source, {"address_town": "Ayr"}).errors == ()
    assert codes(read(source).report, "changed") == ["required_group"]


def test_it_may_be_required_under_a_condition():
    asked = {"type": "text", "name": "asked"}
    source = {"elements": [asked, {**ADDRESS, "requiredIf": "{asked} = 'yes'"}]}
    assert evaluate(source, {}).errors == ()
    assert [issue.pointer for issue in evaluate(source, {"asked": "yes"}).errors] == ["/answers/address_street"]


def test_its_texts_are_called_after_it():
    assert [field["label"] for field in fields(read({"elements": [ADDRESS]})).values()] == [
        "address: street",
        "address: town",
    ]
