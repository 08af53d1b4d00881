"""Start the worker, which provisions organizations and runs jobs: worker [--data DIR].

It uses the servers of DATABASE_URL and REDIS_URL, or those under --data: joined where `./dev serve` has started them,
started otherwise. Ctrl-C or SIGTERM ends everything that it started.
"""

import sys

from deploy import options
from deploy.environment import installation
from deploy.processes import Processes, ending_in_order


def run(arguments: list[str]) -> int:
    """In the foreground until a signal, or until something that it needs has ended."""
    given = options.parser("worker", __doc__).parse_args(arguments)
    with ending_in_order(status=0), installation(given.data) as home, Processes() as processes:
        processes.start("the worker", "tasks.worker", environment=home.for_owner())
        print(f"./dev worker: {processes.watch(home.fallen)} has ended; stopping.", file=sys.stderr)
    return 1
