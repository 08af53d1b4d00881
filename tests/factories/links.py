"""A published survey and links to it, made over the API."""

from __future__ import annotations

from typing import Any

from tests.api import Caller
from tests.factories.surveys import WORK, Author, author


def published(caller: Caller, document: object = WORK) -> Author:
    """A survey that respondents could answer, had they a link."""
    written = author(caller, document=document)
    written.publish()
    return written


def link(written: Author, **values: Any) -> dict[str, Any]:
    """A new link as the API tells it: with its addresses, which it never tells again."""
    reply = written.caller.post(f"{written.path}/links", json=values)
    assert reply.status_code == 201, reply.get_json()
    return reply.get_json()


def token_of(made: dict[str, Any]) -> str:
    return made["api_url"].rpartition("/")[2]
