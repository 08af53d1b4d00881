"""The secrets of an embedded installation: made once, kept in `secrets` (0600) beside the data."""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path


def _token() -> str:
    """URL-safe, so that it needs no quoting in a connection address or in Redis' configuration."""
    return secrets.token_urlsafe(32)


def _master_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


MAKERS: dict[str, Callable[[], str]] = {
    "POSTGRES_PASSWORD": _token,
    "OWNER_PASSWORD": _token,
    "APP_PASSWORD": _token,
    "REDIS_PASSWORD": _token,
    "SECRET_KEY": _token,
    "MASTER_KEY": _master_key,
}


def kept_in(path: Path) -> dict[str, str]:
    """Read the secrets and make what is missing. Losing MASTER_KEY loses every sealed answer, so it is never remade."""
    known = _read(path)
    missing = {name: make() for name, make in MAKERS.items() if name not in known}
    if missing:
        _write(path, known | missing)
    return known | missing


def _read(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    lines = path.read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


def _write(path: Path, values: dict[str, str]) -> None:
    """Replaced in one step, and never readable by others, not even for a moment."""
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.writelines(f"{name}={value}\n" for name, value in values.items())
    draft.rename(path)
