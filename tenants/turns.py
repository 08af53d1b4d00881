"""A request's turn among those that a process runs at a time, and giving it up where one only waits.

Whoever admits requests (`deploy/admission.py`) says so here; whoever has little left to do but to wait, for the disk or
for other requests, gives the turn up, so that those can come in.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_given_up_by: ContextVar[Callable[[], None] | None] = ContextVar("_given_up_by", default=None)


@contextmanager
def turn(release: Callable[[], None]) -> Iterator[None]:
    """What runs inside has a turn; `release` is called once, when it is given up or at the end."""
    token = _given_up_by.set(release)
    try:
        yield
    finally:
        give_up()
        _given_up_by.reset(token)


def give_up() -> None:
    """Let another request run from here on; without a turn, nothing happens."""
    release = _given_up_by.get()
    if release is not None:
        _given_up_by.set(None)
        release()
