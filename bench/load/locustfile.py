"""What locust runs: respondents who arrive in a ramp and then in a rush, think, leave, come back, and submit.

Told by the environment: LOAD_LINKS (paths of links, separated by blanks), LOAD_USERS, LOAD_SECONDS, LOAD_HASTE (how
many times faster than a person they think).
"""

import os
import random
from collections.abc import Mapping
from typing import Any

import gevent
from locust import LoadTestShape, constant, task
from locust.contrib.fasthttp import FastHttpUser

from deploy.demo.respondents import Respondent
from deploy.demo.walking import Form, Walk

LINKS = os.environ["LOAD_LINKS"].split()
USERS = int(os.environ["LOAD_USERS"])
SECONDS = float(os.environ["LOAD_SECONDS"])
HASTE = float(os.environ["LOAD_HASTE"])
# Of a hundred: who only looks at the form, who leaves in the middle, who of those comes back.
LOOKS, LEAVES, COMES_BACK = 10, 25, 50
RUSH = 3
ATTEMPTS = 5
# The next page is thought about for seconds, a question for a moment.
THINKS = (4.0, 20.0)
FORMS: dict[tuple[str, int], Form] = {}


class Rush(LoadTestShape):
    """Half the time to come to `USERS`, a rush of three times as many, and back."""

    def tick(self) -> tuple[int, float] | None:
        part = self.get_run_time() / SECONDS
        if part >= 1:
            return None
        users = USERS * min(1.0, part * 2) if part < 0.6 else USERS * RUSH if part < 0.8 else USERS
        return max(1, round(users)), max(1.0, USERS * RUSH / 2)


class Gone(Exception):
    """The respondent gave up: the server said no, or was busy too often."""


class Answering(FastHttpUser):
    """One respondent after another, each with a link at random."""

    wait_time = constant(0)
    connection_timeout = network_timeout = 30.0

    @task
    def answer(self) -> None:
        """Open the form; then, for most, answer it."""
        try:
            link = random.choice(LINKS)
            form = self.ask("GET", link, "open the form")
            self.think()
            if random.randrange(100) >= LOOKS:
                self.respond(link, form)
        except Gone:
            self.think()

    def respond(self, link: str, form: Mapping[str, Any]) -> None:
        """Section by section, each saved as it is answered; some leave in the middle, some of those come back, and who
        finds no answer that the survey takes gives up."""
        walk = Walk(compiled(link, form), Respondent(random.randrange(10**9)), by_section=True)
        work = self.ask("POST", f"{link}/responses", "begin", {"answers": {}})
        path, token = f"{link}/responses/{work['id']}", work["session_token"]
        leaves = random.randrange(100) < LEAVES
        while answers := walk.following(work["state"], work["errors"]):
            change = {"revision": work["revision"], "answers": answers, "last_section": walk.section}
            change["mutation"] = f"{random.getrandbits(64):x}"
            work |= self.ask("PATCH", path, "save", change, token)
            self.think()
            if leaves and random.random() < 0.4:
                if random.randrange(100) >= COMES_BACK:
                    return
                leaves = False
                self.think()
                work |= self.ask("GET", path, "resume", token=token)
        if work["errors"]:
            self.count("gave up: no answer fits")
        else:
            self.ask("POST", f"{path}/submit", "submit", {"mutation": f"{random.getrandbits(64):x}"}, token)

    def count(self, what: str) -> None:
        """A line of its own in the summary, for what is no request."""
        told: dict[str, Any] = {"response_time": 0, "response_length": 0, "exception": None, "context": {}}
        self.environment.events.request.fire(request_type="-", name=what, **told)

    def think(self) -> None:
        gevent.sleep(random.uniform(*THINKS) / HASTE)

    def ask(self, method: str, path: str, name: str, body: Any = None, token: str | None = None) -> Any:
        """The reply; a server that is busy is asked again when it says so. Raises Gone after too many times."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        for _ in range(ATTEMPTS):
            with self.client.request(method, path, name=name, json=body, headers=headers, catch_response=True) as reply:
                if reply.status_code == 503 and "Retry-After" in reply.headers:
                    reply.request_meta["name"] = f"{name} (told to come back)"
                    reply.success()
                    pause = float(reply.headers["Retry-After"])
                elif reply.status_code < 400:
                    return reply.json()
                else:
                    reply.failure(f"{reply.status_code} {(reply.text or '')[:200]}")
                    raise Gone
            gevent.sleep(pause * random.uniform(1, 2))
        raise Gone


def compiled(link: str, form: Mapping[str, Any]) -> Form:
    """The form of a link, compiled once for all who answer it."""
    key = link, form["version"]
    if key not in FORMS:
        FORMS[key] = Form(form["definition"])
    return FORMS[key]
