"""People and organizations, made through the API's own doors, and a worker that provisions for real in a thread."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import count
from typing import Any

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from surveyapp.accounts import service
from surveyapp.events import OrganizationRegistered, subscribe
from surveyapp.transaction import after_commit, shared_transaction
from tenants import registry
from tenants.context import Tenant
from tenants.db import shared_session
from tenants.models import SharedAuditLog, User
from tests.api import Caller

PASSWORD = "a long and quiet sentence"
_numbers = count(1)
_workers: list[ThreadPoolExecutor] = []


def _hint(event: OrganizationRegistered) -> None:
    for worker in _workers:
        after_commit(partial(worker.submit, service.finish_provisioning, event.organization_id))


@contextmanager
def provisioning_worker() -> Iterator[None]:
    """While this is open, a registered organization is provisioned by a thread of its own, as the worker does it."""
    subscribe(OrganizationRegistered, _hint)
    with ThreadPoolExecutor(max_workers=1) as worker:
        _workers.append(worker)
        try:
            yield
        finally:
            _workers.remove(worker)


def registration(**changes: Any) -> dict[str, Any]:
    """A document for auth/register that nobody has sent before."""
    number = next(_numbers)
    document = {
        "email": f"person{number}@example.org",
        "password": PASSWORD,
        "first_name": "Ada",
        "last_name": "Byron",
        "organization": {"name": f"Organization {number}", "slug": f"organization-{number}"},
    }
    return {**document, **changes}


class Person(Caller):
    """Somebody signed in, with the tokens they hold."""

    def __init__(self, app: Flask, reply: TestResponse) -> None:
        assert reply.status_code in (200, 201), reply.get_json()
        self.tokens: dict[str, Any] = reply.get_json()
        super().__init__(app, self.tokens["access_token"])

    @property
    def id(self) -> str:
        return str(self.tokens["user"]["id"])

    @property
    def session_id(self) -> str:
        return str(self.tokens["session_id"])

    @property
    def organization_id(self) -> str:
        return str(self.tokens["organization"]["id"])

    def refresh(self) -> TestResponse:
        return Caller(self.app).post("/auth/refresh", json={"refresh_token": self.tokens["refresh_token"]})


def register(app: Flask, **changes: Any) -> Person:
    """Register an organization and its owner. Needs the provisioning worker."""
    return Person(app, Caller(app).post("/auth/register", json=registration(**changes)))


def sign_in(app: Flask, email: str, password: str = PASSWORD, **more: Any) -> Person:
    return Person(app, log_in(app, email, password, **more))


def log_in(app: Flask, email: str, password: str = PASSWORD, **more: Any) -> TestResponse:
    return Caller(app).post("/auth/login", json={"email": email, "password": password, **more})


def invite(admin: Caller, email: str, *roles: str) -> dict[str, Any]:
    """Add a member; answers what the API said, the one-time link included."""
    reply = admin.post("/members", json={"email": email, "roles": list(roles)})
    assert reply.status_code == 201, reply.get_json()
    return dict(reply.get_json())


def activate(app: Flask, url: str, password: str = PASSWORD) -> TestResponse:
    """Use a one-time link."""
    return Caller(app).post("/auth/activate", json={"token": url.rpartition("/")[2], "password": password})


def join(admin: Caller, email: str, *roles: str, password: str = PASSWORD) -> Person:
    """Add a member and use their link."""
    return Person(admin.app, activate(admin.app, invite(admin, email, *roles)["activation_url"], password))


def user(email: str) -> User:
    with shared_transaction(read_only=True):
        return shared_session.scalars(select(User).where(User.email == email)).one()


def tenant_of(person: Person) -> Tenant:
    with shared_transaction(read_only=True):
        return registry.by_slug(person.tokens["organization"]["slug"])


def shared_trail(event: str) -> list[SharedAuditLog]:
    """The rows of the shared trail for an event, oldest first."""
    told = select(SharedAuditLog).where(SharedAuditLog.event == event).order_by(SharedAuditLog.id)
    with shared_transaction(read_only=True):
        return list(shared_session.scalars(told))


def trail(reader: Caller, **filters: Any) -> list[dict[str, Any]]:
    """The organization's trail, oldest first."""
    reply = reader.get("/audit-logs", query_string={"limit": 200, **filters})
    assert reply.status_code == 200, reply.get_json()
    return list(reversed(reply.get_json()["items"]))
