"""Making a tenant, breaking off half-way at each step, finishing it, and destroying it."""

from __future__ import annotations

import psycopg
import pytest
from sqlalchemy import select, text

from tenants import db, ddl, keys, members, provision, registry
from tenants.columns import new_id, utc_now
from tenants.errors import BadKey, SlugTaken, UnknownDatabase, UnknownTenant, WrongState
from tenants.models import Member, OrganizationMembership, User


class Crashed(Exception):
    """Stands for the process that dies here."""


def crash(*_: object, **__: object) -> None:
    raise Crashed


def is_usable(installation, organization_id) -> bool:
    tenant = installation.tenant(organization_id)
    with db.tenant_unit(tenant):
        seeded = db.session.scalar(text("SELECT count(*) FROM roles"))
        db.session.add(Member(user_id=new_id(), email="x@example.org"))
        db.session.rollback()
    return tenant.state == "active" and seeded >= 3 and keys.seal(tenant.keys, b"x", b"y") != b"x"


def test_a_provisioned_tenant_can_be_entered_written_and_sealed_for(installation):
    organization_id = installation.register()
    provision.provision(organization_id)
    assert is_usable(installation, organization_id)


def test_provisioning_again_changes_nothing(installation):
    tenant = installation.make()
    provision.provision(tenant.organization_id)
    assert installation.tenant(tenant.organization_id) == tenant


@pytest.mark.parametrize(
    ("module", "name"),
    [(keys, "new_data_key"), (provision, "build"), (ddl, "grants"), (provision, "_move")],
    ids=["before the key", "before the schema", "in the middle of the schema", "before it is set active"],
)
def test_a_crash_is_finished_by_repair(installation, monkeypatch, module, name):
    organization_id = installation.register()
    with monkeypatch.context() as broken:
        broken.setattr(module, name, crash)
        with pytest.raises(Crashed):
            provision.provision(organization_id)
    assert installation.tenant(organization_id).state == "provisioning"
    assert provision.repair(organization_id) == "finished"
    assert is_usable(installation, organization_id)


def test_a_crash_in_the_middle_of_the_schema_leaves_nothing_of_it(installation, monkeypatch):
    organization_id = installation.register()
    monkeypatch.setattr(ddl, "statements", lambda: ("CREATE TABLE first (id int PRIMARY KEY)", "SELECT 1 / 0"))
    with pytest.raises(psycopg.errors.DivisionByZero):
        provision.provision(organization_id)
    tenant = installation.tenant(organization_id)
    assert not installation.has_schema(tenant) and not installation.has_role(tenant)


def test_a_role_that_exists_already_is_tolerated(installation):
    organization_id = installation.register()
    installation.ask(f"CREATE ROLE org_{organization_id.hex} NOLOGIN ADMIN surveyapp_owner")
    provision.provision(organization_id)
    assert is_usable(installation, organization_id)


def test_a_sound_tenant_needs_no_repair(installation):
    assert provision.repair(installation.make().organization_id) == "sound"


def test_grants_that_were_lost_come_back_with_repair(installation):
    tenant = installation.make()
    installation.ask(f"REVOKE ALL ON {tenant.schema}.members FROM {tenant.role}")
    provision.repair(tenant.organization_id)
    assert is_usable(installation, tenant.organization_id)


def test_seeds_that_were_lost_come_back_with_repair(installation):
    tenant = installation.make()
    installation.ask(f"DELETE FROM {tenant.schema}.roles")
    provision.repair(tenant.organization_id)
    assert is_usable(installation, tenant.organization_id)


def test_members_are_brought_in_step_with_memberships(installation):
    tenant = installation.make()
    with db.shared_unit():
        user = User(id=new_id(), email="real@example.org", password="x", first_name="Real")
        db.shared_session.add(user)
        db.shared_session.flush()
        membership = OrganizationMembership(user_id=user.id, organization_id=tenant.organization_id, role="owner")
        db.shared_session.add(membership)
        db.shared_session.commit()
    with db.tenant_unit(tenant):
        db.session.add(Member(user_id=new_id(), email="gone@example.org", joined_at=utc_now()))
        db.session.commit()
    assert provision.repair(tenant.organization_id) == "finished"
    with db.tenant_unit(tenant):
        found = db.session.execute(select(Member.user_id, Member.email, Member.is_owner)).all()
    installation.ask("DELETE FROM shared.users WHERE id = %s", user.id)
    assert found == [(user.id, "real@example.org", True)]


