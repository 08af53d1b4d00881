"""What processes hold, and whether it grows: `./dev bench memory [--requests N] [--organizations N]`.

First the web server answers a mix of requests. What its processes have to themselves after a fifth of them, when every
cache has seen what there is to see, and at the end must be the same within `SLACK`: a leak of a hundred bytes for each
request would be 8 MB. Then one connection meets organization after organization, as a backend keeps what it learns of
each for ever; and once more under a limit, at which it must have been replaced.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from statistics import mean

from sqlalchemy import func, select

from bench import accounting, people
from bench.place import Door, Place, measured_place
from bench.running import BenchError, over_http
from bench.survey import answers
from surveyapp.permissions import Actor
from surveyapp.responses import service as responses
from surveyapp.transaction import transaction
from tenants import db
from tenants.db import session

CONNECTIONS = 8
BUSY = 10
SECONDS = 15.0
SLACK = 4.0
"""Megabytes: what Python's and the C library's allocators came to by themselves over the same stretch."""
ACQUAINTED = 12
"""Visits after which a connection knows all it ever will: the driver prepares at the sixth, PostgreSQL has settled on a
plan five later."""
MARKS = (1, 10, 100, 250, 500, 1000, 2000)
CHANCE = Random(3)
NOBODY, OWNER = Actor(), "owner@example.org"


@dataclass(frozen=True)
class Held:
    """Megabytes of each web process and of each backend, after so many requests."""

    requests: int
    web: list[float]
    backends: list[float]

    def __str__(self) -> str:
        web, backends = (" ".join(f"{each:.1f}" for each in many) for many in (self.web, self.backends))
        return f"{self.requests:>8,} requests: web processes {web} MB; backends {backends} MB"


def run(parser: argparse.ArgumentParser, arguments: list[str]) -> int:
    """0 when nothing grew."""
    parser.add_argument("--requests", type=int, default=100_000, metavar="N", help="in all (default: 100,000)")
    parser.add_argument(
        "--organizations", type=int, default=1000, metavar="N", help="that one connection meets (1,000)"
    )
    parser.add_argument("--workers", type=int, default=2, metavar="N", help="web processes (default: 2)")
    given = parser.parse_args(arguments)
    try:
        with measured_place(given.workers) as place:
            serve_on(place, given.requests)
            meet_everybody(place, given.organizations)
    except BenchError as error:
        print(f"./dev bench memory: {error}", file=sys.stderr)
        return 1
    return 0


def serve_on(place: Place, requests: int) -> None:
    """The mix of requests, a line for every few thousand. Raises BenchError when what is held grew."""
    doors = [place.another_door() for _ in range(BUSY)]
    people.add_owner(doors[0], OWNER)
    with place.serving():
        seen: list[Held] = []
        for held in _mixture(place, doors, requests):
            seen.append(held)
            print(held, flush=True)
    judge(seen)


def judge(seen: list[Held]) -> None:
    """Raises BenchError when the processes hold more at the end than after the first fifth."""
    warm = next(held for held in seen if held.requests >= seen[-1].requests / 5)
    growth = mean(seen[-1].web) - mean(warm.web)
    print(f"a web process after {warm.requests:,} requests and after {seen[-1].requests:,}: {growth:+.1f} MB")
    if growth > SLACK:
        raise BenchError(f"the web server's processes have grown by {growth:.1f} MB each")


def _mixture(place: Place, doors: list[Door], requests: int) -> Iterator[Held]:
    done, seconds = 0, min(SECONDS, max(1.0, requests / 1000))
    while done < requests:
        given = {"links": [door.path for door in doors], "token": people.signing_in(place, OWNER)}
        given["path"] = f"/api/v1/surveys/{doors[0].survey_id}/responses"
        done += over_http(place, "mixed", CONNECTIONS, seconds, unit="mixed", **given).count
        web = accounting.children_of(place.web_process())
        yield Held(done, [accounting.own_memory(pid) for pid in web], _backends(place))


def _backends(place: Place) -> list[float]:
    with place.superuser() as connection:
        found = connection.execute("SELECT pid FROM pg_stat_activity WHERE usename = 'surveyapp_app'").fetchall()
    return sorted(accounting.allocated_memory(pid) for (pid,) in found)


def meet_everybody(place: Place, organizations: int) -> None:
    """Raises BenchError when a connection that is replaced after a quarter of them held much more than after meeting
    those.
    """
    while len(place.doors) < organizations:
        place.another_door()
    quarter = max(organizations // 4, 1)
    print(f"one connection that meets {organizations:,} organizations, {ACQUAINTED} submissions to each:")
    free = _acquainted(place, most=organizations + 1)
    print(f"the same, replaced after {quarter:,}:")
    limited = _acquainted(place, most=quarter)
    if max(limited.values()) > free[quarter] * 1.2:
        raise BenchError(f"replaced after {quarter} organizations a backend held {max(limited.values()):.0f} MB")


def _acquainted(place: Place, most: int) -> dict[int, float]:
    """Megabytes of the backend after each organization that it met."""
    held: dict[int, float] = {}
    url = place.installation.variables["DATABASE_URL"]
    db.configure(url, pool_size=1, max_overflow=0, tenants_per_connection=most)
    for number, door in enumerate(place.doors, 1):
        for _ in range(ACQUAINTED):
            backend = _submitted(door)
        held[number] = accounting.allocated_memory(backend)
        if number in MARKS or number == len(place.doors):
            print(f"{number:>8,} organizations: {held[number]:.1f} MB", flush=True)
    return held


def _submitted(door: Door) -> int:
    """One submission as a request makes it, but without HTTP; the process of PostgreSQL that wrote it."""
    with transaction(door.tenant):
        responses.begin(door.tenant, door.token, answers(CHANCE), actor=NOBODY, complete=True)
        return session.scalar(select(func.pg_backend_pid())) or 0
