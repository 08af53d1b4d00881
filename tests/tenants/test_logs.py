"""Log lines: JSON, the tenant named, secrets and rows left out."""

from __future__ import annotations

import io
import json
import logging

import psycopg
import pytest
import structlog

from tenants import db, logs
from tenants.columns import new_id


@pytest.fixture
def lines():
    """What is logged meanwhile, parsed; the process's logging is put back afterwards."""
    stream, root = io.StringIO(), logging.getLogger()
    before, level, settings = root.handlers[:], root.level, structlog.get_config()
    logs.configure("info", stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:], root.level = before, level
    structlog.configure(**settings)


def test_a_line_is_json_with_its_level_and_time(lines):
    structlog.get_logger("room").info("survey_published", survey_id="x")
    (line,) = lines()
    assert (line["event"], line["level"], line["logger"], line["survey_id"]) == (
        "survey_published",
        "info",
        "room",
        "x",
    )
    assert line["timestamp"].endswith("Z")


def test_the_tenant_entered_is_named_by_its_public_key(lines, tenant_a):
    with db.tenant_unit(tenant_a):
        structlog.get_logger().info("inside")
    structlog.get_logger().info("outside")
    assert [line.get("tenant") for line in lines()] == [tenant_a.public_key, None]


def test_what_the_request_bound_is_on_every_line(lines):
    with structlog.contextvars.bound_contextvars(request_id="r-1"):
        logging.getLogger("library").warning("old %s", "style")
    (line,) = lines()
    assert (line["request_id"], line["event"]) == ("r-1", "old style")


@pytest.mark.parametrize("name", ["password", "session_token", "Authorization", "answers", "new_value", "set_cookie"])
def test_secrets_and_answers_are_hidden_by_name(lines, name):
    structlog.get_logger().info("x", **{name: "canary"}, nested={name: ["canary"]})
    assert "canary" not in json.dumps(lines())


def test_the_row_that_failed_is_not_printed_with_its_error(lines, tenant_a):
    canary = "-".join(("can", "ary"))
    with db.tenant_unit(tenant_a):
        connection = db.session.connection().connection.driver_connection
        row = [new_id(), f"{canary}\n{canary}"]
        try:
            connection.execute("INSERT INTO members (user_id, first_name) VALUES (%s, %s)", row)
        except psycopg.Error:
            structlog.get_logger().exception("broke")
    (line,) = lines()
    assert "null value in column" in line["exception"] and canary not in line["exception"]


def test_lines_below_the_level_are_dropped(lines):
    structlog.get_logger().debug("quiet")
    assert lines() == []


def test_who_else_listens_to_the_standard_library_is_told_and_the_line_written_once(lines):
    heard = io.StringIO()
    logging.getLogger().addHandler(logging.StreamHandler(heard))
    structlog.get_logger("room").info("survey_published")
    assert "survey_published" in heard.getvalue() and len(lines()) == 1


def test_a_line_of_ours_has_the_fields_that_it_has_as_a_record(lines):
    structlog.get_logger("room").info("straight", when=1)
    logging.getLogger().addHandler(logging.NullHandler())
    structlog.get_logger("room").info("recorded", when=1)
    straight, recorded = lines()
    assert straight.keys() == recorded.keys()


def test_a_stream_that_takes_nothing_fails_nobody(lines, capsys):
    logging.getLogger().handlers[0].stream = closed = io.StringIO()
    closed.close()
    structlog.get_logger("room").info("survey_published")
    assert "I/O operation on closed file" in capsys.readouterr().err
