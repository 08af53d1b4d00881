"""Rate limits: who is counted, and what a route may ask for. Storage is Redis; without Redis each process counts alone,
so an outage loosens the limits by the number of processes and never lifts them (DESIGN 10). A Redis that hangs is
waited for a second, and again after 1, 2, 4 ... seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from http.client import TOO_MANY_REQUESTS
from typing import Any

from flask import Flask, Response, request
from flask_limiter import HeaderNames, Limiter

SECONDS = "X-RateLimit-Retry-After"


def caller() -> str:
    """The address that calls. Behind proxies, `TRUSTED_PROXIES` decides which one that is."""
    return request.remote_addr or "unknown"


def credentials() -> str:
    """The bearer token that calls, hashed, or else the address."""
    token = request.headers.get("Authorization")
    return sha256(token.encode("utf-8", "replace")).hexdigest()[:32] if token else caller()


class DeclaredLimiter(Limiter):
    """Only routes that declare a limit are looked at: their decorator asks, the hook before every request need not."""

    def _check_request_limit(self, callable_name: str | None = None, in_middleware: bool = True) -> None:
        if not in_middleware:
            super()._check_request_limit(callable_name, in_middleware)


limiter = DeclaredLimiter(
    key_func=caller,
    in_memory_fallback_enabled=True,
    headers_enabled=True,
    header_name_mapping={HeaderNames.RETRY_AFTER: SECONDS},
    strategy="moving-window",
)


def register(app: Flask) -> None:
    """Ours is told of a reply after the limiter's, which is registered later."""
    app.after_request(_say_when)
    limiter.init_app(app)


def _say_when(response: Response) -> Response:
    """Retry-After belongs to replies that were in vain; the limiter would say it with every one."""
    seconds = response.headers.pop(SECONDS, None)
    if seconds is not None and response.status_code == TOO_MANY_REQUESTS:
        response.headers["Retry-After"] = seconds
    return response


def limited(view: Callable[..., Any], limit: str | None) -> Callable[..., Any]:
    """`view` under `limit` ("10 per minute"), counted by address."""
    decorated: Callable[..., Any] = limiter.limit(limit)(view) if limit else view
    return decorated
