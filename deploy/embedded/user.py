"""Who runs the services: ourselves, or `nobody` when we are root, since PostgreSQL refuses to run as root."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from deploy.embedded.errors import EmbeddedError


@dataclass(frozen=True)
class ServiceUser:
    """A user id and its group; `is_another` when it is not the user of this process."""

    uid: int
    gid: int

    @property
    def is_another(self) -> bool:
        """Whether root has to be dropped to become this user."""
        return self.uid != os.geteuid()

    def own(self, path: Path, mode: int) -> None:
        """Hand a file or directory of ours over to this user."""
        path.chmod(mode)
        if self.is_another:
            os.chown(path, self.uid, self.gid)

    def can_enter(self, path: Path) -> bool:
        """Whether this user can walk down to `path`; we ourselves always can, having come from there."""
        if not self.is_another:
            return True
        return all(step.stat().st_mode & stat.S_IXOTH for step in (path, *path.parents))


def service_user() -> ServiceUser:
    """Ourselves, or `nobody` for root. PostgreSQL's `initdb` wants a user that has a name."""
    if os.geteuid() != 0:
        return _named(os.geteuid())
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError as error:
        raise EmbeddedError("PostgreSQL does not run as root and there is no user `nobody` to run it as.") from error
    return ServiceUser(nobody.pw_uid, nobody.pw_gid)


def _named(uid: int) -> ServiceUser:
    try:
        return ServiceUser(uid, pwd.getpwuid(uid).pw_gid)
    except KeyError as error:
        raise EmbeddedError(
            f"User id {uid} has no name in /etc/passwd and PostgreSQL's initdb refuses to work without one."
            " Add the name, or set DATABASE_URL and REDIS_URL to servers of your own."
        ) from error
