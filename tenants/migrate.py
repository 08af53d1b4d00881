"""Move the shared schema, one tenant, or all of them to the newest revision.

Each tenant has a transaction and an advisory lock of its own, waits only briefly for locks, and fails alone: the
others are done, the report names it, and a second run finishes. Tenants are spread over processes, because Alembic's
`op` and `context` are globals of a process, and the work is CPU-bound beyond four. The application runs on version
N and N-1 of a tenant schema, so tenants may be at different revisions while this goes on.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from uuid import UUID

from alembic import command
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from migrations import chains
from tenants import ddl, naming, owner

JOBS = 4
LOCK_TIMEOUT_MS = 5_000
MIGRATABLE = ("active", "suspended")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one tenant fared: `status` is migrated, current, busy (somebody else migrates it) or failed."""

    organization_id: UUID
    slug: str
    database: str
    status: str = "failed"
    before: str | None = None
    after: str | None = None
    error: str | None = None
    seconds: float = 0.0

    @property
    def is_done(self) -> bool:
        return self.status in ("migrated", "current")


def shared(revision: str = "head") -> None:
    """Bring the schema `shared` of the main database to `revision`, making the schema first."""
    with transaction(naming.MAIN_DATABASE) as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('surveyapp shared', 0))"))
        connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {naming.SHARED_SCHEMA}")
        _run(connection, chains.SHARED, naming.SHARED_SCHEMA, revision)
        connection.commit()


def tenants(
    organization_ids: Sequence[UUID] | None = None,
    *,
    jobs: int = JOBS,
    report: Callable[[Outcome], None] = lambda outcome: None,
) -> list[Outcome]:
    """Migrate every tenant, or those named, telling `report` as each is done. Never raises for a tenant's sake."""
    waiting = pending(organization_ids)
    alone = jobs <= 1 or len(waiting) <= 1
    finished = []
    for outcome in map(_attempt, waiting) if alone else _in_processes(waiting, jobs):
        report(outcome)
        finished.append(outcome)
    return finished


def tenant(organization_id: UUID, database: str, revision: str = "head") -> tuple[str | None, str | None]:
    """Bring one tenant to `revision` (`base` takes it down); returns the revisions before and after.

    Raises BlockingIOError while another process holds the tenant's lock, SQLAlchemyError when a step fails.
    """
    schema = naming.schema_name(organization_id)
    with transaction(database) as connection:
        lock = {"key": naming.lock_key(organization_id)}
        if not connection.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), lock):
            raise BlockingIOError(f"{schema} is being provisioned or migrated by another process")
        connection.exec_driver_sql(f"SET LOCAL search_path = {schema}")
        before = version(connection, schema)
        _run(connection, chains.TENANT, schema, revision)
        after = version(connection, schema)
        if after == chains.head(chains.TENANT):
            for grant in ddl.grants(schema):
                connection.exec_driver_sql(grant)
        connection.commit()
    return before, after


def version(connection: Connection, schema: str) -> str | None:
    """The revision a schema is at; None at base."""
    return MigrationContext.configure(connection, opts={"version_table_schema": schema}).get_current_revision()


def pending(organization_ids: Sequence[UUID] | None = None) -> list[Outcome]:
    """The tenants to visit, oldest first, each as an Outcome yet to come."""
    with owner.connect() as connection:
        rows = connection.execute(
            "SELECT id, slug, database FROM shared.organizations WHERE state = ANY(%s) ORDER BY id", [list(MIGRATABLE)]
        ).fetchall()
    wanted = None if organization_ids is None else set(organization_ids)
    return [Outcome(*row) for row in rows if wanted is None or row[0] in wanted]


def _attempt(visited: Outcome) -> Outcome:
    """Migrate one tenant and say how it went; the error of a tenant is a finding, not an exception."""
    started = time.monotonic()
    try:
        before, after = tenant(visited.organization_id, visited.database)
    except BlockingIOError as refusal:
        return replace(visited, status="busy", error=str(refusal))
    except Exception as failure:  # a migration may raise anything; the other tenants must not pay for it
        return replace(visited, error=first_line(failure), seconds=time.monotonic() - started)
    status = "current" if before == after else "migrated"
    return replace(visited, status=status, before=before, after=after, seconds=time.monotonic() - started)


def _in_processes(waiting: Sequence[Outcome], jobs: int) -> Iterator[Outcome]:
    urls = {name: owner.url_of(name) for name in owner.databases()}
    workers = min(jobs, len(waiting))
    with ProcessPoolExecutor(workers, get_context("spawn"), initializer=_prepare, initargs=(urls,)) as pool:
        yield from _gathered(pool, waiting)


def _gathered(pool: Executor, waiting: Sequence[Outcome]) -> Iterator[Outcome]:
    """Outcomes as they come; a tenant whose worker died is one that failed."""
    running = {pool.submit(_attempt, each): each for each in waiting}
    for future in as_completed(running):
        try:
            yield future.result()
        except BrokenProcessPool:
            yield replace(running[future], error="the worker process died")


def _prepare(urls: Mapping[str, str]) -> None:
    others = {name: url for name, url in urls.items() if name != naming.MAIN_DATABASE}
    owner.configure(urls[naming.MAIN_DATABASE], others)


@contextmanager
def transaction(database: str) -> Iterator[Connection]:
    """A connection of the owner's for one schema, closed afterwards: a backend remembers each schema it touched."""
    connecting = partial(owner.connect, database, lock_timeout_ms=LOCK_TIMEOUT_MS)
    engine = create_engine("postgresql+psycopg://", creator=connecting, poolclass=NullPool, use_native_hstore=False)
    with engine.connect() as connection:
        yield connection


def _run(connection: Connection, chain: str, schema: str, revision: str) -> None:
    """Upgrade to `revision`, or downgrade when it lies below where the schema stands."""
    config = chains.config(chain, connection, schema)
    move = command.downgrade if revision == "base" or revision.startswith("-") else command.upgrade
    move(config, revision)


def first_line(failure: Exception) -> str:
    """What an operator needs of an error, without the statement and its parameters."""
    original = failure.orig if isinstance(failure, SQLAlchemyError) and hasattr(failure, "orig") else failure
    return f"{type(original).__name__}: {str(original).strip().splitlines()[0] if str(original).strip() else ''}"
