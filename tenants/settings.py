"""The few environment variables that the plumbing needs when nobody above configures it: on the command line.

The names are those of surveyapp.config, which this floor may not import.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from tenants import db, files, keys, naming, owner
from tenants.errors import NotConfigured


@dataclass(frozen=True, slots=True)
class Settings:
    """Addresses and secrets, empty where the environment says nothing; kept out of the repr."""

    database_url: str = field(repr=False)
    database_urls: Mapping[str, str] = field(repr=False)
    owner_database_url: str = field(repr=False)
    owner_database_urls: Mapping[str, str] = field(repr=False)
    superuser_database_url: str = field(repr=False)
    master_key: str = field(repr=False)
    master_key_previous: str = field(repr=False)
    secret_key: str = field(repr=False)
    storage_dir: str

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read everything, check nothing: each command asks for what it needs."""
        return cls(
            database_url=environ.get("DATABASE_URL", ""),
            database_urls=pairs(environ.get("DATABASE_URLS", "")),
            owner_database_url=environ.get("OWNER_DATABASE_URL", ""),
            owner_database_urls=pairs(environ.get("OWNER_DATABASE_URLS", "")),
            superuser_database_url=environ.get("SUPERUSER_DATABASE_URL", ""),
            master_key=environ.get("MASTER_KEY", ""),
            master_key_previous=environ.get("MASTER_KEY_PREVIOUS", ""),
            secret_key=environ.get("SECRET_KEY", ""),
            storage_dir=environ.get("STORAGE_DIR", ""),
        )

    def need(self, *names: str) -> None:
        """Raise NotConfigured naming every variable of `names` that is not set."""
        missing = [name.upper() for name in names if not getattr(self, name)]
        if missing:
            raise NotConfigured(f"not set in the environment: {', '.join(missing)}")

    def apply(self) -> None:
        """Configure every part that the environment has something for."""
        if self.database_url:
            db.configure(self.database_url, self.database_urls, pool_size=1, statement_timeout_ms=0)
        if self.owner_database_url:
            owner.configure(self.owner_database_url, self.owner_database_urls)
        if self.master_key:
            keys.configure(self.master_key, self.secret_key, self.master_key_previous or None)
        if self.storage_dir:
            files.configure(self.storage_dir)


def pairs(text: str) -> dict[str, str]:
    """`name=url` pairs separated by blanks; raises BadName for a name no placement can have."""
    found = (each.partition("=") for each in text.split())
    return {naming.checked_database(name): url for name, _, url in found}
