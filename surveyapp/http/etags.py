"""Optimistic concurrency: every part of a survey shares the survey's revision as its ETag (DESIGN 8)."""

from __future__ import annotations

import re

from flask import Response, g, request

from surveyapp import problems

_STRONG = re.compile(r'^"(\d{1,18})"$')


def expected() -> int:
    """The revision in If-Match. Raises precondition_is_required without one; `*` and foreign ETags are stale."""
    header = request.headers.get("If-Match")
    if header is None:
        raise problems.precondition_is_required()
    match = _STRONG.match(header.strip())
    if match is None:
        raise problems.etag_is_stale("If-Match is not an ETag of this resource.")
    return int(match.group(1))


def check(revision: int) -> None:
    """Raise etag_is_stale unless If-Match names `revision`."""
    if expected() != revision:
        raise problems.etag_is_stale(headers={"ETag": etag(revision)})


def set_(revision: int) -> None:
    """Send `revision` as the reply's ETag."""
    g.revision = revision


def etag(revision: int) -> str:
    return f'"{revision}"'


def apply(response: Response) -> Response:
    """Put the ETag on the reply; answer a GET that already has it with 304."""
    revision = g.get("revision")
    if revision is None:
        return response
    response.headers["ETag"] = etag(revision)
    if request.method in ("GET", "HEAD") and response.status_code == 200:
        response.make_conditional(request)
    return response
