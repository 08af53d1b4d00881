"""The processes of a running server, and the signals that end them all."""

import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self

from deploy.embedded import process
from deploy.embedded.process import Process

# Longer than the worker gives its jobs and the web server its last requests.
PATIENCE = 30.0


@contextmanager
def ending_in_order(status: int | None = None) -> Iterator[None]:
    """Turn the signals that end a process into SystemExit, so that every `with` on the way out puts its things away.

    A server that is told to stop has done its duty: it passes 0. Without `status` it is 128 + the signal's number.
    """

    def leave(number: int, frame: FrameType | None) -> None:
        sys.exit(128 + number if status is None else status)

    before = {number: signal.signal(number, leave) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@dataclass
class Processes:
    """Processes of ours that belong together: when one ends, the others are stopped, last started first."""

    running: dict[str, Process] = field(default_factory=dict)

    def start(
        self, name: str, module: str, *arguments: str, environment: Mapping[str, str], log: Path | None = None
    ) -> None:
        """Run one of our modules until SIGTERM; it ends with us, however we end. Without `log` it writes to ours."""
        command = [sys.executable, "-P", "-m", module, *arguments]
        with nullcontext() if log is None else process.log_file(log).open("ab") as output:
            self.running[name] = process.start(
                command, death_signal=signal.SIGTERM, environment=environment, output=output
            )

    def fallen(self) -> str | None:
        """The name of a process that has ended although nobody stopped it."""
        return next((name for name, child in self.running.items() if child.poll() is not None), None)

    def watch(self, *others: Callable[[], str | None]) -> str:
        """Wait until something ends, here or among `others`, and say what."""
        while True:
            for question in (self.fallen, *others):
                if name := question():
                    return name
            time.sleep(0.2)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for child in reversed(self.running.values()):
            process.stop(child, signal.SIGTERM, patience=PATIENCE)
