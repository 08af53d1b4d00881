"""Hold the analyses against the responses, or count them anew: analytics check|rebuild [--organization SLUG].

With DATABASE_URL set it works on that database, otherwise on the embedded one; with --survey on one survey, each in a
transaction of its own. Submissions go on meanwhile and are counted afterwards. `check` changes nothing, and its exit
status is 1 where something differs.
"""

import argparse
from collections.abc import Callable, Iterable, Iterator
from uuid import UUID

from deploy import options
from deploy.embedded import EmbeddedError
from deploy.environment import installation
from deploy.processes import ending_in_order
from surveyapp.analysis import service as analysis
from surveyapp.problems import Problem
from surveyapp.surveys import service as surveys
from surveyapp.transaction import shared_transaction, transaction
from tenants import db, registry
from tenants.context import Tenant
from tenants.errors import UnknownTenant
from tenants.settings import Settings

ACTS: dict[str, Callable[[UUID], analysis.Recount]] = {"check": analysis.check, "rebuild": analysis.rebuild}
NEEDED = ("database_url", "master_key", "secret_key")


def run(arguments: list[str]) -> int:
    """Say what was found in each survey."""
    given = _parser().parse_args(arguments)
    with ending_in_order(), installation(given.data) as home:
        settings = Settings.from_environment(home.for_owner())
        settings.need(*NEEDED)
        settings.apply()
        try:
            differing = sum(_told(*each) for each in _recounts(given))
        finally:
            db.dispose()
    return 1 if differing and given.act == "check" else 0


def _parser() -> argparse.ArgumentParser:
    parser = options.parser("analytics", __doc__)
    parser.add_argument("act", choices=ACTS, help="compare, or put what was counted anew in place of what was there")
    parser.add_argument("--organization", metavar="SLUG", help="only this one")
    parser.add_argument("--survey", type=UUID, metavar="ID", help="only this one of the organization's surveys")
    return parser


def _recounts(given: argparse.Namespace) -> Iterator[tuple[Tenant, UUID, analysis.Recount]]:
    for tenant in _tenants(given.organization):
        for survey_id in [given.survey] if given.survey else _surveys(tenant):
            try:
                with transaction(tenant, read_only=given.act == "check"):
                    found = ACTS[given.act](survey_id)
            except Problem:
                if given.organization:
                    raise EmbeddedError(f"{tenant.slug} has no survey {survey_id}.") from None
                continue
            yield tenant, survey_id, found


def _tenants(slug: str | None) -> Iterable[Tenant]:
    with shared_transaction(read_only=True):
        try:
            return registry.tenants() if slug is None else [registry.by_slug(slug)]
        except UnknownTenant:
            raise EmbeddedError(f"There is no organization {slug}.") from None


def _surveys(tenant: Tenant) -> list[UUID]:
    with transaction(tenant, read_only=True):
        return [survey.id for survey in db.session.scalars(surveys.listed())]


def _told(tenant: Tenant, survey_id: UUID, found: analysis.Recount) -> bool:
    """Print what was found; whether anything differed. A part is the version's number and the field, if any."""
    differing = ", ".join(found.differences)
    said = f"differs in {differing}" if differing else "agrees"
    print(f"{tenant.slug} {survey_id}: {found.responses} completed responses, {said}", flush=True)
    return bool(found.differences)
