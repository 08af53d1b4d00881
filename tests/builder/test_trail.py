"""Each write leaves one row in the audit trail, with what was before and after (S03, S07)."""

from __future__ import annotations

import pytest

from tests.factories.surveys import WORK, author


def trail(written):
    """What was changed, the newest first; looking at the trail leaves a row of its own."""
    return [entry for entry in written.get("/audit-logs?limit=200")["items"] if entry["action"] != "viewed"]


def last(written):
    entry = trail(written)[0]
    return entry["event"], entry["action"], entry["resource_type"], entry["resource_id"]


def test_a_part_is_followed_from_beginning_to_end(api):
    written = author(api.as_admin())
    section = written.section("Work")
    assert last(written) == ("section.created", "created", "section", section["id"])
    written.send("PATCH", f"/sections/{section['id']}", {"title": "Job"})
    assert last(written) == ("section.updated", "updated", "section", section["id"])
    assert trail(written)[0]["changes"] == {"before": {"title": "Work"}, "after": {"title": "Job"}}
    written.send("DELETE", f"/sections/{section['id']}", status=204)
    assert last(written) == ("section.deleted", "deleted", "section", section["id"])


def test_a_deletion_tells_what_went_along(api):
    written = author(api.as_admin(), document=WORK)
    written.send("DELETE", f"/fields/{written.parts()['country']['id']}", status=204)
    before = trail(written)[0]["changes"]["before"]
    assert before["name"] == "country"
    assert before["removed_with_it"] == {"options": 2, "dependencies": 1}


@pytest.mark.parametrize(
    ("path", "body", "event", "resource"),
    [
        ("publish", None, "survey.published", "survey"),
        ("definition", {"title": "Bare"}, "survey.definition_replaced", "survey"),
        ("sections/order", "reversed", "section.reordered", "survey"),
    ],
)
def test_what_is_done_to_the_whole_is_told_of_the_survey(api, path, body, event, resource):
    written = author(api.as_admin(), document=WORK)
    if body == "reversed":
        body = {"ids": [section["id"] for section in written.items(f"{written.path}/sections")][::-1]}
    written.send("PUT" if body else "POST", f"{written.path}/{path}", body)
    assert last(written)[::2] == (event, resource)
    assert trail(written)[0]["resource_id"] == written.id


def test_a_replaced_document_is_one_row_with_a_summary(api):
    written = author(api.as_admin(), document=WORK)
    number = len(trail(written))
    shorter = {**WORK, "title": "Shorter", "sections": WORK["sections"][:1], "rules": WORK["rules"][:1]}
    written.put({**shorter, "dependencies": []})
    entries = trail(written)
    assert len(entries) == number + 1
    before = entries[0]["changes"]["before"]
    assert before["title"] == "Work"
    assert (before["sections_gone"], before["fields_gone"]) == (["home"], ["city", "country"])
    assert (before["rules_gone"], before["dependencies_gone"]) == (1, 1)


def test_a_retired_part_and_its_return_are_told_apart_from_deletion_and_creation(api):
    written = author(api.as_admin(), document=WORK)
    written.publish()
    part = written.parts()["hours"]
    written.send("DELETE", f"/fields/{part['id']}", status=204)
    assert last(written)[:2] == ("field.retired", "deleted")
    written.field(written.parts()["work"], "Hours", "number", name="hours")
    assert last(written)[:2] == ("field.restored", "created")


def test_a_refused_write_leaves_no_trace(api):
    written = author(api.as_admin(), document=WORK)
    number = len(trail(written))
    written.try_("PUT", f"{written.path}/definition", json={"title": ""})
    written.try_("POST", f"{written.path}/sections", json={"title": ""})
    assert len(trail(written)) == number


def test_the_whole_life_of_a_survey_is_in_the_trail(api):
    written = author(api.as_admin(), document=WORK)
    for step in ("publish", "close", "reopen"):
        written.send("POST", f"{written.path}/{step}")
    written.send("PATCH", written.path, {"title": "Last"})
    written.send("DELETE", written.path, status=204)
    events = [entry["event"] for entry in trail(written) if entry["resource_id"] == written.id]
    assert events == [
        "survey.deleted",
        "survey.updated",
        "survey.reopened",
        "survey.closed",
        "survey.published",
        "survey.definition_replaced",
        "survey.created",
    ]
