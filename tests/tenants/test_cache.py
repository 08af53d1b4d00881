"""The cache behind flask-caching: a tenant in every key, our signature on every value."""

from __future__ import annotations

import pickle

import pytest
import redis

from tenants import cache, db
from tenants.cache import TenantCache
from tenants.errors import NoTenant


@pytest.fixture
def client(redis_url):
    client = redis.Redis.from_url(redis_url)
    yield client
    client.flushdb()
    client.close()


@pytest.fixture
def store(app, client) -> TenantCache:
    return TenantCache(client)


def test_without_a_tenant_the_cache_refuses(store):
    for ask in (lambda: store.get("x"), lambda: store.set("x", 1), lambda: store.delete("x"), lambda: store.clear()):
        with pytest.raises(NoTenant):
            ask()


def test_the_same_key_of_two_tenants_is_two_entries(store, tenant_a, tenant_b):
    for tenant in (tenant_a, tenant_b):
        with db.tenant_unit(tenant):
            store.set("survey", tenant.slug)
    with db.tenant_unit(tenant_a):
        assert store.get("survey") == "alpha"


def test_every_key_in_redis_names_its_tenant(store, client, tenant_a):
    with db.tenant_unit(tenant_a):
        store.set("survey", 1)
    assert [tenant_a.public_key in key.decode() for key in client.keys("*")] == [True]


def test_an_entry_copied_under_another_tenants_key_is_a_miss(store, client, tenant_a, tenant_b):
    with db.tenant_unit(tenant_a):
        store.set("survey", "alpha's")
    (name,) = client.keys("*")
    client.set(name.decode().replace(tenant_a.public_key, tenant_b.public_key), client.get(name))
    with db.tenant_unit(tenant_b):
        assert store.get("survey") is None


class Bomb:
    def __reduce__(self):
        return (pytest.fail, ("it was unpickled",))


@pytest.mark.parametrize("planted", [pickle.dumps(Bomb()), b"!" + pickle.dumps(Bomb()), b"1", b"", b"x" * 100])
def test_what_somebody_else_wrote_is_a_miss_and_never_unpickled(store, client, tenant_a, planted):
    with db.tenant_unit(tenant_a):
        store.set("survey", 1)
        (name,) = client.keys("*")
        client.set(name, planted)
        assert store.get("survey") is None


def test_a_value_that_json_cannot_say_is_refused(store, tenant_a):
    with db.tenant_unit(tenant_a), pytest.raises(TypeError):
        store.set("survey", object())


def test_many_values_come_back_in_order(store, tenant_a):
    with db.tenant_unit(tenant_a):
        store.set_many({"a": 1, "b": {"c": [None, "x"]}})
        assert store.get_many("b", "missing", "a") == [{"c": [None, "x"]}, None, 1]


def test_add_keeps_what_is_there(store, tenant_a):
    with db.tenant_unit(tenant_a):
        assert (store.add("a", 1), store.add("a", 2), store.get("a")) == (True, False, 1)


def test_a_deleted_entry_is_gone(store, tenant_a):
    with db.tenant_unit(tenant_a):
        store.set("a", 1)
        assert (store.delete("a"), store.delete("a"), store.has("a")) == (True, False, False)


def test_an_entry_expires_as_asked_or_by_default(store, client, tenant_a):
    with db.tenant_unit(tenant_a):
        store.set("asked", 1, timeout=60)
        store.set("default", 1)
        store.set("for ever", 1, timeout=0)
    lives = {name.decode().rpartition(":")[2]: client.ttl(name) for name in client.keys("*")}
    assert 0 < lives["asked"] <= 60 < lives["default"] <= cache.DEFAULT_TIMEOUT and lives["for ever"] == -1


def test_clearing_empties_one_tenants_cache_only(store, tenant_a, tenant_b):
    for tenant in (tenant_a, tenant_b):
        with db.tenant_unit(tenant):
            store.set("survey", 1)
    with db.tenant_unit(tenant_a):
        store.clear()
        assert store.get("survey") is None
    with db.tenant_unit(tenant_b):
        assert store.get("survey") == 1


def test_when_redis_is_away_reads_miss_and_writes_are_dropped(tenant_a):
    away = TenantCache(redis.Redis(host="127.0.0.1", port=1, socket_connect_timeout=1))
    with db.tenant_unit(tenant_a):
        assert (away.get("a"), away.set("a", 1), away.get_many("a", "b")) == (None, False, [None, None])


@pytest.fixture
def hanging(monkeypatch):
    """A store whose Redis does not answer, and what it was asked."""
    store, asked = TenantCache(redis.Redis(host="127.0.0.1", port=1)), []

    def hang(name: str) -> None:
        asked.append(name)
        raise redis.TimeoutError

    monkeypatch.setattr(store._redis, "get", hang)
    return store, asked


def test_a_redis_that_hangs_is_waited_for_once(hanging, tenant_a):
    store, asked = hanging
    with db.tenant_unit(tenant_a):
        assert [store.get("a") for _ in range(5)] == [None] * 5
    assert len(asked) == 1


def test_a_redis_that_is_back_is_asked_again(hanging, tenant_a, monkeypatch, client):
    store, _ = hanging
    monkeypatch.setattr(cache, "PAUSE", 0.0)
    with db.tenant_unit(tenant_a):
        assert store.get("a") is None
        store._redis = client
        assert (store.set("a", 1), store.get("a")) == (True, 1)


def test_what_a_service_has_remembered_is_made_once(app, client, tenant_a, tenant_b):
    made = []

    def make() -> int:
        made.append(1)
        return len(made)

    for tenant, found in ((tenant_a, 1), (tenant_a, 1), (tenant_b, 2)):
        with db.tenant_unit(tenant):
            assert cache.remembered("number", make, 60) == found


def test_without_an_application_nothing_is_remembered(tenant_a, monkeypatch):
    monkeypatch.setattr(cache, "_backends", [])
    with db.tenant_unit(tenant_a):
        numbers = iter((1, 2))
        assert [cache.remembered("number", numbers.__next__, 60) for _ in range(2)] == [1, 2]


def test_flask_caching_finds_the_backend_by_its_configuration(app):
    caches = app.extensions["cache"].values()
    assert [type(each) for each in caches] == [TenantCache]
