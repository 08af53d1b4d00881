"""The tables as the sources draw them, and what PostgreSQL itself refuses (B06-B13, L02-L08, C9-C11)."""

from __future__ import annotations

import psycopg
import pytest

from tests.factories.surveys import WORK, author

INDEXES = {
    "surveys": {"idx_survey_status", "idx_survey_created_by"},
    "sections": {"idx_section_survey_order"},
    "fields": {"idx_field_section_order"},
    "field_options": {"idx_fieldoption_field_order"},
    "conditional_rules": {"idx_conditionalrule_target", "idx_conditionalrule_source"},
    "field_dependencies": {"idx_fielddependency_dependent", "idx_fielddependency_source"},
}


@pytest.fixture
def tables(api, tenant_a, database):
    """The owner's connection to a tenant that holds the survey WORK; what a test does is rolled back."""
    author(api.as_admin(), document=WORK)
    with psycopg.connect(database.owner_url) as connection:
        connection.execute(f"SET search_path = {tenant_a.schema}")
        yield connection
        connection.rollback()


@pytest.mark.parametrize("table", INDEXES)
def test_a_table_has_the_indexes_of_the_sources(tables, tenant_a, table):
    query = "SELECT indexname FROM pg_indexes WHERE schemaname = %s AND tablename = %s"
    found = {name for (name,) in tables.execute(query, [tenant_a.schema, table])}
    assert found >= INDEXES[table]


REFUSED = {
    "a status that is none": "UPDATE surveys SET status = 'paused'",
    "a published survey without a version": "UPDATE surveys SET status = 'published'",
    "a draft with a version": "UPDATE surveys SET current_version = 1",
    "a place before the first": 'UPDATE sections SET "order" = 0',
    "a live section without a place": 'UPDATE sections SET "order" = NULL',
    "a retired section with a place": "UPDATE sections SET retired_at = now()",
    "a repeat that is no object": "UPDATE sections SET repeat = '[]'",
    "a field type that is none": "UPDATE fields SET field_type = 'hologram'",
    "a field of another survey's section": "UPDATE fields SET survey_id = gen_random_uuid()",
    "two fields of one name": "UPDATE fields SET name = 'same'",
    "two options of one value": "UPDATE field_options SET value = 'same'",
    "an operator that is none": "UPDATE conditional_rules SET operator = 'resembles'",
    "a test for emptiness with a value": "UPDATE conditional_rules SET operator = 'is_empty' WHERE value IS NOT NULL",
    "a comparison without a value": "UPDATE conditional_rules SET value = NULL WHERE value IS NOT NULL",
    "a rule on another survey's field": "UPDATE conditional_rules SET survey_id = gen_random_uuid()",
    "a target that is neither": "UPDATE conditional_rules SET target_type = 'survey'",
    "options that are no list": "UPDATE field_dependencies SET dependent_options = '{}'",
}


@pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED)
def test_postgresql_refuses(tables, statement):
    with pytest.raises(psycopg.errors.IntegrityError):
        tables.execute(statement)


@pytest.mark.parametrize("table", ["sections", "fields"])
def test_two_parts_may_swap_places_but_not_share_one(tables, table):
    home = "survey_id" if table == "sections" else "section_id"
    tables.execute(f'UPDATE {table} SET "order" = 3 - "order" WHERE "order" < 3')
    tables.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(psycopg.errors.UniqueViolation):
        tables.execute(f'UPDATE {table} SET "order" = 1 WHERE {home} IS NOT NULL')


def test_a_members_departure_leaves_their_surveys(tables):
    tables.execute("DELETE FROM members WHERE user_id IN (SELECT created_by FROM surveys)")
    assert tables.execute("SELECT created_by FROM surveys").fetchall() == [(None,)]


@pytest.mark.parametrize("table", ["sections", "fields", "field_options", "conditional_rules", "field_dependencies"])
def test_a_deleted_survey_leaves_nothing_behind(tables, table):
    tables.execute("DELETE FROM surveys")
    assert tables.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)
