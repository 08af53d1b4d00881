"""Organizations that have something waiting, as a hint in Redis: marked by the web server, visited by workers.

A submission leaves a note, which costs it no call: a thread of the process carries all notes of half a second to Redis
at once, keeps them while Redis is away, and a mark stands for some seconds after, so that whatever was submitted on top
of it is visited as well. A mark that gets lost, with its process or with Redis, is made up for by the slow sweep.
"""

import os
import time
from collections.abc import Collection
from threading import Event, Lock, Thread
from typing import Any

import redis
import structlog

log = structlog.get_logger(__name__)

REMOVE_IF_UNCHANGED = """
if redis.call('ZSCORE', KEYS[1], ARGV[1]) == ARGV[2] then return redis.call('ZREM', KEYS[1], ARGV[1]) end
return 0
"""


class Marks:
    """A set of organizations by public key, each with when it was marked last (ms)."""

    def __init__(self, client: redis.Redis, key: str) -> None:
        self._redis, self._key = client, key
        self._remove_if_unchanged = client.register_script(REMOVE_IF_UNCHANGED)

    def add(self, public_keys: Collection[str]) -> None:
        now = time.time_ns() // 1_000_000
        self._redis.zadd(self._key, dict.fromkeys(public_keys, now))

    def all(self) -> list[tuple[str, int]]:
        """(public key, when it was marked), the oldest mark first."""
        found: Any = self._redis.zrange(self._key, 0, -1, withscores=True)
        return [(key.decode(), int(score)) for key, score in found]

    def remove(self, public_key: str, marked_at: int) -> None:
        """Forget an organization, unless it was marked again since."""
        self._remove_if_unchanged(keys=[self._key], args=[public_key, marked_at])


class Notes:
    """What a process has to mark. Its thread starts with the first note: a fork has none of its parent's."""

    PAUSE, LONGEST_PAUSE = 0.5, 5.0

    def __init__(self, marks: Marks) -> None:
        self._marks = marks
        self._noted: set[str] = set()
        self._lock, self._any = Lock(), Event()
        self._process = 0

    def note(self, public_key: str) -> None:
        """Have an organization marked within half a second; returns at once."""
        with self._lock:
            self._noted.add(public_key)
            if self._process != os.getpid():
                self._process = os.getpid()
                Thread(target=self._carry, name="notes of what is uncounted", daemon=True).start()
        self._any.set()

    def _carry(self) -> None:
        pause = self.PAUSE
        while self._any.wait():
            self._any.clear()
            with self._lock:
                noted, self._noted = self._noted, set()
            try:
                self._marks.add(noted)
                pause = self.PAUSE
            except Exception as error:
                self._keep(noted)
                if pause == self.PAUSE:
                    log.warning("marks_are_unreachable", error=type(error).__name__)
                pause = min(2 * pause, self.LONGEST_PAUSE)
            time.sleep(pause)

    def _keep(self, noted: set[str]) -> None:
        with self._lock:
            self._noted |= noted
        self._any.set()
