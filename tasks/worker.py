"""The worker: `python -m tasks.worker [--threads N]`. Start as many as there is work for.

On SIGTERM or SIGINT it takes no more work; jobs that report progress go back to the queue for another worker, the
others get 25 seconds to finish. It dies with the process that started it, so that nothing is left running by accident.
"""

import argparse
import ctypes
import signal
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from huey.consumer import Consumer, Scheduler

from surveyapp.app import configure_tenancy
from surveyapp.config import BadConfiguration, Config
from tasks import exports, job, provisioning, schedule, subscriptions
from tasks.counting import counting
from tasks.queue import PROVISION, RUN_JOB, Queue
from tenants import logs, owner

JOBS = (exports,)
"""The modules whose import fills the table of kinds."""

GRACE_SECONDS = 25
PR_SET_PDEATHSIG = 1


class Clock(Scheduler):
    """Huey's scheduler thread, doing our duties: no task of ours is scheduled in Redis."""

    tick: Callable[[], None]

    def loop(self, now: Any = None) -> None:
        self.tick()
        self.stop_flag.wait(1)


class Worker(Consumer):
    """Huey's consumer, which tells running jobs to stop before it waits for them."""

    def __init__(self, queue: Queue, threads: int) -> None:
        self.scheduler_class = type("Clock", (Clock,), {"tick": staticmethod(partial(schedule.tick, queue))})
        super().__init__(
            queue.huey,
            workers=threads,
            worker_type="thread",
            periodic=False,
            graceful_signal="TERM",
            shutdown_timeout=GRACE_SECONDS,
        )
        self._signal_actions[signal.SIGINT] = (False, True)
        self._counting = counting(queue, job.stopping)

    def start(self) -> None:
        super().start()
        self._counting.start()

    def stop(self, graceful: bool = False) -> None:
        job.stopping.set()
        super().stop(graceful)


def build(config: Config, threads: int, name: str = "surveyapp") -> Worker:
    """A worker on its own connections, ready to run."""
    queue = Queue(config.redis_url, name)
    subscriptions.bind(queue)
    queue.register(RUN_JOB, job.run)
    queue.register(PROVISION, provisioning.run)
    return Worker(queue, threads)


def configure(config: Config, threads: int) -> None:
    """Tell the plumbing where it works.

    The time limit of statements is the web server's: an export may take hours. Each job holds two connections, its own
    and its heartbeat's; the sweeps hold one, and so does counting.
    """
    logs.configure(config.log_level)
    pool_size = max(config.pool_size, 2 * threads + 2)
    configure_tenancy(replace(config, statement_timeout_seconds=0, pool_size=pool_size))
    if not config.owner_database_url:
        raise BadConfiguration("OWNER_DATABASE_URL is missing: the worker makes the schemas of new organizations.")
    owner.configure(config.owner_database_url, config.owner_database_urls)


def die_with_parent() -> None:
    """Ask Linux for SIGTERM when the process that started this one ends, however it ends."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m tasks.worker", description="Run background jobs.")
    parser.add_argument("--threads", type=int, default=2, help="how many jobs at a time (2)")
    threads = parser.parse_args(arguments).threads
    die_with_parent()
    config = Config.from_environment()
    configure(config, threads)
    build(config, threads).run()


if __name__ == "__main__":
    main()
