"""What the services promise to those who use them from Python."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import psycopg
import pytest
import redis

from deploy.embedded import EmbeddedError, Services, from_environment, passwords, place, throwaway
from deploy.embedded.user import service_user

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def services() -> Iterator[Services]:
    with throwaway() as running:
        yield running


def postgres(services: Services) -> "psycopg.Connection[tuple[object, ...]]":
    return psycopg.connect(services.superuser_url().replace("+psycopg", ""))


def test_postgresql_is_version_18_in_utf8_and_sorts_by_code_point(services: Services) -> None:
    with postgres(services) as connection:
        assert str(connection.execute("SHOW server_version").fetchone()[0]).startswith("18.")
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)
        assert connection.execute("SELECT 'B' < 'a' AND 'z' < 'ä' AND upper('ä') = 'Ä'").fetchone() == (True,)


def test_both_listen_on_unix_sockets_only(services: Services) -> None:
    with postgres(services) as connection, redis.Redis.from_url(services.redis_url) as client:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert client.config_get("port") == {"port": "0"}


def test_both_refuse_a_wrong_password(services: Services) -> None:
    password = services.secrets["POSTGRES_PASSWORD"]
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(services.superuser_url().replace("+psycopg", "").replace(password, "wrong"))
    address = services.redis_url.replace(services.secrets["REDIS_PASSWORD"], "wrong")
    with redis.Redis.from_url(address) as client, pytest.raises(redis.AuthenticationError):
        client.ping()


def test_redis_forgets_nothing_for_lack_of_room(services: Services) -> None:
    with redis.Redis.from_url(services.redis_url) as client:
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


def test_throwaway_servers_do_not_wait_for_the_disk_and_lasting_ones_do(services: Services, data_dir: Path) -> None:
    with postgres(services) as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("off",)
    with (
        Services(data_dir) as lasting,
        postgres(lasting) as connection,
        redis.Redis.from_url(lasting.redis_url) as client,
    ):
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
        assert connection.execute("SHOW synchronous_commit").fetchone() == ("on",)
        assert connection.execute("SHOW full_page_writes").fetchone() == ("on",)
        assert client.config_get("appendonly") == {"appendonly": "yes"}


def test_no_password_is_on_a_command_line(services: Services) -> None:
    lines = [path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists()]
    secrets = [secret.encode() for secret in services.secrets.values()]
    assert not [line for line in lines for secret in secrets if secret in line]


def test_the_socket_path_fits_the_kernels_limit(services: Services) -> None:
    folder = unquote(services.superuser_url().partition("host=")[2])
    assert len(f"{folder}/{place.LONGEST_SOCKET_NAME}".encode()) <= place.LONGEST_SOCKET_PATH


def test_a_program_of_postgresql_is_found_by_name(services: Services) -> None:
    assert services.pg_bin("pg_dump").is_file()


def test_a_server_that_ends_by_itself_is_named(data_dir: Path) -> None:
    with Services(data_dir, durable=False) as services:
        assert services.fallen() is None
        with redis.Redis.from_url(services.redis_url) as client:
            client.shutdown(nosave=True)
        next(server for server in services._servers if server.name == "Redis").process.wait(60)
        assert services.fallen() == "Redis"


def test_starting_from_a_thread_is_refused_because_the_servers_would_end_with_it(data_dir: Path) -> None:
    raised: list[BaseException] = []

    def start() -> None:
        try:
            with Services(data_dir, durable=False):
                pass
        except EmbeddedError as error:
            raised.append(error)

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert "main thread" in str(raised[0])


def test_a_server_that_cannot_start_is_explained_by_its_own_words(data_dir: Path) -> None:
    with Services(data_dir, durable=False):
        pass
    with (data_dir / "postgres" / "postgresql.conf").open("a") as configuration:
        configuration.write("no_such_setting = 1\n")
    with pytest.raises(EmbeddedError, match="no_such_setting"):
        Services(data_dir, durable=False).__enter__()
    assert not (data_dir / "run.json").exists()


def test_secrets_are_made_once_and_missing_ones_are_added(data_dir: Path) -> None:
    data_dir.mkdir()
    first = passwords.kept_in(data_dir / "secrets")
    kept = [line for line in (data_dir / "secrets").read_text().splitlines() if not line.startswith("REDIS_PASSWORD")]
    (data_dir / "secrets").write_text("\n".join(kept))
    second = passwords.kept_in(data_dir / "secrets")
    assert second.pop("REDIS_PASSWORD") != first.pop("REDIS_PASSWORD")
    assert second == first


def test_servers_named_in_the_environment_are_used_and_nothing_is_started(data_dir: Path) -> None:
    named = {"DATABASE_URL": "postgresql://elsewhere", "REDIS_URL": "redis://elsewhere"}
    with from_environment(named, data_dir) as services:
        assert services is None
    assert not data_dir.exists()


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL"])
def test_only_one_of_the_two_in_the_environment_is_refused(data_dir: Path, name: str) -> None:
    with pytest.raises(EmbeddedError, match=f"only {name} is set"), from_environment({name: "x"}, data_dir):
        pass


def test_throwaway_servers_leave_no_directory_and_clear_away_a_killed_runs(
    monkeypatch: pytest.MonkeyPatch, data_dir: Path
) -> None:
    data_dir.mkdir()
    data_dir.chmod(0o711)
    monkeypatch.setattr(place, "temporary_parent", lambda user: data_dir)
    left_behind = data_dir / "surveyapp-throwaway-left"
    left_behind.mkdir()
    (left_behind / "lock").touch()
    (data_dir / "sockets").mkdir()
    (left_behind / "run.json").write_text(json.dumps({"sockets": str(data_dir / "sockets")}))
    with throwaway() as first, throwaway() as second:
        assert first.data_dir.exists() and second.data_dir.exists()
        assert not left_behind.exists()
    assert list(data_dir.iterdir()) == []


def test_the_service_user_is_never_root() -> None:
    assert service_user().uid != 0
