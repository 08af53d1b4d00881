"""The two references, as pgbench runs them on the same cluster with the same durability.

(b) is the sources' own design of tables (003, section 3): a response row and a row for each answer, with every index,
foreign key and constraint named there, written in one transaction: each answer by a statement of its own, as an ORM's
`save()` would, and once more in a single statement, as its bulk insert would. `ours` is the very
statement of our one-shot submission, without a web server, validation or the switch of tenants.
"""

import json
import os
import re
import subprocess  # nosec B404  # pgbench is a program
from pathlib import Path
from random import Random

from bench.place import Door, Place
from bench.running import BenchError, Stretch, metered
from bench.survey import NAMES, answers
from deploy.environment import DATABASE
from surveyapp.responses.queries import respondent
from surveyapp.responses.service import tokens
from tenants import naming

SOURCES = "sources"
SURVEY = "00000000-0000-4000-8000-000000000001"
SECTION = "00000000-0000-4000-8000-000000000002"
TABLES = f"""
CREATE TYPE survey_status AS ENUM ('draft', 'published', 'closed');
CREATE TYPE response_status AS ENUM ('in_progress', 'completed');
CREATE TYPE field_type AS ENUM ('text', 'number', 'date', 'dropdown', 'checkbox', 'radio');
CREATE TABLE users (id uuid PRIMARY KEY, email varchar(255) NOT NULL UNIQUE);
CREATE TABLE surveys (
    id uuid PRIMARY KEY, title varchar(255) NOT NULL, status survey_status NOT NULL DEFAULT 'draft',
    created_by uuid REFERENCES users ON DELETE SET NULL);
CREATE TABLE sections (
    id uuid PRIMARY KEY, survey_id uuid NOT NULL REFERENCES surveys ON DELETE CASCADE, title varchar(255) NOT NULL);
CREATE TABLE fields (
    id uuid PRIMARY KEY, section_id uuid NOT NULL REFERENCES sections ON DELETE CASCADE, label varchar(500) NOT NULL,
    field_type field_type NOT NULL, "order" integer NOT NULL);
CREATE TABLE survey_responses (
    id uuid PRIMARY KEY,
    survey_id uuid NOT NULL REFERENCES surveys ON DELETE CASCADE,
    respondent_id uuid REFERENCES users ON DELETE SET NULL,
    session_token varchar(255),
    status response_status NOT NULL DEFAULT 'in_progress',
    started_at timestamptz NOT NULL DEFAULT now(),
    completed_at timestamptz,
    last_section_id uuid REFERENCES sections ON DELETE SET NULL,
    ip_address varchar(45),
    user_agent text,
    CONSTRAINT response_has_identifier CHECK (respondent_id IS NOT NULL OR session_token IS NOT NULL));
CREATE INDEX idx_surveyresponse_survey ON survey_responses (survey_id);
CREATE INDEX idx_surveyresponse_respondent ON survey_responses (respondent_id);
CREATE INDEX idx_surveyresponse_session ON survey_responses (session_token);
CREATE INDEX idx_surveyresponse_status ON survey_responses (status);
CREATE TABLE field_answers (
    id uuid PRIMARY KEY,
    response_id uuid NOT NULL REFERENCES survey_responses ON DELETE CASCADE,
    field_id uuid NOT NULL REFERENCES fields ON DELETE CASCADE,
    value text,
    encrypted_value bytea,
    answered_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (response_id, field_id));
CREATE INDEX idx_fieldanswer_response ON field_answers (response_id);
CREATE INDEX idx_fieldanswer_field ON field_answers (field_id);
INSERT INTO surveys (id, title, status) VALUES ('{SURVEY}', 'Twenty questions', 'published');
INSERT INTO sections (id, survey_id, title) VALUES ('{SECTION}', '{SURVEY}', 'All');
"""
# What pgbench cannot make itself and the app does: the ids, the moments and the token of a response.
MADE = {
    "id": "uuidv7()",
    "audit_id": "uuidv7()",
    "started_at": "now()",
    "updated_at": "now()",
    "completed_at": "now()",
    "session": "lpad(CAST(:chance AS text), 64, '0')",
    "request_id": "CAST(uuidv7() AS text)",
    "status": "'completed'",
    "event": "'response.submitted'",
    "section": "NULL",
    "sealed": "'{}'",
    "ip_address": "'127.0.0.1'",
    "user_agent": "'surveyapp-bench'",
}


def prepare_sources(place: Place) -> None:
    """Make the sources' tables in a database of their own."""
    with place.superuser() as connection:
        connection.execute(f"CREATE DATABASE {SOURCES}")
    with place.superuser(SOURCES) as connection:
        connection.execute(TABLES)
        for order, name in enumerate(NAMES):
            connection.execute(
                "INSERT INTO fields VALUES (%s, %s, %s, 'text', %s)", (_field(order), SECTION, name, order)
            )


