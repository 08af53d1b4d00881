"""A new organization against the bare DDL of its schema, run by psql."""

import subprocess  # nosec B404  # psql is a program
import time
from collections.abc import Iterator
from pathlib import Path

from bench import race
from bench.place import Place
from bench.race import Outcome
from bench.running import BenchError, Stretch, metered
from bench.scenarios.effort import Effort
from deploy.environment import DATABASE
from tenants import ddl
from tenants import provision as making
from tenants.columns import new_id

OURS, BARE = "tenants.provision", "psql with the bare DDL"
NUMBER = 5


def provision(place: Place, effort: Effort) -> Iterator[Outcome]:
    """Register and provision; the other side only makes a schema and its tables, in one transaction."""
    sides = {OURS: lambda: _ours(place), BARE: lambda: _bare(place)}
    outcome = race.run("a new organization", sides, effort.rounds)
    outcome.judge("time of a new organization in terms of the bare DDL", outcome.ratio(BARE, OURS), 2.0, at_most=True)
    yield outcome


def _ours(place: Place) -> Stretch:
    stretch = Stretch(count=NUMBER)
    cpu = time.process_time()
    with metered(place, stretch):
        for _ in range(NUMBER):
            making.provision(making.register("Newcomer"))
    stretch.app_cpu = time.process_time() - cpu
    return stretch


def _bare(place: Place) -> Stretch:
    stretch = Stretch(count=NUMBER)
    scripts = [_script(place, number) for number in range(NUMBER)]
    with metered(place, stretch):
        for script in scripts:
            _psql(place, script)
    return stretch


def _script(place: Place, number: int) -> Path:
    schema = f"bare_{new_id().hex}"
    path = Path(place.services.data_dir, f"bare{number}.sql")
    path.write_text(";\n".join([f"CREATE SCHEMA {schema}", f"SET search_path = {schema}", *ddl.statements(), ""]))
    return path


def _psql(place: Place, script: Path) -> None:
    url = place.services.superuser_url(DATABASE).replace("postgresql+psycopg", "postgresql")
    command = [str(place.services.pg_bin("psql")), "-X", "-q", "-1", "-v", "ON_ERROR_STOP=1", "-f", str(script), url]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # nosec B603  # no shell
    if done.returncode:
        raise BenchError(f"psql failed: {done.stderr[-2000:]}")
