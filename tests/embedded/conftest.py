"""A directory the service user can reach, and processes that hold services in it; all are gone after each test."""

import fcntl
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import psycopg
import pytest
import redis

from deploy.embedded import place
from deploy.embedded.user import service_user
from deploy.paths import HOUSE

# How long a test waits before it says that something does not happen. Nothing is asserted about how long it takes.
PATIENCE = 60.0


class Keeper:
    """A process that holds services (see keep.py), and what can be observed about them from outside."""

    def __init__(
        self, data_dir: Path, *options: str, python: str = sys.executable, home: Path = HOUSE, **popen: object
    ) -> None:
        self.data_dir = data_dir
        environment = {"PATH": os.defpath, "PYTHONPATH": os.pathsep.join([str(HOUSE), *sys.path]), "HOME": str(home)}
        environment["LD_LIBRARY_PATH"] = str(Path(python).parents[1] / "lib")
        self.process = subprocess.Popen(
            [python, "-P", "-m", "tests.embedded.keep", str(data_dir), *options],
            cwd=HOUSE,
            env=environment,
            stdout=subprocess.PIPE,
            bufsize=0,
            stderr=subprocess.PIPE,
            **popen,  # type: ignore[call-overload]
        )
        self.told: dict[str, str] = {}

    def ready(self) -> "Keeper":
        """Wait for its line; fail with its own words when it gives up instead."""
        assert self.process.stdout is not None
        if not select.select([self.process.stdout], [], [], PATIENCE)[0]:
            pytest.fail("the services did not come up")
        line = self.process.stdout.readline()
        if not line:
            pytest.fail(f"the services did not come up: {self.complaint()}")
        self.told = json.loads(line)
        return self

    def complaint(self) -> str:
        """What it said on its way out."""
        return self.process.communicate(timeout=PATIENCE)[1].decode()

    def end(self, number: signal.Signals) -> None:
        """Send a signal and wait for the process itself to be gone."""
        self.process.send_signal(number)
        self.process.communicate(timeout=PATIENCE)

    def connect(self) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(self.told["postgres"].replace("+psycopg", ""), autocommit=True)

    def redis(self) -> "redis.Redis":
        return redis.Redis.from_url(self.told["redis"])


def nothing_runs_in(data_dir: Path) -> bool:
    """Whether no process holds the lock that every server inherits, nor works in the directory."""
    with (data_dir / "lock").open() as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return not processes_in(data_dir)


def processes_in(data_dir: Path) -> list[str]:
    """The processes whose working directory is below this one: PostgreSQL and Redis both go to their data."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if str(data_dir.resolve()) in os.readlink(process / "cwd"):
                found.append((process / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found


def eventually(question: Callable[[], bool]) -> bool:
    """Ask until the answer is yes, or patience ends."""
    deadline = time.monotonic() + PATIENCE
    while not question():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A directory of its own that the service user can enter (pytest's own are closed to others)."""
    folder = Path(tempfile.mkdtemp(prefix="surveyapp-test-", dir=place.temporary_parent(service_user())))
    folder.chmod(0o711)
    umask = os.umask(0o022)
    yield folder / "var"
    os.umask(umask)
    for record in folder.rglob("run.json"):
        place.forget(json.loads(record.read_text()).get("sockets"))
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def keep(data_dir: Path) -> Iterator[Callable[..., Keeper]]:
    """Start keepers; whatever a test does with them, none outlives it, nor its directory."""
    keepers: list[Keeper] = []

    def start(*arguments: object, **options: object) -> Keeper:
        keepers.append(Keeper(*arguments, **options))  # type: ignore[arg-type]
        return keepers[-1]

    yield start
    for keeper in keepers:
        keeper.end(signal.SIGTERM)
    for folder in {keeper.data_dir for keeper in keepers if keeper.data_dir.exists()}:
        assert eventually(partial(nothing_runs_in, folder)), processes_in(folder)
