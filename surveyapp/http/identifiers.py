"""`<uuid:...>` in a rule takes any segment, so that a malformed id is answered as one and not as an unknown address
(B21).
"""

from __future__ import annotations

from uuid import UUID

from flask import request
from werkzeug.routing import BaseConverter

from surveyapp import problems


class MalformedId(str):
    """A segment where a UUID belongs."""


class UuidConverter(BaseConverter):
    def to_python(self, value: str) -> UUID | MalformedId:
        try:
            return UUID(value) if len(value) == 36 else MalformedId(value)
        except ValueError:
            return MalformedId(value)

    def to_url(self, value: object) -> str:
        return str(value)


def refuse_malformed() -> None:
    """Raise malformed_id when the address that was matched holds one."""
    wrong = [name for name, value in (request.view_args or {}).items() if isinstance(value, MalformedId)]
    if wrong:
        raise problems.malformed_id(
            errors=[{"parameter": name, "code": "malformed_id", "detail": "Not a UUID."} for name in wrong]
        )


def last_id(view_args: dict[str, object]) -> UUID | None:
    """The innermost id of the address: what the request is about."""
    ids = [value for value in view_args.values() if isinstance(value, UUID)]
    return ids[-1] if ids else None
