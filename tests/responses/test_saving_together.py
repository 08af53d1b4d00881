"""Autosaves that commit together: each is stored, checked and answered as if it had come alone."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from sqlalchemy import text

from surveyapp.transaction import transaction
from tenants import together
from tenants.db import session
from tests.rush import PATIENCE, Rush, holding
from tests.scenario import Respondent, begin


class Saves(Rush):
    """Respondents with a response each, of whom the first hangs while the others wait."""

    def __init__(self, app, survey, connection, threads: ThreadPoolExecutor) -> None:
        super().__init__((survey.tenant.organization_id, "save"), connection, threads)
        self.app, self.survey = app, survey
        self.table = f"{survey.tenant.schema}.survey_responses"

    def begin(self, count: int) -> list[Respondent]:
        """So many who have begun; from now on nobody can write."""
        begun = self.begun(count)
        self.hold(self.table)
        return begun

    def begun(self, count: int) -> list[Respondent]:
        return [begin(self.app, self.survey.link, employed="yes", rooms=9) for _ in range(count)]


@pytest.fixture
def rush(app, survey, database, monkeypatch) -> Iterator[Saves]:
    monkeypatch.setattr(together, "AT_ONCE", 1)
    with holding(database.admin_url) as (connection, threads):
        yield Saves(app, survey, connection, threads)


def rows(survey, columns: str, table: str = "survey_responses") -> list:
    with transaction(survey.tenant):
        return session.execute(text(f"SELECT {columns} FROM {table}")).all()


def test_each_gets_its_own_answers_back_and_they_are_there(rush):
    people = rush.begin(6)
    for number, person in enumerate(people):
        rush.come(person.try_answer, {"rooms": number, "illness": f"nr {number}"})
    replies = rush.release()
    assert [reply.status_code for reply in replies] == [200] * 6
    assert [reply.json["revision"] for reply in replies] == [2] * 6
    for number, person in enumerate(people):
        kept = {"employed": "yes", "rooms": number, "illness": f"nr {number}"}
        assert person.load()["answers"] == kept


def test_those_who_waited_share_a_transaction(rush):
    for number, person in enumerate(rush.begin(5)):
        rush.come(person.try_answer, {"rooms": number})
    rush.release()
    assert len(rows(rush.survey, "DISTINCT CAST(xmin AS text)")) == 2


def test_alone_or_together_the_same_is_stored(rush):
    for person in rush.begin(2):
        rush.come(person.try_answer, {"job": "baker", "illness": "flu", "rooms": None}, last_section="home")
    rush.release()
    alone, shared = rows(
        rush.survey,
        "survey_id, version_id, link_id, status, revision, last_mutation IS NULL, completed_at, last_section_id,"
        " answers, jsonb_object_keys(sealed), array(SELECT jsonb_object_keys(timings) ORDER BY 1)",
    )
    assert alone == shared


def test_a_move_is_left_to_be_counted_and_nothing_else(rush):
    moving, staying, *_ = people = rush.begin(3)
    rush.come(people[2].try_answer, {"rooms": 1})
    rush.come(moving.try_answer, {"rooms": 2}, last_section="home")
    rush.come(staying.try_answer, {"rooms": 3})
    rush.release()
    moved = [row for row in rows(rush.survey, "response_id, revision", "uncounted_responses") if row.revision == 2]
    assert [str(row.response_id) for row in moved] == [moving.reply["id"]]


def test_of_two_changes_of_one_response_one_is_stale(rush):
    first, person = rush.begin(2)
    rush.come(first.try_answer, {"rooms": 1})
    rush.come(person.try_answer, {"rooms": 2})
    rush.come(person.elsewhere().try_answer, {"rooms": 3})
    replies = rush.release()
    assert sorted(reply.status_code for reply in replies) == [200, 200, 409]
    stale = next(reply.json for reply in replies if reply.status_code == 409)
    assert (stale["code"], stale["answers"]["rooms"]) == ("revision_is_stale", person.load()["answers"]["rooms"])


def test_a_stale_revision_and_a_wrong_token_are_their_senders_trouble_only(rush):
    first, late, stranger, person = rush.begin(4)
    rush.come(first.try_answer, {"rooms": 1})
    rush.come(late.try_answer, {"rooms": 2}, revision=7)
    stranger.token = late.token
    rush.come(stranger.try_answer, {"rooms": 3})
    rush.come(person.try_answer, {"rooms": 4})
    told = [(reply.status_code, reply.json.get("code")) for reply in rush.release()]
    assert told == [(200, None), (409, "revision_is_stale"), (404, "response_not_found"), (200, None)]


def test_nobody_waits_for_a_response_that_somebody_else_holds(rush, database):
    first, submitting, person = rush.begun(3)
    with psycopg.connect(database.admin_url) as other:
        other.execute(f"SELECT FROM {rush.table} WHERE id = %s FOR UPDATE", [submitting.reply["id"]])
        rush.hold(rush.table)
        for number, each in enumerate((first, submitting, person)):
            rush.come(each.try_answer, {"rooms": number})
        rush.connection.rollback()
        assert rush.acting[2].result(PATIENCE).status_code == 200
        assert not rush.acting[1].done()
    assert rush.acting[1].result(PATIENCE).status_code == 200


def test_a_door_that_shuts_while_they_wait_keeps_none_of_their_changes(rush, database):
    for person in rush.begin(4):
        rush.come(person.try_answer, {"rooms": 1})
    with psycopg.connect(database.admin_url, autocommit=True) as admin:
        admin.execute(f"UPDATE {rush.survey.tenant.schema}.survey_links SET is_active = false")
    assert {(reply.status_code, reply.json["code"]) for reply in rush.release()} == {(409, "link_is_closed")}
    assert {row.revision for row in rows(rush.survey, "revision")} == {1}


def test_a_lost_reply_is_no_conflict_when_the_same_change_comes_again(rush):
    first, person = rush.begin(2)
    rush.come(first.try_answer, {"rooms": 1})
    rush.come(person.try_answer, {"rooms": 2}, mutation="m-1")
    rush.release()
    again = person.try_answer({"rooms": 2}, mutation="m-1")
    assert (again.status_code, again.json["revision"]) == (200, 2)
