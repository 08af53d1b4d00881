"""Start the web server: serve [--port N] [--data DIR] [--workers N] [--host ADDRESS].

With DATABASE_URL and REDIS_URL set it uses those servers. Otherwise PostgreSQL and Redis are started under --data, or
joined where `./dev worker` has already started them there. Ctrl-C or SIGTERM ends everything that it started.
"""

import sys

from deploy import options
from deploy.environment import installation
from deploy.processes import Processes, ending_in_order
from deploy.readiness import address, wait_until_ready


def run(arguments: list[str]) -> int:
    """In the foreground until a signal, or until something that it needs has ended."""
    given = options.server_parser("serve", __doc__).parse_args(arguments)
    base_url = address(given.host, given.port)
    with ending_in_order(status=0), installation(given.data) as home, Processes() as processes:
        listening = ("--host", given.host, "--port", str(given.port), "--workers", str(given.workers))
        processes.start("the web server", "deploy.web", *listening, environment=home.for_web(base_url))
        wait_until_ready(base_url, processes.fallen, home.fallen)
        print(f"{base_url}  (API documentation: {base_url}/api/v1/docs/; jobs need ./dev worker)", flush=True)
        print(f"./dev serve: {processes.watch(home.fallen)} has ended; stopping.", file=sys.stderr)
    return 1
