"""What staff see of responses, who may, and what the trail says about it (S03, C8)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from surveyapp.audit.models import AuditLog
from surveyapp.responses.models import SurveyResponse
from surveyapp.transaction import transaction
from tenants.columns import new_id, utc_now
from tenants.db import session
from tests.factories.responses import HOUSEHOLD, published
from tests.scenario import begin, submit


def trail(survey, event: str) -> list[AuditLog]:
    with transaction(survey.tenant):
        return list(session.scalars(select(AuditLog).where(AuditLog.event == event).order_by(AuditLog.id)).all())


@pytest.mark.parametrize("role", ["admin", "analyst", "data_viewer"])
def test_whoever_may_view_responses_reads_one_with_its_sensitive_answers(app, api, survey, role):
    submitted = submit(app, survey.link, employed="no", illness="flu").json
    reading = api.as_role(role).get(f"/responses/{submitted['id']}").json
    assert reading["answers"] == {"employed": "no", "illness": "flu"}
    assert (reading["status"], reading["version"], reading["sensitive"]) == ("completed", 1, ["illness"])


def test_a_list_names_sensitive_answers_and_does_not_show_them(app, api, survey):
    submit(app, survey.link, employed="no", illness="flu")
    [item] = api.as_analyst().get(f"/surveys/{survey.survey_id}/responses").json["items"]
    assert (item["answers"], item["sensitive"]) == ({"employed": "no"}, ["illness"])


def test_reading_is_recorded_as_a_view_of_personal_data(app, api, survey):
    submitted = submit(app, survey.link, employed="no").json
    api.as_analyst().get(f"/responses/{submitted['id']}")
    api.as_analyst().get(f"/surveys/{survey.survey_id}/responses")
    told = [(row.action, row.resource_type, str(row.resource_id)) for row in trail(survey, "response.viewed")]
    assert told == [("viewed", "response", submitted["id"]), ("viewed", "response", str(survey.survey_id))]


def test_a_list_comes_in_pages_newest_first(app, api, survey):
    ids = [submit(app, survey.link, employed="no").json["id"] for _ in range(5)]
    read, cursor = [], ""
    while cursor is not None:
        query = f"?limit=2&cursor={cursor}" if cursor else "?limit=2"
        page = api.as_analyst().get(f"/surveys/{survey.survey_id}/responses{query}").json
        read += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert read == ids[::-1]


def test_a_list_holds_one_survey_only(app, api, tenant_a, survey):
    other = published(tenant_a)
    submit(app, other.link, employed="no")
    assert api.as_analyst().get(f"/surveys/{survey.survey_id}/responses").json["items"] == []


def test_a_list_is_narrowed_by_status_version_and_time(app, api, survey):
    begun = begin(app, survey.link).id
    first = submit(app, survey.link, employed="no").json["id"]
    survey.publish_again({**HOUSEHOLD, "title": "Second"})
    second = submit(app, survey.link, employed="no").json["id"]
    with transaction(survey.tenant):
        moment = session.scalar(select(SurveyResponse.started_at).where(SurveyResponse.id == second))

    def ids(query: dict) -> list[str]:
        reply = api.as_analyst().get(f"/surveys/{survey.survey_id}/responses", query_string=query)
        assert reply.status_code == 200, reply.json
        return [item["id"] for item in reply.json["items"]]

    assert ids({"status": "in_progress"}) == [begun]
    assert ids({"status": "completed"}) == [second, first]
    assert ids({"version": 1}) == [first, begun]
    assert ids({"from": moment.isoformat()}) == [second]
    assert ids({"to": moment.isoformat()}) == [first, begun]
    assert ids({"from": (utc_now() + timedelta(days=1)).isoformat()}) == []


def test_an_unknown_survey_version_or_response_is_not_found(app, api, survey):
    analyst = api.as_analyst()
    assert analyst.get(f"/surveys/{new_id()}/responses").status_code == 404
    assert analyst.get(f"/surveys/{survey.survey_id}/responses?version=9").status_code == 404
    assert analyst.get(f"/responses/{new_id()}").json["code"] == "response_not_found"


def test_another_organization_finds_nothing(app, api, survey, tenant_b):
    submitted = submit(app, survey.link, employed="no").json
    stranger = api.as_admin(tenant_b)
    assert stranger.get(f"/responses/{submitted['id']}").status_code == 404
    assert stranger.delete(f"/responses/{submitted['id']}").status_code == 404
    assert stranger.get(f"/surveys/{survey.survey_id}/responses").status_code == 404


def test_a_deleted_response_is_gone_and_the_trail_says_so_without_its_answers(app, api, survey):
    submitted = submit(app, survey.link, employed="no", remarks="lovely").json
    assert api.as_admin().delete(f"/responses/{submitted['id']}").status_code == 204
    assert api.as_admin().get(f"/responses/{submitted['id']}").status_code == 404
    [row] = trail(survey, "response.deleted")
    assert (row.action, str(row.resource_id)) == ("deleted", submitted["id"])
    assert row.changes["before"]["status"] == "completed"
    assert "lovely" not in str(row.changes)


@pytest.mark.parametrize("role", ["analyst", "data_viewer"])
def test_readers_may_not_delete(app, api, survey, role):
    submitted = submit(app, survey.link, employed="no").json
    assert api.as_role(role).delete(f"/responses/{submitted['id']}").status_code == 403
