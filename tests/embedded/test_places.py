"""The services start wherever the checkout is, whoever we are, and whatever else runs beside them."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy.embedded import binaries, place
from deploy.embedded.user import ServiceUser, service_user
from deploy.paths import HOUSE
from tests.embedded.conftest import Keeper, eventually, nothing_runs_in, processes_in

pytestmark = pytest.mark.slow
Keep = Callable[..., Keeper]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root starts the services as another user")


def answers(keeper: Keeper) -> bool:
    with keeper.connect() as connection, keeper.redis() as client:
        return connection.execute("SELECT 1").fetchone() == (1,) and bool(client.ping())


def test_a_path_with_spaces_quotes_and_umlauts(keep: Keep, data_dir: Path) -> None:
    strange = data_dir.parent / 'my "survey\'s" dätä' / "var"
    strange.parent.mkdir(mode=0o711)
    keeper = keep(strange).ready()
    assert answers(keeper)
    keeper.end(signal.SIGTERM)
    assert nothing_runs_in(strange)


def test_nothing_is_written_to_the_home_and_a_home_that_takes_nothing_will_do(keep: Keep, data_dir: Path) -> None:
    home = data_dir.parent / "home"
    home.mkdir()
    assert answers(keep(data_dir / "one", home=home).ready())
    assert list(home.iterdir()) == []
    assert answers(keep(data_dir / "two", home=Path("/proc")).ready())


def test_a_temporary_directory_whose_path_is_too_long_for_a_socket_is_passed_over(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = data_dir.parent / ("deep" * 30)
    deep.mkdir(mode=0o711)
    monkeypatch.setattr("tempfile.tempdir", str(deep))
    assert place.temporary_parent(service_user()) != deep


def test_a_umask_that_closes_everything_does_not_lock_the_service_user_out(keep: Keep, data_dir: Path) -> None:
    os.umask(0o077)
    assert answers(keep(data_dir).ready())


def test_two_checkouts_side_by_side_share_nothing(keep: Keep, data_dir: Path) -> None:
    left, right = keep(data_dir / "left").ready(), keep(data_dir / "right").ready()
    with left.connect() as connection:
        connection.execute("CREATE TABLE only_left ()")
    with right.connect() as connection:
        assert connection.execute("SELECT to_regclass('only_left')").fetchone() == (None,)
    left.end(signal.SIGKILL)
    assert answers(right)


def test_a_second_owner_is_refused_and_told_whom_to_stop(keep: Keep, data_dir: Path) -> None:
    owner = keep(data_dir).ready()
    assert f"in use by process {owner.process.pid}" in keep(data_dir).complaint()
    assert answers(owner)


def test_one_that_shares_joins_and_its_leaving_stops_nothing(keep: Keep, data_dir: Path) -> None:
    owner, joiner = keep(data_dir).ready(), keep(data_dir, "share").ready()
    assert (owner.told["owned"], joiner.told["owned"]) == (True, False)
    assert joiner.told["postgres"] == owner.told["postgres"]
    joiner.end(signal.SIGTERM)
    assert answers(owner)


def test_two_that_share_and_start_at_once_agree_on_one_owner(keep: Keep, data_dir: Path) -> None:
    both = [keep(data_dir, "share"), keep(data_dir, "share")]
    assert sorted(str(keeper.ready().told["owned"]) for keeper in both) == ["False", "True"]
    assert both[0].told["redis"] == both[1].told["redis"]


def test_a_new_owner_waits_for_the_servers_of_a_killed_one_to_stop(keep: Keep, data_dir: Path) -> None:
    killed = keep(data_dir).ready()
    killed.process.send_signal(signal.SIGKILL)
    assert answers(keep(data_dir).ready())


def test_an_ordinary_user_needs_nobody(keep: Keep, data_dir: Path) -> None:
    if os.geteuid() != 0:
        assert keep(data_dir).ready().told["uid"] == os.geteuid()
        return
    nobody = service_user()
    data_dir.mkdir()
    nobody.own(data_dir, 0o700)
    python = python_for(nobody, data_dir.parent / "python")
    keeper = keep(data_dir, python=python, user=nobody.uid, group=nobody.gid, extra_groups=[]).ready()
    assert keeper.told["uid"] == nobody.uid
    assert answers(keeper)
    keeper.end(signal.SIGKILL)
    assert eventually(lambda: nothing_runs_in(data_dir)), processes_in(data_dir)


def python_for(user: ServiceUser, folder: Path) -> str:
    """Our Python, or a copy of it where this user cannot reach it (as when it is installed in root's home)."""
    if not user.can_enter(HOUSE):
        pytest.skip("an ordinary user cannot reach this checkout")
    ours = Path(sys.executable)
    if user.can_enter(ours.resolve().parent):
        return str(ours)
    library = Path(sysconfig.get_path("stdlib"))
    shutil.copytree(
        library, folder / "lib" / library.name, ignore=shutil.ignore_patterns("test", "site-packages", "config-*")
    )
    for shared in Path(sysconfig.get_config_var("LIBDIR")).glob("libpython3*.so*"):
        shutil.copy(shared, folder / "lib")
    (folder / "bin").mkdir()
    return shutil.copy(ours.resolve(), folder / "bin")


@pytest.fixture
def closed_dir(data_dir: Path) -> Iterator[Path]:
    """A data directory below one that only root may enter, as in root's home; removes what was put outside."""
    closed = data_dir.parent / "closed"
    closed.mkdir(mode=0o700)
    os.umask(0o077)
    yield closed / "var"
    shutil.rmtree(place.storage_directory(closed / "var", service_user()))


@as_root
def test_where_nobody_may_enter_the_data_goes_outside_and_is_found_again(keep: Keep, closed_dir: Path) -> None:
    first = keep(closed_dir).ready()
    with first.connect() as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    first.process.send_signal(signal.SIGTERM)
    assert "the databases' files are in" in first.complaint()
    with keep(closed_dir).ready().connect() as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


@as_root
def test_programs_that_nobody_may_run_are_copied(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data_dir.mkdir(mode=0o711)
    closed = data_dir.parent / "closed"
    originals = binaries.postgres_programs().parent
    shutil.copytree(originals, closed / binaries.PACKAGE / originals.name, symlinks=True)
    shutil.copytree(originals.parents[1] / binaries.LIBRARIES, closed / binaries.LIBRARIES)
    closed.chmod(0o700)
    monkeypatch.setattr(binaries, "_package", lambda name: closed / name)
    monkeypatch.setattr(binaries, "redis_server", lambda: Path(shutil.which("true") or "/bin/true"))
    programs, _ = binaries.reachable_programs(service_user(), data_dir)
    assert programs.is_relative_to(data_dir)
    user = service_user()
    version = subprocess.run(
        [programs / "psql", "--version"], user=user.uid, group=user.gid, capture_output=True, text=True
    )
    assert "PostgreSQL) 18." in version.stdout, version.stderr


@as_root
def test_a_directory_outside_that_somebody_else_made_is_not_taken(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = service_user()
    squatted = data_dir.parent / "squatted"
    squatted.mkdir()
    user.own(squatted, 0o777)
    assert place.claimed(squatted) is None
    (data_dir.parent / "link").symlink_to(squatted)
    assert place.claimed(data_dir.parent / "link") is None


def test_secrets_and_sockets_are_closed_to_others(keep: Keep, data_dir: Path) -> None:
    keeper = keep(data_dir).ready()
    sockets = Path(keeper.told["redis"].partition("@")[2].partition("?")[0]).parent
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    for name in ("secrets", "postgres.log", "redis.log", "lock"):
        assert stat.S_IMODE((data_dir / name).stat().st_mode) == 0o600, name
    for name in ("postgres", "redis"):
        assert stat.S_IMODE((data_dir / name).stat().st_mode) == 0o700, name
