"""The one shape of a finding, shared by definitions, answers and authoring advice.

An `Issue` names a place by JSON Pointer, says what is wrong by a stable code that clients branch on, and tells a
person in one sentence. Texts that go into it are made printable here: a lone surrogate in a hostile name must not
turn the refusal itself into a server error when it is written out as JSON.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

ERROR = "error"
PUBLISH = "publish"
WARNING = "warning"

QUOTE_LIMIT = 80


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding: `severity` is `error` (refused), `publish` (refused only when publishing) or `warning`. Inside an
    expression `position` says at which character, counted from 0."""

    pointer: str
    code: str
    detail: str
    severity: str = ERROR
    position: int | None = None

    def to_json(self) -> dict[str, Any]:
        """The members as a JSON object, `position` only where there is one."""
        told = {"pointer": self.pointer, "code": self.code, "detail": self.detail, "severity": self.severity}
        return told if self.position is None else {**told, "position": self.position}


class Refused(Exception):
    """A value that a field or an operator does not take: a code and a sentence, the place is added by the caller."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


def printable(text: object) -> str:
    """Text that always encodes as UTF-8, cut to a length fit for a message."""
    shown = text if isinstance(text, str) else type(text).__name__
    if len(shown) <= QUOTE_LIMIT and shown.isidentifier() and shown.isascii():
        return shown
    cut = shown if len(shown) <= QUOTE_LIMIT else shown[:QUOTE_LIMIT] + "..."
    return cut.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")


def quoted(value: object) -> str:
    """A value as a message may show it: short text and numbers as they are, anything else by its JSON type."""
    if isinstance(value, str):
        return f'"{printable(value)}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) or (isinstance(value, int) and -(10**18) < value < 10**18):
        return str(value)
    return json_type(value)


def json_type(value: object) -> str:
    """What JSON calls the type of a value, for messages."""
    if value is None:
        return "null"
    for kind, name in ((bool, "a boolean"), (int, "a number"), (float, "a number"), (str, "text"), (list, "a list")):
        if isinstance(value, kind):
            return name
    return "an object" if isinstance(value, dict) else "an unknown kind of value"


def point(pointer: str, *tokens: object) -> str:
    """A JSON Pointer extended by tokens, escaped as RFC 6901 asks.

    >>> point("/answers", "a/b")
    '/answers/a~1b'
    """
    for token in tokens:
        pointer += f"/{token}" if type(token) is int else f"/{_escaped(token)}"
    return pointer


def _escaped(token: object) -> str:
    shown = printable(token)
    return shown if shown.isidentifier() else shown.replace("~", "~0").replace("/", "~1")


def worst(issues: Iterable[Issue]) -> tuple[Issue, ...]:
    """Only the issues that refuse a save."""
    return tuple(issue for issue in issues if issue.severity == ERROR)
