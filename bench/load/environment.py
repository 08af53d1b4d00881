"""Locust's virtual environment, `.venv-bench`, made from its own lock the first time somebody wants it.

Apart from `.venv`, because the product and its tests run without it, and its packages need not agree with ours.
"""

import importlib.util
import subprocess  # nosec B404  # pip is a program, not a library
import sys
import venv
import zlib

from deploy.embedded import EmbeddedError
from deploy.install import PIP_OPTIONS
from deploy.paths import HOUSE

VENV = HOUSE / ".venv-bench"
LOCK = HOUSE / "deploy" / "requirements-bench.lock"
LOCUST = VENV / "bin" / "locust"


def ready() -> str:
    """The path of locust, installed when it is missing or the lock has changed. Raises EmbeddedError."""
    stamp = VENV / "made-from"
    wanted = f"{zlib.crc32(LOCK.read_bytes())}\n"
    if not stamp.exists() or stamp.read_text() != wanted:
        print(f"Making {VENV} (once; this takes a minute) ...", file=sys.stderr, flush=True)
        has_ensurepip = importlib.util.find_spec("ensurepip") is not None
        venv.EnvBuilder(clear=True, symlinks=True, with_pip=has_ensurepip).create(VENV)
        _install([sys.executable, "-m", "pip", "--python", str(VENV / "bin" / "python")])
        stamp.write_text(wanted)
    return str(LOCUST)


def _install(pip: list[str]) -> None:
    """Where ours has no pip, the new environment has: one of the two can install."""
    if importlib.util.find_spec("pip") is None:
        pip = [str(VENV / "bin" / "python"), "-m", "pip"]
    done = subprocess.run(  # nosec B603  # no shell
        [*pip, "install", *PIP_OPTIONS, "--requirement", str(LOCK)], stdout=sys.stderr, check=False
    )
    if done.returncode:
        raise EmbeddedError("locust could not be installed; the lines above say why.")
