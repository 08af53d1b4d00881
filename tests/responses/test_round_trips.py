"""What travels between us and PostgreSQL for one request, counted on the wire (DESIGN 13, issue 3).

libpq's own trace is the witness: each Query message, and each Sync that ends an extended one, is a wait for the server.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import Engine, event

from surveyapp.responses.service import doors
from tests.api import Caller
from tests.factories.responses import published
from tests.scenario import begin, submit

pytestmark = pytest.mark.skipif(not os.path.exists("/proc/self/fd"), reason="libpq traces to a file descriptor")
REPETITIONS = 8
"""psycopg prepares a statement once it has seen it five times; preparing is no trip that every request makes."""


@pytest.fixture
def trips(tmp_path) -> Callable[[], Iterator[list[str]]]:
    """`with trips() as seen:` gathers one entry for each wait for the server, of all connections."""
    path = tmp_path / "trace"
    path.touch()

    @contextmanager
    def tracing() -> Iterator[list[str]]:
        traced, seen = {}, []

        def trace(connection, *_) -> None:
            pgconn = connection.pgconn
            if id(pgconn) not in traced:
                handle = os.open(path, os.O_WRONLY | os.O_APPEND)
                pgconn.trace(handle)
                traced[id(pgconn)] = pgconn, handle

        event.listen(Engine, "checkout", trace)
        try:
            yield seen
        finally:
            event.remove(Engine, "checkout", trace)
            for pgconn, handle in traced.values():
                pgconn.untrace()
                os.close(handle)
            seen += [line for line in path.read_text().splitlines() if sent(line) in ("Query", "Sync")]
            path.write_text("")

    return tracing


def sent(line: str) -> str | None:
    """The kind of message that a line of the trace tells we sent."""
    parts = line.split("\t")
    return next((parts[at + 2] for at, part in enumerate(parts[:-2]) if part == "F"), None)


def repeated(act: Callable[[], object]) -> None:
    for _ in range(REPETITIONS):
        act()


def test_a_one_shot_submission_is_three_trips(app: Flask, survey, trips):
    repeated(lambda: submit(app, survey.link, employed="no", illness="flu"))
    with trips() as seen:
        assert submit(app, survey.link, employed="no", illness="flu").status_code == 201
    assert len(seen) == 3, seen


def test_an_autosave_is_three_trips(app: Flask, survey, trips):
    respondent = begin(app, survey.link)
    repeated(lambda: respondent.answer(illness="flu"))
    with trips() as seen:
        respondent.answer(illness="cold")
    assert len(seen) == 3, seen


def test_beginning_is_three_trips(app: Flask, survey, trips):
    repeated(lambda: begin(app, survey.link))
    with trips() as seen:
        begin(app, survey.link)
    assert len(seen) == 3, seen


def test_submitting_reads_and_then_writes(app: Flask, survey, trips):
    repeated(lambda: begin(app, survey.link, employed="no").submit())
    respondent = begin(app, survey.link, employed="no")
    with trips() as seen:
        respondent.submit()
    assert len(seen) == 4, seen


def test_a_form_that_is_remembered_asks_nothing(app: Flask, survey, trips):
    Caller(app).get(f"/respond/{survey.link}")
    with trips() as seen:
        assert Caller(app).get(f"/respond/{survey.link}").status_code == 200
    assert seen == []


def test_only_a_capped_link_pays_for_its_counter(app: Flask, tenant_a, trips):
    capped = published(tenant_a, max_responses=100)
    repeated(lambda: submit(app, capped.link, employed="no"))
    with trips() as seen:
        assert submit(app, capped.link, employed="no").status_code == 201
    assert len(seen) == 4, seen


def test_the_witness_sees_a_door_that_is_asked_again(app: Flask, survey, trips):
    repeated(lambda: submit(app, survey.link, employed="no"))
    doors.forget()
    with trips() as seen:
        submit(app, survey.link, employed="no")
    assert len(seen) == 4, seen
