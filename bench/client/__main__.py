"""One run of the load generator: see the package's docstring for the conversation on its standard streams."""

import json
import select
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from random import Random
from typing import Any

from bench.client.scripts import SCRIPTS, Script
from bench.client.wire import Connection, Request

SETUP = "setup"


@dataclass(slots=True)
class Line:
    """One connection, the script that speaks on it, and what it waits for."""

    connection: Connection
    script: Script
    wanted: Request
    sent_at: float = 0.0

    def ask(self) -> None:
        self.sent_at = time.perf_counter()
        self.connection.send(self.wanted)


@dataclass
class Crowd:
    """All connections of one plan."""

    plan: dict[str, Any]
    notes: list[Any] = field(default_factory=list)
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    refused: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    lines: dict[int, Line] = field(default_factory=dict)
    poll: select.epoll = field(default_factory=select.epoll)

    def connect(self) -> None:
        for number in range(self.plan["connections"]):
            connection = Connection(self.plan["host"], self.plan["port"])
            script = SCRIPTS[self.plan["script"]](
                self.notes, Random(f"{self.plan['seed']}/{number}"), **self.plan["with"]
            )
            self.lines[connection.fileno()] = Line(connection, script, next(script))
            self.poll.register(connection.fileno(), select.EPOLLIN)

    def prepare(self) -> None:
        """Whatever the scripts want done before the clock starts."""
        self._work(lambda line: line.wanted.label == SETUP)
        self.times.clear()

    def work(self, seconds: float) -> None:
        """Until the time is over; then only what is in flight is waited for."""
        deadline = time.perf_counter() + seconds
        self._work(lambda line: time.perf_counter() < deadline)

    def _work(self, goes_on: Any) -> None:
        busy = [line for line in self.lines.values() if goes_on(line)]
        for line in busy:
            line.ask()
        in_flight = len(busy)
        while in_flight:
            for descriptor, _ in self.poll.poll():
                line = self.lines[descriptor]
                if self._hear(line):
                    if goes_on(line):
                        line.ask()
                    else:
                        in_flight -= 1

    def _hear(self, line: Line) -> bool:
        reply = line.connection.receive()
        if reply is None:
            return False
        self.times[line.wanted.label].append(time.perf_counter() - line.sent_at)
        if reply.status >= 400:
            self.refused[f"{line.wanted.label} {reply.status}"] += 1
        line.wanted = line.script.send(reply)
        return True


def main() -> None:
    crowd = Crowd(json.loads(sys.stdin.readline()))
    crowd.connect()
    crowd.prepare()
    print("ready", flush=True)
    sys.stdin.readline()
    started, cpu = time.perf_counter(), time.process_time()
    crowd.work(crowd.plan["seconds"])
    result = {"seconds": time.perf_counter() - started, "cpu": time.process_time() - cpu}
    print(json.dumps(result | {"times": crowd.times, "refused": crowd.refused, "notes": crowd.notes}), flush=True)


if __name__ == "__main__":
    main()
