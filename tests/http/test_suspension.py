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


def test_a_member_of_a_suspended_organization_still_sees_which_ones_there_are_to_switch_to(suspended):
    assert suspended.get("/organizations").status_code == 200


def test_a_link_of_a_suspended_organization_is_closed(suspended, api, tenant_a):
    reply = api.anonymous().get(f"/respond/{tenant_a.public_key}.whatever")
    assert (reply.status_code, reply.get_json(force=True)["code"]) == (403, "organization_is_suspended")


def test_the_other_organization_does_not_notice(suspended, api, tenant_b):
    assert api.as_admin(tenant_b).get("/surveys").status_code == 200
