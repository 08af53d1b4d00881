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
from tasks.marks import Notes
from tasks.queue import Queue
from tenants.context import current

JOBS: dict[type[Event], tuple[str, ...]] = {
    events.SurveyDeleted: ("remove_exports",),
}

TO_COUNT = (events.ResponseBegun, events.ResponseMoved, events.ResponseSubmitted)
"""What the analyses count (I04): they find it by themselves, where they know to look."""

_queues: list[Queue] = []
_notes: list[Notes] = []


def bind(queue: Queue) -> None:
    """Send hints through `queue` and have the table above hold, in this process."""
    _queues[:] = [queue]
    _notes[:] = [Notes(queue.uncounted)]
    jobs.bind_queue(queue)
    events.subscribe(events.OrganizationRegistered, provision)
    for kind in JOBS:
        events.subscribe(kind, start_jobs)
    for happened in TO_COUNT:
        events.subscribe(happened, note_uncounted, writes=False)


def start_jobs(event: Event) -> None:
    """Start what the table says for this event."""
    arguments = {name: str(value) for name, value in asdict(event).items()}
    for kind in JOBS[type(event)]:
        jobs.start(kind, arguments, actor=None)


def provision(event: events.OrganizationRegistered) -> None:
    """A new organization has no schema yet for a row: its own row, in state `provisioning`, is the job."""
    after_commit(partial(_queues[0].hint_provisioning, event.organization_id))


def note_uncounted(event: Event) -> None:
    """Once it has committed, let the workers know where to look."""
    after_commit(partial(_notes[0].note, current().public_key))
