"""The queue of hints, in Redis through Huey.

Sending a hint never fails its caller: without Redis a job waits for a sweep, and the request that asked goes on.
"""

from collections.abc import Callable
from uuid import UUID, uuid4

import redis
import structlog
from huey import RedisHuey
from huey.registry import Message

from tasks.marks import Marks
from tasks.serializer import SignedJson

log = structlog.get_logger(__name__)

RUN_JOB, PROVISION = "tasks.job.run", "tasks.provisioning.run"


class Queue:
    """Hints for workers, the organizations that have work waiting or something to be counted (`uncounted`), and who
    does what comes round by the clock.

    `name` keeps several installations (and tests) on one Redis apart.
    """

    def __init__(self, redis_url: str, name: str = "surveyapp") -> None:
        pool = redis.ConnectionPool.from_url(redis_url, socket_timeout=5, socket_connect_timeout=2)
        self.huey = RedisHuey(name, connection_pool=pool, results=False, serializer=SignedJson())
        self.redis: redis.Redis = redis.Redis(connection_pool=pool)
        self.uncounted = Marks(self.redis, f"{name}:uncounted")
        self._waiting = Marks(self.redis, f"{name}:jobs:waiting")
        self._once = f"{name}:once:"

    def register(self, task: str, run: Callable[..., None]) -> None:
        """Have this process do what messages called `task` ask for."""
        module, _, function = task.rpartition(".")
        self.huey.task(name=function, __module__=module)(run)

    def mark(self, public_key: str) -> None:
        """Remember that an organization has work waiting: the fast sweep visits it until it has none."""
        self._quietly(lambda: self._waiting.add([public_key]))

    def mark_uncounted(self, public_key: str) -> None:
        """Remember that an organization has something waiting to be counted."""
        self._quietly(lambda: self.uncounted.add([public_key]))

    def hint(self, public_key: str, job_id: UUID, kind: str) -> None:
        """Have a worker look at this job now."""
        self._quietly(lambda: self._send(RUN_JOB, public_key, str(job_id), kind))

    def hint_provisioning(self, organization_id: UUID) -> None:
        """Have a worker set this organization up now."""
        self._quietly(lambda: self._send(PROVISION, str(organization_id)))

    def marked(self) -> list[tuple[str, int]]:
        """(public key, when it was marked in ms) of the organizations with work waiting."""
        return self._waiting.all()

    def unmark(self, public_key: str, marked_at: int) -> None:
        """Forget an organization, unless it was marked again since."""
        self._waiting.remove(public_key, marked_at)

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
