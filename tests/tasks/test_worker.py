"""A real worker process, and what is left of its work when it is killed, stopped or orphaned."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from surveyapp.audit.models import AuditLog
from surveyapp.transaction import shared_transaction, transaction
from tasks.queue import Queue
from tenants import registry
from tenants.db import session
from tests.exports.conftest import DOCUMENT
from tests.factories.jobs import add_response, add_survey, eventually, go_silent, job_of, start_job
from tests.server import HOUSE, Process, Worker
from tests.tasks.test_serializer import Trap
from tests.tasks.waiting_worker import GO

pytestmark = pytest.mark.slow


class WaitingWorker(Process):
    def __init__(self, environment, log) -> None:
        super().__init__([sys.executable, "-m", "tests.tasks.waiting_worker"], environment, log)


@pytest.fixture
def start_worker(queue, environment, tmp_path) -> Iterator:
    started: list[Process] = []

    def start() -> Process:
        started.append(WaitingWorker(environment, tmp_path / f"worker{len(started)}.log"))
        return started[-1]

    yield start
    for worker in started:
        worker.kill()
        print(worker.log.read_text())


def traces(tenant, job_id) -> int:
    with transaction(tenant, read_only=True):
        return session.query(AuditLog).filter_by(resource_id=job_id, event="trace").count()


def is_running(tenant, job_id) -> bool:
    return job_of(tenant, job_id).state == "running"


def has_succeeded(tenant, job_id) -> bool:
    return job_of(tenant, job_id).state == "succeeded"


def test_a_job_whose_worker_is_killed_is_finished_by_the_next_exactly_once(queue: Queue, start_worker, tenant_a):
    first = start_worker()
    job_id = start_job(tenant_a, "wait")
    eventually(lambda: is_running(tenant_a, job_id))
    first.kill()
    assert is_running(tenant_a, job_id)
    go_silent(tenant_a, job_id)
    queue.redis.set(GO, 1)
    start_worker()
    eventually(lambda: has_succeeded(tenant_a, job_id))
    assert job_of(tenant_a, job_id).attempts == 2
    assert traces(tenant_a, job_id) == 1


def test_a_worker_that_is_asked_to_stop_gives_its_job_back_and_ends_well(queue, start_worker, tenant_a):
    worker = start_worker()
    job_id = start_job(tenant_a, "wait")
    eventually(lambda: is_running(tenant_a, job_id))
    worker.stop(signal.SIGTERM)
    assert worker.process.returncode == 0
    assert job_of(tenant_a, job_id).state == "queued"
    assert traces(tenant_a, job_id) == 0
    queue.redis.set(GO, 1)
    start_worker()
    eventually(lambda: has_succeeded(tenant_a, job_id))


def test_a_running_worker_survives_what_is_not_ours_in_the_queue(queue, start_worker, tenant_a, tmp_path):
    trap = tmp_path / "sprung"
    queue.redis.set(GO, 1)
    queue.redis.lpush(queue.huey.storage.queue_key, pickle.dumps(Trap(trap)), b"", b"{}")
    start_worker()
    job_id = start_job(tenant_a, "wait")
    eventually(lambda: has_succeeded(tenant_a, job_id))
    assert not trap.exists()


def test_a_registered_organization_is_set_up_by_the_worker(queue, start_worker, app):
    start_worker()
    with shared_transaction():
        organization_id = registry.create("New", "new").id
    queue.hint_provisioning(organization_id)

    def is_active() -> bool:
        with shared_transaction(read_only=True):
            return registry.tenant(organization_id).state == "active"

    eventually(is_active)


def test_an_export_asked_for_over_http_is_written_by_the_worker_and_downloaded(
    queue, environment, api, tenant_a, tmp_path
):
    survey_id, [version_id] = add_survey(tenant_a, DOCUMENT)
    for number in range(600):
        add_response(tenant_a, survey_id, version_id, {"minutes": number}, sensitive={"salary": f"S{number}"})
    analyst = api.as_analyst()
    worker = Worker(environment, tmp_path / "worker.log")
    try:
        asked = analyst.post(f"/surveys/{survey_id}/exports", json={})
        job = asked.headers["Location"].removeprefix("/api/v1")
        eventually(lambda: analyst.get(job).get_json()["state"] in ("succeeded", "failed"))
    finally:
        worker.kill()
        print(worker.log.read_text())
    ended = analyst.get(job).get_json()
    content = analyst.get(ended["file_url"].removeprefix("/api/v1")).data
    rows = list(csv.DictReader(io.StringIO(content.decode(), newline="")))
    assert [(row["minutes"], row["salary"]) for row in rows] == [(str(n), f"S{n}") for n in range(600)]
    assert ended["result"]["rows"] == 600
    assert ended["result"]["sha256"] == hashlib.sha256(content).hexdigest()
    assert "S599" not in worker.log.read_text()


def test_a_worker_does_not_outlive_the_process_that_started_it(queue, environment, tmp_path):
    script = (
        "import subprocess, sys, time\n"
        "worker = subprocess.Popen([sys.executable, '-m', 'tests.tasks.waiting_worker'])\n"
        "print(worker.pid, flush=True)\n"
        "time.sleep(600)\n"
    )
    with (tmp_path / "log").open("ab") as log:
        parent = subprocess.Popen(
            [sys.executable, "-c", script],
            cwd=HOUSE,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    with parent:
        assert parent.stdout is not None
        worker = int(parent.stdout.readline())
        eventually(lambda: "consumer started" in (tmp_path / "log").read_text())
        parent.kill()
    eventually(lambda: not is_alive(worker))


def is_alive(process: int) -> bool:
    try:
        with open(f"/proc/{process}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
