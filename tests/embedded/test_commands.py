"""What a reader of the README types, and what happens to its processes however they are ended."""

import json
import re
import signal
import socket
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.paths import HOUSE
from tests.embedded.conftest import eventually, nothing_runs_in
from tests.embedded.verb import Verb

pytestmark = pytest.mark.slow
README = (HOUSE / "README.md").read_text()
READY = "(API documentation: "
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) for line in block.splitlines() if line]


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free: int = probe.getsockname()[1]
        return free


def test_the_readme_has_commands_and_each_is_run_below() -> None:
    assert COMMANDS
    assert not [command for command in COMMANDS if command not in RUNS]


def answers_until_stopped(verb: Verb) -> None:
    address = verb.says(READY).split()[0]
    with urllib.request.urlopen(f"{address}/readyz") as answer:
        assert json.load(answer)["checks"] == {"database": "ok", "redis": "ok"}
    assert verb.end(signal.SIGTERM) == 0


def shows_the_demo(verb: Verb) -> None:
    demo = json.loads(verb.says('"base_url"'))
    for link in demo["links"]:
        with urllib.request.urlopen(link["url"]) as page:
            assert page.status == 200
    assert set(demo["users"]) == {"admin", "analyst", "data_viewer"}
    assert verb.end(signal.SIGTERM) == 0


def collects_the_tests(verb: Verb) -> None:
    verb.says("tests collected")
    assert verb.ends() == 0


def migrates(verb: Verb) -> None:
    verb.says("organizations are at the newest revision")
    assert verb.ends() == 0


def works_until_stopped(verb: Verb) -> None:
    assert eventually(lambda: verb.runs("tasks.worker"))
    assert verb.end(signal.SIGTERM) == 0


# Each command of the README, what is added so that it minds its own directory and port, and what it is seen to do.
# `./dev test` here is this very test run: the tests are collected, not run again.
RUNS: dict[str, tuple[tuple[str, ...], Callable[[Verb], None]]] = {
    "./dev demo": (("--json", "--data", "--port"), shows_the_demo),
    "./dev test": (("--collect-only", "-q", "-n0"), collects_the_tests),
    "./dev migrate": (("--data",), migrates),
    "./dev serve": (("--data", "--port"), answers_until_stopped),
    "./dev worker": (("--data",), works_until_stopped),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_readme_does_what_it_says(command: str, data_dir: Path, port: int) -> None:
    additions, seen = RUNS[command]
    values = {"--data": str(data_dir), "--port": str(port)}
    arguments = [word for addition in additions for word in (addition, values.get(addition)) if word]
    with Verb([*command.removeprefix("./dev ").split(), *arguments]) as verb:
        seen(verb)
    assert not data_dir.exists() or eventually(lambda: nothing_runs_in(data_dir))


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGKILL], ids=lambda s: s.name)
def test_whatever_ends_the_server_nothing_of_it_is_left(data_dir: Path, port: int, ending: signal.Signals) -> None:
    with Verb(["serve", "--data", str(data_dir), "--port", str(port), "--workers", "1"]) as serve:
        serve.says(READY)
        assert serve.runs("deploy.web")
        serve.end(ending)
        assert eventually(lambda: not serve.running() and nothing_runs_in(data_dir)), serve.running()


def test_a_killed_web_server_leaves_no_workers_and_takes_the_rest_down(data_dir: Path, port: int) -> None:
    with Verb(["serve", "--data", str(data_dir), "--port", str(port), "--workers", "1"]) as serve:
        serve.says(READY)
        serve.kill_oldest("deploy.web")
        assert serve.ends() == 1
        assert "the web server has ended" in serve.complaint()
        assert eventually(lambda: not serve.running() and nothing_runs_in(data_dir)), serve.running()


def test_server_and_worker_of_a_directory_set_up_an_organization_together(data_dir: Path, port: int) -> None:
    worker = Verb(["worker", "--data", str(data_dir)])
    serve = Verb(["serve", "--data", str(data_dir), "--port", str(port), "--workers", "1"])
    with worker, serve:
        address = serve.says(READY).split()[0]
        assert eventually(lambda: worker.runs("tasks.worker"))
        # 202 would mean that the worker was never told and the organization is found by a sweep.
        assert registered(address) == 201


def registered(address: str) -> int:
    """The status of registering an organization."""
    person = {"email": "ada@example.org", "password": "correct horse battery", "first_name": "Ada", "last_name": "L"}
    body = json.dumps({**person, "organization": {"name": "Analytical Engines"}}).encode()
    headers = {"Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(f"{address}/api/v1/auth/register", body, headers)) as answer:
        status: int = answer.status
        return status


def test_the_web_server_is_not_given_the_owners_login(data_dir: Path, port: int) -> None:
    with Verb(["serve", "--data", str(data_dir), "--port", str(port)]) as serve:
        serve.says(READY)
        environments = serve.environments("deploy.web")
        assert environments
        assert not [environment for environment in environments if b"OWNER_DATABASE_URL" in environment]


def test_a_port_in_use_is_named_before_anything_starts(data_dir: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = str(other.getsockname()[1])
        with Verb(["serve", "--data", str(data_dir), "--port", taken]) as serve:
            assert serve.ends() == 1
            assert f"127.0.0.1:{taken}" in serve.complaint()
    assert not data_dir.exists()
