"""The examples of docs/api.md, sent in their order as they stand there, do what the page says (S12)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import getitem
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from deploy.paths import HOUSE
from tests.api import PREFIX, Caller
from tests.factories.accounts import PASSWORD, provisioning_worker

PAGE = (HOUSE / "docs" / "api.md").read_text()
REQUEST = re.compile(r"^(GET|POST|PUT|PATCH|DELETE) (\S+)\s*(?:^If-Match: (\S+)\n)?", re.MULTILINE)
PROMISED = re.compile(r"\s*-> (\d{3})")


@dataclass(frozen=True)
class Example:
    """One request of the page, and the status that it promises (any success where it says none)."""

    method: str
    path: str
    if_match: str | None
    body: Any
    status: int | None


def examples() -> Iterator[Example]:
    for block in re.findall(r"^```http\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL):
        for found in REQUEST.finditer(block):
            rest = block[found.end() :]
            body, end = json.JSONDecoder().raw_decode(rest) if rest.startswith("{") else (None, 0)
            promised = PROMISED.match(rest[end:])
            yield Example(found[1], found[2], found[3], body, int(promised[1]) if promised else None)


class Reader:
    """Somebody who follows the page and fills in what earlier replies gave."""

    def __init__(self, app: Flask) -> None:
        self.caller = Caller(app)
        self.known: dict[str, Any] = {}

    def send(self, example: Example) -> TestResponse:
        path, etag = self.filled_in(example.path), self.filled_in(example.if_match or "") or None
        path = path[path.index(PREFIX) + len(PREFIX) :]
        self.caller.token = self.known.get("session_token" if path.startswith("/respond/") else "access_token")
        reply = self.caller.open(example.method, path, json=self.with_password(example.body), if_match=etag)
        self.known |= reply.json
        return reply

    def filled_in(self, text: str) -> str:
        return re.sub(r"\{([\w.]+)\}", lambda name: str(reduce(getitem, name[1].split("."), self.known)), text)

    def with_password(self, body: Any) -> Any:
        return {**body, "password": PASSWORD} if body and "password" in body else body


def test_every_example_works_as_the_page_says(app):
    reader, told = Reader(app), list(examples())
    with provisioning_worker():
        for example in told:
            reply = reader.send(example)
            assert reply.status_code < 300, (example, reply.json)
            assert reply.status_code == (example.status or reply.status_code), example
    assert len(told) == 9
    assert reader.known["status"] == "completed"
