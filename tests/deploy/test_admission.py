"""The front door by itself: who may come in, who is told to come back, and what is taken in before."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest

from deploy.admission import Admission


def refuse(environ):
    return [("Retry-After", "2")], b"full"


class Slow:
    """An application that stays inside until it is let go."""

    def __init__(self) -> None:
        self.may_go = threading.Event()
        self.inside = threading.Semaphore(0)

    def __call__(self, environ, start_response):
        self.inside.release()
        assert self.may_go.wait(30)
        start_response("200 OK", [])
        return [b"done"]


def asked(app, path: str = "/api/v1/surveys") -> tuple[str, dict[str, str], bytes]:
    told = []
    body = app({"PATH_INFO": path}, lambda status, headers: told.append((status, dict(headers))))
    return (*told[0], b"".join(body))


def test_one_more_than_may_wait_is_told_to_come_back():
    slow = Slow()
    app = Admission(slow, at_once=1, waiting=1, most_bytes=0, refuse=refuse)
    with ThreadPoolExecutor(2) as threads:
        admitted = [threads.submit(asked, app) for _ in range(2)]
        assert slow.inside.acquire(timeout=30)
        while app._inside < 2:
            time.sleep(0.01)
        status, headers, body = asked(app)
        slow.may_go.set()
        assert [each.result()[0] for each in admitted] == ["200 OK"] * 2
    assert (status, headers, body) == ("503 Service Unavailable", {"Retry-After": "2"}, b"full")


def test_who_waits_too_long_is_told_to_come_back_and_the_place_is_free_again():
    slow = Slow()
    app = Admission(slow, at_once=1, waiting=1, most_bytes=0, refuse=refuse, patience=0.05)
    with ThreadPoolExecutor(1) as threads:
        first = threads.submit(asked, app)
        assert slow.inside.acquire(timeout=30)
        assert asked(app)[0] == "503 Service Unavailable"
        slow.may_go.set()
        assert first.result()[0] == "200 OK"
    assert asked(app)[0] == "200 OK"


def test_health_is_answered_however_many_wait():
    slow = Slow()
    slow.may_go.set()
    app = Admission(slow, at_once=0, waiting=0, most_bytes=0, refuse=refuse)
    assert asked(app)[0] == "503 Service Unavailable"
    assert asked(app, "/healthz")[0] == "200 OK"


def test_an_application_that_fails_gives_its_turn_back():
    def failing(environ, start_response):
        raise ValueError

    app = Admission(failing, at_once=1, waiting=0, most_bytes=0, refuse=refuse)
    for _ in range(3):
        with pytest.raises(ValueError):
            app({"PATH_INFO": "/"}, None)


class Dribble:
    """A sender who stops half-way until somebody lets it go on."""

    def __init__(self) -> None:
        self.may_go_on = threading.Event()
        self.asked = threading.Semaphore(0)
        self.pieces = [b"first ", b"second", b""]

    def read(self, size: int) -> bytes:
        self.asked.release()
        if len(self.pieces) < 3:
            assert self.may_go_on.wait(30)
        return self.pieces.pop(0)


def echo(environ, start_response):
    start_response("200 OK", [("X-Length", environ["CONTENT_LENGTH"])])
    return [environ["wsgi.input"].read()]


def sent(app, stream, **announced: str) -> tuple[str, dict[str, str], bytes]:
    told = []
    environ = {"PATH_INFO": "/", "wsgi.input": stream, **announced}
    reply = app(environ, lambda status, headers: told.append((status, dict(headers))))
    return (*told[0], b"".join(reply))


def test_who_sends_slowly_takes_no_turn_until_everything_is_there():
    app = Admission(echo, at_once=1, waiting=1, most_bytes=100, refuse=refuse)
    slow = Dribble()
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(sent, app, slow, CONTENT_LENGTH="12")
        assert slow.asked.acquire(timeout=30)
        assert sent(app, BytesIO(b"quick"), CONTENT_LENGTH="5")[2] == b"quick"
        slow.may_go_on.set()
        assert waiting.result()[2] == b"first second"


def test_a_body_that_breaks_off_is_not_passed_on():
    app = Admission(echo, at_once=1, waiting=0, most_bytes=100, refuse=refuse)
    assert sent(app, BytesIO(b"I live in Ber"), CONTENT_LENGTH="16")[0] == "400 Bad Request"
    assert sent(app, BytesIO(b"I live in Berlin"), CONTENT_LENGTH="16")[0] == "200 OK"


def test_a_body_of_unknown_length_is_read_only_as_far_as_shows_that_it_is_too_large():
    stream = BytesIO(b"x" * 1_000_000)
    app = Admission(echo, at_once=1, waiting=0, most_bytes=100_000, refuse=refuse)
    length = int(sent(app, stream, HTTP_TRANSFER_ENCODING="chunked")[1]["X-Length"])
    assert 100_000 < length == stream.tell() < 200_000


def test_a_body_that_announces_itself_as_too_large_is_left_unread():
    stream = BytesIO(b"x" * 1000)
    sent(
        Admission(lambda *_: _[1]("413", []) or [], at_once=1, waiting=0, most_bytes=10, refuse=refuse),
        stream,
        CONTENT_LENGTH="1000",
    )
    assert stream.tell() == 0
