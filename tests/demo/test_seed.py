"""Seeding goes through the API of a running server, and may be cut off and repeated."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from deploy.demo import seed as seeding
from deploy.demo import telling
from deploy.demo.api import Api
from tests.server import Server, Worker

RESPONSES = 6
pytestmark = pytest.mark.slow


@pytest.fixture
def base_url(app, environment: dict[str, str], tmp_path: Path) -> Iterator[str]:
    """A server and the worker that provisions."""
    worker = Worker(environment, tmp_path / "worker.log")
    server = Server(environment, tmp_path / "server.log").wait()
    yield server.base_url
    server.stop()
    worker.stop()


def seed(base_url: str, directory: Path) -> Any:
    return seeding.seed(base_url, directory, responses=RESPONSES, say=lambda sentence: None)


def test_the_demo_is_there_once_however_often_it_is_seeded(base_url, tmp_path):
    demo = seed(base_url, tmp_path)
    _told(demo)
    path = tmp_path / "demo.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert seed(base_url, tmp_path) == demo
    _forget(path, "employee_engagement published", "employee_engagement link", "data_viewer invited")
    _forget(path, "water_points imported", "museum_visit imported")
    assert [link["id"] for link in seed(base_url, tmp_path)["links"]] == [link["id"] for link in demo["links"]]
    with closing(Api(base_url)) as api:
        _holds_together(api, demo)


def _holds_together(api: Api, demo: Any) -> None:
    viewer = _signed_in(api, demo, "data_viewer")
    surveys = viewer.get("/surveys")["items"]
    assert sorted((survey["id"], survey["status"]) for survey in surveys) == sorted(
        (link["id"], "published") for link in demo["links"]
    )
    for link in demo["links"]:
        responses = viewer.get(f"/surveys/{link['id']}/responses?limit=200")["items"]
        completed = RESPONSES - 1 if link["source"]["format"] == "surveyapp" else RESPONSES // 4
        assert [each["status"] for each in responses].count("completed") == completed
    for link in demo["links"]:
        assert api.get(link["api_url"].partition("/api/v1")[2])["definition"]["title"] == link["survey"]
    assert {_signed_in(api, demo, role).get("/auth/me")["roles"][0] for role in demo["users"]} == set(demo["users"])


def _told(demo: Any) -> None:
    """The titles, in order, the reports of what came from elsewhere, and what a terminal shows of both."""
    assert [link["survey"] for link in demo["links"]] == [
        "How did we do?",
        "Household and health survey",
        "Employee engagement survey",
        "Living and energy at home",
        "Your visit to the museum",
        "Water point inspection",
    ]
    text = telling.told(demo)
    for link in demo["links"]:
        lost = [loss for loss in link["source"]["report"] if loss["severity"] == "lost"]
        assert bool(lost) == (link["source"]["format"] != "surveyapp")
        assert all(loss["place"] in text for loss in lost)
        assert link["url"] in text
    assert all(user["email"] in text and user["password"] in text for user in demo["users"].values())


def _signed_in(api: Api, demo: Any, role: str) -> Api:
    user = demo["users"][role]
    return api.signed_in(user["email"], user["password"])


def _forget(path: Path, *steps: str) -> None:
    """As if the seeding had been cut off after the server had done these and before it was written down."""
    known = json.loads(path.read_text())
    path.write_text(json.dumps({step: result for step, result in known.items() if step not in steps}))


def test_a_file_of_another_demo_is_told_apart(base_url, tmp_path):
    stranger = {**seeding.PEOPLE["admin"], "password": "unknown to this server"}
    known = {"run": "x", "owner": stranger, "registered": True}
    (tmp_path / "demo.json").write_text(json.dumps(known))
    with pytest.raises(seeding.Lost):
        seed(base_url, tmp_path)
