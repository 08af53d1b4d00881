"""Keys for programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from surveyapp.accounts.schemas import people as schemas
from surveyapp.accounts.service import api_keys
from surveyapp.accounts.views.blueprint import blueprint
from surveyapp.http.auth import current_actor


@blueprint.route("/api-keys", permission="manage_users")
@blueprint.paged(schemas.ApiKeyOut)
def list_api_keys() -> Any:
    """List the API keys, revoked ones included."""
    return api_keys.every()


@blueprint.route("/api-keys", methods=["POST"], permission="manage_users", idempotent=True)
@blueprint.arguments(schemas.ApiKeyIn)
@blueprint.response(201, schemas.NewApiKeyOut)
def create_api_key(document: dict[str, Any]) -> api_keys.NewKey:
    """Create an API key; the answer is the only place where it is shown."""
    return api_keys.create(document, actor=current_actor())


@blueprint.route("/api-keys/<uuid:key_id>", permission="manage_users")
@blueprint.response(200, schemas.ApiKeyOut)
def read_api_key(key_id: UUID) -> Any:
    """Read an API key."""
    return api_keys.one(key_id)


@blueprint.route("/api-keys/<uuid:key_id>", methods=["DELETE"], permission="manage_users")
@blueprint.response(204)
def revoke_api_key(key_id: UUID) -> None:
    """Revoke an API key; it fails from now on."""
    api_keys.revoke(key_id, actor=current_actor())
