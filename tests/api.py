"""Talking to the API as somebody: a role of a standing tenant, or nobody. Signing in costs no password hash here."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Flask
from flask_jwt_extended import create_access_token
from sqlalchemy import select
from werkzeug.test import TestResponse

from surveyapp.transaction import shared_transaction
from tenants.columns import new_id, utc_now
from tenants.context import Tenant
from tenants.db import shared_session
from tenants.models import User, UserSession

PREFIX = "/api/v1"


class Caller:
    """An HTTP client with a bearer token (or none). Paths are relative to /api/v1."""

    def __init__(self, app: Flask, token: str | None = None) -> None:
        self.app, self.token = app, token

    def open(self, method: str, path: str, *, if_match: int | str | None = None, **options: Any) -> TestResponse:
        headers = dict(options.pop("headers", {}))
        if self.token is not None:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        if if_match is not None:
            headers["If-Match"] = if_match if isinstance(if_match, str) else f'"{if_match}"'
        return self.app.test_client().open(PREFIX + path, method=method, headers=headers, **options)

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.open("GET", path, **options)

    def post(self, path: str, **options: Any) -> TestResponse:
        return self.open("POST", path, **options)

    def put(self, path: str, **options: Any) -> TestResponse:
        return self.open("PUT", path, **options)

    def patch(self, path: str, **options: Any) -> TestResponse:
        return self.open("PATCH", path, **options)

    def delete(self, path: str, **options: Any) -> TestResponse:
        return self.open("DELETE", path, **options)


class Api:
    """Makes callers. Without a tenant, the first standing one is meant."""

    def __init__(self, app: Flask, tenant: Tenant) -> None:
        self.app, self.tenant = app, tenant

    def as_role(self, role: str, tenant: Tenant | None = None) -> Caller:
        """The standing member of `tenant` who has `role`, with a session just opened."""
        return Caller(self.app, self.token(f"{role}@{(tenant or self.tenant).slug}.example", tenant or self.tenant))

    def as_admin(self, tenant: Tenant | None = None) -> Caller:
        return self.as_role("admin", tenant)

    def as_analyst(self, tenant: Tenant | None = None) -> Caller:
        return self.as_role("analyst", tenant)

    def as_data_viewer(self, tenant: Tenant | None = None) -> Caller:
        return self.as_role("data_viewer", tenant)

    def anonymous(self) -> Caller:
        return Caller(self.app)

    def with_token(self, token: str) -> Caller:
        return Caller(self.app, token)

    def token(self, email: str, tenant: Tenant) -> str:
        """An access token for a session of that user in `tenant`."""
        with shared_transaction():
            user_id = shared_session.scalars(select(User.id).where(User.email == email)).one()
            session_id = self._open_session(user_id, tenant)
        claims = {"session_id": str(session_id), "org": str(tenant.organization_id)}
        with self.app.app_context():
            return create_access_token(identity=str(user_id), additional_claims=claims)

    def _open_session(self, user_id: UUID, tenant: Tenant) -> UUID:
        opened = UserSession(
            id=new_id(),
            user_id=user_id,
            organization_id=tenant.organization_id,
            expires_at=utc_now() + timedelta(hours=1),
            refresh_hash=new_id().hex * 2,
        )
        shared_session.add(opened)
        return opened.id
