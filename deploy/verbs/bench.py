"""Measure how near to PostgreSQL's own speed we are: bench [SCENARIO ...] [--quick | --full] [--json FILE].

It starts a durable PostgreSQL, a Redis and a web server of its own, drives real HTTP requests from a process of its
own, and races them against pgbench on the same cluster, turn by turn. `bench kill [--rounds N]` kills the web server,
the worker and PostgreSQL under load and looks for what was acknowledged; `bench memory [--requests N]` watches what
processes hold; `bench agreement [FORMAT ...] [--verbose]` imports real surveys of other makers and compares what they
decide here with what they decided there. Nothing that the environment names is touched.
"""

from collections.abc import Callable

from bench import cli, holding, killing
from bench.agreement import cli as agreement
from deploy import options
from deploy.processes import ending_in_order

OTHERS: dict[str, Callable[..., int]] = {"kill": killing.run, "memory": holding.run, "agreement": agreement.run}


def run(arguments: list[str]) -> int:
    """1 when something acknowledged was lost, a side of a race failed, or a process held more and more."""
    with ending_in_order():
        other = OTHERS.get(arguments[0]) if arguments else None
        if other is not None:
            return other(options.bare_parser(f"bench {arguments[0]}", __doc__), arguments[1:])
        return cli.run(options.bare_parser("bench", __doc__), arguments)
