"""An .xls file read in a process of its own, for xlrd follows what a damaged file says, at times for ever.

The process (`records`) gets the bytes and nothing else: no environment, no folder, no import of ours. It bounds its own
processor time and memory before it reads; the clock on the wall is watched here. What comes back is JSON. It costs
about 90 ms more than in process, nearly all of it the start of Python.
"""

import json
import subprocess  # nosec B404  # no shell, and no argument comes from a request
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Any, NamedTuple

from surveyapp.formats.service.report import Unreadable, unreadable

PROGRAM = Path(__file__).with_name("records.py")
PATIENCE = 30
"""Seconds on the wall; on a busy server the process gets less than one processor."""

DAMAGED = "This workbook cannot be read; it is damaged."


class Book(NamedTuple):
    """A workbook: by sheet the cells that compute, and `[type, value]` of every cell, None for an empty one."""

    names: list[str]
    datemode: int
    formulas: dict[str, list[list[int]]]
    rows: dict[str, list[list[Any]]]


def book(file: bytes, known: Collection[str], most_rows: int, most_columns: int) -> Book:
    """The sheets of these names (in lower case), or the only one. Raises `Unreadable`."""
    asked = (json.dumps(sorted(known)), str(most_rows), str(most_columns))
    told = json.loads(_told(file, *asked))
    if "refused" in told:
        raise unreadable("", *told["refused"])
    return Book(**told)


def _told(file: bytes, *asked: str) -> bytes:
    command = (sys.executable, "-I", str(PROGRAM), *asked)
    try:
        done = subprocess.run(  # nosec B603  # no shell; the file is on stdin
            command, input=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, cwd="/", timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        raise _damaged() from None
    if done.returncode:
        raise _damaged()
    return done.stdout


def _damaged() -> Unreadable:
    return unreadable("", "workbook_is_damaged", DAMAGED)
