"""`surveyapp`: what each command does, prints and returns."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from tenants import cli, db, files, migrate
from tests import database as databases
from tests.tenants.conftest import connect


@pytest.fixture
def run(installation, tmp_path, monkeypatch):
    """Run a command in the installation's environment; the process is connected to it again afterwards."""
    environment = {
        "DATABASE_URL": installation.main.app_url,
        "DATABASE_URLS": "",
        "OWNER_DATABASE_URL": installation.main.owner_url,
        "OWNER_DATABASE_URLS": "",
        "SUPERUSER_DATABASE_URL": installation.main.superuser_url,
        "MASTER_KEY": databases.MASTER_KEY,
        "SECRET_KEY": databases.SECRET_KEY,
        "STORAGE_DIR": str(tmp_path / "storage"),
    }
    monkeypatch.setattr(files, "_storage", [])

    def invoke(*arguments: str, **changed: str | None):
        result = CliRunner().invoke(cli.surveyapp, arguments, env={**environment, **changed}, prog_name="surveyapp")
        connect(installation)
        return result

    return invoke


def test_a_tenant_is_created_listed_and_shown(run):
    made = run("tenants", "create", "--name", "Acme", "--slug", "acme")
    assert made.exit_code == 0, made.output
    listed = json.loads(run("tenants", "list", "--json").stdout)
    assert [(each["slug"], each["state"], each["organization_id"]) for each in listed] == [
        ("acme", "active", made.stdout.strip())
    ]
    shown = json.loads(run("tenants", "status", "acme", "--json").stdout)
    assert shown["revision"] == shown["newest"] and shown["tables"] > 10 and shown["keys"] == 1


def test_a_table_is_printed_for_people(run, installation):
    installation.make("Acme")
    lines = run("tenants", "list").stdout.splitlines()
    assert lines[0].split() == ["slug", "state", "database", "organization_id", "name"]
    assert lines[1].split()[:3] == ["acme", "active", "main"]


def test_only_the_wanted_states_are_listed(run, installation):
    installation.make()
    assert json.loads(run("tenants", "list", "--json", "--state", "suspended").stdout) == []


def test_a_tenant_is_suspended_and_resumed_by_its_slug(run, installation):
    tenant = installation.make("Acme")
    assert run("tenants", "suspend", "acme").exit_code == 0
    assert installation.tenant(tenant.organization_id).state == "suspended"
    assert run("tenants", "resume", str(tenant.organization_id)).exit_code == 0
    assert installation.tenant(tenant.organization_id).state == "active"


def test_an_unknown_tenant_is_one_line_and_status_1(run):
    result = run("tenants", "status", "nobody")
    assert (result.exit_code, result.stderr.strip()) == (1, "Error: no organization nobody")


def test_a_slug_that_is_taken_is_one_line_and_status_1(run, installation):
    installation.make("Acme")
    result = run("tenants", "create", "--name", "Acme", "--slug", "acme")
    assert (result.exit_code, result.stderr.strip()) == (1, "Error: the slug 'acme' is taken")


def test_what_the_environment_lacks_is_named(run):
    result = run("tenants", "repair", "--all", OWNER_DATABASE_URL="", MASTER_KEY="")
    assert result.exit_code == 1
    assert "not set in the environment: OWNER_DATABASE_URL, MASTER_KEY" in result.stderr


def test_a_database_that_is_away_is_one_line_and_status_1(run):
    result = run("tenants", "list", DATABASE_URL="postgresql://x@127.0.0.1:1/x")
    assert result.exit_code == 1 and result.stderr.startswith("Error: the database says: ")


def test_migrating_says_how_each_tenant_fared(run, installation):
    tenant = installation.make("Acme")
    migrate.tenant(tenant.organization_id, "main", "base")
    result = run("tenants", "migrate", "--all", "--jobs", "1")
    assert result.exit_code == 0
    assert "[1/1] acme: migrated, nothing -> " in result.stderr
    assert "1 tenants: 1 migrated, 0 not done" in result.stderr


def test_migrating_returns_1_and_names_the_tenant_that_failed(run, installation):
    tenant = installation.make("Acme")
    migrate.tenant(tenant.organization_id, "main", "base")
    installation.ask(f"CREATE TABLE {tenant.schema}.members (id int)")
    result = run("tenants", "migrate", "--tenant", "acme", "--json")
    assert result.exit_code == 1
    assert [each["status"] for each in json.loads(result.stdout)] == ["failed"]
    assert f"acme ({tenant.organization_id}): DuplicateTable" in result.stderr


@pytest.mark.parametrize("arguments", [("migrate",), ("migrate", "--all", "--tenant", "x"), ("repair",)])
def test_a_command_that_does_not_say_which_tenants_is_bad_usage(run, arguments):
    assert run("tenants", *arguments).exit_code == 2


def test_repairing_all_says_what_was_done(run, installation):
    installation.make("Sound")
    installation.register("Half made")
    result = run("tenants", "repair", "--all")
    assert result.exit_code == 0
    assert "[1/2] sound: sound" in result.stderr and "[2/2] half-made: finished" in result.stderr


def test_destroying_wants_the_slug_twice(run, installation):
    tenant = installation.make("Acme")
    assert run("tenants", "destroy", "acme", "--confirm", "yes").exit_code == 1
    assert installation.has_schema(tenant)


def test_destroying_takes_schema_row_and_files(run, installation, tmp_path):
    tenant = installation.make("Acme")
    files.configure(tmp_path / "storage")
    (files.folder(tenant) / "export.csv").write_text("x")
    assert run("tenants", "destroy", "acme", "--confirm", "acme").exit_code == 0
    assert not installation.has_schema(tenant) and list((tmp_path / "storage").iterdir()) == []


def test_keys_are_rotated_for_all_or_for_some(run, installation):
    tenant = installation.make("Acme")
    installation.make("Other")
    assert run("keys", "rotate", "--tenant", "acme").stdout.strip() == "1 tenants have a new data key"
    assert len(installation.tenant(tenant.organization_id).keys) == 2
    assert run("keys", "rotate").stdout.strip() == "2 tenants have a new data key"


def test_the_master_key_is_rotated(run, installation):
    installation.make("Acme")
    fresh = "YW5vdGhlciBtYXN0ZXIga2V5IG9mIDMyIGJ5dGVzISE="
    result = run("keys", "rotate", "--master", MASTER_KEY=fresh, MASTER_KEY_PREVIOUS=databases.MASTER_KEY)
    assert result.stdout.strip() == "1 data keys wrapped with the current master key"


def test_a_master_key_that_was_lost_is_said(run, installation):
    installation.make("Acme")
    result = run("keys", "rotate", "--master", MASTER_KEY="YW5vdGhlciBtYXN0ZXIga2V5IG9mIDMyIGJ5dGVzISE=")
    assert result.exit_code == 1 and "which this process does not hold" in result.stderr


def test_bootstrapping_again_is_harmless(run, installation):
    tenant = installation.make("Acme")
    result = run("bootstrap")
    assert (result.exit_code, result.stdout.strip()) == (0, "ready")
    with db.tenant_unit(tenant):
        assert db.session.connection()


def test_every_command_explains_itself():
    for group in (cli.surveyapp, cli.tenants, cli.keys):
        for command in group.commands.values():
            assert command.help
