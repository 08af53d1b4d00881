"""However the process that started them ends, nothing keeps running, and what they held is there next time."""

import json
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy.embedded import process
from deploy.embedded.user import service_user
from tests.embedded.conftest import Keeper, eventually, nothing_runs_in, processes_in

pytestmark = pytest.mark.slow
Keep = Callable[..., Keeper]


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL], ids=lambda s: s.name)
def test_nothing_is_left_running(keep: Keep, data_dir: Path, ending: signal.Signals) -> None:
    keeper = keep(data_dir).ready()
    assert any("postgres" in command for command in processes_in(data_dir))
    assert any("redis" in command for command in processes_in(data_dir))
    keeper.end(ending)
    assert eventually(lambda: nothing_runs_in(data_dir)), processes_in(data_dir)


def test_nothing_is_left_running_when_killed_while_the_cluster_is_made(keep: Keep, data_dir: Path) -> None:
    keeper = keep(data_dir)
    assert eventually((data_dir / "postgres.half" / "PG_VERSION").exists)
    keeper.end(signal.SIGKILL)
    assert eventually(lambda: nothing_runs_in(data_dir)), processes_in(data_dir)
    with keep(data_dir).ready().connect() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_clean_end_removes_the_sockets_and_the_record(keep: Keep, data_dir: Path) -> None:
    keeper = keep(data_dir).ready()
    sockets = Path(json.loads((data_dir / "run.json").read_text())["sockets"])
    assert sockets.is_dir()
    keeper.end(signal.SIGTERM)
    assert not sockets.exists()
    assert not (data_dir / "run.json").exists()


def test_the_sockets_of_a_killed_owner_are_removed_by_the_next(keep: Keep, data_dir: Path) -> None:
    killed = keep(data_dir).ready()
    sockets = Path(json.loads((data_dir / "run.json").read_text())["sockets"])
    killed.end(signal.SIGKILL)
    keep(data_dir).ready()
    assert not sockets.exists()


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL], ids=lambda s: s.name)
def test_what_was_stored_is_there_after_a_restart(keep: Keep, data_dir: Path, ending: signal.Signals) -> None:
    first = keep(data_dir, "durable").ready()
    with first.connect() as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    with first.redis() as client:
        client.set("kept", "42")
    first.end(ending)
    second = keep(data_dir, "durable").ready()
    with second.connect() as connection, second.redis() as client:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
        assert client.get("kept") == b"42"


def test_a_pid_file_that_names_a_stranger_does_not_stop_the_start(keep: Keep, data_dir: Path) -> None:
    keep(data_dir).ready().end(signal.SIGKILL)
    assert eventually(lambda: nothing_runs_in(data_dir))
    with (data_dir / "stranger.log").open("wb") as log:
        stranger = process.start(["/bin/sleep", "600"], user=service_user(), death_signal=signal.SIGTERM, output=log)
    try:
        (data_dir / "postgres" / "postmaster.pid").write_text(f"{stranger.pid}\n{data_dir}/postgres\n")
        with keep(data_dir).ready().connect() as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        process.stop(stranger, signal.SIGTERM)


def test_a_service_whose_parent_died_before_it_asked_never_runs(data_dir: Path) -> None:
    data_dir.mkdir()
    command = process.launched(["/bin/sleep", "600"], user=service_user(), death_signal=signal.SIGTERM)
    command[command.index(str(process.LAUNCHER)) + 1] = "1"
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert "the parent is gone already" in ended.stderr
