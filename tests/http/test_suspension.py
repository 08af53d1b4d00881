"""A suspended organization: closed at once for work, open for leaving."""

from __future__ import annotations

import pytest

from tenants import provision, resolve


@pytest.fixture
def suspended(api, tenant_a):
    admin = api.as_admin()
    provision.suspend(tenant_a.organization_id)
    resolve.forget()
    return admin


def test_nobody_works_in_a_suspended_organization(suspended):
    reply = suspended.get("/surveys")
    assert (reply.status_code, reply.get_json(force=True)["code"]) == (403, "organization_is_suspended")


def test_signing_out_of_a_suspended_organization_works(suspended):
    assert suspended.post("/auth/logout").status_code < 300


def test_a_link_of_a_suspended_organization_is_closed(suspended, api, tenant_a):
    reply = api.anonymous().get(f"/respond/{tenant_a.public_key}.whatever")
    assert (reply.status_code, reply.get_json(force=True)["code"]) == (403, "organization_is_suspended")


def test_the_other_organization_does_not_notice(suspended, api, tenant_b):
    assert api.as_admin(tenant_b).get("/surveys").status_code == 200
