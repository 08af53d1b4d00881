"""What goes out with every reply: the request's id, the security headers, the caching default."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, g, request

from tenants.db import new_id

_REQUEST_ID = re.compile(r"^[A-Za-z0-9._-]{1,64}$")
API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
DEFAULTS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": API_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
PLAIN = [(name.lower(), (name, value)) for name, value in DEFAULTS.items()]
SECURE = [*PLAIN, ("strict-transport-security", ("Strict-Transport-Security", "max-age=31536000; includeSubDomains"))]

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def register(app: Flask) -> None:
    app.before_request(name_request)
    app.after_request(tell_request)
    app.wsgi_app = completing(app.wsgi_app)  # type: ignore[method-assign,assignment]


def name_request() -> None:
    """Take the caller's X-Request-Id when it is harmless, else make one."""
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if _REQUEST_ID.match(given) else str(new_id())


def tell_request(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.get("request_id") or ""
    return response


def completing(app: WSGIApplication) -> WSGIApplication:
    """Add what the view has not set itself: a page brings its own policy, a download its own caching.

    On the way out of WSGI, where headers are a plain list: there it costs a tenth of what werkzeug's would.
    """

    def completed(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], error: Any = None, /) -> Callable[[bytes], object]:
            return start_response(status, [*headers, *missing(headers, environ["wsgi.url_scheme"])], error)

        return app(environ, start)

    return completed


def missing(headers: list[tuple[str, str]], scheme: str) -> list[tuple[str, str]]:
    """The defaults that a reply does not carry yet."""
    present = {name.lower() for name, _ in headers}
    wanted = SECURE if scheme == "https" else PLAIN
    return [header for name, header in wanted if name not in present]
