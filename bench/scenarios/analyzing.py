"""Analyses read from tallies against the plain GROUP BY over the same answers; how fast the tallies are made, how stale
they are.
"""

import time
from collections.abc import Iterator
from functools import partial
from random import Random

from bench import people, race, reference
from bench.place import Door, Place
from bench.race import Outcome, Side, Spread
from bench.running import BenchError, Stretch, metered
from bench.scenarios.effort import Effort
from bench.survey import answers
from deploy.demo.api import Api
from surveyapp.analysis import service as analysis
from surveyapp.transaction import transaction

COUNTED, GROUPED, STALE = (
    "tallies of {:,}",
    "GROUP BY of {:,}",
    "from a submission's reply to its place in the analysis",
)
ROUNDS, TIMES = 3, 12
PATIENCE = 60.0
GROUP_BY = """
SELECT a.name, a.value, count(*)
  FROM {schema}.survey_responses r CROSS JOIN LATERAL jsonb_each_text(r.answers) a (name, value)
 WHERE r.survey_id = %s AND r.status = 'completed' GROUP BY a.name, a.value
"""


def analytics(place: Place, effort: Effort) -> Iterator[Outcome]:
    """The same survey with few responses and with ever more of them, read in turn; each counted before, and timed."""
    few, many = place.another_door(), place.another_door()
    least = effort.responses[0]
    _fill(place, few, least)
    _counted(place, few, least)
    there = 0
    for number in effort.responses:
        _fill(place, many, number - there)
        counting = _counted(place, many, number - there)
        there = number
        small, large, grouped = COUNTED.format(least), COUNTED.format(number) + " (many)", GROUPED.format(number)
        sides: dict[str, Side] = {
            small: partial(_read, place, few, least, effort.seconds / 2),
            large: partial(_read, place, many, number, effort.seconds / 2),
            grouped: partial(_group, place, many),
        }
        outcome = race.run(f"the analysis of {number:,} responses", sides, min(effort.rounds, ROUNDS))
        database = outcome.figures(large)["database_ms"]
        outcome.judge("PostgreSQL's time for one analysis", database, 5.0, at_most=True, unit="ms")
        outcome.judge(f"time in terms of {least:,} responses", outcome.ratio(small, large), 2.0, at_most=True)
        outcome.judge("times as fast as the GROUP BY", outcome.ratio(large, grouped))
        outcome.judge("responses counted", Spread.of([counting.rate]), unit="a second")
        outcome.judge("WAL of counting one", Spread.of([counting.wal / counting.count / 1000]), unit="kB")
        yield outcome
    yield _staleness(place)


def _staleness(place: Place) -> Outcome:
    """Over HTTP, with a worker: submit, then ask until the analysis has it, a while later again.

    The worker may still be starting at the first one, which is left out.
    """
    door, stretch, random = place.another_door(), Stretch(), Random(1)
    with place.serving(), place.working():
        analyst, respondent = Api(place.base_url, people.signed_in(place, door)), Api(place.base_url)
        path = f"{door.path.removeprefix('/api/v1')}/responses"
        with metered(place, stretch):
            for number in range(1, TIMES + 1):
                respondent.post(path, {"answers": answers(random), "complete": True})
                stretch.times.append(_until_counted(analyst, f"/surveys/{door.survey_id}/analytics", number))
                stretch.count += 1
                time.sleep(random.random() * 2)
    outcome = Outcome("how stale an analysis is", {STALE: [stretch]})
    outcome.judge("stale by, at the longest", Spread.of([max(stretch.times[1:])]), 2.0, at_most=True, unit="s")
    outcome.judge("stale by, usually", Spread.of(stretch.times[1:]), unit="s")
    return outcome


def _until_counted(analyst: Api, path: str, number: int) -> float:
    submitted = time.perf_counter()
    while analyst.get(path)["completed"] < number:
        if time.perf_counter() - submitted > PATIENCE:
            raise BenchError(f"submission {number} was not counted")
        time.sleep(0.02)
    return time.perf_counter() - submitted


def _fill(place: Place, door: Door, rows: int) -> None:
    """Completed responses, waiting to be counted as if they had just been submitted."""
    reference.fill(place, door, rows)
    with place.superuser() as connection:
        connection.execute(
            f"INSERT INTO {door.tenant.schema}.uncounted_responses (survey_id, response_id, revision, completed)"
            f" SELECT survey_id, id, 1, true FROM {door.tenant.schema}.survey_responses ORDER BY id DESC LIMIT %s",
            [rows],
        )


def _counted(place: Place, door: Door, rows: int) -> Stretch:
    """What a worker does, as often as it takes."""
    stretch, cpu = Stretch(), time.process_time()
    with metered(place, stretch):
        while stretch.count < rows:
            with transaction(door.tenant):
                counted = analysis.count()
            if not counted:
                raise BenchError(f"{stretch.count} responses were counted, not {rows}")
            stretch.count += counted
    stretch.app_cpu = time.process_time() - cpu
    return stretch


def _read(place: Place, door: Door, rows: int, seconds: float) -> Stretch:
    """The service behind the route, in a transaction of its own each time."""
    stretch, cpu = Stretch(), time.process_time()
    with metered(place, stretch):
        started = time.perf_counter()
        while (now := time.perf_counter()) - started < seconds:
            with transaction(door.tenant, read_only=True):
                found = analysis.analytics(door.survey_id)
            stretch.times.append(time.perf_counter() - now)
            stretch.count += 1
    stretch.app_cpu = time.process_time() - cpu
    if found.document["completed"] != rows:
        raise BenchError(f"the analysis is of {found.document['completed']} responses, not {rows}")
    return stretch


def _group(place: Place, door: Door) -> Stretch:
    """Counts of every value of every field, straight from the answers."""
    stretch = Stretch(count=1)
    with place.superuser() as connection, metered(place, stretch):
        connection.execute(GROUP_BY.format(schema=door.tenant.schema), [door.survey_id]).fetchall()
    return stretch
