"""Starting and stopping one process that ends with ours. The only place that does either."""

import os
import signal
import subprocess  # nosec B404  # no shell, and no argument comes from a request
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from deploy.embedded.errors import EmbeddedError
from deploy.embedded.user import ServiceUser

LAUNCHER = Path(__file__).with_name("launch.py")
Process = subprocess.Popen[bytes]
PIPE = subprocess.PIPE
LARGEST_LOG = 10_000_000


def launched(
    command: Sequence[str], *, death_signal: signal.Signals, user: ServiceUser | None = None, bare: bool = True
) -> list[str]:
    """The command wrapped so that it runs as `user` (None: ourselves), in a bare environment, and dies with us."""
    ids = (str(user.uid), str(user.gid)) if user and user.is_another else ("-", "-")
    launcher = (sys.executable, "-I", "-S", str(LAUNCHER), str(os.getpid()), str(int(death_signal)))
    return [*launcher, *ids, "bare" if bare else "kept", *command]


def start(
    command: Sequence[str],
    *,
    death_signal: signal.Signals,
    user: ServiceUser | None = None,
    output: IO[bytes] | int | None = None,
    errors: IO[bytes] | int | None = subprocess.STDOUT,
    keep_open: Sequence[int] = (),
    stdin: int | IO[bytes] | None = subprocess.DEVNULL,
    environment: Mapping[str, str] | None = None,
    folder: Path = Path("/"),
    own_session: bool = True,
) -> Process:
    """Start a process. In a session of its own Ctrl-C reaches us and not it: we stop it in order.

    `output` None is our own, `environment` None a bare one. The kernel sends the death signal when the *thread* that
    forked ends, hence the main thread only.
    """
    if threading.current_thread() is not threading.main_thread():
        raise EmbeddedError("Start processes from the main thread: they end with the thread that started them.")
    return subprocess.Popen(  # nosec B603  # no shell; the commands are our own
        launched(command, death_signal=death_signal, user=user, bare=environment is None),
        env=environment,
        stdin=stdin,
        stdout=output,
        stderr=errors if output is not None else None,
        cwd=folder,
        pass_fds=keep_open,
        start_new_session=own_session,
    )


def stop(process: Process, *signals: signal.Signals, patience: float = 20.0) -> None:
    """Send each signal in turn until the process has ended; SIGKILL is the last."""
    for number in (*signals, signal.SIGKILL):
        if process.poll() is not None:
            return
        process.send_signal(number)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            continue


def log_file(path: Path) -> Path:
    """A log to append to, closed to others; one that has grown large makes room and is kept once."""
    if path.exists() and path.stat().st_size > LARGEST_LOG:
        path.replace(path.with_suffix(".log.1"))
    path.touch(mode=0o600)
    return path


def last_lines(log: Path, count: int = 12) -> str:
    """The end of a service's log, for the error that says why it did not start."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-count:])
