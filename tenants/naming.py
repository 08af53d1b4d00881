"""The only producer of a tenant's schema and role names.

Both are `org_<32 hex of the organization id>`, never the slug: a rename costs nothing, and the catalogs, which every
role can read, hold no customer word. Whatever leaves this module can stand in SQL text as it is.
"""

import re
from functools import lru_cache
from uuid import UUID

from tenants.errors import BadName

SHARED_SCHEMA = "shared"
SHARED_ROLE = "surveyapp_shared"
APP_ROLE = "surveyapp_app"
OWNER_ROLE = "surveyapp_owner"
MAIN_DATABASE = "main"

_TENANT = re.compile(r"org_[0-9a-f]{32}", re.ASCII)
_DATABASE = re.compile(r"[a-z][a-z0-9_]{0,47}", re.ASCII)
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)


@lru_cache(maxsize=4096)
def schema_name(organization_id: UUID) -> str:
    """The schema of an organization; raises BadName for anything that is not a UUID."""
    if not isinstance(organization_id, UUID):
        raise BadName(f"an organization id is a UUID, not {type(organization_id).__name__}")
    return checked(f"org_{organization_id.hex}")


def role_name(organization_id: UUID) -> str:
    """The database role of an organization: the same word as its schema."""
    return schema_name(organization_id)


def checked(name: str) -> str:
    """`name`, if it has the one form of a tenant's schema or role."""
    if not _TENANT.fullmatch(name):
        raise BadName(f"not a tenant's name: {name!r}")
    return name


def organization_id_of(name: str) -> UUID:
    """The organization behind a schema or role name."""
    return UUID(hex=checked(name)[4:])


def checked_database(name: str) -> str:
    """`name`, if it can stand for a configured database (`main`, `eu_1`)."""
    if not _DATABASE.fullmatch(name):
        raise BadName(f"not a database's name: {name!r}")
    return name


def checked_slug(slug: str) -> str:
    """`slug`, if it can be one label of a host name (RFC 1123): lower-case letters, digits, inner hyphens."""
    if not _SLUG.fullmatch(slug):
        raise BadName(f"not a slug: {slug!r}")
    return slug


def lock_key(organization_id: UUID) -> int:
    """The advisory lock of provisioning and migrating a tenant: 64 bits of its id, signed as PostgreSQL has it."""
    return int.from_bytes(organization_id.bytes[8:], "big", signed=True)
