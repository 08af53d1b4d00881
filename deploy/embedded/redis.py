"""One Redis: configured over its standard input, so that its password is on no command line and in no file."""

import signal
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import redis

from deploy.embedded import process
from deploy.embedded.errors import EmbeddedError
from deploy.embedded.process import Process
from deploy.embedded.user import ServiceUser

PATIENCE = 30.0


@dataclass(frozen=True)
class Redis:
    """Where a Redis lives and how it is reached."""

    program: Path
    data: Path
    socket: Path
    password: str
    user: ServiceUser
    durable: bool

    @property
    def url(self) -> str:
        """An address as redis-py reads it."""
        return f"unix://:{self.password}@{quote(str(self.socket))}?db=0"

    def start(self, log: Path, lock: int) -> Process:
        """Start the server; SIGTERM, also at our death, makes it save and leave."""
        with log.open("ab") as output:
            server = process.start(
                [str(self.program), "-"],
                user=self.user,
                death_signal=signal.SIGTERM,
                output=output,
                keep_open=(lock,),
                stdin=process.PIPE,
            )
        if server.stdin is not None:
            with server.stdin as configuration:
                configuration.write(self._configuration().encode())
        return server

    def wait(self, server: Process, log: Path) -> None:
        """Return when the server answers; say what its log says when it does not."""
        deadline = time.monotonic() + PATIENCE
        while not self.answers():
            if server.poll() is not None or time.monotonic() > deadline:
                raise EmbeddedError(f"Redis did not start:\n{process.last_lines(log)}")
            time.sleep(0.02)

    def answers(self) -> bool:
        """Whether a command is answered right now (a server still loading its data says no)."""
        client = redis.Redis.from_url(self.url, socket_connect_timeout=5, socket_timeout=5)
        try:
            return bool(client.ping())
        except (redis.ConnectionError, redis.TimeoutError):
            return False
        finally:
            client.close()

    def _configuration(self) -> str:
        """No TCP port, nothing evicted: a queue that forgets is worse than one that refuses."""
        persistence = 'appendonly yes\nappendfsync everysec\nsave ""\n' if self.durable else 'appendonly no\nsave ""\n'
        return (
            f"port 0\nunixsocket {_quoted(self.socket)}\nunixsocketperm 700\nrequirepass {self.password}\n"
            f"dir {_quoted(self.data)}\nmaxmemory-policy noeviction\ndaemonize no\n{persistence}"
        )


def _quoted(path: Path) -> str:
    escaped = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
