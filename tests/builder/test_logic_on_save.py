"""Rules and dependencies are judged when they are saved, each time and by every way in (L01-L19)."""

from __future__ import annotations

import pytest

from tests.factories.surveys import WORK, YES_NO, author, faults

NOBODY = "0190b2c4-0000-7000-8000-000000000000"


def chain(written, *labels):
    """Choice fields of these names in one section."""
    section = written.section()
    return [written.field(section, label, "radio", options=YES_NO) for label in labels]


def test_a_rule_reads_back_as_it_was_made(api):
    written = author(api.as_admin())
    a, b = chain(written, "a", "b")
    rule = written.rule(a, b, operator="in", value=["yes", "no"], action="hide", rule_group="g", group_logic="or")
    assert written.get(f"/rules/{rule['id']}") == rule
    assert (rule["value"], rule["action"], rule["rule_group"], rule["order"]) == (["yes", "no"], "hide", "g", 1)


@pytest.mark.parametrize("value", [0, 1.5, "5"])
def test_a_rules_value_keeps_its_json_type(api, value):
    written = author(api.as_admin(), document=WORK)
    parts = written.parts()
    rule = written.rule(parts["hours"], parts["country"], operator="greater_than", value=value)
    stored = written.get(f"/rules/{rule['id']}")["value"]
    assert (stored, type(stored)) == (value, type(value))


def test_a_rule_on_a_boolean_may_ask_for_false(api):
    written = author(api.as_admin())
    section = written.section()
    source, target = written.field(section, "Smoker", "boolean"), written.field(section, "Packs", "number")
    assert written.rule(source, target, value=False)["value"] is False


@pytest.mark.parametrize("operator", ["is_empty", "is_not_empty"])
def test_a_test_for_emptiness_has_no_value(api, operator):
    written = author(api.as_admin())
    a, b = chain(written, "a", "b")
    assert written.rule(a, b, operator=operator, value=None)["value"] is None
    reply = written.try_rule(a, b, operator=operator, value="yes")
    assert faults(reply) == [("value_not_allowed", "/value")]


def test_every_other_operator_needs_one(api):
    written = author(api.as_admin())
    a, b = chain(written, "a", "b")
    assert faults(written.try_rule(a, b, value=None)) == [("value_required", "/value")]


@pytest.mark.parametrize(
    ("field_type", "operator", "value"),
    [
        ("text", "greater_than", 3),
        ("text_area", "between", [1, 2]),
        ("number", "contains", "3"),
        ("date", "starts_with", "2024"),
        ("boolean", "less_than", True),
        ("radio", "contains", "yes"),
        ("dropdown", "between", ["a", "b"]),
        ("checkbox", "greater_than", "yes"),
        ("text", "file_size_greater_than", 10),
    ],
)
def test_an_operator_that_the_source_type_does_not_know_is_refused(api, field_type, operator, value):
    written = author(api.as_admin())
    section = written.section()
    source, target = written.field(section, "Source", field_type), written.field(section, "Target")
    reply = written.try_rule(source, target, operator=operator, value=value)
    assert reply.status_code == 422 and faults(reply) == [("operator_not_allowed", "/operator")]
    assert written.items(f"{written.path}/rules") == []


@pytest.mark.parametrize(
    ("member", "value", "fault"),
    [
        ("operator", "resembles", ("unknown_operator", "/operator")),
        ("operator", None, ("null_not_allowed", "/operator")),
        ("target_id", NOBODY, ("unknown_field", "/target_id")),
        ("target_id", "not-a-uuid", ("wrong_type", "/target_id")),
        ("source_field_id", NOBODY, ("unknown_field", "/source_field_id")),
        ("source_field_id", 7, ("wrong_type", "/source_field_id")),
        ("target_type", "survey", ("out_of_range", "/target_type")),
        ("target_type", "section", ("unknown_section", "/target_id")),
        ("action", "explode", ("out_of_range", "/action")),
        ("group_logic", "nand", ("out_of_range", "/group_logic")),
        ("rule_group", "x" * 300, ("text_too_long", "/rule_group")),
        ("survey_id", NOBODY, ("unknown_field", "/survey_id")),
    ],
)
def test_a_rule_that_cannot_be_is_refused_with_its_place(api, member, value, fault):
    written = author(api.as_admin())
    a, b = chain(written, "a", "b")
    reply = written.try_rule(a, b, **{member: value})
    assert reply.status_code == 422, reply.get_json()
    assert fault in faults(reply)


def test_rows_of_one_group_must_agree(api):
    written = author(api.as_admin())
    a, b, c = chain(written, "a", "b", "c")
    written.rule(a, c, rule_group="g", group_logic="or")
    reply = written.try_rule(b, c, rule_group="g", group_logic="and")
    assert faults(reply) == [("mixed_rule_group", "/group_logic")]


def test_a_rule_can_be_changed_and_deleted_and_is_judged_again(api):
    written = author(api.as_admin())
    a, b = chain(written, "a", "b")
    rule = written.rule(a, b)
    assert written.send("PATCH", f"/rules/{rule['id']}", {"action": "hide"})["action"] == "hide"
    reply = written.try_("PATCH", f"/rules/{rule['id']}", json={"operator": "between"})
    assert faults(reply)[0] == ("operator_not_allowed", "/operator")
    written.send("DELETE", f"/rules/{rule['id']}", status=204)
    assert written.items(f"{written.path}/rules") == []


