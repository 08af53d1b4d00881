"""The web server under more load than it can bear, and told to reload."""

from __future__ import annotations

import http.client
import json
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bench import accounting
from tests.factories.responses import published
from tests.scenario import stored_ids
from tests.server import Server


@pytest.fixture
def web(app, environment, tmp_path: Path) -> Iterator[Server]:
    told = {name: value for name, value in environment.items() if name != "OWNER_DATABASE_URL"}
    started = Server(told, tmp_path / "web.log", "--threads", "1").wait()
    yield started
    started.stop()


def submit(port: int, path: str) -> tuple[int, http.client.HTTPMessage, dict]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        body = json.dumps({"answers": {"employed": "no"}, "complete": True})
        connection.request("POST", path, body, {"Content-Type": "application/json"})
        reply = connection.getresponse()
        return reply.status, reply.headers, json.loads(reply.read())
    finally:
        connection.close()


@pytest.mark.slow
def test_overload_is_shed_with_503_and_what_was_taken_in_is_done(web: Server, tenant_a, api):
    survey = published(tenant_a)
    path = f"/api/v1/respond/{survey.link}/responses"
    with ThreadPoolExecutor(200) as crowd:
        replies = [each.result() for each in [crowd.submit(submit, web.port, path) for _ in range(1000)]]
    done = {body["id"] for status, _, body in replies if status == 201}
    shed = [(headers, body) for status, headers, body in replies if status == 503]
    assert len(done) + len(shed) == 1000
    assert done and shed
    assert all(headers["Retry-After"] == "2" for headers, _ in shed)
    assert {body["code"] for _, body in shed} == {"service_is_unavailable"}
    assert stored_ids(api, survey.survey_id) == done
    assert submit(web.port, path)[0] == 201


@pytest.mark.slow
def test_a_hangup_replaces_the_processes_and_fails_nobody(web: Server, tenant_a):
    path = f"/api/v1/respond/{published(tenant_a).link}/responses"
    before = set(accounting.children_of(web.process.pid))
    os.kill(web.process.pid, signal.SIGHUP)
    statuses, deadline = [], time.monotonic() + 60
    while before & accounting.processes().keys() and time.monotonic() < deadline:
        statuses.append(submit(web.port, path)[0])
    assert not before & accounting.processes().keys()
    assert set(statuses) == {201}
    assert submit(web.port, path)[0] == 201
