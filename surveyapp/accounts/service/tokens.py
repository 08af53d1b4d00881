"""What a caller holds: access and refresh tokens (signed, naming session and organization) and one-time secrets.

A signature is not a right: `authentication` holds every access token against its session, and a refresh token is good
once. Of secrets only the SHA-256 is stored.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal
from uuid import UUID

import jwt
from flask_jwt_extended import create_access_token, create_refresh_token, decode_token
from flask_jwt_extended.exceptions import JWTExtendedException

from surveyapp import problems
from tenants.db import utc_now

KEY_MARK = "sk_"
"""What an API key's secret begins with, to tell it from a respondent's token and to be found by secret scanners."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a signed token says: who, in which session, in which organization."""

    user_id: UUID
    session_id: UUID
    organization_id: UUID


def access(claims: Claims) -> str:
    """A short-lived access token."""
    return str(create_access_token(identity=str(claims.user_id), additional_claims=_additional(claims)))


def refresh(claims: Claims, expires_at: datetime) -> str:
    """A refresh token: lives as long as its session, is good once."""
    lifetime = expires_at - utc_now()
    return str(create_refresh_token(str(claims.user_id), expires_delta=lifetime, additional_claims=_additional(claims)))


def read(token: str, kind: Literal["access", "refresh"]) -> Claims:
    """The claims of a token that we signed; raises token_is_expired, or token_is_invalid for anything else."""
    try:
        decoded = decode_token(token)
        if decoded["type"] != kind:
            raise ValueError("another type of token")
        return Claims(UUID(decoded["sub"]), UUID(decoded["session_id"]), UUID(decoded["org"]))
    except jwt.ExpiredSignatureError:
        raise problems.token_is_expired() from None
    except (jwt.PyJWTError, JWTExtendedException, KeyError, ValueError, TypeError, AttributeError):
        raise problems.token_is_invalid() from None


def secret(public_key: str, mark: str = "") -> str:
    """A new secret that names its organization: `<public key>.<mark><256 random bits>`."""
    return f"{public_key}.{mark}{secrets.token_urlsafe(32)}"


def digest(token: str) -> str:
    """What is stored of a token."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def _additional(claims: Claims) -> dict[str, str]:
    return {"session_id": str(claims.session_id), "org": str(claims.organization_id)}
