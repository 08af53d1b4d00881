"""Run the tests: test [fast] [pytest's own arguments].

A PostgreSQL and a Redis are started for this run alone and are gone afterwards; with TEST_SUPERUSER_URL and
TEST_REDIS_URL set, those are used instead. `fast` runs what needs neither: the logic engine and the house rules.
"""

import os

from deploy.processes import ending_in_order
from deploy.testing import fast, whole


def run(arguments: list[str]) -> int:
    """Two workers unless the caller says otherwise."""
    with ending_in_order():
        if arguments[:1] == ["fast"]:
            return fast(arguments[1:], os.environ)
        return whole(arguments, os.environ)
