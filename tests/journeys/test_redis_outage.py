"""Redis hangs, dies and comes back under load: every submission is acknowledged all the while, and is there."""

from __future__ import annotations

import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import redis
import requests

from deploy.embedded.binaries import redis_server
from tests.factories.responses import published
from tests.scenario import stored_ids
from tests.server import Process, Server

RESPONDENTS, ENOUGH, PATIENCE = 6, 60, 60.0


class Redis:
    """A server of the test's own, on a socket, that can hang, die and come back with nothing in it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.socket = folder, folder / "redis.sock"
        self.client = redis.Redis(unix_socket_path=str(self.socket))
        self.start()

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    def start(self) -> None:
        command = [str(redis_server()), "--port", "0", "--unixsocket", str(self.socket), "--save", ""]
        self.process = Process(command, {}, self.folder / "log")
        eventually(lambda: self.socket.exists() and self.client.ping())

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.process.process.pid, number)

    def remembers_versions(self) -> bool:
        return any(b":version:" in key for key in self.client.keys("surveyapp:cache:*"))


class Crowd:
    """Respondents who submit one response after the other; `acknowledged` holds the ids they were told."""

    def __init__(self, url: str) -> None:
        self.url, self.acknowledged, self.refused = url, list[str](), list[str]()
        self.going_home = threading.Event()

    def answer_on(self) -> None:
        body = {"answers": {"employed": "no"}, "complete": True}
        while not self.going_home.is_set():
            reply = requests.post(self.url, json=body, timeout=PATIENCE)
            if reply.status_code == 201:
                self.acknowledged.append(reply.json()["id"])
            else:
                self.refused.append(reply.text)

    def goes_on(self) -> None:
        """Wait until a good many more were acknowledged."""
        wanted = len(self.acknowledged) + ENOUGH
        eventually(lambda: len(self.acknowledged) >= wanted or self.refused)
        assert not self.refused


def eventually(question: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not question():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.02)


@pytest.fixture
def own_redis() -> Iterator[Redis]:
    with tempfile.TemporaryDirectory(prefix="surveyapp-") as folder:
        started = Redis(Path(folder))
        yield started
        started.process.kill()


@pytest.fixture
def server(web_environment: dict[str, str], own_redis: Redis, tmp_path: Path) -> Iterator[Server]:
    told = {**web_environment, "REDIS_URL": own_redis.url, "RATE_LIMITS": "true"}
    started = Server(told, tmp_path / "server.log").wait()
    yield started
    started.stop()


@pytest.mark.slow
def test_submissions_go_on_while_redis_hangs_dies_and_comes_back(server, own_redis, tenant_a, api):
    survey = published(tenant_a)
    crowd = Crowd(f"{server.base_url}/api/v1/respond/{survey.link}/responses")
    with ThreadPoolExecutor(RESPONDENTS) as threads:
        people = [threads.submit(crowd.answer_on) for _ in range(RESPONDENTS)]
        try:
            crowd.goes_on()
            own_redis.signal(signal.SIGSTOP)
            crowd.goes_on()
            assert signed_in(server) == 401
            own_redis.signal(signal.SIGCONT)
            crowd.goes_on()
            own_redis.process.kill()
            crowd.goes_on()
            own_redis.start()
            crowd.goes_on()
        finally:
            crowd.going_home.set()
        for person in people:
            person.result()
    assert not crowd.refused
    assert stored_ids(api, survey.survey_id) == set(crowd.acknowledged)
    assert len(crowd.acknowledged) == len(set(crowd.acknowledged))
    eventually(lambda: is_cached_again(server, own_redis, tenant_a))


def signed_in(server: Server) -> int:
    """A route with a rate limit answers too: it is counted in the process meanwhile."""
    guess = {"email": "admin@alpha.example", "password": "a guess"}
    return requests.post(f"{server.base_url}/api/v1/auth/login", json=guess, timeout=PATIENCE).status_code


def is_cached_again(server: Server, own_redis: Redis, tenant) -> bool:
    """Ask for a survey that no process knows yet, and see whether its version can be found by others."""
    requests.get(f"{server.base_url}/api/v1/respond/{published(tenant).link}", timeout=PATIENCE)
    return own_redis.remembers_versions()
