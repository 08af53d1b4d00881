"""Names: one form, one producer, nothing that could be read as anything else in SQL."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenants import naming
from tenants.errors import BadName


def test_schema_and_role_are_named_by_the_organizations_id():
    organization_id = UUID("0190b2c4-0000-7000-8000-0000000000ff")
    assert naming.schema_name(organization_id) == "org_0190b2c40000700080000000000000ff"
    assert naming.role_name(organization_id) == naming.schema_name(organization_id)


@given(st.uuids())
def test_a_name_leads_back_to_its_organization(organization_id):
    assert naming.organization_id_of(naming.schema_name(organization_id)) == organization_id


@given(st.text())
def test_no_other_text_passes_for_a_name(text):
    with pytest.raises(BadName):
        naming.checked(text)


@pytest.mark.parametrize("name", ["org_" + "A" * 32, "org_" + "0" * 31, "org_" + "0" * 32 + "\n", " org_" + "0" * 32])
def test_near_misses_are_refused(name):
    with pytest.raises(BadName):
        naming.checked(name)


@pytest.mark.parametrize("wrong", ["x", None, 5, "0190b2c4-1111-7222-8333-444455556666"])
def test_only_a_uuid_makes_a_name(wrong):
    with pytest.raises(BadName):
        naming.schema_name(wrong)


@pytest.mark.parametrize("slug", ["a", "acme", "acme-2", "0"])
def test_a_slug_is_a_host_label(slug):
    assert naming.checked_slug(slug) == slug


@pytest.mark.parametrize("slug", ["", "-a", "a-", "A", "a.b", "ä", "a" * 64, "a\n"])
def test_what_is_no_host_label_is_no_slug(slug):
    with pytest.raises(BadName):
        naming.checked_slug(slug)


@given(st.uuids())
def test_a_lock_key_fits_in_64_signed_bits(organization_id):
    assert -(2**63) <= naming.lock_key(organization_id) < 2**63
