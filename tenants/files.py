"""Where a tenant's private files live: one folder each, named like its schema, outside anything a server serves.

Every path a room stores is relative to that folder, so a row can never point into another tenant's files.
"""

import shutil
from pathlib import Path, PurePosixPath
from uuid import UUID

from tenants import naming
from tenants.context import Tenant
from tenants.errors import BadPath, NotConfigured

_storage: list[Path] = []


def configure(storage_dir: str | Path) -> None:
    """Say where all tenants' folders are kept; made, private to this user, if missing."""
    root = Path(storage_dir).absolute()
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    _storage[:] = [root]


def folder(tenant: Tenant, *parts: str) -> Path:
    """A folder of the tenant's own, made if missing: `folder(tenant, "exports")`."""
    place = _inside(tenant.organization_id, "/".join(parts) if parts else ".")
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    return place


def path_of(tenant: Tenant, relative: str) -> Path:
    """The absolute path behind a stored relative one; raises BadPath when it would leave the tenant's folder."""
    return _inside(tenant.organization_id, relative)


def relative_to(tenant: Tenant, path: Path) -> str:
    """What to store for a file inside the tenant's folder; raises BadPath for any other."""
    root = _root(tenant.organization_id).resolve()
    if not path.resolve().is_relative_to(root):
        raise BadPath("the file is not in the tenant's folder")
    return path.resolve().relative_to(root).as_posix()


def remove(tenant: Tenant, relative: str) -> None:
    """Delete one file; nothing happens when it is gone already."""
    _inside(tenant.organization_id, relative).unlink(missing_ok=True)


def remove_all(organization_id: UUID) -> None:
    """Delete everything a tenant ever stored: the last step of destroying it."""
    place = _root(organization_id)
    if place.is_dir():
        shutil.rmtree(place)


def is_configured() -> bool:
    """Whether this process knows where files are kept; migrating, for one, does not need to."""
    return bool(_storage)


def _root(organization_id: UUID) -> Path:
    if not _storage:
        raise NotConfigured("tenants.files.configure() has not been called")
    return _storage[0] / naming.schema_name(organization_id)


def _inside(organization_id: UUID, relative: str) -> Path:
    """Resolve against links as well: a symlink planted in the folder leads nowhere else."""
    pure = PurePosixPath(relative)
    if not relative or pure.is_absolute() or ".." in pure.parts or "\x00" in relative or "\\" in relative:
        raise BadPath(f"not a path inside the tenant's folder: {relative!r}")
    root = _root(organization_id)
    place = root / pure
    if not place.resolve().is_relative_to(root.resolve()):
        raise BadPath(f"not a path inside the tenant's folder: {relative!r}")
    return place
