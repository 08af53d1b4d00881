"""The web server: granian's workers on `wsgi:app`. Run by `serve` and `demo` as `python -m deploy.web`."""

import argparse
import importlib
import multiprocessing
import os
import signal
from collections.abc import Callable
from functools import partial
from typing import Any

from granian import Granian
from granian.constants import Interfaces

from deploy import allocating
from deploy.admission import Admission
from deploy.embedded.launch import die_with

# Requests that a process runs at a time. Python runs one thread at a time; more than one lets a request that waits (for
# its organization to be set up, for a row that is locked) not stand in the way of the others.
THREADS = 4
# Requests that wait for their turn, about a tenth of a second of work. More are told to come back (admission.py).
WAITING = 60
# Threads beyond those, to tell it to them.
SHEDDING = 4
# Connections, not requests: granian counts one that is kept alive and says nothing, and leaves further ones unanswered.
CONNECTIONS = 4096
# On SIGHUP each process is replaced; how long its successor may take to load before the old one is told to go.
LOADING_SECONDS = 10
# How long requests in flight may take to finish when the server is told to stop.
LAST_REQUESTS_SECONDS = 10


def main() -> None:
    """Processes before threads; a worker that dies is replaced, and none outlives this process."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--workers", type=int, required=True)
    parser.add_argument("--threads", type=int, default=THREADS, help="requests that a process runs at a time")
    options = parser.parse_args()
    server = Granian(
        "wsgi",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=options.threads + WAITING + SHEDDING,
        backpressure=CONNECTIONS,
        backlog=CONNECTIONS,
        respawn_failed_workers=True,
        respawn_interval=LOADING_SECONDS,
        workers_kill_timeout=LAST_REQUESTS_SECONDS,
        websockets=False,
    )
    server.serve(target_loader=partial(application, threads=options.threads))


def application(module: str, threads: int = THREADS) -> Callable[..., Any]:
    """Called in each worker: tie it to the server's main process, then load the application.

    Until granian has put its own handlers in place, a forked worker has those of the main process, which do nothing
    here: told to stop while loading, it would have to be killed. Nothing of the application is loaded before: the
    main process would hand it on to every worker it replaces, however old.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    allocating.give_back()
    parent = multiprocessing.parent_process()
    # Killed, not told to stop: granian's handler can hang with the interpreter's lock, and nobody is left to see to it.
    die_with(os.getppid() if parent is None or parent.pid is None else parent.pid, signal.SIGKILL)
    app = importlib.import_module(module).app
    refuse = importlib.import_module("deploy.refusing").Refusal(app)
    return Admission(app, threads, WAITING, app.config["MAX_CONTENT_LENGTH"], refuse)


if __name__ == "__main__":
    main()
