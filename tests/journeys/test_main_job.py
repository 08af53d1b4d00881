"""The main job over HTTP, on a server and a worker in processes of their own: from registering to the audit log."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import time
from pathlib import Path

import pytest
import requests

from tests.server import HOUSE, Server, Worker

DOCUMENT = json.loads((HOUSE / "deploy" / "demo" / "surveys" / "household_health.json").read_text())
PASSWORD = "a long and quiet sentence"
PATIENCE = 60


class Person:
    """Somebody who talks to the server."""

    def __init__(self, server: Server, token: str | None = None) -> None:
        self.root, self.token = f"{server.base_url}/api/v1", token

    def ask(self, method: str, path: str, expect: int = 200, **options) -> requests.Response:
        headers = options.pop("headers", {})
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        address = path if path.startswith("http") else self.root + path
        reply = requests.request(method, address, headers=headers, timeout=30, **options)
        assert reply.status_code == expect, f"{method} {path}: {reply.status_code} {reply.text[:500]}"
        return reply


@pytest.fixture
def admin(server: Server, worker: Worker) -> Person:
    """The owner of an organization registered a moment ago."""
    organization = {"name": "Journey Institute"}
    body = {
        "email": "owner@journey.example",
        "password": PASSWORD,
        "first_name": "Jo",
        "last_name": "Owner",
        "organization": organization,
    }
    nobody = Person(server)
    reply = requests.post(f"{nobody.root}/auth/register", json=body, timeout=30)
    assert reply.status_code in (201, 202), reply.text
    return Person(server, _login(nobody, body["email"]))


def _login(nobody: Person, email: str) -> str:
    deadline = time.monotonic() + PATIENCE
    while True:
        reply = requests.post(f"{nobody.root}/auth/login", json={"email": email, "password": PASSWORD}, timeout=30)
        if reply.status_code == 200:
            return reply.json()["access_token"]
        assert reply.status_code in (403, 503) and time.monotonic() < deadline, reply.text
        time.sleep(0.2)


def _member(server: Server, admin: Person, role: str) -> Person:
    email = f"{role}@journey.example"
    person = {"email": email, "first_name": role, "last_name": "Member", "roles": [role]}
    invited = admin.ask("POST", "/members", 201, json=person).json()
    token = invited["activation_url"].rpartition("/")[2]
    Person(server).ask("POST", "/auth/activate", json={"token": token, "password": PASSWORD})
    return Person(server, _login(Person(server), email))


def _published(admin: Person) -> tuple[str, str]:
    """(survey's id, its link's api_url)"""
    imported = admin.ask("POST", "/surveys/import", 201, json={"format": "surveyapp", "document": DOCUMENT})
    survey = imported.json()["survey"]
    etag = admin.ask("GET", f"/surveys/{survey['id']}").headers["ETag"]
    admin.ask("POST", f"/surveys/{survey['id']}/publish", 201, headers={"If-Match": etag})
    return survey["id"], admin.ask("POST", f"/surveys/{survey['id']}/links", 201, json={}).json()["api_url"]


def _answered(server: Server, api_url: str, answers: dict) -> str:
    """Begin, leave half-way, take it up again from elsewhere, submit; returns the response's id."""
    half = dict(list(answers.items())[: len(answers) // 2])
    begun = Person(server).ask("POST", f"{api_url}/responses", 201, json={"answers": half}).json()
    elsewhere = Person(server, begun["session_token"])
    found = elsewhere.ask("GET", f"{api_url}/responses/{begun['id']}").json()
    assert found["answers"] == half
    body = {"revision": found["revision"], "answers": {k: v for k, v in answers.items() if k not in half}}
    elsewhere.ask("PATCH", f"{api_url}/responses/{begun['id']}", json=body)
    elsewhere.ask("POST", f"{api_url}/responses/{begun['id']}/submit", json={})
    return begun["id"]


def _finished(person: Person, location: str) -> dict:
    deadline = time.monotonic() + PATIENCE
    while True:
        job = person.ask("GET", location.removeprefix("/api/v1")).json()
        if job["state"] in ("succeeded", "failed", "cancelled"):
            return job
        assert time.monotonic() < deadline, job
        time.sleep(0.1)


def _plausible(admin: Person, survey_id: str) -> dict:
    """Answers that the survey accepts, found by asking it what it still wants."""
    fields = {field["name"]: field for section in DOCUMENT["sections"] for field in section["fields"]}
    answers: dict = {}
    for _ in range(40):
        tried = admin.ask("POST", f"/surveys/{survey_id}/evaluate", json={"answers": answers}).json()
        wanted = [error["pointer"].removeprefix("/answers/") for error in tried["errors"]]
        if not wanted:
            return {name: answers[name] for name in tried["stored"]}
        for name in wanted:
            answers[name] = _value(fields[name], tried["state"]["options"].get(name))
    raise AssertionError("the survey never was content")


def _value(field: dict, offered: list | None) -> object:
    config, options = field.get("config") or {}, offered if offered is not None else field.get("options") or []
    match field["field_type"]:
        case "number":
            return config.get("min_value", 1)
        case "date":
            return config.get("min_date", "2026-01-15")
        case "boolean":
            return "yes"
        case "checkbox" | "multi_select":
            return [options[0]["value"]]
        case "text" | "text_area":
            return "Quite private, but well"
        case _:
            return options[0]["value"]


@pytest.mark.slow
def test_the_main_job_from_registering_to_the_audit_log(server: Server, admin: Person, tmp_path: Path):
    analyst, viewer = _member(server, admin, "analyst"), _member(server, admin, "data_viewer")
    survey_id, api_url = _published(admin)
    answers = _plausible(admin, survey_id)
    response_id = _answered(server, api_url, answers)

    read = analyst.ask("GET", f"/responses/{response_id}").json()
    assert (read["status"], read["answers"]) == ("completed", answers)

    viewer.ask("GET", f"/responses/{response_id}")
    viewer.ask("POST", f"/surveys/{survey_id}/exports", 403, json={"format": "csv"})

    accepted = admin.ask("POST", f"/surveys/{survey_id}/exports", 202, json={"format": "csv"})
    job = _finished(admin, accepted.headers["Location"])
    assert job["state"] == "succeeded", job
    file = admin.ask("GET", f"{server.base_url}{job['file_url']}" if job["file_url"][0] == "/" else job["file_url"])
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert hashlib.sha256(file.content).hexdigest() == job["result"]["sha256"]
    assert len(rows) == job["result"]["rows"] == 1

    events = {row["event"] for row in admin.ask("GET", "/audit-logs", params={"limit": 200}).json()["items"]}
    assert events >= {"survey.published", "response.begun", "response.submitted", "link.created"}
    analyst.ask("GET", "/audit-logs", 403)
