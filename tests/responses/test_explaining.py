"""Why a stored response saw what it saw: for staff alone, by the version it was given to, and on the trail."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from surveyapp.audit.models import AuditLog
from surveyapp.transaction import transaction
from tenants.db import session
from tests.scenario import begin, submit


def test_a_response_is_explained_by_its_own_version(app, api, survey):
    submitted = submit(app, survey.link, employed="no").json
    survey.publish_again({"title": "Second", "sections": []})
    reply = api.as_data_viewer().get(f"/responses/{submitted['id']}/explain?field=employed")
    assert [each["name"] for each in reply.json["explained"]] == ["employed"]
    every = api.as_data_viewer().get(f"/responses/{submitted['id']}/explain").json["explained"]
    seen = {name: value for each in every for reason in each["reasons"] for name, value in reason["reads"].items()}
    assert seen["employed"] == "no"


def test_explaining_a_response_is_recorded_as_a_view_of_personal_data(app, api, survey):
    submitted = submit(app, survey.link, employed="no").json
    api.as_analyst().get(f"/responses/{submitted['id']}/explain")
    with transaction(survey.tenant):
        rows = session.scalars(select(AuditLog).where(AuditLog.event == "response.viewed")).all()
        assert [(row.resource_type, str(row.resource_id)) for row in rows] == [("response", submitted["id"])]


@pytest.mark.parametrize("path", ["explain?field=nobody", "explain?section=nobody"])
def test_a_part_that_the_version_does_not_have_is_refused(app, api, survey, path):
    submitted = submit(app, survey.link, employed="no").json
    assert api.as_analyst().get(f"/responses/{submitted['id']}/{path}").status_code == 422


def test_a_respondent_is_never_told_the_conditions(app, survey):
    begun = begin(app, survey.link)
    headers = {"Authorization": f"Bearer {begun.token}"}
    assert app.test_client().get(f"/api/v1/responses/{begun.id}/explain", headers=headers).status_code == 401
    assert app.test_client().get(f"/api/v1/surveys/{survey.survey_id}/explain", headers=headers).status_code == 401
