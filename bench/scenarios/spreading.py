"""What many organizations cost: the same submissions to one and to a hundred (or a thousand) of them."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from bench import race, verify
from bench.place import Door, Place
from bench.race import Outcome, Side
from bench.running import Stretch, over_http
from bench.scenarios.effort import Effort

CLIENTS = 8
SETTLED, MOST_STRETCHES = 0.97, 20


def tenants(place: Place, effort: Effort) -> Iterator[Outcome]:
    """One-shot submissions to one organization, and spread over many at random.

    The clock starts when it has become no cheaper: an organization's first visits cost a process and each of its
    connections more (compiling the survey, reading the catalog, settling on a plan), once in half an hour.
    """
    doors, notes = [place.another_door()], list[Any]()
    with place.serving():
        for number in effort.organizations:
            while len(doors) < number:
                doors.append(place.another_door())
            many = f"{number} organizations"
            sides: dict[str, Side] = {
                "1 organization": partial(_noted, notes, place, doors[:1], effort.seconds),
                many: partial(_noted, notes, place, doors, effort.seconds),
            }
            _warm_up(notes, place, doors, max(effort.seconds, number / 50))
            outcome = race.run(f"submissions spread over {many}, {CLIENTS} connections", sides, effort.rounds)
            slower = outcome.ratio("1 organization", many)
            outcome.judge(f"time of a request at {many}, in terms of 1", slower, 1.2, at_most=True)
            costlier = outcome.ratio(many, "1 organization", "cpu_ms")
            outcome.judge(f"CPU of a request at {many}, in terms of 1", costlier, 1.2, at_most=True)
            yield outcome
    verify.submitted(place, doors, notes)


def _warm_up(notes: list[Any], place: Place, doors: list[Door], seconds: float) -> None:
    before, now = float("inf"), _cost(notes, place, doors, seconds)
    for _ in range(MOST_STRETCHES):
        if now > before * SETTLED:
            return
        before, now = now, _cost(notes, place, doors, seconds)


def _cost(notes: list[Any], place: Place, doors: list[Door], seconds: float) -> float:
    return _noted(notes, place, doors, seconds).per_unit()["cpu_ms"]


def _noted(notes: list[Any], place: Place, doors: list[Door], seconds: float) -> Stretch:
    links = [door.path for door in doors]
    stretch = over_http(place, "submit", CLIENTS, seconds, unit="submit", links=links)
    notes += stretch.notes
    stretch.notes = []
    return stretch
