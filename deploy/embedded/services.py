"""PostgreSQL and Redis of one data directory: one owner starts and stops them, others may join.

The owner holds a lock on `lock`, and so does every server process, by inheritance: the lock is free exactly when
nothing is left running, whoever was killed and however. `run.json` tells those who join where the sockets are.
"""

import fcntl
import json
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from deploy.embedded import passwords, place, process
from deploy.embedded.binaries import reachable_programs
from deploy.embedded.errors import EmbeddedError
from deploy.embedded.postgres import Postgres
from deploy.embedded.process import Process
from deploy.embedded.redis import Redis
from deploy.embedded.user import service_user

# How long to wait for another process to finish starting, or for a killed one's servers to finish stopping.
PATIENCE = 90.0
RUN_FILE = "run.json"


@dataclass(frozen=True)
class Server:
    """A server of ours and the signal that makes it leave in order."""

    name: str
    process: Process
    leave: signal.Signals


class Services:
    """A context: inside it both servers answer; after it, nothing that it started runs.

    `durable=False` trades safety against a power cut for speed, for tests. `share=True` joins the servers of another
    process that has this data directory instead of refusing. Raises EmbeddedError with a sentence for the terminal.
    """

    def __init__(self, data_dir: Path, durable: bool = True, share: bool = False) -> None:
        self.user = service_user()
        self.data_dir = place.data_directory(data_dir, self.user)
        self.durable = durable
        self.share = share
        self.owned = False
        self.secrets: dict[str, str] = {}
        self._lock = -1
        self._servers: list[Server] = []

    def superuser_url(self, database: str = "postgres") -> str:
        """The address of `database` for the superuser: for bootstrap and tests, never for the app."""
        return self._postgres.url(database)

    def url(self, user: str, password: str, database: str) -> str:
        """The address of `database` for any other role."""
        return self._postgres.url(database, user, password)

    @property
    def redis_url(self) -> str:
        """The address of Redis' database 0."""
        return self._redis.url

    def pg_bin(self, name: str) -> Path:
        """One of PostgreSQL's programs: `psql`, `pg_dump`, `pgbench`."""
        return self._postgres.programs / name

    def fallen(self) -> str | None:
        """The name of a server of ours that has ended although nobody stopped it."""
        return next((server.name for server in self._servers if server.process.poll() is not None), None)

    def __enter__(self) -> Self:
        """Start the servers, or join them; wait for a killed owner's servers to finish stopping."""
        deadline = time.monotonic() + PATIENCE
        while not self._take_lock():
            if self._others_answer():
                if self.share:
                    return self
                raise EmbeddedError(f"{self.data_dir} is in use by {self._owner()}: stop it, or name another --data.")
            if time.monotonic() > deadline:
                raise EmbeddedError(f"{self.data_dir} is locked by {self._owner()}, whose servers do not answer.")
            time.sleep(0.1)
        try:
            self._start()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop what we started; leave what we joined."""
        self._stop()

    def _take_lock(self) -> bool:
        """Try for the lock. It is let go by closing, never by unlocking: the servers hold the same one."""
        descriptor = os.open(self.data_dir / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._lock = descriptor
        return True

    def _others_answer(self) -> bool:
        """Whether another process' servers can be used: asked of themselves, since process numbers are used again."""
        run = recorded(self.data_dir)
        if not run.get("ready"):
            return False
        self.secrets = passwords.kept_in(self.data_dir / "secrets")
        self._settle(Path(run["sockets"]))
        return self._postgres.answers() and self._redis.answers()

    def _owner(self) -> str:
        pid = recorded(self.data_dir).get("owner")
        return f"process {pid}" if pid else "a process that is starting"

    def _settle(self, sockets: Path) -> None:
        """Say where everything is."""
        storage = place.storage_directory(self.data_dir, self.user)
        programs, redis_server = reachable_programs(self.user, storage)
        password, user = self.secrets["POSTGRES_PASSWORD"], self.user
        self._postgres = Postgres(programs, storage / "postgres", sockets, password, user, self.durable)
        password, socket = self.secrets["REDIS_PASSWORD"], sockets / "redis.sock"
        self._redis = Redis(redis_server, storage / "redis", socket, password, user, self.durable)

    def _start(self) -> None:
        place.forget(recorded(self.data_dir).get("sockets"))
        self.secrets = passwords.kept_in(self.data_dir / "secrets")
        sockets = place.socket_directory(self.user)
        self._tell(sockets, ready=False)
        self._settle(sockets)
        place.owned_directory(self._redis.data, self.user)
        logs = [process.log_file(self.data_dir / name) for name in ("redis.log", "postgres.log")]
        self._start_servers(*logs)
        self._tell(sockets, ready=True)
        self.owned = True

    def _start_servers(self, redis_log: Path, postgres_log: Path) -> None:
        """Each server is on the list before it is waited for, so that an interruption stops it too."""
        self._postgres.make(postgres_log, self._lock)
        redis = self._redis.start(redis_log, self._lock)
        self._servers.append(Server("Redis", redis, signal.SIGTERM))
        postgres = self._postgres.start(postgres_log, self._lock)
        self._servers.append(Server("PostgreSQL", postgres, signal.SIGINT))
        self._redis.wait(redis, redis_log)
        self._postgres.wait(postgres, postgres_log)

    def _stop(self) -> None:
        if self._lock < 0:
            return
        self._tell_nobody()
        for server in self._servers:
            if server.process.poll() is None:
                server.process.send_signal(server.leave)
        for server in self._servers:
            process.stop(server.process, server.leave)
        self._servers.clear()
        place.forget(recorded(self.data_dir).get("sockets"))
        self._run_file.unlink(missing_ok=True)
        os.close(self._lock)
        self._lock, self.owned = -1, False

    @property
    def _run_file(self) -> Path:
        return self.data_dir / RUN_FILE

    def _tell(self, sockets: Path, ready: bool) -> None:
        draft = self._run_file.with_suffix(".new")
        draft.write_text(json.dumps({"owner": os.getpid(), "sockets": str(sockets), "ready": ready}))
        draft.rename(self._run_file)

    def _tell_nobody(self) -> None:
        """From here on nobody joins; the sockets stay on record until they are gone."""
        sockets = recorded(self.data_dir).get("sockets")
        if sockets:
            self._tell(Path(sockets), ready=False)


def recorded(data_dir: Path) -> dict[str, Any]:
    """What the owner of a directory wrote about its servers; empty when there is none, or none any more."""
    try:
        found = json.loads((data_dir / RUN_FILE).read_text())
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
