"""Rate limits hold where a route declares one, and nowhere else is anything counted."""

from __future__ import annotations

import pytest
import redis

from surveyapp.app import create_app
from surveyapp.config import Config
from surveyapp.http.limits import limiter
from tests.api import Caller


@pytest.fixture
def limited(environment, app):
    """An application with rate limits, on the same database, nothing counted so far."""
    limited = create_app(Config.from_environment({**environment, "RATE_LIMITS": "true"}))
    limiter.reset()
    yield limited
    limiter.reset()
    create_app(Config.from_environment(environment))


def test_a_declared_limit_is_held_and_says_when_to_come_back(limited):
    replies = [Caller(limited).get("/auth/activate/nobodys") for _ in range(31)]
    assert [reply.status_code for reply in replies[:30]] == [410] * 30
    assert replies[30].status_code == 429 and int(replies[30].headers["Retry-After"]) > 0


def test_a_reply_within_the_limit_does_not_say_when_to_come_back(limited):
    reply = Caller(limited).post("/auth/refresh", json={"refresh_token": "nobodys"})
    assert reply.status_code == 401 and "X-RateLimit-Limit" in reply.headers
    assert "Retry-After" not in reply.headers


def test_a_limit_holds_while_redis_does_not_answer(limited, monkeypatch):
    def hang(*args):
        raise redis.TimeoutError

    monkeypatch.setattr(limiter.storage, "acquire_entry", hang)
    monkeypatch.setattr(limiter.storage, "check", lambda: False)
    replies = [Caller(limited).get("/auth/activate/nobodys") for _ in range(31)]
    assert [reply.status_code for reply in replies] == [410] * 30 + [429]


def test_a_route_without_a_limit_is_not_counted(limited):
    reply = Caller(limited).get("/problems")
    assert reply.status_code == 200 and "X-RateLimit-Limit" not in reply.headers
