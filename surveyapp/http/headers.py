"""What goes out with every reply: the request's id, the security headers, the caching default."""

from __future__ import annotations

import re

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
HSTS = "max-age=31536000; includeSubDomains"


def register(app: Flask) -> None:
    app.before_request(name_request)
    app.after_request(complete)


def name_request() -> None:
    """Take the caller's X-Request-Id when it is harmless, else make one."""
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if _REQUEST_ID.match(given) else str(new_id())


def complete(response: Response) -> Response:
    """Add what the view has not set itself: a page brings its own policy, a download its own caching."""
    response.headers["X-Request-Id"] = g.get("request_id") or ""
    for name, value in DEFAULTS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", HSTS)
    return response
