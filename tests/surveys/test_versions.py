"""Versions are immutable, verifiable, comparable, and compiled once."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from surveyapp.problems import Problem
from surveyapp.surveys import service
from surveyapp.surveys.service.publishing import checksum
from surveyapp.surveys.service.versions import _published
from surveyapp.transaction import transaction
from tenants.db import session
from tests.factories.surveys import WORK, author


def test_a_version_keeps_what_was_published_whatever_becomes_of_the_draft(api):
    written = author(api.as_admin(), document=WORK)
    published = written.definition()
    written.publish()
    written.put({"title": "Something else"})
    assert written.get(f"{written.path}/versions/1")["definition"] == published


def test_versions_are_listed_newest_first_without_their_definitions(api):
    written = author(api.as_admin(), document=WORK)
    written.publish()
    written.publish()
    listed = written.items(f"{written.path}/versions")
    assert [version["number"] for version in listed] == [2, 1]
    assert "definition" not in listed[0]


def test_a_checksum_can_be_verified_from_what_is_stored(api):
    document = {
        "title": "Numbers",
        "sections": [
            {
                "name": "a",
                "title": "A",
                "fields": [
                    {
                        "name": "b",
                        "label": "B",
                        "field_type": "number",
                        "config": {"min_value": 1e1, "max_value": 1e15},
                    },
                    {
                        "name": "c",
                        "label": "C",
                        "field_type": "number",
                        "config": {"min_value": 0.0001, "max_value": 2.50},
                    },
                ],
            }
        ],
    }
    written = author(api.as_admin(), document=document)
    version = written.publish()
    assert checksum(written.get(f"{written.path}/versions/1")["definition"]) == version["checksum"]


def test_equal_definitions_have_equal_checksums_and_others_do_not(api):
    written = author(api.as_admin(), document=WORK)
    first, second = written.publish(), written.publish()
    written.send("PATCH", written.path, {"title": "Another"})
    assert first["checksum"] == second["checksum"] != written.publish()["checksum"]


def test_changes_name_what_a_version_did_to_the_data(api):
    written = author(api.as_admin(), document=WORK)
    written.publish()
    without_hours = {**WORK, "rules": WORK["rules"][:1], "sections": [dict(part) for part in WORK["sections"]]}
    without_hours["sections"][0]["fields"] = WORK["sections"][0]["fields"][:2]
    written.put(without_hours)
    written.publish()
    changes = written.get(f"{written.path}/versions/2/changes")["changes"]
    assert {change["kind"] for change in changes} >= {"lossy"}
    assert any("hours" in change["detail"] for change in changes)


def test_the_first_version_changed_nothing(api):
    written = author(api.as_admin(), document=WORK)
    written.publish()
    assert written.get(f"{written.path}/versions/1/changes") == {"changes": []}


@pytest.mark.parametrize("path", ["versions/2", "versions/2/changes", "versions/0", "versions/999999999"])
def test_a_version_that_is_not_there_is_not_found(api, path):
    written = author(api.as_admin(), document=WORK)
    written.publish()
    assert written.caller.get(f"{written.path}/{path}").status_code == 404


def test_versions_of_an_unknown_survey_are_not_found(api):
    assert api.as_admin().get("/surveys/0190b2c4-0000-7000-8000-000000000000/versions").status_code == 404


@pytest.mark.parametrize(
    "statement", ["UPDATE survey_versions SET checksum = ''", "DELETE FROM survey_versions", "TRUNCATE survey_versions"]
)
def test_postgresql_itself_refuses_to_touch_a_version(api, tenant_a, statement):
    author(api.as_admin(), document=WORK).publish()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction(tenant_a):
        session.execute(text(statement))


def test_a_version_is_compiled_once_and_then_asks_the_database_nothing(api, tenant_a, count_queries):
    version_id = UUID(author(api.as_admin(), document=WORK).publish()["id"])
    with transaction(tenant_a):
        compiled = service.compiled(version_id)
    with transaction(tenant_a), count_queries() as statements:
        assert service.compiled(version_id) is compiled
    assert statements == []


def test_another_process_finds_a_version_in_redis_and_asks_the_database_nothing(api, tenant_a, count_queries):
    version_id = UUID(author(api.as_admin(), document=WORK).publish()["id"])
    with transaction(tenant_a):
        first = service.published(version_id)
    _published.cache_clear()
    with transaction(tenant_a), count_queries() as statements:
        again = service.published(version_id)
    assert statements == []
    assert again is not first and (again.number, again.compiled.definition) == (1, first.compiled.definition)


def test_another_tenant_finds_nothing_under_a_compiled_versions_id(api, tenant_a, tenant_b):
    version_id = UUID(author(api.as_admin(), document=WORK).publish()["id"])
    with transaction(tenant_a):
        service.compiled(version_id)
    with transaction(tenant_b), pytest.raises(Problem) as refusal:
        service.compiled(version_id)
    assert refusal.value.code == "not_found"
