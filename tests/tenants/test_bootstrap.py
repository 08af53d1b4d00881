"""What a superuser does once: roles without rights, a database nobody enters unasked, and a wall that is checked."""

from __future__ import annotations

import psycopg
import pytest

from tenants import bootstrap
from tests import database as databases


def test_bootstrapping_again_changes_nothing(installation, services):
    again = (services[0], databases.OWNER_PASSWORD, databases.APP_PASSWORD, installation.main.name)
    assert bootstrap.bootstrap(*again) == []


def test_the_apps_login_inherits_nothing_and_may_become_the_shared_role(installation):
    rows = installation.ask(
        "SELECT rolinherit, rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = 'surveyapp_app'"
    )
    assert rows == [(False, False, False, False)]
    assert installation.ask("SELECT pg_has_role('surveyapp_app', 'surveyapp_shared', 'MEMBER')") == [(True,)]
    assert installation.ask("SELECT pg_has_role('surveyapp_app', 'surveyapp_shared', 'USAGE')") == [(False,)]


@pytest.mark.parametrize("role", ["surveyapp_shared"])
def test_a_role_that_is_only_entered_cannot_log_in(installation, role):
    assert installation.ask("SELECT rolcanlogin FROM pg_roles WHERE rolname = %s", role) == [(False,)]


def test_public_may_neither_enter_the_database_nor_make_temporary_tables(installation):
    rights = installation.ask(
        "SELECT privilege_type FROM pg_database, aclexplode(datacl) WHERE datname = current_database() AND grantee = 0"
    )
    assert rights == []


def test_every_placement_is_hardened(installation):
    for place in (installation.main, installation.far):
        with psycopg.connect(place.admin_url) as admin:
            assert bootstrap.holes(admin) == []


@pytest.mark.parametrize(
    ("opening", "hole"),
    [
        ("GRANT UPDATE ON pg_settings TO PUBLIC", "every role may UPDATE pg_settings"),
        ("GRANT USAGE ON LANGUAGE plpgsql TO PUBLIC", "every role may run DO blocks in plpgsql"),
        ("GRANT CREATE ON SCHEMA public TO PUBLIC", "the app may create in schema public"),
        (
            "CREATE ROLE org_00000000000000000000000000000000 LOGIN",
            "the role org_00000000000000000000000000000000 has attributes it must not have",
        ),
    ],
)
def test_whatever_is_open_is_found(installation, opening, hole):
    with psycopg.connect(installation.main.admin_url) as admin:
        admin.execute(opening)
        assert bootstrap.holes(admin) == [hole]
        admin.rollback()


def test_a_server_that_forbids_hardening_is_reported_not_obeyed(installation, caplog):
    """As on a managed server: the owner is no superuser, so nothing is revoked, and the holes are said."""
    with psycopg.connect(installation.main.admin_url) as admin:
        admin.execute("GRANT EXECUTE ON FUNCTION pg_notify(text, text) TO PUBLIC")
        admin.execute("SET LOCAL ROLE surveyapp_owner")
        bootstrap._allowed(admin, "REVOKE EXECUTE ON FUNCTION pg_catalog.pg_notify(text, text) FROM PUBLIC")
        found = bootstrap.holes(admin)
        admin.rollback()
    assert found == ["every role may execute pg_notify(text,text)"]
