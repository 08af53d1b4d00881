"""Where a bench happens: a cluster of its own with production durability, organizations with a survey, a web server.

Nothing that the environment names is ever touched: the servers are embedded, in a temporary directory, and gone
afterwards.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

import psycopg

from bench import accounting
from bench.survey import DOCUMENT
from deploy.embedded import Services
from deploy.embedded.sources import throwaway
from deploy.environment import DATABASE, Installation, embedded_variables, prepare
from deploy.processes import Processes
from deploy.readiness import address, wait_until_ready
from surveyapp.builder import service as builder
from surveyapp.links import service as links
from surveyapp.permissions import Actor
from surveyapp.surveys import service as surveys
from surveyapp.transaction import shared_transaction, transaction
from tenants import db, files, keys, provision, registry
from tenants.context import Tenant

ORGANIZER = Actor()
WEB = "the web server"
NAMED = ("DATABASE_URL", "DATABASE_URLS", "OWNER_DATABASE_URL", "OWNER_DATABASE_URLS", "REDIS_URL", "PUBLIC_URL")


@dataclass(frozen=True)
class Door:
    """A published survey and its open link: `path` is where it is answered, `token` what the link says."""

    tenant: Tenant
    survey_id: UUID
    version_id: UUID
    token: str = field(repr=False)

    @property
    def path(self) -> str:
        return f"/api/v1/respond/{self.token}"


@dataclass
class Place:
    """The cluster, the variables that lead to it, and the organizations so far."""

    services: Services
    installation: Installation
    workers: int
    doors: list[Door] = field(default_factory=list)
    web: Processes = field(default_factory=Processes)
    port: int = 0

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def superuser(self, database: str = DATABASE) -> psycopg.Connection:
        """A connection that may look at everything, for what is measured from outside."""
        url = self.services.superuser_url(database).replace("postgresql+psycopg", "postgresql")
        return psycopg.connect(url, autocommit=True)

    def postmaster(self) -> int:
        """The process that all of PostgreSQL's are children of."""
        with self.superuser() as connection:
            return accounting.parent_of(connection.info.backend_pid)

    def web_process(self) -> int:
        return self.web.running[WEB].pid

    def another_door(self) -> Door:
        """One more organization with the survey."""
        self.doors.append(open_door(f"Organization {len(self.doors)}"))
        return self.doors[-1]

    @contextmanager
    def serving(self, *options: str, workers: int | None = None, port: int | None = None) -> Iterator[None]:
        """The web server as `./dev serve` starts it, its log beside the data."""
        self.port = port or free_port()
        listening = ("--host", "127.0.0.1", "--port", str(self.port), "--workers", str(workers or self.workers))
        with Processes() as self.web:
            environment = self.installation.for_web(address("127.0.0.1", self.port))
            log = self.services.data_dir / "web.log"
            self.web.start(WEB, "deploy.web", *listening, *options, environment=environment, log=log)
            wait_until_ready(self.base_url, self.web.fallen, self.services.fallen)
            yield

    @contextmanager
    def working(self) -> Iterator[Processes]:
        """The worker, for as long as somebody waits for a job."""
        with Processes() as processes:
            log = self.services.data_dir / "worker.log"
            processes.start("the worker", "tasks.worker", environment=self.installation.for_owner(), log=log)
            yield processes


@contextmanager
def measured_place(workers: int) -> Iterator[Place]:
    """A fresh durable cluster with the app's database in it; this process can make organizations."""
    for name in NAMED:
        os.environ.pop(name, None)
    with throwaway(durable=True) as services:
        installed = Installation(services, embedded_variables(services))
        prepare(services, installed.variables)
        enter(installed)
        try:
            yield Place(services, installed, workers)
        finally:
            db.dispose()


def enter(installed: Installation) -> None:
    """Let this process work on an installation as the app does."""
    known = installed.variables
    db.configure(known["DATABASE_URL"])
    keys.configure(known["MASTER_KEY"], known["SECRET_KEY"])
    files.configure(known["STORAGE_DIR"])


def open_door(name: str) -> Door:
    """An organization of its own with the survey published and linked."""
    organization_id = provision.register(name)
    provision.provision(organization_id)
    with shared_transaction(read_only=True):
        tenant = registry.tenant(organization_id)
    with transaction(tenant):
        survey = builder.import_(DOCUMENT, actor=ORGANIZER).survey
        builder.publish(survey.id, survey.revision, actor=ORGANIZER)
        version, new = surveys.numbered(survey.id, 1), links.create(survey.id, {}, actor=ORGANIZER)
        return Door(tenant, survey.id, version.id, new.token)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
