"""Bring the shared schema and every organization to the newest revision: migrate [--data DIR].

With OWNER_DATABASE_URL set it migrates that database, otherwise the embedded one. An organization that fails is named,
the others are done, the exit status is 1, and a second run finishes.
"""

import os

from deploy import options
from deploy.embedded import Services
from deploy.environment import bootstrap_embedded, embedded_variables
from deploy.processes import ending_in_order
from tenants import migrate, owner


def run(arguments: list[str]) -> int:
    """Say how each organization fared."""
    given = options.parser("migrate", __doc__).parse_args(arguments)
    if os.environ.get("OWNER_DATABASE_URL"):
        return _migrate(os.environ["OWNER_DATABASE_URL"])
    with ending_in_order(), Services(given.data, share=True) as services:
        bootstrap_embedded(services)
        return _migrate(embedded_variables(services)["OWNER_DATABASE_URL"])


def _migrate(url: str) -> int:
    owner.configure(url)
    migrate.shared()
    outcomes = migrate.tenants(report=_report)
    done = sum(outcome.is_done for outcome in outcomes)
    print(f"the shared schema and {done} of {len(outcomes)} organizations are at the newest revision")
    return 0 if done == len(outcomes) else 1


def _report(outcome: migrate.Outcome) -> None:
    print(f"{outcome.slug}: {outcome.status}" + (f": {outcome.error}" if outcome.error else ""), flush=True)
