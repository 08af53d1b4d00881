"""What was published once keeps its name and its row for ever (DESIGN 5)."""

from __future__ import annotations

import copy

import pytest

from tests.factories.surveys import WORK, author, faults


@pytest.fixture
def published(api):
    written = author(api.as_admin(), document=WORK)
    written.publish()
    return written


@pytest.mark.parametrize(("kind", "name"), [("sections", "work"), ("fields", "hours")])
def test_a_published_name_cannot_change(published, kind, name):
    part = published.parts()[name]
    reply = published.try_("PATCH", f"/{kind}/{part['id']}", json={"name": "another"})
    assert (reply.status_code, reply.get_json()["code"]) == (409, "name_is_published")
    assert faults(reply) == [("name_is_published", "/name")]


def test_its_words_can_and_sending_its_own_name_is_no_change(published):
    part = published.parts()["hours"]
    changed = published.send("PATCH", f"/fields/{part['id']}", {"name": "hours", "label": "Hours per week"})
    assert changed["label"] == "Hours per week"


def test_parts_know_the_first_version_that_held_them(published):
    section = published.parts()["work"]
    new = published.field(section, "Later")
    assert (section["first_version"], new["first_version"]) == (1, None)
    published.publish()
    assert published.get(f"/fields/{new['id']}")["first_version"] == 2
    assert published.parts()["hours"]["first_version"] == 1


def test_a_published_field_is_retired_and_still_readable(published):
    part = published.parts()["employed"]
    published.send("DELETE", f"/fields/{part['id']}", status=204)
    retired = published.get(f"/fields/{part['id']}")
    assert retired["retired_at"] is not None and retired["order"] is None
    assert "employed" not in published.parts()
    assert [field["order"] for field in published.items(f"/sections/{part['section_id']}/fields")] == [1, 2]


def test_an_unpublished_field_of_a_published_survey_is_deleted(published):
    field = published.field(published.parts()["work"], "Later")
    published.send("DELETE", f"/fields/{field['id']}", status=204)
    assert published.caller.get(f"/fields/{field['id']}").status_code == 404


def test_a_published_section_is_retired_with_its_fields(published):
    parts = published.parts()
    published.send("DELETE", f"/sections/{parts['home']['id']}", status=204)
    assert published.get(f"/sections/{parts['home']['id']}")["retired_at"] is not None
    assert published.get(f"/fields/{parts['city']['id']}")["retired_at"] is not None
    assert [section["name"] for section in published.items(f"{published.path}/sections")] == ["work"]


def test_a_new_section_that_holds_a_retired_field_is_retired_too(published):
    part, section = published.parts()["hours"], published.section("New")
    published.send("PATCH", f"/fields/{part['id']}", {"section_id": section["id"]})
    published.send("DELETE", f"/fields/{part['id']}", status=204)
    published.send("DELETE", f"/sections/{section['id']}", status=204)
    assert published.get(f"/fields/{part['id']}")["retired_at"] is not None
    assert published.get(f"/sections/{section['id']}")["retired_at"] is not None


@pytest.mark.parametrize("method", ["PATCH", "DELETE"])
def test_a_retired_part_takes_no_changes(published, method):
    part = published.parts()["hours"]
    published.send("DELETE", f"/fields/{part['id']}", status=204)
    assert published.try_(method, f"/fields/{part['id']}", json={"label": "Back"}).status_code == 404


def test_a_retired_section_takes_no_fields(published):
    section = published.parts()["home"]
    published.send("DELETE", f"/sections/{section['id']}", status=204)
    reply = published.try_("POST", f"/sections/{section['id']}/fields", json={"label": "x", "field_type": "text"})
    assert reply.status_code == 404


def test_a_retired_part_is_no_target(published):
    parts = published.parts()
    published.send("DELETE", f"/fields/{parts['employer']['id']}", status=204)
    reply = published.try_rule(parts["employed"], parts["employer"])
    assert faults(reply) == [("unknown_field", "/target_id")]


def test_a_name_that_comes_back_brings_its_row_back_without_its_past(published):
    part = published.parts()["employed"]
    published.send("DELETE", f"/fields/{part['id']}", status=204)
    back = published.field(published.parts()["home"], "Work?", "boolean", name="employed")
    assert (back["id"], back["retired_at"], back["first_version"]) == (part["id"], None, 1)
    assert (back["section_id"], back["options"], back["field_type"]) == (published.parts()["home"]["id"], [], "boolean")


def test_a_name_that_comes_back_in_a_document_brings_its_row_back(published):
    before = {name: part["id"] for name, part in published.parts().items()}
    options = [option["id"] for option in published.parts()["city"]["options"]]
    published.put({"title": "Bare"})
    assert published.parts() == {}
    published.put(WORK)
    assert {name: part["id"] for name, part in published.parts().items()} == before
    assert [option["id"] for option in published.parts()["city"]["options"]] == options


def test_a_section_title_brings_no_retired_section_back_by_accident(published):
    published.send("DELETE", f"/sections/{published.parts()['home']['id']}", status=204)
    assert published.section("Home")["name"] == "home_2"


def test_a_draft_part_cannot_take_a_retired_parts_name(published):
    part = published.parts()["hours"]
    published.send("DELETE", f"/fields/{part['id']}", status=204)
    new = published.field(published.parts()["work"], "New")
    reply = published.try_("PATCH", f"/fields/{new['id']}", json={"name": "hours"})
    assert (reply.status_code, reply.get_json()["code"]) == (409, "name_is_taken")


def test_a_document_without_a_published_part_retires_it(published):
    part = published.parts()["hours"]
    less = copy.deepcopy(WORK)
    less["sections"][0]["fields"].pop()
    less["rules"].pop()
    published.put(less)
    assert published.get(f"/fields/{part['id']}")["retired_at"] is not None
    published.publish()
    assert [
        field["name"] for field in published.get(f"{published.path}/versions/2")["definition"]["sections"][0]["fields"]
    ] == ["employed", "employer"]
