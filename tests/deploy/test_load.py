"""`./dev load`: what it makes of the links that it is given, and that a crowd answers the new kinds of question."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.load.environment import LOCUST
from deploy.verbs import load
from tests.factories.responses import published
from tests.server import HOUSE, Server

PATH = "/api/v1/respond/key.secret"
LIVING = HOUSE / "deploy" / "demo" / "surveys" / "living_and_energy.json"
PATIENCE = 300


@pytest.mark.parametrize("link", [f"http://127.0.0.1:8000{PATH}", "http://127.0.0.1:8000/s/key.secret"])
def test_a_link_for_people_and_one_for_machines_lead_to_the_same(link):
    assert load._api_path(link) == PATH


@pytest.fixture
def server(app, environment: dict[str, str], tmp_path: Path) -> Iterator[Server]:
    started = Server(environment, tmp_path / "server.log").wait()
    yield started
    started.stop()


@pytest.mark.slow
@pytest.mark.skipif(
    not (LOCUST.exists() or os.environ.get("CI")), reason="locust is not installed: ./dev load installs it"
)
def test_a_crowd_answers_a_survey_that_repeats_and_no_request_fails(server, tenant_a):
    link = f"{server.base_url}/s/{published(tenant_a, json.loads(LIVING.read_text())).link}"
    crowd = ("--users", "4", "--seconds", "5", "--haste", "100")
    command = [sys.executable, "-P", "-m", "deploy.cli", "load", "--link", link, *crowd]
    done = subprocess.run(command, cwd=HOUSE, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    steps = dict(
        re.findall(r"^(?:GET|POST|PATCH)\s+(\w[\w ]*?)\s{2,}(\d+)\s+0\(0\.00%\)", done.stdout + done.stderr, re.M)
    )
    assert set(steps) >= {"open the form", "begin", "save", "submit"}
    assert "gave up" not in done.stdout + done.stderr