def test_another_surveys_field_is_no_source(api):
    written, other = author(api.as_admin()), author(api.as_admin())
    strange, (target,) = chain(other, "a")[0], chain(written, "b")
    assert ("unknown_field", "/source_field_id") in faults(written.try_rule(strange, target))


@pytest.mark.parametrize("length", [1, 2, 5])
def test_a_circle_of_rules_is_refused_with_its_path(api, length):
    written = author(api.as_admin())
    fields = chain(written, *"abcde"[:length])
    for source, target in zip(fields, fields[1:], strict=False):
        written.rule(source, target)
    reply = written.try_rule(fields[-1], fields[0])
    assert reply.status_code == 422
    [fault] = reply.get_json()["errors"]
    assert fault["code"] == "rule_cycle"
    assert all(field["name"] in fault["detail"] for field in fields)


def test_a_circle_through_a_section_is_refused(api):
    written = author(api.as_admin(), document=WORK)
    parts = written.parts()
    reply = written.try_rule(parts["country"], parts["hours"])
    assert [code for code, _ in faults(reply)] == ["rule_cycle"]
    assert "home" in reply.get_json()["errors"][0]["detail"]


def test_a_section_cannot_depend_on_its_own_field(api):
    written = author(api.as_admin(), document=WORK)
    parts = written.parts()
    reply = written.try_rule(parts["employed"], parts["work"], target_type="section")
    assert [code for code, _ in faults(reply)] == ["rule_cycle"]


def test_a_circle_of_a_dependency_and_a_rule_is_refused(api):
    written = author(api.as_admin(), document=WORK)
    parts = written.parts()
    reply = written.try_rule(parts["city"], parts["country"])
    assert [code for code, _ in faults(reply)] == ["rule_cycle"]


def test_a_field_that_would_close_a_circle_by_moving_stays(api):
    written = author(api.as_admin(), document=WORK)
    parts = written.parts()
    reply = written.try_("PATCH", f"/fields/{parts['hours']['id']}", json={"section_id": parts["home"]["id"]})
    assert [code for code, _ in faults(reply)] == ["rule_cycle"]
    assert written.get(f"/fields/{parts['hours']['id']}")["section_id"] == parts["work"]["id"]


def test_a_source_cannot_change_its_type_under_its_rules(api):
    written = author(api.as_admin(), document=WORK)
    reply = written.try_("PATCH", f"/fields/{written.parts()['employed']['id']}", json={"field_type": "date"})
    assert reply.status_code == 422
    fault = next(fault for fault in reply.get_json()["errors"] if fault["place"].startswith("/rules/0"))
    assert fault["pointer"] == ""


def test_dependencies_keep_the_flag_of_the_field_they_drive(api):
    written = author(api.as_admin())
    country, city = chain(written, "country", "city")
    assert city["has_dependencies"] is False
    dependency = written.send(
        "POST",
        f"{written.path}/dependencies",
        {
            "dependent_field_id": city["id"],
            "source_field_id": country["id"],
            "source_value": "yes",
            "dependent_options": [{"label": "Paris", "value": "paris"}],
        },
        201,
    )
    assert written.get(f"/dependencies/{dependency['id']}") == dependency
    assert written.get(f"/fields/{city['id']}")["has_dependencies"] is True
    assert written.get(f"/fields/{country['id']}")["has_dependencies"] is False
    written.send("PATCH", f"/dependencies/{dependency['id']}", {"source_value": "no"})
    written.send("DELETE", f"/dependencies/{dependency['id']}", status=204)
    assert written.get(f"/fields/{city['id']}")["has_dependencies"] is False


@pytest.mark.parametrize(
    ("member", "value", "fault"),
    [
        ("dependent_field_id", NOBODY, ("unknown_field", "/dependent_field_id")),
        ("source_field_id", NOBODY, ("unknown_field", "/source_field_id")),
        ("source_value", "", ("blank", "/source_value")),
        ("source_value", 5, ("wrong_type", "/source_value")),
        ("dependent_options", {}, ("wrong_type", "/dependent_options")),
        ("dependent_options", [{"value": "x"}], ("required", "/dependent_options/0/label")),
        ("dependent_options", YES_NO + YES_NO[:1], ("duplicate_option", "/dependent_options/2/value")),
    ],
)
def test_a_dependency_that_cannot_be_is_refused_with_its_place(api, member, value, fault):
    written = author(api.as_admin())
    country, city = chain(written, "country", "city")
    sent = {
        "dependent_field_id": city["id"],
        "source_field_id": country["id"],
        "source_value": "yes",
        "dependent_options": YES_NO,
        member: value,
    }
    reply = written.try_("POST", f"{written.path}/dependencies", json=sent)
    assert reply.status_code == 422, reply.get_json()
    assert fault in faults(reply)


def test_only_choice_fields_have_options_that_depend(api):
    written = author(api.as_admin(), document=WORK)
    parts = written.parts()
    sent = {
        "dependent_field_id": parts["hours"]["id"],
        "source_field_id": parts["employed"]["id"],
        "source_value": "yes",
        "dependent_options": YES_NO,
    }
    reply = written.try_("POST", f"{written.path}/dependencies", json=sent)
    assert faults(reply) == [("options_not_allowed", "/dependent_field_id")]
