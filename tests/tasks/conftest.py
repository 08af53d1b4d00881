"""A queue on this worker's Redis, bound as the application binds it, and kinds of job that only tests have."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tasks import job, subscriptions
from tasks.queue import Queue


@pytest.fixture
def queue(app, redis_url: str) -> Iterator[Queue]:
    made = Queue(redis_url)
    subscriptions.bind(made)
    yield made
    made.redis.close()


@pytest.fixture
def kind(app, monkeypatch) -> Callable[..., None]:
    """`kind("count", work, attempts=3)` has this process do jobs of that kind."""

    def register(name: str, work: job.Work, attempts: int = 3) -> None:
        monkeypatch.setitem(job.KINDS, name, job.Kind(attempts, work))

    return register


@pytest.fixture(autouse=True)
def nobody_stops() -> Iterator[None]:
    yield
    job.stopping.clear()
