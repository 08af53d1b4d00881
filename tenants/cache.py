"""The cache behind flask-caching: tenant in every key, JSON under HMAC, never pickle.

Without a tenant entered it refuses, instead of sharing an entry among all. The signature covers the key too, so
an entry copied to another key, or written by anybody else who reaches Redis, is a miss. The cache is a convenience:
when Redis is away every read is a miss and every write is dropped, and a Redis that hangs is waited for once in a
while, not once for each request. Values are what JSON can say.
"""

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, TypeVar

import orjson
import redis
import structlog
from cachelib import BaseCache
from redis.backoff import NoBackoff
from redis.retry import Retry

from tenants import context, keys

log = structlog.get_logger(__name__)

PURPOSE = "cache"
SIGNATURE = 32
PREFIX = "surveyapp:cache"
DEFAULT_TIMEOUT = 300
# How long an answer is waited for, and how long nobody asks after a failure.
PATIENCE, PAUSE = 0.25, 5.0

T = TypeVar("T")
Timeout = int | timedelta | None


def flask_caching(redis_url: str, default_timeout: int = DEFAULT_TIMEOUT) -> dict[str, Any]:
    """The configuration that makes flask-caching use this backend."""
    return {
        "CACHE_TYPE": "tenants.cache.backend",
        "CACHE_REDIS_URL": redis_url,
        "CACHE_DEFAULT_TIMEOUT": default_timeout,
    }


def backend(app: Any, config: Mapping[str, Any], args: Any, options: Mapping[str, Any]) -> "TenantCache":
    """The factory that flask-caching calls."""
    client = redis.Redis.from_url(
        config["CACHE_REDIS_URL"], socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=Retry(NoBackoff(), 0)
    )
    made = TenantCache(client, options.get("default_timeout", DEFAULT_TIMEOUT))
    _backends[:] = [made]
    return made


def remembered(key: str, make: Callable[[], T], seconds: int) -> T:
    """What `make` returned for the entered tenant within `seconds`, in this process or another; or what it returns now.

    For services, which know no Flask: the backend is that of this process' application, and where there is none (in a
    worker) nothing is remembered. `make` returns what JSON can say; None is not remembered.
    """
    if not _backends:
        return make()
    found: T | None = _backends[0].get(key)
    if found is not None:
        return found
    made = make()
    _backends[0].set(key, made, seconds)
    return made


class Outage:
    """Whether Redis has just failed. One failure speaks for all callers of a process for `PAUSE` seconds."""

    def __init__(self) -> None:
        self._over_at = 0.0

    def ask(self, question: Callable[[], T], otherwise: T) -> T:
        """What Redis answers, or `otherwise` without asking where it has just failed to."""
        if time.monotonic() < self._over_at:
            return otherwise
        try:
            answer = question()
        except redis.RedisError as error:
            if not self._over_at:
                log.warning("cache_is_unreachable", error=type(error).__name__)
            self._over_at = time.monotonic() + PAUSE
            return otherwise
        self._over_at = 0.0
        return answer


class TenantCache(BaseCache):
    """Entries of the tenant entered right now; raises NoTenant where none is."""

    def __init__(self, client: "redis.Redis", default_timeout: int = DEFAULT_TIMEOUT) -> None:
        super().__init__(default_timeout)
        self._redis = client
        self._outage = Outage()

    def get(self, key: str) -> Any:
        name = _name(key)
        return _open(name, self._outage.ask(lambda: self._redis.get(name), None))

    def get_many(self, *keys: str) -> list[Any]:
        names = [_name(key) for key in keys]
        found = self._outage.ask(lambda: self._redis.mget(names), None) if names else []
        return [_open(name, value) for name, value in zip(names, found or [None] * len(names), strict=True)]

    def get_dict(self, *keys: str) -> dict[str, Any]:
        return dict(zip(keys, self.get_many(*keys), strict=True))

    def set(self, key: str, value: Any, timeout: Timeout = None) -> bool:
        return self._write(key, value, timeout, only_new=False)

    def add(self, key: str, value: Any, timeout: Timeout = None) -> bool:
        return self._write(key, value, timeout, only_new=True)

    def set_many(self, mapping: dict[str, Any], timeout: Timeout = None) -> list[Any]:
        return [key for key, value in mapping.items() if self.set(key, value, timeout)]

    def delete(self, key: str) -> bool:
        name = _name(key)
        return bool(self._outage.ask(lambda: self._redis.delete(name), 0))

    def delete_many(self, *keys: str) -> list[Any]:
        return [key for key in keys if self.delete(key)]

    def has(self, key: str) -> bool:
        return self.get(key) is not None

    def clear(self) -> bool:
        """Empty the entered tenant's cache; the others' stays."""
        pattern = _name("*")
        return self._outage.ask(lambda: self._unlink(pattern), False)

    def _unlink(self, pattern: str) -> bool:
        for name in self._redis.scan_iter(match=pattern, count=500):
            self._redis.unlink(name)
        return True

    def _write(self, key: str, value: Any, timeout: Timeout, *, only_new: bool) -> bool:
        name = _name(key)
        seconds = self._normalize_timeout(timeout)
        sealed = _sign(name, orjson.dumps(value))
        return self._outage.ask(lambda: bool(self._redis.set(name, sealed, ex=seconds or None, nx=only_new)), False)


def _name(key: str) -> str:
    return f"{PREFIX}:{context.current().public_key}:{key}"


def _sign(name: str, payload: bytes) -> bytes:
    return keys.hmac(PURPOSE, name.encode() + b"\x00" + payload) + payload


def _open(name: str, stored: Any) -> Any:
    """The value, or None for a miss; what does not carry our signature for this very key is one."""
    if not isinstance(stored, bytes) or len(stored) < SIGNATURE:
        return None
    signature, payload = stored[:SIGNATURE], stored[SIGNATURE:]
    if not keys.is_signed(PURPOSE, name.encode() + b"\x00" + payload, signature):
        return None
    return orjson.loads(payload)


_backends: list[TenantCache] = []
