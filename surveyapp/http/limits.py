"""Rate limits: who is counted, and what a route may ask for. Storage is Redis; without Redis each process counts alone,
so an outage loosens the limits by the number of processes and never lifts them (DESIGN 10).
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from flask import Flask, request
from flask_limiter import Limiter


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
    key_func=caller, in_memory_fallback_enabled=True, headers_enabled=True, strategy="moving-window"
)


def register(app: Flask) -> None:
    limiter.init_app(app)


def limited(view: Callable[..., Any], limit: str | None) -> Callable[..., Any]:
    """`view` under `limit` ("10 per minute"), counted by address."""
    decorated: Callable[..., Any] = limiter.limit(limit)(view) if limit else view
    return decorated