def sources(place: Place, clients: int, seconds: float, *, bulk: bool) -> Stretch:
    """(b): responses a second into the sources' tables, answers in one statement or each in its own."""
    return _pgbench(place, SOURCES, _sources_script(bulk), clients, seconds, {})


def ours(place: Place, door: Door, clients: int, seconds: float) -> Stretch:
    """Our own write, in the tenant's schema and as its role, which every connection is from its start."""
    given = {
        "link": tokens.stored(door.token),
        "survey": str(door.survey_id),
        "version": str(door.version_id),
        "number": "1",
        "answers": json.dumps(answers(Random(1))),
    }
    role = naming.schema_name(door.tenant.organization_id)
    return _pgbench(place, DATABASE, _our_script(), clients, seconds, given, f"-c role={role} -c search_path={role}")


def fill(place: Place, door: Door, rows: int) -> None:
    """Completed responses of many people, made by the database itself: for what reads them."""
    people = [json.dumps(answers(Random(number))) for number in range(500)]
    statement = f"""
INSERT INTO {door.tenant.schema}.survey_responses
       (id, survey_id, version_id, session_token, status, started_at, completed_at, answers)
SELECT uuidv7(), %s, %s, lpad(CAST(n AS text), 64, '0'), 'completed', now(), now(),
       (CAST(%s::text[] AS jsonb[]))[n %% 500 + 1]
  FROM generate_series(1, %s) n"""
    with place.superuser() as connection:
        connection.execute(statement, (door.survey_id, door.version_id, people, rows))
        connection.execute(f"ANALYZE {door.tenant.schema}.survey_responses")


def _sources_script(bulk: bool) -> str:
    """One transaction: the response, then its 20 answers."""
    given = answers(Random(1))
    rows = [
        f"(gen_random_uuid(), CAST(:response AS uuid), '{_field(n)}', '{_text(given[name])}')"
        for n, name in enumerate(NAMES)
    ]
    insertions = [",\n".join(rows)] if bulk else rows
    stored = "\n".join(
        f"INSERT INTO field_answers (id, response_id, field_id, value) VALUES {each};" for each in insertions
    )
    return f"""\\set chance random(1, 9000000000000000000)
BEGIN;
INSERT INTO survey_responses (id, survey_id, session_token, status, completed_at, ip_address, user_agent)
VALUES (gen_random_uuid(), '{SURVEY}', {MADE["session"]}, 'completed', now(), '127.0.0.1', 'surveyapp-bench')
RETURNING id AS response \\gset
{stored}
COMMIT;
"""


def _our_script() -> str:
    """BEGIN, the statement of the product word for word, COMMIT; only what pgbench cannot bind is written in."""
    statement = re.sub(r"%\((\w+)\)s", lambda found: MADE.get(found[1], f":{found[1]}"), respondent.BEGIN.strip())
    return f"\\set chance random(1, 9000000000000000000)\nBEGIN;\n{statement};\nCOMMIT;\n"


def _pgbench(
    place: Place, database: str, script: str, clients: int, seconds: float, given: dict[str, str], options: str = ""
) -> Stretch:
    """Run it over the unix socket with prepared statements, as many connections as the other side has."""
    path = Path(place.services.data_dir, "script.sql")
    path.write_text(script)
    url = place.services.superuser_url(database).replace("postgresql+psycopg", "postgresql")
    command = [str(place.services.pg_bin("pgbench")), "-n", "-M", "prepared", "-f", str(path)]
    command += ["-c", str(clients), "-j", str(min(clients, 2)), "-T", str(max(1, round(seconds)))]
    command += [part for name, value in given.items() for part in ("-D", f"{name}={value}")]
    stretch = Stretch()
    with metered(place, stretch):
        done = subprocess.run(  # nosec B603  # no shell; the wheel's own program
            [*command, url], env={"PATH": os.defpath, "PGOPTIONS": options}, capture_output=True, text=True, check=False
        )
    counted = re.search(r"number of transactions actually processed: (\d+)", done.stdout)
    rate = re.search(r"tps = ([\d.]+) \(without initial connection time\)", done.stdout)
    if done.returncode or counted is None or rate is None:
        raise BenchError(f"pgbench failed: {done.stderr[-2000:]}")
    stretch.count = int(counted[1])
    stretch.seconds = stretch.count / float(rate[1])
    return stretch


def _field(order: int) -> str:
    return f"00000000-0000-4000-8000-{order + 256:012x}"


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
