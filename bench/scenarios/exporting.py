"""A CSV export as its job writes it, against COPY TO of the same rows."""

import subprocess  # nosec B404  # psql is a program
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

from bench import people, race, reference
from bench.place import Door, Place
from bench.race import Outcome, Side
from bench.running import BenchError, Stretch, metered
from bench.scenarios.effort import Effort
from deploy.demo.api import Api
from deploy.environment import DATABASE

OURS, COPY = "the export's job", "COPY TO"
PATIENCE = 600.0


def export(place: Place, effort: Effort) -> Iterator[Outcome]:
    """From asking to finished, the wait for the queue included, which the number of rows makes small."""
    door = place.another_door()
    reference.fill(place, door, effort.rows)
    with place.serving(), place.working():
        analyst = Api(place.base_url, people.signed_in(place, door))
        sides: dict[str, Side] = {
            OURS: partial(_job, place, analyst, door, effort.rows),
            COPY: partial(_copy, place, door, effort.rows),
        }
        outcome = race.run(f"CSV export of {effort.rows:,} responses", sides, min(effort.rounds, 3))
    outcome.judge("rows/s in terms of COPY TO", outcome.ratio(OURS, COPY), 0.3)
    yield outcome


def _job(place: Place, analyst: Api, door: Door, rows: int) -> Stretch:
    stretch = Stretch(count=rows)
    with metered(place, stretch):
        job = analyst.post(f"/surveys/{door.survey_id}/exports", {})
        job = _finished(analyst, job["id"])
    if job["result"]["rows"] != rows:
        raise BenchError(f"the export has {job['result']['rows']} rows, not {rows}")
    return stretch


def _finished(analyst: Api, job_id: str) -> Any:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        job = analyst.get(f"/jobs/{job_id}")
        if job["state"] not in ("queued", "running"):
            break
        time.sleep(0.05)
    if job["state"] != "succeeded":
        raise BenchError(f"the export is {job['state']}: {job['error']}")
    return job


def _copy(place: Place, door: Door, rows: int) -> Stretch:
    """What COPY can write of the same rows: the columns that the export reads, answers as one JSON each."""
    columns = "id, version_id, status, started_at, updated_at, completed_at, answers, sealed"
    chosen = (
        f"SELECT {columns} FROM {door.tenant.schema}.survey_responses WHERE survey_id = '{door.survey_id}' ORDER BY id"
    )
    url = place.services.superuser_url(DATABASE).replace("postgresql+psycopg", "postgresql")
    command = [str(place.services.pg_bin("psql")), "-X", "-q", "-c", f"COPY ({chosen}) TO STDOUT (FORMAT csv)", url]
    stretch = Stretch(count=rows)
    with metered(place, stretch):
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)  # nosec B603  # no shell
    return stretch
