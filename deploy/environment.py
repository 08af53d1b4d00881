"""The environment of the processes we start: the variables are the whole contract between them and us."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.embedded import EmbeddedError, Services, from_environment
from surveyapp.config import BadConfiguration, Config
from tenants import migrate, owner
from tenants.bootstrap import bootstrap

DATABASE = "surveyapp"
# What only the worker and the command line may hold: with it one can make and drop organizations' schemas.
OWNERS = ("OWNER_DATABASE_URL", "OWNER_DATABASE_URLS", "SUPERUSER_DATABASE_URL")


@dataclass(frozen=True)
class Installation:
    """A database and a Redis that are ready for the app, and the variables that lead to them."""

    services: Services | None
    variables: Mapping[str, str]

    def for_owner(self) -> dict[str, str]:
        """For the worker and the command line."""
        return {**os.environ, **self.variables}

    def for_web(self, public_url: str) -> dict[str, str]:
        """For the web server: no owner's login, and links that lead back to it unless PUBLIC_URL is given.

        Raises EmbeddedError with all that is wrong with them: a server started with them would end and be started
        again, for ever.
        """
        everything = {"PUBLIC_URL": public_url, **self.for_owner()}
        told = {name: value for name, value in everything.items() if name not in OWNERS}
        try:
            Config.from_environment(told)
        except BadConfiguration as fault:
            raise EmbeddedError(str(fault)) from fault
        return told

    def fallen(self) -> str | None:
        """The name of an embedded server that has ended by itself."""
        return self.services.fallen() if self.services else None


@contextmanager
def installation(data_dir: Path) -> Iterator[Installation]:
    """The servers of the environment, as they are; or the embedded ones of `data_dir`, made ready for the app."""
    with from_environment(os.environ, data_dir, share=True) as services:
        if services is None:
            yield Installation(None, {})
            return
        variables = embedded_variables(services)
        prepare(services, variables)
        yield Installation(services, variables)


def embedded_variables(services: Services) -> dict[str, str]:
    """Where the embedded servers are, with which secrets; what the caller has set stays set."""
    secrets = services.secrets
    made = {
        "DATABASE_URL": services.url("surveyapp_app", secrets["APP_PASSWORD"], DATABASE),
        "OWNER_DATABASE_URL": services.url("surveyapp_owner", secrets["OWNER_PASSWORD"], DATABASE),
        "REDIS_URL": services.redis_url,
        "SECRET_KEY": secrets["SECRET_KEY"],
        "MASTER_KEY": secrets["MASTER_KEY"],
        "STORAGE_DIR": str(services.data_dir / "storage"),
    }
    return {name: os.environ.get(name) or value for name, value in made.items()}


def bootstrap_embedded(services: Services) -> None:
    """Roles, their passwords, and the empty database."""
    secrets = services.secrets
    bootstrap(services.superuser_url(), secrets["OWNER_PASSWORD"], secrets["APP_PASSWORD"], DATABASE)


def prepare(services: Services, variables: Mapping[str, str]) -> None:
    """Roles, the database and every schema at the newest revision. Safe to repeat, also by two processes at once."""
    bootstrap_embedded(services)
    owner.configure(variables["OWNER_DATABASE_URL"])
    migrate.shared()
    broken = [outcome for outcome in migrate.tenants() if outcome.status == "failed"]
    if broken:
        names = ", ".join(f"{outcome.slug} ({outcome.error})" for outcome in broken)
        raise EmbeddedError(f"These organizations could not be migrated: {names}. See ./dev migrate.")
