"""One PostgreSQL cluster: made when missing, started on a unix socket, stopped fast."""

import shutil
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import quote

import psycopg

from deploy.embedded import process
from deploy.embedded.errors import EmbeddedError
from deploy.embedded.process import Process
from deploy.embedded.user import ServiceUser

PATIENCE = 60.0
# The builtin provider sorts by code point and needs no locale of this machine, today or after an upgrade of its libc.
INITDB = (
    "--username=postgres",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--data-checksums",
)
DURABLE = {"max_connections": "100", "shared_buffers": "128MB", "max_wal_size": "1GB"}
# For tests: what is lost in a power cut may be lost.
THROWAWAY = {
    "max_connections": "200",
    "shared_buffers": "128MB",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


@dataclass(frozen=True)
class Postgres:
    """Where a cluster lives and how it is reached. `sockets` is a directory owned by `user`."""

    programs: Path
    data: Path
    sockets: Path
    password: str
    user: ServiceUser
    durable: bool

    def url(self, database: str, user: str = "postgres", password: str | None = None) -> str:
        """A SQLAlchemy address through the socket's directory."""
        secret = quote(self.password if password is None else password, safe="")
        return f"postgresql+psycopg://{user}:{secret}@/{database}?host={quote(str(self.sockets), safe='')}"

    def make(self, log: Path, lock: int) -> None:
        """Run `initdb` beside the final place and rename: a half-made cluster is never started."""
        if self.data.exists():
            return
        draft = self.data.with_name(f"{self.data.name}.half")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir()
        self.user.own(draft, 0o700)
        password_file = self.sockets / "password"
        password_file.write_text(self.password)
        self.user.own(password_file, 0o600)
        sync = () if self.durable else ("--no-sync",)
        command = [str(self.programs / "initdb"), f"--pgdata={draft}", f"--pwfile={password_file}", *INITDB, *sync]
        with log.open("ab") as output:
            status = self._launch(command, output, lock, signal.SIGTERM).wait()
        password_file.unlink()
        if status != 0:
            raise EmbeddedError(f"initdb could not make a PostgreSQL cluster:\n{process.last_lines(log)}")
        draft.rename(self.data)

    def start(self, log: Path, lock: int) -> Process:
        """Start the server. SIGINT, also at our death, is PostgreSQL's fast shutdown.

        The caller holds the lock that every server process inherits, so a pid file found here is a dead server's,
        whichever process has that number by now.
        """
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        command = [str(self.programs / "postgres"), "-D", str(self.data)]
        for name, value in self._settings().items():
            command += ["-c", f"{name}={value}"]
        with log.open("ab") as output:
            return self._launch(command, output, lock, signal.SIGINT)

    def wait(self, server: Process, log: Path) -> None:
        """Return when the server answers; say what its log says when it does not."""
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            if server.poll() is not None or time.monotonic() > deadline:
                raise EmbeddedError(f"PostgreSQL did not start:\n{process.last_lines(log)}")
            time.sleep(0.05)

    def answers(self) -> bool:
        """Whether somebody may connect and ask right now."""
        try:
            with psycopg.connect(
                host=str(self.sockets), user="postgres", password=self.password, dbname="postgres", connect_timeout=5
            ) as connection:
                return connection.execute("SELECT 1").fetchone() == (1,)
        except psycopg.OperationalError:
            return False

    def _launch(self, command: list[str], output: IO[bytes], lock: int, at_death: signal.Signals) -> Process:
        return process.start(command, user=self.user, death_signal=at_death, output=output, keep_open=(lock,))

    def _settings(self) -> dict[str, str]:
        listening = {
            "listen_addresses": "",
            "unix_socket_directories": f'"{self.sockets}"',
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            "log_timezone": "UTC",
            # A failing row's values are answers: they stay out of the server's log.
            "log_error_verbosity": "terse",
        }
        return listening | (DURABLE if self.durable else THROWAWAY)
