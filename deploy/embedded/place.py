"""Where the services keep their data and their sockets, when they may have to run as another user."""

import hashlib
import os
import shutil
import stat
import sys
import tempfile
from pathlib import Path

from deploy.embedded.errors import EmbeddedError
from deploy.embedded.user import ServiceUser

# sockaddr_un holds 108 bytes with its closing zero; PostgreSQL also makes `<socket>.lock` beside the socket.
LONGEST_SOCKET_PATH = 107
LONGEST_SOCKET_NAME = ".s.PGSQL.5432.lock"


def data_directory(path: Path, user: ServiceUser) -> Path:
    """Make the data directory: what is in it is closed to others, the way through it is not, for `user`'s sake.

    Its mode is right at once, since two processes may be starting in it.
    """
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    _make(path, 0o711 if user.is_another else 0o700)
    return path


def storage_directory(data: Path, user: ServiceUser) -> Path:
    """Where the databases' files go: `data` itself, or a directory outside when `user` cannot get there."""
    if user.can_enter(data):
        return data
    outside = _outside(data, user)
    print(f"The service user cannot enter {data}: the databases' files are in {outside}.", file=sys.stderr)
    return outside


def temporary_parent(user: ServiceUser) -> Path:
    """A temporary directory that `user` can enter and whose path leaves room for a socket's."""
    for parent in (tempfile.gettempdir(), "/tmp", "/var/tmp"):  # nosec B108  # mkdtemp picks the name and the mode below
        if Path(parent).is_dir() and user.can_enter(Path(parent)) and _is_short_enough(parent):
            return Path(parent)
    raise EmbeddedError("No temporary directory has a path short enough for a unix socket; set TMPDIR to one that has.")


def socket_directory(user: ServiceUser) -> Path:
    """A fresh 0700 directory with a short path, owned by `user`."""
    folder = Path(tempfile.mkdtemp(prefix="surveyapp-", dir=temporary_parent(user)))
    user.own(folder, 0o700)
    return folder


def _is_short_enough(parent: str) -> bool:
    longest = Path(parent, "surveyapp-12345678", LONGEST_SOCKET_NAME)
    return len(str(longest).encode()) <= LONGEST_SOCKET_PATH


def owned_directory(path: Path, user: ServiceUser) -> Path:
    """A directory that only the service user can look into."""
    path.mkdir(exist_ok=True)
    user.own(path, 0o700)
    return path


def forget(folder: str | None) -> None:
    """Remove a socket directory that was ours; one that is gone already is fine."""
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


def _outside(data: Path, user: ServiceUser) -> Path:
    name = f"surveyapp-{hashlib.sha256(bytes(data)).hexdigest()[:12]}"
    for parent in (Path("/var/lib"), Path("/var/tmp"), Path(tempfile.gettempdir())):  # nosec B108  # claimed() refuses what is not ours
        if parent.is_dir() and user.can_enter(parent):
            folder = claimed(parent / name)
            if folder is not None:
                return folder
    raise EmbeddedError(f"The service user cannot enter {data}, and no directory outside could be made for its data.")


def claimed(folder: Path) -> Path | None:
    """Make it, or accept one that is root's own: in a public place anybody could have put a directory or a link."""
    try:
        _make(folder, 0o711)
        found = folder.lstat()
    except OSError:
        return None
    return folder if stat.S_ISDIR(found.st_mode) and found.st_uid == 0 and not found.st_mode & 0o022 else None


def _make(folder: Path, mode: int) -> None:
    """Make a directory with exactly this mode from its first moment on, whatever the umask; one that is there stays."""
    umask = os.umask(0)
    try:
        folder.mkdir(mode=mode, exist_ok=True)
    finally:
        os.umask(umask)
