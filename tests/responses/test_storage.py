"""What becomes of a response when what it points to goes, and of the trail when the response goes (A03, A04, C6-C8)."""

from __future__ import annotations

import hashlib
from uuid import UUID

import psycopg
import pytest

from surveyapp.permissions import Actor
from surveyapp.responses import service
from surveyapp.transaction import transaction
from tests.scenario import begin, submit


@pytest.fixture
def tables(survey, database):
    """The owner's connection to the tenant's tables; what a test does is rolled back."""
    with psycopg.connect(database.owner_url) as connection:
        connection.execute(f"SET search_path = {survey.tenant.schema}")
        yield connection
        connection.rollback()


def one(tables, statement: str) -> tuple:
    [row] = tables.execute(statement).fetchall()
    return row


def test_a_respondent_who_is_deleted_leaves_their_response(app, survey, tables):
    """C6: without the token that every response has, SET NULL would run into `response_has_identifier`."""
    submit(app, survey.link, employed="no")
    tables.execute("UPDATE survey_responses SET respondent_id = (SELECT min(user_id::text)::uuid FROM members)")
    tables.execute("DELETE FROM members")
    assert one(tables, "SELECT respondent_id, session_token IS NOT NULL FROM survey_responses") == (None, True)


def test_a_section_that_is_deleted_is_no_place_to_go_on_from(app, survey, tables):
    begin(app, survey.link, employed="no").stays_in("home", rooms=2)
    resume_point = "SELECT last_section_id IS NULL, survey_id IS NULL FROM survey_responses"
    assert one(tables, resume_point) == (False, False)
    tables.execute("DELETE FROM sections WHERE name = 'home'")
    assert one(tables, resume_point) == (True, False)


def test_a_survey_that_is_deleted_takes_its_responses_and_their_answers_along(app, survey, tables):
    submit(app, survey.link, employed="no")
    tables.execute("DELETE FROM surveys")
    assert one(tables, "SELECT count(*) FROM survey_responses") == (0,)
    assert one(tables, "SELECT count(*) FROM field_answers") == (0,)


def test_a_field_that_is_deleted_takes_its_answers_out_of_the_view(app, survey, tables):
    submit(app, survey.link, employed="no", rooms=2)
    tables.execute("DELETE FROM fields WHERE name = 'rooms'")
    assert tables.execute("SELECT value FROM field_answers").fetchall() == [("no",)]


def test_every_response_has_the_hash_of_its_session_token(app, survey, tables):
    """C6, C7: begun or submitted in one shot, the token is shown once and its SHA-256 is kept."""
    shown = {begin(app, survey.link).token, submit(app, survey.link, employed="no").json["session_token"]}
    kept = {token for (token,) in tables.execute("SELECT session_token FROM survey_responses")}
    assert kept == {hashlib.sha256(token.encode()).hexdigest() for token in shown}


def test_the_trail_is_written_before_a_response_is_deleted(app, api, survey, count_queries):
    response_id = submit(app, survey.link, employed="no").json["id"]
    with count_queries() as statements:
        assert api.as_admin().delete(f"/responses/{response_id}").status_code == 204
    said = [str(statement) for statement in statements]
    [told] = [place for place, statement in enumerate(said) if statement.startswith("INSERT INTO audit_logs")]
    [gone] = [place for place, statement in enumerate(said) if statement.startswith("DELETE FROM survey_responses")]
    assert told < gone


def test_a_deletion_that_does_not_commit_is_not_on_the_trail_either(app, survey, tables):
    response_id = submit(app, survey.link, employed="no").json["id"]
    with pytest.raises(InterruptedError), transaction(survey.tenant):
        service.delete(UUID(response_id), actor=Actor())
        raise InterruptedError
    assert one(tables, "SELECT count(*) FROM survey_responses") == (1,)
    assert one(tables, "SELECT count(*) FROM audit_logs WHERE event = 'response.deleted'") == (0,)
