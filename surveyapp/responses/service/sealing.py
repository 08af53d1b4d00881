"""Where an answer lies: in clear in `answers`, or, when its field is sensitive, as ciphertext in `sealed` (A08)."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from tenants import encrypted
from tenants.context import Tenant

Values = Mapping[str, Any]


def parted(
    tenant: Tenant, response_id: UUID, values: Values, sensitive: Collection[str]
) -> tuple[dict[str, Any], dict[str, str]]:
    """`(answers, sealed)`: every value in exactly one of them."""
    plain = {name: value for name, value in values.items() if name not in sensitive}
    sealed = {
        name: encrypted.seal_value(tenant, response_id, name, value)
        for name, value in values.items()
        if name in sensitive
    }
    return plain, sealed


def joined(tenant: Tenant, response_id: UUID, answers: Values, sealed: Mapping[str, str]) -> dict[str, Any]:
    """All answers of a row in clear."""
    opened = {name: encrypted.open_value(tenant, response_id, name, text) for name, text in sealed.items()}
    return {**answers, **opened}
