"""What a full server says to whom it turns away: a problem to programs, a page to a respondent's browser.

Both cost next to nothing, and both say when to come back.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import orjson
from flask import Flask
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from surveyapp import problems
from surveyapp.http.headers import missing
from surveyapp.pages.views.crowded import Crowded
from tenants.columns import new_id

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

Headers = list[tuple[str, str]]

RETRY_AFTER = "2"
PAGES = "/s/"
DETAIL = "More requests are under way than can be answered. Try again in a moment."


class Refusal:
    """Headers and body of the 503 that answers a request."""

    def __init__(self, app: Flask) -> None:
        self._crowded = Crowded(app)

    def __call__(self, environ: "WSGIEnvironment") -> tuple[Headers, bytes]:
        request_id = str(new_id())
        told, document = self._page(environ) if _wants_page(environ) else _problem(environ["PATH_INFO"], request_id)
        headers = [
            *told.items(),
            ("Content-Length", str(len(document))),
            ("X-Request-Id", request_id),
            ("Retry-After", RETRY_AFTER),
        ]
        return [*headers, *missing(headers, environ.get("wsgi.url_scheme", "http"))], document

    def _page(self, environ: "WSGIEnvironment") -> tuple[Mapping[str, str], bytes]:
        accepted = parse_accept_header(environ.get("HTTP_ACCEPT_LANGUAGE"), LanguageAccept)
        return self._crowded.page(environ["REQUEST_METHOD"], accepted.values())


def _wants_page(environ: "WSGIEnvironment") -> bool:
    return environ["PATH_INFO"].startswith(PAGES) and "text/html" in environ.get("HTTP_ACCEPT", "")


def _problem(path: str, request_id: str) -> tuple[Mapping[str, str], bytes]:
    kind = problems.service_is_unavailable
    told = {
        "type": f"/api/v1/problems#{kind.code}",
        "title": kind.title,
        "status": kind.status,
        "detail": DETAIL,
        "instance": path,
        "code": kind.code,
        "request_id": request_id,
        "errors": [],
    }
    return {"Content-Type": "application/problem+json"}, orjson.dumps(told)
