"""What follows what: event -> the kinds of job that it starts, on one screen.

The rows are inserted inside the transaction that announces the event and share its fate; their arguments are the
event's own fields, ids all of them.
"""

from dataclasses import asdict
from functools import partial

from surveyapp import events
from surveyapp.events import Event
from surveyapp.jobs import service as jobs
from surveyapp.transaction import after_commit
from tasks.queue import Queue

JOBS: dict[type[Event], tuple[str, ...]] = {
    events.SurveyDeleted: ("remove_exports",),
}

_queues: list[Queue] = []


def bind(queue: Queue) -> None:
    """Send hints through `queue` and have the table above hold, in this process."""
    _queues[:] = [queue]
    jobs.bind_queue(queue)
    events.subscribe(events.OrganizationRegistered, provision)
    for kind in JOBS:
        events.subscribe(kind, start_jobs)


def start_jobs(event: Event) -> None:
    """Start what the table says for this event."""
    arguments = {name: str(value) for name, value in asdict(event).items()}
    for kind in JOBS[type(event)]:
        jobs.start(kind, arguments, actor=None)


def provision(event: events.OrganizationRegistered) -> None:
    """A new organization has no schema yet for a row: its own row, in state `provisioning`, is the job."""
    after_commit(partial(_queues[0].hint_provisioning, event.organization_id))
