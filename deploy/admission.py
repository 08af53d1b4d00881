"""Who may come in: a server with more work than it can do says so at once, instead of letting everybody wait.

A process runs a few requests at a time and lets some more wait for their turn. Whoever comes beyond that, or has waited
too long, is told 503 and when to come back, for a fraction of what the answer would have cost. So a peak is answered as
fast as it can be, and a respondent's page, which tries again by itself, loses nothing. A turn begins once
the whole request is there (body.py).
"""

import threading
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import structlog

from deploy import body
from tenants import turns

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    Refuse = Callable[[WSGIEnvironment], tuple[list[tuple[str, str]], bytes]]

log = structlog.get_logger("surveyapp.admission")
# A turn that does not come within this time is not waited for: by then most have gone away.
PATIENCE = 10.0
HEALTH = ("/healthz", "/readyz")


class Admission:
    """A WSGI application in front of another. `refuse` gives headers and body of a 503. Health checks always pass: an
    overloaded server is not a broken one.
    """

    def __init__(
        self,
        app: "WSGIApplication",
        at_once: int,
        waiting: int,
        most_bytes: int,
        refuse: "Refuse",
        patience: float = PATIENCE,
    ) -> None:
        self.app = app
        self.refuse = refuse
        self.most_bytes = most_bytes
        self.most = at_once + waiting
        self.patience = patience
        self._turns = threading.Semaphore(at_once)
        self._counting = threading.Lock()
        self._inside = 0
        self._shed = Shed()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ["PATH_INFO"] in HEALTH:
            return self.app(environ, start_response)
        if not self._enter():
            return self._refuse(environ, start_response)
        try:
            body.take_in(environ, self.most_bytes)
            return self._in_turn(environ, start_response)
        except body.BrokenOff:
            start_response("400 Bad Request", [("Content-Length", "0")])
            return []
        finally:
            self._leave()

    def _in_turn(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if not self._turns.acquire(timeout=self.patience):
            return self._refuse(environ, start_response)
        with turns.turn(self._turns.release):
            return self.app(environ, start_response)

    def _enter(self) -> bool:
        with self._counting:
            if self._inside >= self.most:
                return False
            self._inside += 1
            return True

    def _leave(self) -> None:
        with self._counting:
            self._inside -= 1

    def _refuse(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        self._shed.count()
        headers, document = self.refuse(environ)
        start_response("503 Service Unavailable", headers)
        return [document]


class Shed:
    """How many were turned away, told once a second: a line for each would be one more load."""

    def __init__(self) -> None:
        self._counting = threading.Lock()
        self._count, self._told_at = 0, 0.0

    def count(self) -> None:
        with self._counting:
            self._count += 1
            if time.monotonic() - self._told_at < 1:
                return
            count, self._count, self._told_at = self._count, 0, time.monotonic()
        log.warning("requests_shed", count=count)
