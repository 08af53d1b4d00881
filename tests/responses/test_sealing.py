"""A sensitive answer lies nowhere in clear: not in a dump of the database, a log or the trail (S01, C5, A08)."""

from __future__ import annotations

import base64
import os
import subprocess

import pytest
from sqlalchemy import text

from deploy.embedded.binaries import postgres_programs
from surveyapp.transaction import transaction
from tenants import encrypted
from tenants.db import session
from tenants.errors import BadSeal
from tests.factories.responses import HOUSEHOLD, published
from tests.scenario import begin, submit, try_begin

CANARY = "kanarienvogel-7f3a"
NUMBER = 918273645546372819


@pytest.fixture
def everything_written(app, api, survey, database, capfd, caplog):
    """A function: the whole database as text, and all that was logged on the way."""
    caplog.set_level("DEBUG")

    def written() -> str:
        dumped = subprocess.run(
            [postgres_programs() / "pg_dump", "--dbname", database.admin_url],
            capture_output=True,
            check=True,
            env={**os.environ, "PGCONNECT_TIMEOUT": "10"},
        ).stdout.decode()
        said = capfd.readouterr()
        return "\n".join((dumped, caplog.text, said.out, said.err))

    return written


def test_the_plaintext_is_nowhere(app, api, survey, everything_written):
    secrets = {"illness": CANARY, "income": NUMBER}
    headers = {"Idempotency-Key": "k"}
    try_begin(app, survey.link, {"employed": "no", **secrets}, complete=True, headers=headers)
    respondent = begin(app, survey.link, **secrets).answer(illness=CANARY + " again")
    stale = respondent.elsewhere()
    respondent.try_answer({"illness": CANARY}, mutation="m", revision=2)
    stale.try_answer({"illness": CANARY})
    respondent.try_submit(answers={"income": CANARY, "nonsense": CANARY})
    try_begin(app, survey.link, {"illness": [CANARY], "rooms": NUMBER})
    respondent.load()
    respondent.submit(employed="no")
    assert api.as_admin().get(f"/responses/{respondent.id}").json["answers"]["illness"] == CANARY
    api.as_admin().delete(f"/responses/{respondent.id}")
    written = everything_written()
    assert "household" in written.lower(), "the dump holds what it should, so that a missing canary means something"
    assert CANARY not in written
    assert str(NUMBER) not in written
    assert base64.b64encode(CANARY.encode()).decode() not in written


def test_tokens_are_stored_as_hashes_only(app, survey, everything_written):
    respondent = begin(app, survey.link)
    written = everything_written()
    for secret in (respondent.token, respondent.resume_url.rsplit("/", 1)[1], survey.link):
        assert secret.rpartition(".")[2] not in written


def test_a_ciphertext_opens_in_its_own_place_only(app, survey):
    first, second = (begin(app, survey.link, illness="flu") for _ in range(2))
    sealed = {row.id: row.sealed["illness"] for row in rows(survey, "SELECT id, sealed FROM survey_responses")}
    assert len(set(sealed.values())) == 2
    for place in sealed:
        for origin, ciphertext in sealed.items():
            if place == origin:
                assert encrypted.open_value(survey.tenant, place, "illness", ciphertext) == "flu"
            else:
                with pytest.raises(BadSeal):
                    encrypted.open_value(survey.tenant, place, "illness", ciphertext)
    assert {first.id, second.id} == {str(place) for place in sealed}


def test_the_view_shows_each_answer_once_in_clear_or_sealed(app, survey):
    reply = submit(app, survey.link, employed="yes", job="baker", income=12, country="us", region="tx", rooms=3)
    answers = rows(survey, "SELECT f.name, a.* FROM field_answers a JOIN fields f ON f.id = a.field_id")
    shown = {row.name: row.value for row in answers}
    assert shown == {"employed": "yes", "job": "baker", "income": None, "country": "us", "region": "tx", "rooms": "3"}
    assert {row.name for row in answers if row.encrypted_value is not None} == {"income"}
    assert all((row.value is None) != (row.encrypted_value is None) for row in answers)
    assert {str(row.response_id) for row in answers} == {reply.json["id"]}


def test_the_view_has_exactly_the_columns_of_the_source(app, survey):
    columns = rows(
        survey,
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_name = 'field_answers' AND table_schema = current_schema ORDER BY ordinal_position",
    )
    assert [tuple(column) for column in columns] == [
        ("id", "uuid"),
        ("response_id", "uuid"),
        ("field_id", "uuid"),
        ("value", "text"),
        ("encrypted_value", "bytea"),
        ("answered_at", "timestamp with time zone"),
    ]


def test_an_answer_keeps_its_id_in_the_view_and_no_two_share_one(app, tenant_a, survey):
    other = published(tenant_a, {**HOUSEHOLD, "title": "Twin"})
    for one in (survey, survey, other):
        begin(app, one.link, employed="no", illness="flu", rooms=3)
    first, again = (rows(survey, "SELECT id, response_id, field_id FROM field_answers ORDER BY id") for _ in "12")
    assert first == again
    assert len({row.id for row in first}) == len({(row.response_id, row.field_id) for row in first}) == len(first) == 9
    assert {row.id.version for row in first} == {3}


def test_the_view_opens_the_ciphertext_as_the_bytes_that_were_sealed(app, survey):
    begin(app, survey.link, illness="flu")
    [row] = rows(survey, "SELECT response_id, encrypted_value FROM field_answers")
    sealed = base64.b64encode(row.encrypted_value).decode()
    assert encrypted.open_value(survey.tenant, row.response_id, "illness", sealed) == "flu"


def test_answers_tell_when_they_were_given(app, survey):
    begin(app, survey.link, employed="yes").answer(job="baker")
    times = {row.name: (row.answered_at, row.started_at) for row in rows(survey, ANSWERED)}
    assert times["employed"][0] == times["employed"][1]
    assert times["job"][0] > times["job"][1]


ANSWERED = (
    "SELECT f.name, a.answered_at, r.started_at FROM field_answers a JOIN fields f ON f.id = a.field_id"
    " JOIN survey_responses r ON r.id = a.response_id"
)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ("session_token = NULL", "response_has_identifier"),
        ("status = 'completed'", "completed_has_completed_at"),
        ("answers = sealed", "answer_is_in_one_place"),
        ("answers = '[]'", "answers_are_objects"),
    ],
)
def test_the_database_itself_refuses_what_must_never_be(app, survey, change, constraint):
    begin(app, survey.link, illness="flu")
    with pytest.raises(Exception, match=constraint), transaction(survey.tenant):
        session.execute(text(f"UPDATE survey_responses SET {change}"))
    with transaction(survey.tenant):
        assert session.execute(text("SELECT sealed ? 'illness' FROM survey_responses")).scalar_one()


def rows(survey, statement: str) -> list:
    with transaction(survey.tenant):
        return list(session.execute(text(statement)).all())
