"""The queue of hints, in Redis through Huey.

Sending a hint never fails its caller: without Redis a job waits for a sweep, and the request that asked goes on.
"""

import time
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import redis
import structlog
from huey import RedisHuey
from huey.registry import Message

from tasks.serializer import SignedJson

log = structlog.get_logger(__name__)

RUN_JOB, PROVISION = "tasks.job.run", "tasks.provisioning.run"
REMOVE_IF_UNCHANGED = """
if redis.call('ZSCORE', KEYS[1], ARGV[1]) == ARGV[2] then return redis.call('ZREM', KEYS[1], ARGV[1]) end
return 0
"""


class Queue:
    """Hints for workers, the organizations that have work waiting, and who does what comes round by the clock.

    `name` keeps several installations (and tests) on one Redis apart.
    """

    def __init__(self, redis_url: str, name: str = "surveyapp") -> None:
        pool = redis.ConnectionPool.from_url(redis_url, socket_timeout=5, socket_connect_timeout=2)
        self.huey = RedisHuey(name, connection_pool=pool, results=False, serializer=SignedJson())
        self.redis: redis.Redis = redis.Redis(connection_pool=pool)
        self._waiting = f"{name}:jobs:waiting"
        self._once = f"{name}:once:"
        self._remove_if_unchanged = self.redis.register_script(REMOVE_IF_UNCHANGED)

    def register(self, task: str, run: Callable[..., None]) -> None:
        """Have this process do what messages called `task` ask for."""
        module, _, function = task.rpartition(".")
        self.huey.task(name=function, __module__=module)(run)

    def mark(self, public_key: str) -> None:
        """Remember that an organization has work waiting: the fast sweep visits it until it has none."""
        self._quietly(lambda: self.redis.zadd(self._waiting, {public_key: time.time_ns() // 1_000_000}))

    def hint(self, public_key: str, job_id: UUID, kind: str) -> None:
        """Have a worker look at this job now."""
        self._quietly(lambda: self._send(RUN_JOB, public_key, str(job_id), kind))

    def hint_provisioning(self, organization_id: UUID) -> None:
        """Have a worker set this organization up now."""
        self._quietly(lambda: self._send(PROVISION, str(organization_id)))

    def marked(self) -> list[tuple[str, int]]:
        """(public key, when it was marked in ms) of the organizations with work waiting."""
        found: Any = self.redis.zrange(self._waiting, 0, -1, withscores=True)
        return [(key.decode(), int(score)) for key, score in found]

    def unmark(self, public_key: str, marked_at: int) -> None:
        """Forget an organization, unless it was marked again since."""
        self._remove_if_unchanged(keys=[self._waiting], args=[public_key, marked_at])

    def first(self, name: str, seconds: float) -> bool:
        """Whether nobody has done `name` for so many seconds; of many workers that ask at once, one is told yes."""
        return bool(self.redis.set(self._once + name, b"1", nx=True, px=int(seconds * 1000)))

    def _send(self, task: str, *args: str) -> None:
        message = Message(uuid4().hex, task, None, 0, 0, None, args, {})
        self.huey.storage.enqueue(self.huey.serializer.serialize(message))

    def _quietly(self, action: Callable[[], object]) -> None:
        try:
            action()
        except redis.RedisError as error:
            log.warning("queue_is_unreachable", error=type(error).__name__)