def test_a_member_is_written_and_written_over(tenant_a):
    user_id, joined = new_id(), utc_now()
    with db.tenant_unit(tenant_a):
        for name in ("Before", "After"):
            members.upsert(user_id, "m@example.org", name, None, is_owner=False, joined_at=joined)
        assert db.session.get(Member, user_id).first_name == "After"


def test_a_destroyed_tenant_leaves_no_schema_role_or_row(installation):
    tenant = installation.make()
    provision.destroy(tenant.organization_id)
    assert not installation.has_schema(tenant) and not installation.has_role(tenant)
    with pytest.raises(UnknownTenant):
        installation.tenant(tenant.organization_id)


@pytest.mark.parametrize("name", ["_drop_role", "_forget"])
def test_a_destruction_that_broke_off_is_finished_by_repair(installation, monkeypatch, name):
    tenant = installation.make()
    with monkeypatch.context() as broken:
        broken.setattr(provision, name, crash)
        with pytest.raises(Crashed):
            provision.destroy(tenant.organization_id)
    assert installation.tenant(tenant.organization_id).state == "destroying"
    assert provision.repair(tenant.organization_id) == "removed"
    assert not installation.has_schema(tenant) and not installation.has_role(tenant)


def test_a_role_that_another_database_uses_survives_destruction(installation):
    tenant = installation.make()
    installation.ask(f"CREATE SCHEMA elsewhere; GRANT USAGE ON SCHEMA elsewhere TO {tenant.role}", database="far")
    provision.destroy(tenant.organization_id)
    assert installation.has_role(tenant)
    installation.ask(f"DROP SCHEMA elsewhere; DROP ROLE {tenant.role}", database="far")


def test_a_suspended_tenant_is_resumed_as_it_was(installation):
    tenant = installation.make()
    provision.suspend(tenant.organization_id)
    assert installation.tenant(tenant.organization_id).state == "suspended"
    provision.resume(tenant.organization_id)
    assert installation.tenant(tenant.organization_id) == tenant


def test_provisioning_does_not_resume_a_suspended_tenant(installation):
    tenant = installation.make()
    provision.suspend(tenant.organization_id)
    provision.provision(tenant.organization_id)
    assert installation.tenant(tenant.organization_id).state == "suspended"


def test_an_organization_that_is_still_provisioning_cannot_be_suspended(installation):
    with pytest.raises(WrongState):
        provision.suspend(installation.register())


def test_an_unknown_organization_cannot_be_provisioned(installation):
    with pytest.raises(UnknownTenant):
        provision.provision(new_id())


def test_a_slug_is_taken_once(installation):
    provision.register("Acme", "acme")
    with pytest.raises(SlugTaken):
        provision.register("Acme", "acme")


def test_a_slug_made_from_the_name_is_always_free(installation):
    with db.shared_unit():
        slugs = [registry.create(name).slug for name in ("Ümläut & Co", "Ümläut & Co", "日本")]
    assert slugs[0] == "umlaut-co" and slugs[1].startswith("umlaut-co-") and slugs[2] == "organization"


def test_an_unknown_placement_is_refused_before_anything_is_written(installation):
    with pytest.raises(UnknownDatabase):
        provision.register("Acme", database="mars")
    assert installation.ask("SELECT count(*) FROM shared.organizations") == [(0,)]


def test_a_new_data_key_seals_and_the_old_one_still_opens(installation):
    before = installation.make()
    sealed = keys.seal(before.keys, b"secret", b"place")
    provision.renew_key(before.organization_id)
    after = installation.tenant(before.organization_id)
    assert keys.open_(after.keys, sealed, b"place") == b"secret"
    assert keys.key_id_of(keys.seal(after.keys, b"secret", b"place")) != keys.key_id_of(sealed)


def test_a_new_master_key_takes_over_every_data_key(installation):
    tenant = installation.make()
    sealed = keys.seal(tenant.keys, b"secret", b"place")
    fresh, secret = keys.new_master_key(), "the secret key of the tests, 0123456789 and more"
    keys.configure(fresh, secret, previous_master_key="dGhlIG1hc3RlciBrZXkgb2YgdGhlIHRlc3RzIDMyIGI=")
    assert provision.rewrap_keys() == 1
    assert provision.rewrap_keys() == 0
    keys.configure(fresh, secret)
    rewrapped = installation.tenant(tenant.organization_id)
    assert keys.open_(rewrapped.keys, sealed, b"place") == b"secret"
    with pytest.raises(BadKey):
        keys.open_(tenant.keys, sealed, b"place")
