"""Who may ask for an export and download it, and what the trail keeps of that."""

from __future__ import annotations

import base64
import hashlib
from uuid import uuid4

import pytest

from surveyapp.audit.models import AuditLog
from surveyapp.transaction import transaction
from tenants import files
from tenants.db import session
from tests.factories.jobs import job_of, start_job


def file_of(ended) -> str:
    return f"/exports/{ended['id']}/file"


def test_asking_answers_with_the_job_and_its_address(exported, survey):
    reply = exported.caller.post(f"/surveys/{survey[0]}/exports", json={})
    body = reply.get_json()
    assert reply.status_code == 202
    assert reply.headers["Location"] == f"/api/v1/jobs/{body['id']}"
    assert (body["state"], body["progress"]) == ("queued", 0.0)


def test_who_may_only_view_cannot_export(api, survey):
    reply = api.as_data_viewer().post(f"/surveys/{survey[0]}/exports", json={})
    assert (reply.status_code, reply.get_json()["permission"]) == (403, "export_responses")


def test_who_may_only_view_cannot_download(api, exported, survey):
    ended = exported.run(survey[0])
    assert api.as_data_viewer().get(file_of(ended)).status_code == 403


def test_a_colleague_cannot_download_anothers_export(api, exported, survey, tenant_a):
    theirs = start_job(tenant_a, "export_csv", role="admin", arguments={"survey_id": str(survey[0])})
    assert api.as_analyst().get(f"/exports/{theirs}/file").status_code == 403


def test_who_manages_users_can_download_anybodys(api, exported, survey):
    ended = exported.run(survey[0])
    assert api.as_admin().get(file_of(ended)).status_code == 200


def test_another_organization_finds_nothing(api, exported, survey, tenant_b):
    ended = exported.run(survey[0])
    assert api.as_admin(tenant_b).get(file_of(ended)).status_code == 404
    assert api.as_admin(tenant_b).post(f"/surveys/{survey[0]}/exports", json={}).status_code == 404


def test_nobody_downloads_without_signing_in(api, exported, survey):
    ended = exported.run(survey[0])
    assert api.anonymous().get(file_of(ended)).status_code == 401


def test_an_unknown_survey_is_not_found(exported, app):
    assert exported.caller.post(f"/surveys/{uuid4()}/exports", json={}).status_code == 404


@pytest.mark.parametrize(
    "options",
    [{"format": "xlsx"}, {"labels": "both"}, {"multiple": "none"}, {"bom": "yes"}, {"status": "open"}, {"columns": []}],
)
def test_an_option_that_does_not_exist_is_refused(exported, survey, options):
    reply = exported.caller.post(f"/surveys/{survey[0]}/exports", json=options)
    assert (reply.status_code, reply.get_json()["errors"][0]["pointer"]) == (422, f"/{next(iter(options))}")


def test_the_same_idempotency_key_starts_one_job(exported, survey):
    headers = {"Idempotency-Key": "once"}
    first = exported.caller.post(f"/surveys/{survey[0]}/exports", json={}, headers=headers)
    again = exported.caller.post(f"/surveys/{survey[0]}/exports", json={}, headers=headers)
    assert first.get_json()["id"] == again.get_json()["id"]
    assert again.headers["Location"] == first.headers["Location"]


def test_a_job_without_a_file_yet_says_so(exported, survey):
    started = exported.start(survey[0])
    reply = exported.caller.get(file_of(started))
    assert (reply.status_code, reply.get_json()["code"]) == (409, "job_file_is_not_ready")


def test_a_job_of_another_kind_has_no_export(api, tenant_a):
    job_id = start_job(tenant_a, "count")
    assert api.as_admin().get(f"/exports/{job_id}/file").status_code == 404


def test_a_file_that_was_removed_is_gone(exported, survey, tenant_a):
    ended = exported.run(survey[0])
    files.remove(tenant_a, job_of(tenant_a, ended["id"]).file_path)
    reply = exported.caller.get(file_of(ended))
    assert (reply.status_code, reply.get_json()["code"]) == (410, "file_is_gone")


def test_the_download_says_what_it_is(exported, survey, answered):
    answered({"comment": "fine"})
    ended = exported.run(survey[0])
    reply = exported.caller.get(file_of(ended))
    assert reply.content_type == "text/csv; charset=utf-8"
    assert reply.headers["Content-Disposition"] == f"attachment; filename={ended['result']['file_name']}"
    assert reply.headers["Content-Length"] == str(len(reply.data)) == str(ended["result"]["bytes"])
    assert reply.headers["X-Row-Count"] == "1"
    assert "no-store" in reply.headers["Cache-Control"]


def test_the_download_carries_the_checksum_of_what_it_is(exported, survey, answered):
    answered({"comment": "fine"})
    ended = exported.run(survey[0])
    reply = exported.caller.get(file_of(ended))
    digest = hashlib.sha256(reply.data)
    assert ended["result"]["sha256"] == digest.hexdigest()
    assert reply.headers["ETag"] == f'"{digest.hexdigest()}"'
    assert reply.headers["Repr-Digest"] == f"sha-256=:{base64.b64encode(digest.digest()).decode()}:"


def test_a_download_that_is_known_already_is_not_sent_again(exported, survey):
    ended = exported.run(survey[0])
    etag = exported.caller.get(file_of(ended)).headers["ETag"]
    assert exported.caller.get(file_of(ended), headers={"If-None-Match": etag}).status_code == 304


def test_asking_and_downloading_are_on_the_trail(exported, survey, tenant_a):
    ended = exported.run(survey[0], status="all")
    exported.caller.get(file_of(ended))
    with transaction(tenant_a, read_only=True):
        rows = session.query(AuditLog).filter_by(action="exported").order_by(AuditLog.id).all()
    assert [(row.event, row.resource_type) for row in rows] == [
        ("export.requested", "survey"),
        ("export.downloaded", "export"),
    ]
    assert rows[0].resource_id == survey[0]
    assert rows[0].changes["after"]["status"] == "all"
    assert rows[0].user_id == rows[1].user_id is not None


def test_the_jobs_arguments_hold_ids_and_options_only(exported, survey, tenant_a):
    started = exported.start(survey[0])
    assert job_of(tenant_a, started["id"]).arguments == {
        "survey_id": str(survey[0]),
        "format": "csv",
        "status": "completed",
        "labels": "codes",
        "header": "names",
        "multiple": "one",
        "bom": False,
    }
