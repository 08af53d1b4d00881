"""The verbs of background work: asking for it (`asking`), and running it (`running`, for `tasks/` alone)."""

from surveyapp.jobs.queries import STALE_AFTER
from surveyapp.jobs.service.asking import Queue, bind_queue, cancel, get, listed, retry, start
from surveyapp.jobs.service.running import (
    Claim,
    Done,
    Progress,
    Taken,
    beat,
    claim,
    fail,
    forget_files,
    is_idle,
    release,
    succeed,
    waiting,
    withdraw,
)

__all__ = [
    "STALE_AFTER",
    "Claim",
    "Done",
    "Progress",
    "Queue",
    "Taken",
    "beat",
    "bind_queue",
    "cancel",
    "claim",
    "fail",
    "forget_files",
    "get",
    "is_idle",
    "listed",
    "release",
    "retry",
    "start",
    "succeed",
    "waiting",
    "withdraw",
]
