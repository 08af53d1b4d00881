"""What the operator does to an organization is on the shared trail, in the transaction that does it (C12)."""

from __future__ import annotations

import pytest

from tenants import keys, provision
from tenants.errors import WrongState
from tests import database as databases

OTHER_MASTER_KEY = "YW5vdGhlciBtYXN0ZXIga2V5IG9mIDMyIGJ5dGVzISE="


@pytest.fixture
def told(installation):
    """A function: (action, event, resource_type, resource_id, changes) of every row about a tenant, oldest first."""

    def rows(tenant):
        return installation.ask(
            "SELECT action, event, resource_type, resource_id, changes FROM shared.audit_logs"
            " WHERE organization_id = %s ORDER BY id",
            tenant.organization_id,
        )

    return rows


def test_a_new_data_key_is_told_with_the_one_it_retired(installation, told):
    tenant = installation.make()
    provision.renew_key(tenant.organization_id)
    [old], [new] = (
        [key.id for key in installation.tenant(tenant.organization_id).keys if key.is_active is active]
        for active in (False, True)
    )
    changes = {"before": {"active": [str(old)]}, "after": {"active": [str(new)]}}
    assert told(tenant) == [("updated", "key.renewed", "key", new, changes)]


def test_a_new_master_key_is_told_for_every_data_key(installation, told):
    tenant = installation.make()
    [key] = tenant.keys
    keys.configure(OTHER_MASTER_KEY, databases.SECRET_KEY, databases.MASTER_KEY)
    provision.rewrap_keys()
    [row] = told(tenant)
    assert row[:4] == ("updated", "key.rewrapped", "key", key.id)
    assert row[4]["before"] == {"master_id": key.master_id} != row[4]["after"]


def test_no_row_shows_a_key(installation, told):
    tenant = installation.make()
    provision.renew_key(tenant.organization_id)
    wrapped = [key.wrapped.hex() for key in installation.tenant(tenant.organization_id).keys]
    assert len(wrapped) == 2 and not [text for text in wrapped if text in str(told(tenant))]


def test_suspending_and_resuming_are_told_once_each(installation, told):
    tenant = installation.make()
    provision.suspend(tenant.organization_id)
    provision.suspend(tenant.organization_id)
    provision.resume(tenant.organization_id)
    states = [
        (event, changes["before"]["state"], changes["after"]["state"]) for _, event, _, _, changes in told(tenant)
    ]
    assert states == [
        ("organization.suspended", "active", "suspended"),
        ("organization.resumed", "suspended", "active"),
    ]


def test_what_was_refused_is_not_told(installation, told):
    organization_id = installation.register()
    with pytest.raises(WrongState):
        provision.suspend(organization_id)
    assert told(installation.tenant(organization_id)) == []


def test_a_destruction_outlives_what_it_destroyed(installation, told):
    tenant = installation.make("Acme")
    provision.destroy(tenant.organization_id)
    changes = {"before": {"name": "Acme", "slug": tenant.slug}, "after": {}}
    assert told(tenant) == [("deleted", "organization.destroyed", "organization", tenant.organization_id, changes)]
