"""From a source in some format to a survey of ours."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from surveyapp import problems
from surveyapp.builder import service as builder
from surveyapp.formats.service import surveyjs, xlsform
from surveyapp.formats.service.report import Imported, Unreadable
from surveyapp.permissions import Actor

OWN = "surveyapp"
READERS: Mapping[str, Callable[[Any], Imported]] = {"surveyjs": surveyjs.read, "xlsform": xlsform.read}
"""By format; our own document needs no reader, the builder takes it as it is."""

IN_FILES: frozenset[str] = frozenset(("xlsform",))
"""Formats that are a file by nature; their readers take bytes. The others are JSON, in a file or in the request."""


@dataclass(frozen=True, slots=True)
class Made:
    """The survey that an import made, what the names of its source became, and the report."""

    survey: Any
    names: Mapping[str, str]
    report: list[dict[str, Any]]


def import_(format: str, *, document: object = None, file: bytes | None = None, actor: Actor) -> Made:
    """A new draft from a source: a `document` of the request, or a `file`.

    Raises definition_is_invalid, with pointers into the source from `/document` or `/file` on, for a source that
    cannot be read; nothing is stored then.
    """
    at = "/document" if file is None else "/file"
    source = document if file is None else file if format in IN_FILES else _json(file)
    if format == OWN:
        return _as_it_is(source, at, actor)
    try:
        read = READERS[format](source)
    except Unreadable as error:
        faults = [{**fault, "pointer": at + fault["pointer"]} for fault in error.faults]
        raise problems.definition_is_invalid(errors=faults) from None
    made = builder.import_(read.document, at=at, actor=actor)
    return Made(made.survey, read.names, [loss.to_json() for loss in read.report])


def _as_it_is(source: object, at: str, actor: Actor) -> Made:
    """Our own document loses nothing; the report is what the engine would have its author look at."""
    made = builder.import_(source, at=at, actor=actor)
    return Made(made.survey, made.names, [{**issue.to_json(), "place": issue.pointer} for issue in made.report])


def _json(file: bytes) -> object:
    try:
        return orjson.loads(file)
    except orjson.JSONDecodeError as error:
        detail = f"{error.msg} at line {error.lineno}, column {error.colno}."
        fault = {"pointer": "/file", "code": "malformed_json", "detail": detail}
        raise problems.definition_is_invalid(errors=[fault]) from None
