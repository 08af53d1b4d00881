"""The server's shape: processes against threads, on the same submissions and forms."""

from collections.abc import Iterator
from functools import partial

from bench import race
from bench.place import Door, Place
from bench.race import Outcome, Side
from bench.running import Stretch, over_http
from bench.scenarios.effort import Effort

CLIENTS = 16
PROCESSES = (1, 2, 4)
THREADS = (1, 2, 4, 8)


def shape(place: Place, effort: Effort) -> Iterator[Outcome]:
    """Every pair of processes and threads, each with a server of its own that is started for its turn."""
    door = place.another_door()
    for script in ("submit", "form"):
        sides: dict[str, Side] = {
            f"{processes} processes x {threads} threads": partial(
                _one, place, door, script, effort.seconds, processes, threads
            )
            for processes in PROCESSES
            for threads in THREADS
        }
        yield race.run(f"{script} by shape of the server, {CLIENTS} connections", sides, effort.rounds)


def _one(place: Place, door: Door, script: str, seconds: float, processes: int, threads: int) -> Stretch:
    """The first second is for warming up: statements are prepared, the survey is compiled."""
    with place.serving("--threads", str(threads), workers=processes):
        over_http(place, script, CLIENTS, 1, unit=script, links=[door.path])
        stretch = over_http(place, script, CLIENTS, seconds, unit=script, links=[door.path])
        stretch.notes = []
        return stretch
