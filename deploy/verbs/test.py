"""Run the tests: test [fast] [pytest's own arguments].

A PostgreSQL and a Redis are started for this run alone and are gone afterwards; with TEST_SUPERUSER_URL and
TEST_REDIS_URL set, those are used instead. `fast` runs what needs neither: the logic engine and the house rules.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping

from deploy.embedded import process, throwaway
from deploy.paths import HOUSE
from deploy.processes import ending_in_order

FAST = ("tests/logic", "tests/house")


def run(arguments: list[str]) -> int:
    """Two workers unless the caller says otherwise."""
    if arguments[:1] == ["fast"]:
        return pytest([*(folder for folder in FAST if (HOUSE / folder).is_dir()), *arguments[1:]], os.environ)
    if os.environ.get("TEST_SUPERUSER_URL") and os.environ.get("TEST_REDIS_URL"):
        return pytest(arguments, os.environ)
    with ending_in_order(), throwaway() as services:
        addresses = {"TEST_SUPERUSER_URL": services.superuser_url(), "TEST_REDIS_URL": services.redis_url}
        return pytest(arguments, os.environ | addresses | {"PG_BIN": str(services.pg_bin(""))})


def pytest(arguments: list[str], environment: Mapping[str, str]) -> int:
    """Run pytest in a process of its own: it inherits the addresses and none of our state."""
    workers = () if any(argument.startswith(("-n", "-p", "--pdb")) for argument in arguments) else ("-n", "2")
    command = [sys.executable, "-m", "pytest", *workers, *arguments]
    child = subprocess.Popen(
        process.launched(command, death_signal=signal.SIGTERM, bare=False), cwd=HOUSE, env=dict(environment)
    )
    try:
        return child.wait()
    finally:
        process.stop(child, signal.SIGINT, signal.SIGTERM)
