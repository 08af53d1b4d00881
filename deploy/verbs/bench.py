"""Measure how near to PostgreSQL's own speed we are: bench [SCENARIO ...] [--quick | --full] [--json FILE].

It starts a durable PostgreSQL, a Redis and a web server of its own, drives real HTTP requests from a process of its
own, and races them against pgbench on the same cluster, turn by turn. `bench kill [--rounds N]` kills the web server,
the worker and PostgreSQL under load and looks for what was acknowledged. Nothing that the environment names is touched.
"""

from bench import cli, killing
from deploy import options
from deploy.processes import ending_in_order


def run(arguments: list[str]) -> int:
    """1 when something acknowledged was lost, or a side of a race failed."""
    with ending_in_order():
        if arguments[:1] == ["kill"]:
            return killing.run(options.bare_parser("bench kill", __doc__), arguments[1:])
        return cli.run(options.bare_parser("bench", __doc__), arguments)
