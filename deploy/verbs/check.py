"""Do all that CI does: lint, format, types, contracts, bandit, and the tests (which run the README's commands too).

Every step runs, also after one has failed. The last line is pytest's own.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from deploy import options
from deploy.embedded import process
from deploy.paths import HOUSE
from deploy.processes import ending_in_order
from deploy.testing import whole

PYTHON = ("surveyapp", "tenants", "migrations", "tasks", "deploy", "wsgi.py")
TOOLS: dict[str, tuple[str, ...]] = {
    "lint (ruff)": ("ruff", "check", "--quiet", "."),
    "format (ruff)": ("ruff", "format", "--quiet", "--check", "--diff", "."),
    "types (mypy)": ("mypy", *(part for folder in PYTHON[:-1] for part in ("-p", folder))),
    "contracts (import-linter)": ("lint-imports", "--no-cache"),
    "security (bandit)": ("bandit", "--quiet", "--recursive", "--configfile", "security/bandit.yaml", *PYTHON),
}


@dataclass(frozen=True)
class Step:
    """One step's name, whether it found no fault, and how long it took."""

    name: str
    passed: bool
    seconds: float

    def __str__(self) -> str:
        return f"{'passed' if self.passed else 'FAILED'}  {self.name:<28} {self.seconds:6.1f} s"


def run(arguments: list[str]) -> int:
    """Print each step with its duration; 1 when any has failed."""
    options.bare_parser("check", __doc__).parse_args(arguments)
    closing_words: list[str] = []
    with ending_in_order():
        steps = [_timed(name, partial(_run_tool, tool)) for name, tool in TOOLS.items()]
        steps.append(_timed("tests (pytest)", lambda: whole([], os.environ, closing_words)))
    print("\n".join(["", *map(str, steps), *closing_words]), flush=True)
    return 0 if all(step.passed for step in steps) else 1


def _timed(name: str, action: Callable[[], int]) -> Step:
    print(f"== {name}", flush=True)
    started = time.monotonic()
    step = Step(name, action() == 0, time.monotonic() - started)
    print(step, flush=True)
    return step


def _run_tool(tool: tuple[str, ...]) -> int:
    child = process.start(
        [str(Path(sys.prefix, "bin", tool[0])), *tool[1:]],
        death_signal=signal.SIGTERM,
        environment=os.environ,
        folder=HOUSE,
        own_session=False,
    )
    try:
        return child.wait()
    finally:
        process.stop(child, signal.SIGINT, signal.SIGTERM)
