"""A tenant's folder, and that no stored path leads out of it."""

from __future__ import annotations

import os
import stat
from uuid import uuid4

import pytest

from tenants import files
from tenants.context import Tenant
from tenants.errors import BadPath, NotConfigured


@pytest.fixture
def tenant() -> Tenant:
    return Tenant(uuid4(), "p", "s", "n", "main", "active")


def test_a_tenants_folder_is_its_own_and_private(storage, tenant):
    folder = files.folder(tenant, "exports")
    assert folder == storage / tenant.schema / "exports"
    assert stat.S_IMODE(os.stat(folder).st_mode) == 0o700


def test_a_file_is_found_again_by_what_was_stored(storage, tenant):
    place = files.folder(tenant, "exports") / "a.csv"
    place.write_text("x")
    assert files.path_of(tenant, files.relative_to(tenant, place)).read_text() == "x"


@pytest.mark.parametrize(
    "path", ["", "/etc/passwd", "../x", "a/../../x", "..", "a/..", "a\x00b", "..\\x", "a\\b", "exports/../../other"]
)
def test_a_path_that_leads_out_is_refused(storage, tenant, path):
    with pytest.raises(BadPath):
        files.path_of(tenant, path)


def test_a_link_that_leads_out_is_refused(storage, tenant):
    (files.folder(tenant) / "door").symlink_to("/etc")
    with pytest.raises(BadPath):
        files.path_of(tenant, "door/passwd")


def test_a_file_of_another_tenant_has_no_relative_path(storage, tenant):
    other = Tenant(uuid4(), "p", "s", "n", "main", "active")
    place = files.folder(other) / "a"
    place.write_text("x")
    with pytest.raises(BadPath):
        files.relative_to(tenant, place)


def test_removing_a_file_that_is_gone_is_no_error(storage, tenant):
    (files.folder(tenant) / "a").write_text("x")
    files.remove(tenant, "a")
    files.remove(tenant, "a")
    assert not (files.folder(tenant) / "a").exists()


def test_everything_of_a_tenant_is_removed_and_nothing_of_another(storage, tenant):
    other = Tenant(uuid4(), "p", "s", "n", "main", "active")
    for each in (tenant, other):
        (files.folder(each, "exports") / "a").write_text("x")
    files.remove_all(tenant.organization_id)
    files.remove_all(uuid4())
    assert [folder.name for folder in storage.iterdir()] == [other.schema]


def test_without_a_place_nothing_is_stored(monkeypatch, tenant):
    monkeypatch.setattr(files, "_storage", [])
    with pytest.raises(NotConfigured):
        files.folder(tenant)
