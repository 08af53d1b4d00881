"""Answering what was built, linked, closed and reopened through the API: the rooms below as they are."""

from __future__ import annotations

import pytest

from tests.api import Caller
from tests.factories.responses import HOUSEHOLD
from tests.scenario import begin, try_begin


@pytest.fixture
def admin(api) -> Caller:
    return api.as_admin()


@pytest.fixture
def survey_id(admin) -> str:
    """A survey made from the document and published."""
    made = admin.post("/surveys", json={"title": "Household"}).json
    definition = f"/surveys/{made['id']}/definition"
    put = admin.put(definition, json=HOUSEHOLD, if_match=admin.get(definition).headers["ETag"])
    assert put.status_code == 200, put.json
    publish(admin, made["id"])
    return made["id"]


def publish(admin: Caller, survey_id: str) -> None:
    reply = admin.post(f"/surveys/{survey_id}/publish", if_match=etag(admin, survey_id))
    assert reply.status_code == 201, reply.json


def etag(admin: Caller, survey_id: str) -> str:
    return admin.get(f"/surveys/{survey_id}").headers["ETag"]


def link_of(admin: Caller, survey_id: str, **values) -> str:
    reply = admin.post(f"/surveys/{survey_id}/links", json=values)
    assert reply.status_code == 201, reply.json
    return reply.json["api_url"].rpartition("/")[2]


def test_a_survey_built_over_the_api_is_answered_and_read(app, api, admin, survey_id):
    link = link_of(admin, survey_id)
    respondent = begin(app, link, employed="yes").sees("job").stays_in("home", job="baker", illness="flu")
    assert respondent.load()["last_section"] == "home"
    respondent.answer(country="de").is_offered("region", "by").submit(region="by")
    [item] = api.as_data_viewer().get(f"/surveys/{survey_id}/responses").json["items"]
    assert item["answers"] == {"employed": "yes", "job": "baker", "country": "de", "region": "by"}
    assert (item["status"], item["sensitive"]) == ("completed", ["illness"])


def test_closing_shuts_the_door_at_once_and_reopening_opens_it(app, admin, survey_id):
    link = link_of(admin, survey_id)
    respondent = begin(app, link)
    assert Caller(app).get(f"/respond/{link}").status_code == 200
    assert admin.post(f"/surveys/{survey_id}/close", if_match=etag(admin, survey_id)).status_code == 200
    assert Caller(app).get(f"/respond/{link}").json["code"] == "survey_is_closed"
    assert respondent.try_answer({"employed": "no"}).json["code"] == "survey_is_closed"
    assert admin.post(f"/surveys/{survey_id}/reopen", if_match=etag(admin, survey_id)).status_code == 200
    assert Caller(app).get(f"/respond/{link}").status_code == 200
    respondent.answer(employed="no").submit()


def test_switching_a_link_off_is_seen_at_once(app, admin, survey_id):
    link = link_of(admin, survey_id)
    assert Caller(app).get(f"/respond/{link}").status_code == 200
    link_id = admin.get(f"/surveys/{survey_id}/links").json["items"][0]["id"]
    assert admin.patch(f"/links/{link_id}", json={"is_active": False}).status_code == 200
    assert Caller(app).get(f"/respond/{link}").json["code"] == "link_is_closed"


def test_a_deleted_link_opens_nothing_and_its_responses_stay(app, admin, survey_id):
    link = link_of(admin, survey_id)
    respondent = begin(app, link, employed="no")
    link_id = admin.get(f"/surveys/{survey_id}/links").json["items"][0]["id"]
    assert admin.delete(f"/links/{link_id}").status_code == 204
    assert try_begin(app, link, {}).json["code"] == "link_not_found"
    assert respondent.try_submit().json["code"] == "response_not_found"
    assert admin.get(f"/responses/{respondent.id}").json["answers"] == {"employed": "no"}


def test_publishing_again_is_seen_at_once_and_old_responses_keep_their_version(app, admin, survey_id):
    link = link_of(admin, survey_id)
    old = begin(app, link, employed="yes")
    shorter = {**HOUSEHOLD, "sections": HOUSEHOLD["sections"][:1], "dependencies": []}
    definition = f"/surveys/{survey_id}/definition"
    assert admin.put(definition, json=shorter, if_match=etag(admin, survey_id)).status_code == 200
    publish(admin, survey_id)
    assert Caller(app).get(f"/respond/{link}").json["version"] == 2
    old.stays_in("home", job="baker", rooms=2).submit()
    assert admin.get(f"/responses/{old.id}").json["answers"]["rooms"] == 2
    assert try_begin(app, link, {"rooms": 2}).status_code == 422


def test_deleting_a_survey_takes_its_responses_along(app, admin, survey_id):
    respondent = begin(app, link_of(admin, survey_id), employed="no").submit()
    assert admin.delete(f"/surveys/{survey_id}", if_match=etag(admin, survey_id)).status_code == 204
    assert admin.get(f"/responses/{respondent.id}").json["code"] == "response_not_found"
