"""A server killed in the middle of its work: what it acknowledged is there, and nothing is there twice."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pytest
import requests

from tests.scenario import stored_ids
from tests.server import Server

RESPONDENTS, FIELDS, ENOUGH = 200, 6, 500
DOCUMENT = {
    "title": "Under fire",
    "sections": [
        {
            "name": "main",
            "title": "Main",
            "fields": [{"name": f"q{n}", "label": f"Question {n}", "field_type": "text"} for n in range(FIELDS)],
        }
    ],
}


def patiently(method: str, url: str, body: dict, headers: dict[str, str]) -> requests.Response:
    """What the server answers in the end: two hundred at once are more than it takes in, and it says so."""
    while True:
        reply = requests.request(method, url, json=body, headers=headers, timeout=30)
        if reply.status_code != 503:
            return reply
        assert int(reply.headers["Retry-After"]) > 0
        time.sleep(0.1)


@dataclass
class Respondent:
    """One respondent's wishes and what the server has acknowledged of them."""

    number: int
    key: str = field(default_factory=lambda: str(uuid4()))
    begun: dict | None = None
    acknowledged: dict[str, str] = field(default_factory=dict)
    revision: int = 0
    submitted: bool = False

    def begin(self, api_url: str) -> None:
        reply = patiently("POST", f"{api_url}/responses", {"answers": {}}, {"Idempotency-Key": self.key})
        assert reply.status_code == 201, reply.text
        self.begun = reply.json()
        self.revision = self.begun["revision"]

    def save(self, api_url: str, name: str) -> None:
        value = f"{name} of {self.number}"
        body = {"revision": self.revision, "answers": {name: value}, "mutation": f"{self.key}-{name}"}
        reply = patiently("PATCH", self._url(api_url), body, self._headers)
        assert reply.status_code == 200, reply.text
        self.acknowledged[name], self.revision = value, reply.json()["revision"]

    def submit(self, api_url: str) -> None:
        body = {"mutation": f"{self.key}-submit"}
        reply = patiently("POST", f"{self._url(api_url)}/submit", body, self._headers)
        assert reply.status_code == 200, reply.text
        self.submitted = True

    def finish(self, api_url: str) -> None:
        """Do, or do again with the same keys, whatever was not acknowledged."""
        if self.begun is None:
            self.begin(api_url)
        for name in [f"q{n}" for n in range(FIELDS)]:
            if name not in self.acknowledged and not self.submitted:
                self.save(api_url, name)
        if not self.submitted:
            self.submit(api_url)

    def _url(self, api_url: str) -> str:
        assert self.begun is not None
        return f"{api_url}/responses/{self.begun['id']}"

    @property
    def _headers(self) -> dict[str, str]:
        assert self.begun is not None
        return {"Authorization": f"Bearer {self.begun['session_token']}"}


class Crowd:
    """Two hundred at once; the server is killed once it has acknowledged enough."""

    def __init__(self, server: Server, token: str) -> None:
        self.server, self.api_url = server, f"{server.base_url}/api/v1/respond/{token}"
        self.respondents = [Respondent(number) for number in range(RESPONDENTS)]
        self.counted = threading.Semaphore(0)
        self.gone = threading.Event()

    def act_until_killed(self) -> None:
        with ThreadPoolExecutor(RESPONDENTS) as threads:
            acting = [threads.submit(self._act, respondent) for respondent in self.respondents]
            for _ in range(ENOUGH):
                assert self.counted.acquire(timeout=60), "the server acknowledges nothing any more"
            self.server.kill()
            self.gone.set()
            wait(acting)
            for each in acting:
                each.result()

    def _act(self, respondent: Respondent) -> None:
        for step in self._steps(respondent):
            try:
                step()
            except requests.RequestException:
                return
            if self.gone.is_set():
                return
            self.counted.release()

    def _steps(self, respondent: Respondent) -> Iterator:
        yield lambda: respondent.begin(self.api_url)
        for n in range(FIELDS):
            yield lambda n=n: respondent.save(self.api_url, f"q{n}")
        yield lambda: respondent.submit(self.api_url)


@pytest.fixture
def published(api) -> tuple[str, str]:
    """(survey's id, link's token)"""
    admin = api.as_admin()
    survey = admin.post("/surveys/import", json={"format": "surveyapp", "document": DOCUMENT}).get_json()["survey"]
    reply = admin.post(f"/surveys/{survey['id']}/publish", if_match=survey["revision"])
    assert reply.status_code == 201, reply.get_json()
    url = admin.post(f"/surveys/{survey['id']}/links", json={}).get_json()["url"]
    return survey["id"], url.rpartition("/")[2]


@pytest.mark.slow
def test_a_killed_server_loses_nothing_it_acknowledged(api, published, server, web_environment, tmp_path: Path):
    crowd = Crowd(server, published[1])
    crowd.act_until_killed()
    stored = _stored(api, published[0])
    assert _lost(crowd, stored) == {}


@pytest.mark.slow
def test_repeating_what_a_killed_server_did_not_acknowledge_does_nothing_twice(
    api, published, server, web_environment, tmp_path: Path
):
    crowd = Crowd(server, published[1])
    crowd.act_until_killed()
    again = Server(web_environment, tmp_path / "again.log", workers=2, port=server.port).wait()
    try:
        with ThreadPoolExecutor(20) as threads:
            for finished in [threads.submit(each.finish, crowd.api_url) for each in crowd.respondents]:
                finished.result()
    finally:
        again.stop()
    stored = _stored(api, published[0])
    assert (len(stored), {each["status"] for each in stored.values()}) == (RESPONDENTS, {"completed"})
    assert _lost(crowd, stored) == {}


def _stored(api, survey_id: str) -> dict[str, dict]:
    """Every response of the survey, by id, read as an analyst does."""
    analyst = api.as_analyst()
    return {id: analyst.get(f"/responses/{id}").get_json() for id in stored_ids(api, survey_id)}


def _lost(crowd: Crowd, stored: dict[str, dict]) -> dict[int, object]:
    """What was acknowledged and is not there."""
    lost: dict[int, object] = {}
    for each in (respondent for respondent in crowd.respondents if respondent.begun):
        found = stored.get(each.begun["id"])
        if found is None or (each.submitted and found["status"] != "completed"):
            lost[each.number] = found
        elif any(found["answers"].get(name) != value for name, value in each.acknowledged.items()):
            lost[each.number] = found["answers"]
    return lost
