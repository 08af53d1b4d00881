"""Draft, published, closed, and back (B15)."""

from __future__ import annotations

import pytest

from tests.factories.surveys import WORK, author, faults


def test_publishing_makes_version_one_and_opens_the_survey(api):
    written = author(api.as_admin(), document=WORK)
    version = written.publish()
    survey = written.get(written.path)
    assert (version["number"], survey["status"], survey["current_version"]) == (1, "published", 1)
    assert version["survey_id"] == written.id and version["published_by"] == survey["created_by"]


def test_publishing_again_makes_the_next_version(api):
    written = author(api.as_admin(), document=WORK)
    written.publish()
    written.send("PATCH", written.path, {"title": "Second"})
    assert written.publish()["number"] == 2
    assert written.get(written.path)["current_version"] == 2


def test_publishing_needs_the_etag_of_what_was_read(api):
    written = author(api.as_admin(), document=WORK)
    assert written.caller.post(f"{written.path}/publish").status_code == 428
    assert written.caller.post(f"{written.path}/publish", if_match=1).status_code == 412


def test_publishing_under_one_key_makes_one_version(api):
    written = author(api.as_admin(), document=WORK)
    key, etag = {"Idempotency-Key": "publish-once"}, written.revision
    replies = [written.caller.post(f"{written.path}/publish", headers=key, if_match=etag) for _ in range(2)]
    assert [reply.status_code for reply in replies] == [201, 201]
    assert len(written.items(f"{written.path}/versions")) == 1


@pytest.mark.parametrize(
    ("document", "fault"),
    [
        ({"title": "x"}, ("no_sections", "/sections")),
        ({"title": "x", "sections": [{"name": "a", "title": "A"}]}, ("no_fields", "/sections")),
        (
            {
                "title": "x",
                "sections": [
                    {"name": "a", "title": "A", "fields": [{"name": "b", "label": "B", "field_type": "radio"}]}
                ],
            },
            ("no_options", "/sections/0/fields/0/options"),
        ),
    ],
)
def test_a_half_built_survey_is_saved_but_not_published(api, document, fault):
    written = author(api.as_admin(), document=document)
    reply = written.try_("POST", f"{written.path}/publish")
    assert reply.status_code == 422 and faults(reply) == [fault]
    assert written.get(written.path)["status"] == "draft"
    assert written.items(f"{written.path}/versions") == []


def test_a_published_survey_closes_and_reopens_with_its_version(api):
    written = author(api.as_admin(), document=WORK)
    written.publish()
    assert written.send("POST", f"{written.path}/close", status=200)["status"] == "closed"
    reopened = written.send("POST", f"{written.path}/reopen", status=200)
    assert (reopened["status"], reopened["current_version"]) == ("published", 1)


@pytest.mark.parametrize(
    ("steps", "step", "code"),
    [
        ((), "close", "survey_is_not_published"),
        ((), "reopen", "survey_is_not_published"),
        (("publish",), "reopen", "survey_is_open"),
        (("publish", "close"), "close", "survey_is_closed"),
        (("publish", "close"), "publish", "survey_is_closed"),
    ],
)
def test_a_step_that_makes_no_sense_is_a_conflict(api, steps, step, code):
    written = author(api.as_admin(), document=WORK)
    for earlier in steps:
        written.send("POST", f"{written.path}/{earlier}")
    reply = written.try_("POST", f"{written.path}/{step}")
    assert (reply.status_code, reply.get_json()["code"]) == (409, code)


@pytest.mark.parametrize("step", ["publish", "close", "reopen"])
def test_only_those_who_may_publish_do(api, step):
    written = author(api.as_admin(), document=WORK)
    reply = api.as_analyst().post(f"{written.path}/{step}", if_match=written.revision)
    assert (reply.status_code, reply.get_json()["code"]) == (403, "permission_is_missing")


@pytest.mark.parametrize(("scope", "status"), [("publish_survey", 201), ("edit_survey", 403)])
def test_publishing_is_a_permission_of_its_own(api, scope, status):
    written = author(api.as_admin(), document=WORK)
    key = api.as_admin().post("/api-keys", json={"name": scope, "scopes": [scope]}).get_json()["key"]
    reply = api.with_token(key).post(f"{written.path}/publish", if_match=written.revision)
    assert reply.status_code == status
