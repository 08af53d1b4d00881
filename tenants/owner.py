"""Connections as the owner of every schema: for bootstrap's aftermath, provisioning and migrations, nothing else.

Only the worker and the command line are configured with these addresses; a web process that asks is refused.
"""

from collections.abc import Mapping

from tenants import connections, naming
from tenants.connections import ExtendedConnection
from tenants.errors import NotConfigured, UnknownDatabase

_urls: dict[str, str] = {}


def configure(main_url: str, other_urls: Mapping[str, str] | None = None) -> None:
    """Say where the owner may connect: `main`, and each other placement by name."""
    _urls.clear()
    _urls.update({naming.MAIN_DATABASE: main_url, **(other_urls or {})})


def databases() -> tuple[str, ...]:
    """The placements this process can provision in."""
    return tuple(_urls)


def url_of(database: str) -> str:
    """The owner's address of one placement; raises NotConfigured in a process that was given none."""
    if not _urls:
        raise NotConfigured("this process holds no OWNER_DATABASE_URL; only the worker and the command line do")
    if database not in _urls:
        raise UnknownDatabase(f"no owner address is configured for the database {database!r}")
    return _urls[database]


def connect(database: str = naming.MAIN_DATABASE, *, lock_timeout_ms: int = 10_000) -> ExtendedConnection:
    """Open a connection as owner. Long DDL must not queue in front of the app: locks are waited for a while only."""
    return connections.connect(
        url_of(database), lock_timeout_ms=lock_timeout_ms, application_name="surveyapp-owner", prepare_threshold=None
    )
