"""The real server and the real worker in processes of their own, for journeys, browsers and attacks."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
PATIENCE = 60


class Process:
    """A command in a process group of its own, which ends as a whole."""

    def __init__(self, command: list[str], environment: Mapping[str, str], log: Path) -> None:
        self.log = log
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                command,
                cwd=HOUSE,
                env={**os.environ, **environment},
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Send the signal to the whole group and wait for its end."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, how)
        self.process.wait(PATIENCE)

    def kill(self) -> None:
        """As a power cut would: no handler runs anywhere."""
        self.stop(signal.SIGKILL)


class Server(Process):
    """The web server as `./dev serve` starts it, on a free port of the loopback."""

    def __init__(
        self, environment: Mapping[str, str], log: Path, *options: str, workers: int = 1, port: int | None = None
    ) -> None:
        self.port = port or free_port()
        self.base_url = f"http://127.0.0.1:{self.port}"
        command = [sys.executable, "-m", "deploy.web", "--host", "127.0.0.1", "--port", str(self.port)]
        command += ["--workers", str(workers), *options]
        super().__init__(command, {**environment, "PUBLIC_URL": self.base_url}, log)

    def wait(self) -> Server:
        """Return once the server answers; fail with its log when it does not."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.base_url}/readyz", timeout=5) as reply:
                    if reply.status == 200:
                        return self
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        self.kill()
        raise AssertionError(f"the server did not start:\n{self.log.read_text()[-4000:]}")


class Worker(Process):
    """The Huey consumer."""

    def __init__(self, environment: Mapping[str, str], log: Path) -> None:
        super().__init__([sys.executable, "-m", "tasks.worker"], environment, log)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
