"""Who is calling: the bearer token of the request, the actor that services receive, the permission that a route
names.
"""

from __future__ import annotations

from dataclasses import replace

from flask import current_app, g, request

from surveyapp import problems
from surveyapp.http.ports import Identity, Ports
from surveyapp.permissions import Actor


def ports() -> Ports:
    """The rooms' services that the kit leans on."""
    bound: Ports = current_app.extensions["surveyapp.ports"]
    return bound


def current_actor() -> Actor:
    """The actor of this request; an anonymous one where nobody is signed in."""
    actor = getattr(g, "actor", None)
    return actor if actor is not None else anonymous()


def bearer_token() -> str | None:
    """The token of `Authorization: Bearer <token>`, or None without the header.

    Raises not_signed_in for another scheme or an empty token.
    """
    header = request.headers.get("Authorization")
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise problems.not_signed_in("Use the header Authorization: Bearer <token>.")
    return token.strip()


def identify() -> Identity:
    """The identity behind the request's token; raises not_signed_in without one."""
    token = bearer_token()
    if token is None:
        raise problems.not_signed_in()
    return ports().identify(token)


def actor_of(identity: Identity, permissions: frozenset[str]) -> Actor:
    """The actor behind an identity, with what it may do in the identity's organization."""
    return replace(
        anonymous(),
        user_id=identity.user_id,
        email=identity.email,
        session_id=identity.session_id,
        organization_id=identity.tenant.organization_id if identity.tenant else None,
        permissions=permissions,
        is_owner=identity.is_owner,
        api_key_id=identity.api_key_id,
    )


def anonymous() -> Actor:
    """Somebody without an account, and where the request came from, cut to what the audit columns hold (S04)."""
    return Actor(
        ip_address=(request.remote_addr or "")[:45] or None,
        user_agent=request.headers.get("User-Agent", "")[:500] or None,
        request_id=g.get("request_id"),
    )


def demand(actor: Actor, permission: str) -> None:
    """Raise permission_is_missing unless the actor holds `permission`."""
    if not actor.may(permission):
        raise problems.permission_is_missing(f"This needs the permission {permission}.", permission=permission)
