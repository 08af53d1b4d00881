"""The real worker with one more kind of job: it leaves a trace, then waits for a word in Redis."""

from __future__ import annotations

import os
import time

import redis

from surveyapp.audit import service as audit
from surveyapp.jobs.service import Claim, Progress
from surveyapp.permissions import Actor
from tasks import worker
from tasks.job import job

GO = "tests:go"


@job("wait", attempts=3)
def wait(held: Claim, progress: Progress) -> None:
    client = redis.Redis.from_url(os.environ["REDIS_URL"])
    audit.record(Actor(), "created", "job", held.id, "trace")
    while not client.exists(GO):
        progress(1, 2)
        time.sleep(0.05)


if __name__ == "__main__":
    worker.main()
