"""Jobs over HTTP: who sees which, cancel, retry, pages."""

from __future__ import annotations

from surveyapp.audit.models import AuditLog
from surveyapp.jobs import service
from surveyapp.transaction import transaction
from tenants.db import new_id, session
from tests.factories.jobs import claimed, start_job


def test_a_job_reads_as_its_row(api, tenant_a):
    job_id = start_job(tenant_a)
    body = api.as_admin().get(f"/jobs/{job_id}").get_json()
    assert body["id"] == str(job_id)
    assert (body["kind"], body["state"], body["progress"]) == ("count", "queued", 0.0)
    assert body["error"] is body["result"] is body["file_url"] is body["finished_at"] is None


def test_whoever_asked_for_a_job_sees_it(api, tenant_a):
    job_id = start_job(tenant_a, role="analyst")
    assert api.as_analyst().get(f"/jobs/{job_id}").status_code == 200


def test_another_member_does_not_see_it(api, tenant_a):
    job_id = start_job(tenant_a, role="analyst")
    reply = api.as_data_viewer().get(f"/jobs/{job_id}")
    assert (reply.status_code, reply.get_json()["code"]) == (403, "permission_is_missing")


def test_who_manages_users_sees_everybodys(api, tenant_a):
    job_id = start_job(tenant_a, role="analyst")
    assert api.as_admin().get(f"/jobs/{job_id}").status_code == 200


def test_a_job_of_another_organization_does_not_exist(api, tenant_a, tenant_b):
    job_id = start_job(tenant_a)
    assert api.as_admin(tenant_b).get(f"/jobs/{job_id}").status_code == 404


def test_an_unknown_job_is_not_found(api):
    assert api.as_admin().get(f"/jobs/{new_id()}").status_code == 404


def test_the_list_holds_ones_own_jobs_newest_first(api, tenant_a):
    first, second = start_job(tenant_a, role="analyst"), start_job(tenant_a, role="analyst")
    start_job(tenant_a, role="admin")
    items = api.as_analyst().get("/jobs").get_json()["items"]
    assert [item["id"] for item in items] == [str(second), str(first)]


def test_who_manages_users_lists_everybodys(api, tenant_a):
    for role in ("admin", "analyst", "data_viewer"):
        start_job(tenant_a, role=role)
    assert len(api.as_admin().get("/jobs").get_json()["items"]) == 3


def test_the_list_comes_in_pages(api, tenant_a):
    made = [str(start_job(tenant_a)) for _ in range(5)]
    admin, cursor, seen = api.as_admin(), "", []
    while cursor is not None:
        page = admin.get("/jobs", query_string={"limit": 2, **({"cursor": cursor} if cursor else {})}).get_json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert seen == made[::-1]


def test_the_list_can_be_narrowed_to_a_state_and_a_kind(api, tenant_a):
    running, other = start_job(tenant_a), start_job(tenant_a, "other")
    claimed(tenant_a, running)
    admin = api.as_admin()
    assert [item["id"] for item in admin.get("/jobs?state=running").get_json()["items"]] == [str(running)]
    assert [item["id"] for item in admin.get("/jobs?kind=other").get_json()["items"]] == [str(other)]


def test_an_unknown_state_is_refused(api):
    assert api.as_admin().get("/jobs?state=sleeping").status_code == 422


def test_cancelling_answers_with_the_cancelled_job(api, tenant_a):
    job_id = start_job(tenant_a)
    reply = api.as_admin().post(f"/jobs/{job_id}/cancel")
    assert (reply.status_code, reply.get_json()["state"]) == (200, "cancelled")


def test_another_member_cannot_cancel(api, tenant_a):
    job_id = start_job(tenant_a)
    assert api.as_analyst().post(f"/jobs/{job_id}/cancel").status_code == 403


def test_cancelling_what_has_succeeded_is_a_conflict(api, tenant_a):
    job_id = start_job(tenant_a)
    held = claimed(tenant_a, job_id)
    with transaction(tenant_a):
        service.succeed(held, service.Done())
    reply = api.as_admin().post(f"/jobs/{job_id}/cancel")
    assert (reply.status_code, reply.get_json()["code"]) == (409, "job_has_ended")


def test_retrying_a_cancelled_job_queues_it(api, tenant_a):
    job_id, admin = start_job(tenant_a), api.as_admin()
    admin.post(f"/jobs/{job_id}/cancel")
    reply = admin.post(f"/jobs/{job_id}/retry")
    assert (reply.status_code, reply.get_json()["state"]) == (200, "queued")


def test_cancelling_and_retrying_are_on_the_trail(api, tenant_a):
    job_id, admin = start_job(tenant_a), api.as_admin()
    admin.post(f"/jobs/{job_id}/cancel")
    admin.post(f"/jobs/{job_id}/retry")
    with transaction(tenant_a, read_only=True):
        rows = session.query(AuditLog).filter_by(resource_id=job_id).order_by(AuditLog.id).all()
    assert [row.event for row in rows] == ["job.cancelled", "job.retried"]
    assert rows[0].changes == {"before": {"state": "queued"}, "after": {"state": "cancelled"}}
