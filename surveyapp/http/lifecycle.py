"""How a request is run: who calls, which organization, one transaction around the view, the reply after its commit.

The order is fixed. Identity first, from one statement in the main database; then the tenant's transaction, read-
only for GET and HEAD, so that a read path that writes breaks in development; in it the permissions, the view, the
serialized reply; then COMMIT; only then does the reply leave. An exception rolls back and is rendered outside
(`errors.py`). The audit hook is told of every request, failures included.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

import structlog
from flask import Flask, Response, current_app, g, request

from surveyapp import problems
from surveyapp.http import auth, body, etags, idempotency, identifiers
from surveyapp.http.ports import Identity, Seen
from surveyapp.permissions import MEMBER, SIGNED_IN
from surveyapp.transaction import shared_transaction, transaction
from tenants import resolve
from tenants.context import Tenant

Unit = Literal["tenant", "shared", "none"]
SAFE = ("GET", "HEAD", "OPTIONS")


@dataclass(frozen=True, slots=True)
class Access:
    """What a route declares about itself.

    permission: what the caller must hold; None for a public route
    by: "link" when the view's argument `link` names the organization
    unit: which transaction surrounds the view; "none" for views whose service opens several
    reads: the kind of personal data that the reply carries (audited), or None
    """

    permission: str | None
    by: Literal["link"] | None = None
    unit: Unit = "tenant"
    idempotent: bool = False
    reads: str | None = None
    write: bool = False


def run(access: Access, view: Callable[..., Any], arguments: dict[str, Any]) -> Response:
    """Run `view` as its route declares it."""
    identifiers.refuse_malformed()
    identity = auth.identify() if access.permission else None
    g.access, g.tenant = access, _tenant(access, identity, arguments)
    g.actor = auth.actor_of(identity, frozenset()) if identity else auth.anonymous()
    read_only = request.method in SAFE and not access.write
    with _unit(access, read_only=read_only):
        _admit(access, identity)
        reply = idempotency.once(lambda: current_app.make_response(view(**arguments)), asked=access.idempotent)
    return etags.apply(reply)


def _tenant(access: Access, identity: Identity | None, arguments: dict[str, Any]) -> Tenant | None:
    if access.by == "link":
        tenant = tenant_of_token(arguments["link"])
        if tenant is None:
            raise problems.link_not_found()
        return _open(tenant, access)
    return _open(identity.tenant, access) if identity is not None and identity.tenant is not None else None


def tenant_of_token(token: str) -> Tenant | None:
    """The tenant whose public key begins `token`; asks the database only for what is not cached."""
    public_key = resolve.split(token)[0]
    known = resolve.cached(public_key)
    if known is not None:
        return known[0]
    with shared_transaction(read_only=True):
        return resolve.by_public_key(public_key)


def _open(tenant: Tenant, access: Access) -> Tenant:
    """The tenant, when it is open for business and the host, where one is configured, is its own.

    A route that enters no tenant is open in any state: whoever belongs to a suspended one may still switch to another.
    """
    owner = current_app.config["HOSTS"].get(request.host.partition(":")[0])
    if owner is not None and owner != tenant.slug:
        raise problems.host_is_of_another_organization()
    if access.unit != "tenant":
        return tenant
    if tenant.state == "provisioning":
        raise problems.organization_is_provisioning(headers={"Retry-After": "2"})
    if tenant.state != "active":
        raise problems.organization_is_suspended()
    return tenant


@contextmanager
def _unit(access: Access, *, read_only: bool) -> Iterator[None]:
    if access.unit == "shared":
        with shared_transaction(read_only=read_only):
            yield
    elif access.unit == "tenant" and g.tenant is not None:
        with transaction(g.tenant, read_only=read_only):
            yield
    else:
        yield


def _admit(access: Access, identity: Identity | None) -> None:
    """Load the actor's permissions inside the tenant's transaction and hold them against the route's."""
    if identity is None or access.permission is None:
        return
    in_tenant = access.unit == "tenant" and identity.tenant is not None
    if in_tenant and access.permission != SIGNED_IN:
        g.actor = auth.actor_of(identity, auth.ports().permissions_of(identity))
    elif not in_tenant and access.permission not in (SIGNED_IN, MEMBER):
        raise problems.permission_is_missing("Choose an organization first.", permission=access.permission)
    auth.demand(g.actor, access.permission)


def register(app: Flask) -> None:
    """Hook the clock, the address check and the audit hook around every request."""
    app.before_request(_start)
    app.after_request(_observe)


def _start() -> None:
    g.started = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.get("request_id"))
    body.refuse_hostile_address()


def _observe(response: Response) -> Response:
    access: Access | None = g.get("access")
    succeeded = response.status_code < 400
    auth.ports().observe(
        Seen(
            method=request.method,
            route=request.url_rule.rule if request.url_rule else "",
            path=request.path,
            status=response.status_code,
            milliseconds=(time.perf_counter() - g.get("started", time.perf_counter())) * 1000,
            actor=auth.current_actor(),
            tenant=g.get("tenant"),
            reads=access.reads if access and succeeded else None,
            resource_id=identifiers.last_id(request.view_args or {}),
        )
    )
    return response
