"""One stretch of load: the client process, and what the web server and PostgreSQL spent while it worked."""

import json
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from statistics import quantiles
from typing import Any

from bench import accounting
from bench.place import Place
from deploy.embedded import process
from deploy.paths import HOUSE

SEEDS = Random(13)


class BenchError(RuntimeError):
    """The bench could not measure what it was asked to, or found what must not be."""


@dataclass
class Stretch:
    """What was done in `seconds`, and at whose cost. CPU in seconds, log in bytes, `times` in seconds by label."""

    count: int = 0
    seconds: float = 0.0
    app_cpu: float = 0.0
    database_cpu: float = 0.0
    client_cpu: float = 0.0
    wal: int = 0
    times: list[float] = field(default_factory=list, repr=False)
    notes: list[Any] = field(default_factory=list, repr=False)

    @property
    def rate(self) -> float:
        return self.count / self.seconds

    def per_unit(self) -> dict[str, float]:
        """The figures that are compared: milliseconds and kilobytes per unit of work."""
        shown = {"rate": self.rate}
        shown["app_ms"] = self.app_cpu / self.count * 1000
        shown["database_ms"] = self.database_cpu / self.count * 1000
        shown["cpu_ms"] = shown["app_ms"] + shown["database_ms"]
        shown["wal_kb"] = self.wal / self.count / 1000
        shown["client_share"] = self.client_cpu / self.seconds
        if len(self.times) > 1:
            cuts = quantiles(self.times, n=100)
            shown |= {"p50_ms": cuts[49] * 1000, "p95_ms": cuts[94] * 1000, "p99_ms": cuts[98] * 1000}
        return shown


@contextmanager
def metered(place: Place, stretch: Stretch) -> Iterator[None]:
    """Put down what passes while the block runs."""
    postmaster, web = place.postmaster(), place.web_process() if place.web.running else None
    with place.superuser() as connection:
        before = _log_position(connection)
        database, app = accounting.cpu_seconds(postmaster), accounting.cpu_seconds(web) if web else 0.0
        started = time.perf_counter()
        yield
        stretch.seconds = time.perf_counter() - started
        stretch.database_cpu = accounting.cpu_seconds(postmaster) - database
        stretch.app_cpu = (accounting.cpu_seconds(web) if web else 0.0) - app
        stretch.wal = _log_position(connection) - before


def over_http(place: Place, script: str, connections: int, seconds: float, *, unit: str, **given: Any) -> Stretch:
    """Drive the web server with `script`; the requests labelled `unit` are what is counted.

    Raises BenchError when the server refused anything: figures of a run that failed mean nothing.
    """
    plan = {"host": "127.0.0.1", "port": place.port, "connections": connections, "seconds": seconds}
    plan |= {"script": script, "seed": SEEDS.random(), "with": given}
    stretch, done = Stretch(), Client(plan)
    try:
        done.prepare()
        with metered(place, stretch):
            result = done.work()
    finally:
        done.stop()
    if result["refused"]:
        raise BenchError(f"{script}: the server refused {result['refused']}; see {place.services.data_dir}/web.log")
    stretch.seconds, stretch.client_cpu = result["seconds"], result["cpu"]
    stretch.times, stretch.notes = result["times"][unit], result["notes"]
    stretch.count = len(stretch.times)
    return stretch


class Client:
    """The load generator's process and the conversation with it."""

    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan = plan
        command = [sys.executable, "-P", "-m", "bench.client"]
        environment = {"PYTHONPATH": str(HOUSE)}
        self.process = process.start(
            command,
            death_signal=signal.SIGKILL,
            stdin=process.PIPE,
            output=process.PIPE,
            errors=None,
            environment=environment,
        )

    def prepare(self) -> None:
        """Return once it is connected and only waits for the word."""
        self._say(json.dumps(self.plan))
        if self._hear() != "ready":
            raise BenchError("the load generator did not get ready")

    def work(self) -> dict[str, Any]:
        self._say("go")
        result: dict[str, Any] = json.loads(self._hear() or "null") or {}
        if not result:
            raise BenchError("the load generator ended before its work was done")
        return result

    def stop(self) -> None:
        process.stop(self.process, signal.SIGTERM)

    def _say(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n".encode())
        self.process.stdin.flush()

    def _hear(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().decode().strip()


def _log_position(connection: Any) -> int:
    row = connection.execute("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn").fetchone()
    return int(row[0])
