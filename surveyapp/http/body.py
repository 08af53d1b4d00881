"""What comes in: JSON read strictly, and marshmallow's findings as JSON Pointers, all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, NoReturn

import marshmallow
import orjson
from flask import Request, request
from webargs.flaskparser import FlaskParser

from surveyapp import problems

NUL_ESCAPE = b"\\u0000"
BODIES = ("json", "json_or_multipart")
CODES = (
    (re.compile(r"^Missing data"), "required"),
    (re.compile(r"^Unknown field"), "unknown_field"),
    (re.compile(r"^Field may not be null"), "null_not_allowed"),
    (re.compile(r"^Not a valid|^Invalid (input )?type|^Invalid (value|input)"), "wrong_type"),
    (re.compile(r"^(Shorter|Longer) than|^Length must"), "wrong_length"),
    (re.compile(r"^Must be (one of|greater|less|equal)"), "out_of_range"),
)


class Schema(marshmallow.Schema):
    """What every schema of ours is: unknown members are refused, never ignored; times end in Z (RFC 3339, UTC)."""

    class Meta:
        unknown = marshmallow.RAISE

    def on_bind_field(self, field_name: str, field_obj: marshmallow.fields.Field[Any]) -> None:
        if isinstance(field_obj, marshmallow.fields.DateTime):
            field_obj.SERIALIZATION_FUNCS = {**field_obj.SERIALIZATION_FUNCS, "iso": zulu}


class Flag(marshmallow.fields.Boolean):
    """true or false, and nothing that merely resembles them."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


def zulu(moment: datetime) -> str:
    """A moment in UTC, as RFC 3339 has it and JavaScript writes it."""
    return moment.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


def read_json(incoming: Request) -> Any:
    """The JSON body, or raise media_type_is_unsupported or malformed_json.

    An empty body counts as no body at all. PostgreSQL stores no U+0000, so text with one is refused here, for every
    route.
    """
    raw = incoming.get_data(cache=True)
    if not raw:
        return marshmallow.missing
    if not incoming.is_json:
        raise problems.media_type_is_unsupported()
    try:
        document = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise problems.malformed_json(f"{error.msg} at line {error.lineno}, column {error.colno}.") from None
    if NUL_ESCAPE in raw and (pointers := list(nul_pointers(document))):
        raise problems.invalid_input(
            errors=[_fault(p, "text_not_storable", "Text cannot hold U+0000.") for p in pointers]
        )
    return document


def nul_pointers(document: object) -> Iterator[str]:
    """Where a string (or a member's name) of the document holds U+0000. Iterative: depth is the sender's to choose."""
    waiting: list[tuple[str, object]] = [("", document)]
    while waiting:
        pointer, value = waiting.pop()
        if isinstance(value, str) and "\0" in value:
            yield pointer
        elif isinstance(value, dict):
            if any("\0" in key for key in value):
                yield pointer
            waiting += [(f"{pointer}/{escape(key)}", item) for key, item in value.items()]
        elif isinstance(value, list):
            waiting += [(f"{pointer}/{index}", item) for index, item in enumerate(value)]


def escape(name: object) -> str:
    """A member's name as one token of a JSON Pointer (RFC 6901)."""
    return str(name).replace("~", "~0").replace("/", "~1").replace("\0", "\ufffd")


class Parser(FlaskParser):
    """webargs with our JSON reader and our problems."""

    __location_map__ = {**FlaskParser.__location_map__, "json_or_multipart": "load_json_or_multipart"}
    DEFAULT_UNKNOWN_BY_LOCATION = {
        **dict.fromkeys(("json", "json_or_multipart", "files"), None),
        **dict.fromkeys(("query", "form"), marshmallow.RAISE),
    }

    def load_json_or_multipart(self, req: Request, schema: marshmallow.Schema) -> Any:
        """The members of a JSON body, or those of a form: a file as its bytes, anything else as text."""
        if req.mimetype != "multipart/form-data":
            return read_json(req)
        return {**req.form.to_dict(), **{name: file.read() for name, file in req.files.items()}}

    def load_json(self, req: Request, schema: marshmallow.Schema) -> Any:
        return read_json(req)

    def handle_error(self, error: marshmallow.ValidationError, *args: Any, **kwargs: Any) -> NoReturn:
        raise problems.invalid_input(errors=list(faults(error.messages))) from None


def faults(messages: Any) -> Iterator[dict[str, object]]:
    """marshmallow's nested messages as flat faults, each with its place: a JSON Pointer, or a query parameter's
    name.
    """
    located = messages if isinstance(messages, Mapping) else {"json": messages}
    for location, tree in located.items():
        for path, message in _leaves(tree, ()):
            pointer = "".join(f"/{escape(step)}" for step in path if step != "_schema")
            yield (
                _fault(pointer, code_of(message), message)
                if location in BODIES
                else {
                    "parameter": ".".join(map(str, path)),
                    "code": code_of(message),
                    "detail": message,
                }
            )


def code_of(message: str) -> str:
    """A stable code for a message of marshmallow's."""
    return next((code for pattern, code in CODES if pattern.search(message)), "invalid")


def _leaves(tree: Any, path: tuple[object, ...]) -> Iterator[tuple[tuple[object, ...], str]]:
    if isinstance(tree, Mapping):
        for step, branch in tree.items():
            yield from _leaves(branch, (*path, step))
    elif isinstance(tree, (list, tuple)):
        for message in tree:
            yield from _leaves(message, path)
    else:
        yield path, str(tree)


def _fault(pointer: str, code: str, detail: str) -> dict[str, object]:
    return {"pointer": pointer, "code": code, "detail": detail}


def refuse_hostile_address() -> None:
    """U+0000 in a path or a query never reaches a handler: PostgreSQL would refuse it with a driver's text."""
    if "\0" in request.path or "%00" in request.query_string.decode("latin-1"):
        raise problems.malformed_request("The address holds a U+0000.")
