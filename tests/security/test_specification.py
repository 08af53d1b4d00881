"""The live OpenAPI document, tried by schemathesis: whatever it generates, the server answers as the document says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.server import Server

# What would end the caller's own session, and what waits for a worker that is not there.
EXCLUDED = "auth/(logout|sessions|register)|/organizations$"
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"


@pytest.fixture
def server(app, environment, tmp_path: Path):
    web = {name: value for name, value in environment.items() if name != "OWNER_DATABASE_URL"}
    started = Server(web, tmp_path / "server.log").wait()
    yield started
    started.stop()


@pytest.mark.slow
def test_the_server_keeps_to_its_own_specification(server, api, tmp_path: Path):
    token = api.token("admin@alpha.example", api.tenant)
    command = [str(Path(sys.executable).with_name("schemathesis")), "run", f"{server.base_url}/api/v1/openapi.json"]
    command += ["--header", f"Authorization: Bearer {token}", "--checks", CHECKS, "--max-examples", "4"]
    command += ["--phases", "examples,coverage,fuzzing", "--seed", "1", "--no-color", "--suppress-health-check", "all"]
    command += ["--exclude-path-regex", EXCLUDED, "--request-timeout", "20"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=540, check=False)
    assert done.returncode == 0, f"{done.stdout[:20000]}\n{done.stderr[-2000:]}\n{server.log.read_text()[-2000:]}"
