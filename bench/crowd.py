"""People who answer while everything is killed around them. Most never give up: each step is sent again, with the same
keys, until it is acknowledged.

The hasty ones submit in one shot, without a key and many at the same moment, so that the server commits them together;
what was not acknowledged they do not repeat, and nobody can know whether it was stored.
"""

import http.client
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import uuid4

from bench import people
from bench.running import BenchError
from bench.survey import NAMES, answers
from deploy.demo.api import Api, Refused

PEOPLE = 10
HASTY = 24
BEAT = 0.4
SAVES = 4
PATIENCE = 120.0
PAUSE = 0.05
EXPORT_EVERY = 1.0
LOST = (OSError, http.client.HTTPException)


@dataclass
class Acknowledged:
    """What the server has said yes to: responses by id with their answers, exports by their job.

    uncertain: answers that were sent once and never acknowledged; each may be stored, once
    """

    responses: dict[str, dict[str, Any]] = field(default_factory=dict)
    uncertain: list[dict[str, Any]] = field(default_factory=list)
    jobs: set[str] = field(default_factory=set)
    steps: int = 0
    repeated: int = 0
    hasty: int = 0

    def settle(self, stored: Mapping[str, dict[str, Any]]) -> None:
        """Take for known what is `stored` unacknowledged, where somebody has sent just that.

        What nobody sent stays unknown, and so does a second copy.
        """
        for id in stored.keys() - self.responses.keys():
            if stored[id] in self.uncertain:
                self.uncertain.remove(stored[id])
                self.responses[id] = stored[id]
        self.uncertain.clear()


class Persistent:
    """An API that repeats a call until it is answered. Only for calls that may be repeated."""

    def __init__(self, base_url: str, known: Acknowledged, token: str | None = None) -> None:
        self.base_url, self.known, self.token = base_url, known, token
        self._api = Api(base_url, token)

    def _insist(self, act: Callable[[Api], Any]) -> Any:
        """Raises BenchError when nobody answers for `PATIENCE` seconds, Refused when the server says no for good."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                reply = act(self._api)
            except Refused as refusal:
                if refusal.status < 500 and refusal.code != "transaction_conflict":
                    raise
            except LOST:
                self._api = Api(self.base_url, self.token)
            else:
                self.known.steps += 1
                return reply
            self.known.repeated += 1
            time.sleep(PAUSE)
        raise BenchError(f"nobody has answered for {PATIENCE:.0f} seconds")

    def post(self, path: str, body: object, key: str | None = None) -> Any:
        return self._insist(lambda api: api.post(path, body, key=key))

    def patch(self, path: str, body: object) -> Any:
        return self._insist(lambda api: api.patch(path, body))

    def bearing(self, token: str) -> "Persistent":
        return Persistent(self.base_url, self.known, token)


class Crowd:
    """Respondents and an analyst, each a thread of its own, between `gather` and `disperse`."""

    def __init__(self, base_url: str, link: str, survey_id: str, owner: str) -> None:
        self.base_url, self.survey_id, self.owner = base_url, survey_id, owner
        self.door = link[link.index("/respond/") :]
        self.known = Acknowledged()
        self._going_home = threading.Event()
        self._acting: list[Future[None]] = []
        self._threads = ThreadPoolExecutor(PEOPLE + HASTY + 1)

    def gather(self) -> None:
        self._going_home.clear()
        self._acting = [self._threads.submit(self._answer_on) for _ in range(PEOPLE)]
        self._acting += [self._threads.submit(self._hurry_on) for _ in range(HASTY)]
        self._acting.append(self._threads.submit(self._export_on))

    def disperse(self) -> None:
        """Everybody finishes what they have begun. Raises what went wrong for anybody."""
        self._going_home.set()
        for acting in self._acting:
            acting.result()

    def _answer_on(self) -> None:
        random, api = Random(), Persistent(self.base_url, self.known)
        while not self._going_home.is_set():
            given = answers(random)
            act = self._in_one_shot if random.random() < 0.5 else self._step_by_step
            response_id = act(api, given)
            self.known.responses[response_id] = given

    def _in_one_shot(self, api: Persistent, given: dict[str, Any]) -> str:
        key, body = str(uuid4()), {"answers": given, "complete": True}
        return str(api.post(f"{self.door}/responses", body, key=key)["id"])

    def _step_by_step(self, api: Persistent, given: dict[str, Any]) -> str:
        key = str(uuid4())
        begun = api.post(f"{self.door}/responses", {"answers": {}}, key=key)
        path, mine, revision = f"{self.door}/responses/{begun['id']}", api.bearing(begun["session_token"]), 1
        for turn in range(SAVES):
            part = {name: given[name] for name in NAMES[turn::SAVES]}
            change = {"revision": revision, "answers": part, "mutation": f"{key}-{turn}"}
            revision = mine.patch(path, change)["revision"]
        mine.post(f"{path}/submit", {"mutation": f"{key}-submit"})
        return str(begun["id"])

    def _hurry_on(self) -> None:
        random, api = Random(), Api(self.base_url)
        while not self._going_home.wait(BEAT - time.time() % BEAT):
            given = answers(random)
            try:
                reply = api.post(f"{self.door}/responses", {"answers": given, "complete": True})
            except (*LOST, Refused) as failure:
                if isinstance(failure, Refused) and failure.status < 500:
                    raise
                self.known.uncertain.append(given)
                api = Api(self.base_url)
            else:
                self.known.hasty += 1
                self.known.responses[str(reply["id"])] = given

    def _export_on(self) -> None:
        api = Persistent(self.base_url, self.known)
        signing_in = {"email": self.owner, "password": people.PASSWORD}
        api = api.bearing(api.post("/auth/login", signing_in)["access_token"])
        while not self._going_home.wait(EXPORT_EVERY):
            key, path = str(uuid4()), f"/surveys/{self.survey_id}/exports"
            job = api.post(path, {}, key=key)
            self.known.jobs.add(str(job["id"]))
