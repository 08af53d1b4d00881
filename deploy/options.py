"""The options that verbs share."""

import argparse
import os
from pathlib import Path

from deploy.paths import DEFAULT_DATA


def bare_parser(verb: str, docstring: str | None) -> argparse.ArgumentParser:
    """A parser whose help is the verb's docstring."""
    return argparse.ArgumentParser(
        prog=f"./dev {verb}", description=docstring, formatter_class=argparse.RawDescriptionHelpFormatter
    )


def parser(verb: str, docstring: str | None) -> argparse.ArgumentParser:
    """The same with `--data`."""
    made = bare_parser(verb, docstring)
    made.add_argument("--data", type=Path, default=DEFAULT_DATA, metavar="DIR", help="where data lives (default: var)")
    return made


def server_parser(verb: str, docstring: str | None) -> argparse.ArgumentParser:
    """The same for a verb that starts a web server."""
    made = parser(verb, docstring)
    made.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: this machine only)")
    made.add_argument("--port", type=port, default=8000, metavar="N", help="the port to listen on (default: 8000)")
    made.add_argument(
        "--workers", type=count, default=_cores(), metavar="N", help="web processes (default: one a core)"
    )
    return made


def port(text: str) -> int:
    number = int(text)
    if not 0 < number < 65536:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return number


def count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("there must be at least one")
    return number


def _cores() -> int:
    return len(os.sched_getaffinity(0))
