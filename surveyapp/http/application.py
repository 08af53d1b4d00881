"""Flask without what no route of ours uses, since every request would pay for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, Request
from flask.sessions import NullSession, SessionInterface


class NoSession(SessionInterface):
    """No signed cookie: who calls is in a bearer token, and a page's cookies are its own."""

    def open_session(self, app: Flask, request: Request) -> NullSession:
        return NullSession()


class Application(Flask):
    """Every view and hook is a plain function, so none has to be asked whether it is a coroutine."""

    session_interface = NoSession()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func
