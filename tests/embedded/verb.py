"""A verb of `./dev` run as a person runs it, with every process it starts marked so that none can hide."""

import os
import select
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self
from uuid import uuid4

import pytest

from deploy.embedded import process
from deploy.paths import HOUSE
from tests.embedded.conftest import PATIENCE


class Verb:
    """A context: what it started is killed at its end, should a test have failed before it was stopped."""

    def __init__(self, arguments: list[str]) -> None:
        self.mark = f"TEST_MARK={uuid4().hex}"
        name, _, value = self.mark.partition("=")
        self.errors = tempfile.TemporaryFile()  # noqa: SIM115
        self.process = subprocess.Popen(
            process.launched([str(HOUSE / "dev"), *arguments], death_signal=signal.SIGTERM, bare=False),
            env={"PATH": os.environ["PATH"], "HOME": "/proc", name: value},
            stdout=subprocess.PIPE,
            bufsize=0,
            stderr=self.errors,
            start_new_session=True,
        )

    def says(self, words: str) -> str:
        """Wait for the line of its output that holds these words."""
        assert self.process.stdout is not None
        while select.select([self.process.stdout], [], [], 2 * PATIENCE)[0]:
            line = self.process.stdout.readline().decode()
            if words in line:
                return line
            if not line:
                break
        pytest.fail(f"it never said {words!r}:\n{self.complaint()}")

    def ends(self) -> int:
        """Wait for its end, reading on so that it is not kept waiting; its exit status."""
        self.process.communicate(timeout=2 * PATIENCE)
        return self.process.returncode

    def end(self, number: signal.Signals) -> int:
        """Send it a signal and wait for its end."""
        self.process.send_signal(number)
        return self.ends()

    def complaint(self) -> str:
        """What it wrote to standard error so far."""
        self.errors.seek(0)
        return self.errors.read().decode()

    def running(self, module: str = "") -> list[tuple[int, str]]:
        """(pid, command line) of all its processes, or of those that run a module; the databases are not among them."""
        found = []
        for running in Path("/proc").glob("[0-9]*"):
            try:
                if self.mark.encode() in (running / "environ").read_bytes():
                    found.append((int(running.name), (running / "cmdline").read_text().replace("\0", " ")))
            except OSError:
                continue
        return sorted(pair for pair in found if module in pair[1])

    def runs(self, module: str) -> bool:
        return bool(self.running(module))

    def environments(self, module: str) -> list[bytes]:
        return [Path(f"/proc/{pid}/environ").read_bytes() for pid, _ in self.running(module)]

    def kill_oldest(self, module: str) -> None:
        """Kill the first of them without a warning: of the web server's, the one that started the others."""
        os.kill(self.running(module)[0][0], signal.SIGKILL)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for pid, _ in self.running():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.communicate(timeout=PATIENCE)
        self.errors.close()
