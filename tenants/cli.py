"""`surveyapp`: what an operator does to tenants, keys and the database itself.

Results go to stdout, progress to stderr. Exit status: 0 done, 1 something failed (and was named), 2 bad usage.
"""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

import click
import psycopg
from sqlalchemy.exc import SQLAlchemyError

from tenants import bootstrap, connections, db, files, migrate, naming, provision, registry
from tenants.context import Tenant
from tenants.errors import TenancyError
from tenants.settings import Settings

STATES = ("provisioning", "active", "suspended", "destroying")
COLUMNS = ("slug", "state", "database", "organization_id", "name")

P = ParamSpec("P")
R = TypeVar("R")


def main() -> None:
    """The console script."""
    surveyapp(prog_name="surveyapp")


@click.group()
def surveyapp() -> None:
    """Run an installation of surveyapp."""


@surveyapp.group()
def tenants() -> None:
    """Organizations and their schemas."""


@surveyapp.group()
def keys() -> None:
    """Encryption keys."""


def configured(*needed: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Configure the plumbing from the environment for one command; foreseen failures become one line and status 1."""

    def decorate(command: Callable[P, R]) -> Callable[P, R]:
        @wraps(command)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            with _foreseen():
                settings = Settings.from_environment()
                settings.need(*needed)
                settings.apply()
                try:
                    return command(*args, **kwargs)
                finally:
                    db.dispose()

        return run

    return decorate


@contextmanager
def _foreseen() -> Iterator[None]:
    try:
        yield
    except TenancyError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    except (SQLAlchemyError, psycopg.Error) as failure:
        raise click.ClickException(f"the database says: {migrate.first_line(failure)}") from failure


@tenants.command()
@click.option("--name", required=True, help="What the organization is called.")
@click.option("--slug", help="Its host label; made from the name when absent.")
@click.option("--database", default=naming.MAIN_DATABASE, show_default=True, help="Where to place it.")
@configured("database_url", "owner_database_url", "master_key")
def create(name: str, slug: str | None, database: str) -> None:
    """Make an organization with its schema, role and key."""
    organization_id = provision.register(name, slug, database)
    say(f"registered {organization_id}, provisioning ...")
    provision.provision(organization_id)
    click.echo(organization_id)


@tenants.command("list")
@click.option("--state", type=click.Choice(STATES), multiple=True, help="Only these states.")
@click.option("--json", "as_json", is_flag=True, help="One JSON array.")
@configured("database_url")
def list_(state: tuple[str, ...], as_json: bool) -> None:
    """List organizations, oldest first."""
    rows = [_row(tenant) for tenant in _tenants(state or STATES)]
    click.echo(json.dumps(rows, indent=2) if as_json else _table(rows, COLUMNS))


@tenants.command()
@click.argument("tenant")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@configured("database_url", "owner_database_url")
def status(tenant: str, as_json: bool) -> None:
    """Show one organization (slug or id): where it stands and what it weighs."""
    found = _find(tenant)
    facts = {**_row(found), **provision.status(found.organization_id), "keys": len(found.keys)}
    if as_json:
        click.echo(json.dumps(facts, indent=2))
    else:
        click.echo("\n".join(f"{name:<16} {value}" for name, value in facts.items()))


@tenants.command("migrate")
@click.option("--all", "everything", is_flag=True, help="The shared schema and every tenant.")
@click.option("--tenant", "only", multiple=True, help="Only this one (slug or id); repeatable.")
@click.option("--jobs", default=migrate.JOBS, show_default=True, type=click.IntRange(1, 32), help="Processes at once.")
@click.option("--json", "as_json", is_flag=True, help="The report as one JSON array.")
@configured("database_url", "owner_database_url")
def migrate_(everything: bool, only: tuple[str, ...], jobs: int, as_json: bool) -> None:
    """Bring schemas to the newest revision; status 1 if any failed. Run it again to finish."""
    if everything == bool(only):
        raise click.UsageError("say either --all or --tenant")
    if everything:
        say("shared schema ...")
        migrate.shared()
    wanted = [_find(each).organization_id for each in only] if only else None
    count = len(migrate.pending(wanted))
    outcomes = migrate.tenants(wanted, jobs=jobs, report=_progress(count))
    if as_json:
        click.echo(json.dumps([_outcome(each) for each in outcomes], indent=2))
    _conclude(outcomes)


@tenants.command()
@click.argument("tenant")
@configured("database_url", "owner_database_url")
def suspend(tenant: str) -> None:
    """Let nobody enter a tenant until it is resumed."""
    provision.suspend(_find(tenant).organization_id)
    click.echo("suspended")


@tenants.command()
@click.argument("tenant")
@configured("database_url", "owner_database_url")
def resume(tenant: str) -> None:
    """Open a suspended tenant again."""
    provision.resume(_find(tenant).organization_id)
    click.echo("active")


@tenants.command()
@click.argument("tenant", required=False)
@click.option("--all", "everything", is_flag=True, help="Every organization.")
@configured("database_url", "owner_database_url", "master_key")
def repair(tenant: str | None, everything: bool) -> None:
    """Finish or remove what a crash left half-made, and bring members in step with memberships."""
    if everything == bool(tenant):
        raise click.UsageError("say either a tenant or --all")
    found = _tenants(STATES) if tenant is None else [_find(tenant)]
    failures = 0
    for number, each in enumerate(found, start=1):
        try:
            outcome = provision.repair(each.organization_id)
        except (TenancyError, SQLAlchemyError, psycopg.Error) as failure:
            outcome, failures = f"FAILED: {migrate.first_line(failure)}", failures + 1
        say(f"[{number}/{len(found)}] {each.slug}: {outcome}")
    sys.exit(1 if failures else 0)


@tenants.command()
@click.argument("tenant")
@click.option("--confirm", prompt="Type the slug again to destroy everything it holds", help="The slug, once more.")
@configured("database_url", "owner_database_url")
def destroy(tenant: str, confirm: str) -> None:
    """Drop a tenant's schema, role, key and files for ever."""
    found = _find(tenant)
    if confirm != found.slug:
        raise click.ClickException(f"that is not its slug; {found.slug} is untouched")
    provision.destroy(found.organization_id)
    if files.is_configured():
        files.remove_all(found.organization_id)
    click.echo("destroyed")


@keys.command("rotate")
@click.option("--master", is_flag=True, help="Wrap every data key with the current MASTER_KEY instead.")
@click.option("--tenant", "only", multiple=True, help="Only this tenant's data key (slug or id); repeatable.")
@configured("database_url", "owner_database_url", "master_key")
def rotate_(master: bool, only: tuple[str, ...]) -> None:
    """Give tenants a new data key for what is sealed from now on; older values keep theirs."""
    if master and only:
        raise click.UsageError("--master concerns all tenants")
    if master:
        click.echo(f"{provision.rewrap_keys(say)} data keys wrapped with the current master key")
        return
    found = [_find(each) for each in only] if only else _tenants(("active", "suspended"))
    for number, each in enumerate(found, start=1):
        provision.renew_key(each.organization_id)
        say(f"[{number}/{len(found)}] {each.slug}: new data key")
    click.echo(f"{len(found)} tenants have a new data key")


@surveyapp.command("bootstrap")
@configured("superuser_database_url", "database_url", "owner_database_url")
def bootstrap_() -> None:
    """As SUPERUSER_DATABASE_URL: make roles and databases, close the wall, migrate the shared schema. Repeatable."""
    settings = Settings.from_environment()
    owner_password = connections.parts(settings.owner_database_url).get("password")
    app_password = connections.parts(settings.database_url).get("password")
    found: list[str] = []
    for url in (settings.database_url, *settings.database_urls.values()):
        database = connections.parts(url)["dbname"]
        say(f"database {database} ...")
        found += bootstrap.bootstrap(settings.superuser_database_url, owner_password, app_password, database)
    migrate.shared()
    for hole in found:
        click.secho(f"WARNING: the wall between tenants has a hole: {hole}", fg="red", err=True)
    click.echo("ready" if not found else "ready, but see the warnings")


def say(line: str) -> None:
    """Progress, for a person who waits."""
    click.echo(line, err=True)


def _tenants(states: Sequence[str]) -> list[Tenant]:
    with db.shared_unit(read_only=True):
        return registry.tenants(states)


def _find(reference: str) -> Tenant:
    """A tenant by slug or id."""
    with db.shared_unit(read_only=True):
        try:
            return registry.tenant(UUID(reference))
        except ValueError:
            return registry.by_slug(reference)


def _row(tenant: Tenant) -> dict[str, Any]:
    return {name: str(getattr(tenant, name)) for name in COLUMNS}


def _table(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> str:
    widths = {name: max([len(name), *(len(row[name]) for row in rows)]) for name in columns}
    lines = [{name: name for name in columns}, *rows]
    return "\n".join("  ".join(row[name].ljust(widths[name]) for name in columns).rstrip() for row in lines)


def _progress(count: int) -> Callable[[migrate.Outcome], None]:
    done = iter(range(1, count + 1))

    def report(outcome: migrate.Outcome) -> None:
        said = outcome.error or f"{outcome.before or 'nothing'} -> {outcome.after} in {outcome.seconds:.1f} s"
        say(f"[{next(done, count)}/{count}] {outcome.slug}: {outcome.status}, {said}")

    return report


def _outcome(outcome: migrate.Outcome) -> dict[str, Any]:
    return {
        "organization_id": str(outcome.organization_id),
        "slug": outcome.slug,
        "database": outcome.database,
        "status": outcome.status,
        "before": outcome.before,
        "after": outcome.after,
        "error": outcome.error,
    }


def _conclude(outcomes: Sequence[migrate.Outcome]) -> None:
    """The last line, and the exit status."""
    unfinished = [each for each in outcomes if not each.is_done]
    migrated = sum(each.status == "migrated" for each in outcomes)
    say(f"{len(outcomes)} tenants: {migrated} migrated, {len(unfinished)} not done")
    for each in unfinished:
        say(f"  {each.slug} ({each.organization_id}): {each.error}")
    sys.exit(1 if unfinished else 0)


if __name__ == "__main__":
    main()
