"""Which servers to use: those the environment names, those of a data directory, or throwaway ones for a test run."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from deploy.embedded import place
from deploy.embedded.errors import EmbeddedError
from deploy.embedded.services import Services, recorded
from deploy.embedded.user import service_user

PREFIX = "surveyapp-throwaway-"


@contextmanager
def from_environment(
    environ: Mapping[str, str], data_dir: Path, durable: bool = True, share: bool = False
) -> Iterator[Services | None]:
    """The embedded services, or None when DATABASE_URL and REDIS_URL name servers: then nothing is started."""
    named = [name for name in ("DATABASE_URL", "REDIS_URL") if environ.get(name)]
    if len(named) == 1:
        raise EmbeddedError(
            f"Of DATABASE_URL and REDIS_URL only {named[0]} is set."
            " Set both to use servers of your own, or neither for the embedded ones."
        )
    if named:
        yield None
        return
    with Services(data_dir, durable, share) as services:
        yield services


@contextmanager
def throwaway(durable: bool = False) -> Iterator[Services]:
    """Servers in a temporary directory that is gone afterwards.

    Fast ones unless `durable`: a bench measures what production would do.
    """
    with throwaway_folder() as folder, Services(folder, durable) as services:
        yield services


@contextmanager
def throwaway_folder() -> Iterator[Path]:
    """A data directory that is gone afterwards; also clears away what a killed run has left."""
    user = service_user()
    parent = place.temporary_parent(user)
    _clear_left_behind(parent)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
    if user.is_another:
        folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _clear_left_behind(parent: Path) -> None:
    for folder in parent.glob(f"{PREFIX}*"):
        if folder.lstat().st_uid == os.geteuid() and not _in_use(folder):
            place.forget(recorded(folder).get("sockets"))
            shutil.rmtree(folder, ignore_errors=True)


def _in_use(folder: Path) -> bool:
    """Whether a server or its owner still holds the lock; a folder without one is only now being made."""
    try:
        with (folder / "lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    return False
