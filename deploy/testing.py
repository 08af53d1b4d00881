"""Running pytest, with or without servers of its own."""

import signal
import sys
from collections.abc import Mapping, Sequence

from deploy.embedded import process, throwaway
from deploy.paths import HOUSE

FAST = ("tests/logic", "tests/house")
# What means that the caller has decided how many run at once.
SAYS_HOW_MANY = ("-n", "--numprocesses", "--pdb", "-s", "--capture=no")


def fast(arguments: Sequence[str], environment: Mapping[str, str]) -> int:
    """What needs no server: seconds."""
    return pytest([*FAST, "-m", "not slow", *arguments], environment)


def whole(arguments: Sequence[str], environment: Mapping[str, str], closing_words: list[str] | None = None) -> int:
    """Everything, or what the arguments name, on servers that are gone afterwards."""
    if environment.get("TEST_SUPERUSER_URL") and environment.get("TEST_REDIS_URL"):
        return pytest(arguments, environment, closing_words)
    with throwaway() as services:
        addresses = {
            "TEST_SUPERUSER_URL": services.superuser_url(),
            "TEST_REDIS_URL": services.redis_url,
            "PG_BIN": str(services.pg_bin("")),
        }
        return pytest(arguments, {**environment, **addresses}, closing_words)


def pytest(arguments: Sequence[str], environment: Mapping[str, str], closing_words: list[str] | None = None) -> int:
    """Run pytest in a process of its own, so that none of our state is in its way.

    With `closing_words` its last line goes there instead of to the screen.
    """
    workers = () if any(argument.startswith(SAYS_HOW_MANY) for argument in arguments) else ("-n", "2")
    child = process.start(
        [sys.executable, "-m", "pytest", *workers, *arguments],
        death_signal=signal.SIGTERM,
        stdin=None,
        output=None if closing_words is None else process.PIPE,
        environment=environment,
        folder=HOUSE,
        own_session=False,
    )
    try:
        if closing_words is not None:
            _tell_all_but_the_last_line(child, closing_words)
        return child.wait()
    finally:
        process.stop(child, signal.SIGINT, signal.SIGTERM)


def _tell_all_but_the_last_line(child: process.Process, closing_words: list[str]) -> None:
    held = ""
    for line in (raw.decode(errors="replace") for raw in child.stdout or ()):
        if line.strip():
            print(held, end="", flush=True)
            held = ""
        held += line
    closing_words.append(held.strip())
