"""Surveys as things: made, read, listed, renamed, deleted."""

from __future__ import annotations

import pytest

from tests.factories.surveys import author, faults


def test_a_new_survey_is_an_empty_draft_of_the_organization(api, tenant_a):
    survey = api.as_admin().post("/surveys", json={"title": "Hello"}).get_json()
    assert survey["status"] == "draft"
    assert survey["organization"] == str(tenant_a.organization_id)
    assert (survey["language"], survey["timezone"], survey["translations"]) == ("en", "UTC", {})
    assert survey["current_version"] is None


def test_a_survey_reads_back_as_it_was_made(api):
    sent = {
        "title": "Befragung",
        "description": "Über alles",
        "language": "de",
        "timezone": "Europe/Vienna",
        "translations": {"en": {"title": "Survey"}},
    }
    made = api.as_admin().post("/surveys", json=sent).get_json()
    read = api.as_data_viewer().get(f"/surveys/{made['id']}")
    assert read.get_json() == made
    assert {key: made[key] for key in sent} == sent
    assert read.headers["ETag"] == f'"{made["revision"]}"'


def test_a_reader_that_has_the_survey_gets_304(api):
    written = author(api.as_admin())
    reply = written.caller.get(written.path, headers={"If-None-Match": f'"{written.revision}"'})
    assert reply.status_code == 304


def test_surveys_are_listed_newest_first_in_pages(api):
    titles = [author(api.as_admin(), f"Survey {number}").survey["title"] for number in range(3)]
    first = api.as_analyst().get("/surveys?limit=2").get_json()
    second = api.as_analyst().get(f"/surveys?limit=2&cursor={first['next_cursor']}").get_json()
    assert [survey["title"] for survey in first["items"] + second["items"]] == titles[::-1]
    assert second["next_cursor"] is None


def test_a_list_can_be_narrowed_to_a_status(api):
    author(api.as_admin())
    assert api.as_admin().get("/surveys?status=closed").get_json()["items"] == []
    assert len(api.as_admin().get("/surveys?status=draft").get_json()["items"]) == 1


def test_a_change_moves_the_etag_on_and_keeps_the_rest(api):
    written = author(api.as_admin(), "Before")
    changed = written.send("PATCH", written.path, {"title": "After"})
    assert (changed["title"], changed["language"], changed["revision"]) == ("After", "en", 2)
    assert changed["updated_at"] > changed["created_at"]


def test_a_change_needs_the_etag(api):
    written = author(api.as_admin())
    reply = written.caller.patch(written.path, json={"title": "Blind"})
    assert (reply.status_code, reply.get_json()["code"]) == (428, "precondition_is_required")


@pytest.mark.parametrize("etag", ['"1"', "*", '"nonsense"', "7", '""', 'W/"2"', '"999999999999999999"'])
def test_a_change_with_another_etag_is_refused_and_changes_nothing(api, etag):
    written = author(api.as_admin(), "Kept")
    written.send("PATCH", written.path, {"description": "second"})
    reply = written.caller.patch(written.path, json={"title": "Lost"}, if_match=etag)
    assert (reply.status_code, reply.get_json()["code"]) == (412, "etag_is_stale")
    assert written.get(written.path)["title"] == "Kept"


def test_a_refused_etag_is_told_the_right_one(api):
    written = author(api.as_admin())
    assert written.caller.patch(written.path, json={"title": "x"}, if_match=9).headers["ETag"] == '"1"'


def test_a_deleted_survey_is_gone_with_its_parts_and_versions(api):
    written = author(api.as_admin())
    section = written.section()
    field = written.field(section, "Name")
    written.publish()
    written.send("DELETE", written.path, status=204)
    for path in (written.path, f"/sections/{section['id']}", f"/fields/{field['id']}", f"{written.path}/versions/1"):
        assert written.caller.get(path).status_code == 404, path


@pytest.mark.parametrize(
    ("document", "code", "pointer"),
    [
        ({}, "required", "/title"),
        ({"title": None}, "null_not_allowed", "/title"),
        ({"title": 7}, "wrong_type", "/title"),
        ({"title": "  "}, "blank", "/title"),
        ({"title": "x" * 256}, "text_too_long", "/title"),
        ({"title": "a\0b"}, "text_not_storable", "/title"),
        ({"title": "x", "language": "??"}, "bad_language", "/language"),
        ({"title": "x", "timezone": ""}, "bad_timezone", "/timezone"),
        ({"title": "x", "translations": []}, "wrong_type", "/translations"),
        ({"title": "x", "status": "published"}, "unknown_field", "/status"),
        ([], "wrong_type", ""),
        ("survey", "wrong_type", ""),
    ],
)
def test_a_survey_that_cannot_be_is_refused_with_its_place(api, document, code, pointer):
    reply = api.as_admin().post("/surveys", json=document)
    assert reply.status_code == 422
    assert (code, pointer) in faults(reply)


def test_a_change_that_cannot_be_is_refused_too(api):
    written = author(api.as_admin())
    assert faults(written.try_("PATCH", written.path, json={"title": " "})) == [("blank", "/title")]


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_another_organizations_survey_does_not_exist(api, tenant_b, method):
    written = author(api.as_admin())
    stranger = api.as_admin(tenant_b)
    assert stranger.open(method, written.path, json={"title": "Taken"}, if_match=1).status_code == 404
    assert stranger.get("/surveys").get_json()["items"] == []


def test_the_same_request_under_the_same_key_makes_one_survey(api):
    admin, key = api.as_admin(), {"Idempotency-Key": "once"}
    ids = {admin.post("/surveys", json={"title": "x"}, headers=key).get_json()["id"] for _ in range(2)}
    assert len(ids) == 1 and len(admin.get("/surveys").get_json()["items"]) == 1
