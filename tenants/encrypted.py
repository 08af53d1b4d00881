"""Sealed values as text: what `survey_responses.sealed` and stored replies hold.

Standard base64, because the `field_answers` view turns it into the sources' `encrypted_value` with decode(). The
associated data binds tenant, response and field: a ciphertext copied to another place does not open there.
"""

import base64
import binascii
from typing import Any
from uuid import UUID

import orjson

from tenants import keys
from tenants.context import Tenant
from tenants.errors import BadSeal


def seal_value(tenant: Tenant, response_id: UUID, name: str, value: Any) -> str:
    """Seal one answer (any JSON value) for its place."""
    return seal_text(tenant, _place(response_id, name), orjson.dumps(value))


def open_value(tenant: Tenant, response_id: UUID, name: str, sealed: str) -> Any:
    """The answer sealed by seal_value; raises BadSeal when it is not from this very place."""
    return orjson.loads(open_text(tenant, _place(response_id, name), sealed))


def seal_text(tenant: Tenant, place: bytes, plaintext: bytes) -> str:
    """Seal bytes for a place that the caller names (an idempotency key, a webhook secret)."""
    return base64.b64encode(keys.seal(tenant.keys, plaintext, _bound(tenant, place))).decode()


def open_text(tenant: Tenant, place: bytes, sealed: str) -> bytes:
    """What seal_text sealed for the same tenant and place; raises BadSeal otherwise."""
    return keys.open_(tenant.keys, _bytes(sealed), _bound(tenant, place))


def sealed_by(sealed: str) -> UUID:
    """The id of the data key behind a sealed text: what re-sealing after a rotation selects by."""
    return keys.key_id_of(_bytes(sealed))


def _bytes(sealed: str) -> bytes:
    try:
        return base64.b64decode(sealed, validate=True)
    except (binascii.Error, ValueError):
        raise BadSeal("not a sealed text") from None


def _bound(tenant: Tenant, place: bytes) -> bytes:
    return tenant.organization_id.bytes + place


def _place(response_id: UUID, name: str) -> bytes:
    return b"answer" + response_id.bytes + name.encode()
