"""Rounds of SIGKILL under load: `./dev bench kill [--rounds N]`.

While people answer and an analyst asks for exports, one thing is killed, as a power cut would: a process of the web
server, the whole web server, the worker, a process of PostgreSQL (which then recovers from its log), or PostgreSQL
whole. Everybody but the hasty repeats what was not acknowledged. Then the database must hold every acknowledged
response with its answers, each once, of the rest no more than was sent, and every acknowledged export must have been
made once.
"""

import argparse
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from psycopg import sql

from bench import accounting, people, verify
from bench.crowd import Crowd
from bench.place import WEB, Door, Place, enter, free_port, open_door
from bench.running import BenchError
from deploy.demo.api import Refused
from deploy.embedded import Services
from deploy.embedded.sources import throwaway_folder
from deploy.environment import Installation, embedded_variables, prepare
from deploy.processes import Processes
from tenants import db

WORKER = "the worker"
CHANCE = Random(7)
PATIENCE = 120.0


@dataclass
class Battlefield:
    """Everything that a product in service consists of, each part of which can be killed and started again."""

    folder: Path
    web_processes: int
    port: int = field(default_factory=free_port)
    place: Place = field(init=False)
    worker: Processes = field(default_factory=Processes)
    _running: ExitStack = field(default_factory=ExitStack)

    def start(self) -> None:
        """PostgreSQL and Redis on the data that is there, then the web server and the worker."""
        services = self._running.enter_context(Services(self.folder, durable=True))
        variables = {**embedded_variables(services), "ACCESS_TOKEN_MINUTES": "600"}
        installed = Installation(services, variables)
        prepare(services, variables)
        enter(installed)
        self.place = Place(services, installed, self.web_processes)
        self._running.callback(db.dispose)
        self.start_web()
        self.start_worker()

    def start_web(self) -> None:
        self._running.enter_context(self.place.serving(port=self.port))

    def start_worker(self) -> None:
        self.worker = self._running.enter_context(self.place.working())

    def stop(self) -> None:
        self._running.close()

    def kill_a_web_process(self) -> None:
        """The server notices and starts another."""
        os.kill(CHANCE.choice(accounting.children_of(self.place.web_process())), signal.SIGKILL)

    def kill_web(self) -> None:
        _kill(self.place.web, WEB)
        self.start_web()

    def kill_worker(self) -> None:
        _kill(self.worker, WORKER)
        self.start_worker()

    def kill_a_database_process(self) -> None:
        """PostgreSQL ends all its processes, recovers from its log and goes on; the web server has to live with it."""
        with self.place.superuser() as connection:
            found = connection.execute("SELECT pid FROM pg_stat_activity WHERE usename = 'surveyapp_app'").fetchall()
        os.kill(CHANCE.choice(found)[0], signal.SIGKILL)

    def kill_everything(self) -> None:
        """PostgreSQL whole, and with it, as in a power cut, the web server and the worker; then start anew."""
        os.kill(self.place.postmaster(), signal.SIGKILL)
        _kill(self.place.web, WEB)
        _kill(self.worker, WORKER)
        self.stop()
        self.start()


KILLS: dict[str, Callable[[Battlefield], None]] = {
    "a process of the web server": Battlefield.kill_a_web_process,
    "the web server": Battlefield.kill_web,
    "the worker": Battlefield.kill_worker,
    "a process of PostgreSQL": Battlefield.kill_a_database_process,
    "PostgreSQL, the web server and the worker": Battlefield.kill_everything,
}


def run(parser: argparse.ArgumentParser, arguments: list[str]) -> int:
    """0 when nothing was lost and nothing doubled."""
    parser.add_argument("--rounds", type=int, default=100, metavar="N", help="how many kills (default: 100)")
    parser.add_argument("--seconds", type=float, default=2.0, metavar="S", help="load before each kill (default: 2)")
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="web processes (default: 2)")
    given = parser.parse_args(arguments)
    try:
        with battlefield(given.workers) as (field, door, crowd):
            fight(field, door, crowd, given.rounds, given.seconds)
    except (BenchError, Refused) as error:
        print(f"./dev bench kill: {error}", file=sys.stderr)
        return 1
    return 0


@contextmanager
def battlefield(workers: int) -> Iterator[tuple[Battlefield, Door, Crowd]]:
    """Everything running, an organization with a survey, and its crowd, still at home."""
    with throwaway_folder() as folder:
        field = Battlefield(folder, workers)
        try:
            field.start()
            door = open_door("Under fire")
            owner = f"owner@{door.tenant.slug}.example.org"
            people.add_owner(door, owner)
            yield field, door, Crowd(f"http://127.0.0.1:{field.port}", door.path, str(door.survey_id), owner)
        finally:
            field.stop()


def fight(field: Battlefield, door: Door, crowd: Crowd, rounds: int, seconds: float) -> None:
    """Kill something each round and look whether all is there. Raises BenchError at the first round that lost."""
    kills: Counter[str] = Counter()
    for number in range(rounds):
        victim = list(KILLS)[number % len(KILLS)]
        crowd.gather()
        time.sleep(seconds)
        KILLS[victim](field)
        time.sleep(seconds / 2)
        crowd.disperse()
        _check(field, door, crowd)
        kills[victim] += 1
        known = crowd.known
        print(
            f"round {number + 1}: killed {victim}; {len(known.responses)} responses and {len(known.jobs)} exports"
            f" acknowledged so far, all there and none twice ({known.repeated} repetitions,"
            f" {known.hasty} hasty)",
            flush=True,
        )
    told = ", ".join(f"{count} x {victim}" for victim, count in kills.items())
    print(f"{rounds} kills ({told}): nothing that was acknowledged is lost, nothing is doubled")


def _check(field: Battlefield, door: Door, crowd: Crowd) -> None:
    """Everybody has finished, so the database holds what was acknowledged, and of the rest what was sent just once."""
    crowd.known.settle({id: given for id, (_, given) in verify.stored(field.place, door).items()})
    known = [{"id": id, "answers": given} for id, given in crowd.known.responses.items()]
    verify.completed(field.place, door, known)
    verify.saved(field.place, door, known)
    _check_jobs(field, door, crowd.known.jobs)


def _check_jobs(field: Battlefield, door: Door, jobs: set[str]) -> None:
    deadline = time.monotonic() + PATIENCE
    while (states := _states(field, door)) != dict.fromkeys(jobs, "succeeded"):
        wrong = {id: state for id, state in states.items() if id not in jobs or state in ("failed", "cancelled")}
        if wrong or set(states) != jobs or time.monotonic() > deadline:
            raise BenchError(f"of {len(jobs)} acknowledged exports there are {len(states)}: {Counter(states.values())}")
        time.sleep(0.2)


def _states(field: Battlefield, door: Door) -> dict[str, str]:
    query = sql.SQL("SELECT id, state FROM {}").format(sql.Identifier(door.tenant.schema, "jobs"))
    with field.place.superuser() as connection:
        return {str(id): state for id, state in connection.execute(query)}


def _kill(processes: Processes, name: str) -> None:
    """The kernel then tells its children to end. Raises BenchError for one that outlives it."""
    orphans = accounting.children_of(processes.running[name].pid)
    processes.running[name].kill()
    processes.running[name].wait()
    deadline = time.monotonic() + PATIENCE
    while set(orphans) & accounting.processes().keys():
        if time.monotonic() > deadline:
            raise BenchError(f"{name} was killed and its processes {orphans} live on")
        time.sleep(0.05)
