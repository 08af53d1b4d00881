"""Requests made to mislead: whose address it is, where a reply leads, how a body arrives. What bodies hold is tried in
the rooms (`test_hostile_input.py`).
"""

from __future__ import annotations

import socket
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.factories.responses import Published, published
from tests.pages.visitor import Visitor
from tests.server import Server

STRANGER = "evil.example"
LOGIN = "POST /api/v1/auth/login HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nConnection: close\r\n"


@pytest.fixture
def survey(app, tenant_a) -> Published:
    return published(tenant_a)


def test_the_address_to_continue_is_the_configured_one_whatever_host_was_asked_for(app, survey):
    visitor = Visitor(app, survey.link)
    visitor.page = visitor.client.get(visitor.path, headers={"Host": STRANGER})
    assert STRANGER not in visitor.page.get_data(as_text=True)
    assert f'value="http://localhost/s/{survey.link}/' in visitor.page.get_data(as_text=True)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/api/v1/docs",
        "/api//v1/docs",
        "//evil.example/api/v1/docs",
        "/s/{link}",
        "/s/{link}/",
        "/s/{link}//evil.example",
        "/s/{link}/%2f%2fevil.example",
        "/s/{link}/%5c%5cevil.example",
        "/s/{link}?lang=//evil.example&at=//evil.example",
    ],
)
def test_no_reply_leads_to_a_host_that_the_request_named(client, survey, path):
    reply = client.get(path.replace("{link}", survey.link), headers={"Host": STRANGER})
    assert reply.status_code < 500
    assert STRANGER not in reply.headers.get("Location", "")


def test_a_step_leads_to_no_other_host(app, survey):
    visitor = Visitor(app, survey.link)
    kept = [(name, value) for name, value in visitor.form.fields if name != "section"]
    strange = [("section", "//evil.example"), ("lang", "//evil.example"), ("action", "next")]
    reply = visitor.send([*kept, *strange], follow=False)
    assert reply.headers.get("Location", "/s/").startswith("/s/")


@pytest.mark.parametrize("place", ["/assets/x/", "/api/v1/docs/assets/", "/api/v1/docs/static/", "/s/"])
@pytest.mark.parametrize(
    "name",
    [
        "../../../../../../etc/passwd",
        "..%2f..%2f..%2f..%2fetc%2fpasswd",
        "%2e%2e/%2e%2e/app.py",
        "..%5c..%5capp.py",
        "/etc/passwd",
        "%252e%252e%252fapp.py",
        "survey.css%00.png",
        ".",
        "",
    ],
)
def test_no_address_leads_out_of_its_folder(client, place, name):
    assert client.get(place + name).status_code in (400, 404)


@pytest.mark.parametrize("given", ["<script>", "a\tb", "x" * 65, "é", "a b", "", "a;b"])
def test_a_request_id_that_could_do_harm_is_replaced(client, given):
    reply = client.get("/api/v1/nowhere", headers={"X-Request-Id": given.encode().decode("latin-1")})
    assert reply.headers["X-Request-Id"] not in ("", given)
    assert reply.get_json()["request_id"] == reply.headers["X-Request-Id"]


@pytest.fixture
def web(app, environment, tmp_path: Path) -> Iterator[Server]:
    """The server as `./dev serve` starts it: one process, one request at a time."""
    told = {name: value for name, value in environment.items() if name != "OWNER_DATABASE_URL"}
    started = Server(told, tmp_path / "web.log", "--threads", "1").wait()
    yield started
    started.stop()


def told(connection: socket.socket) -> bytes:
    """The first line of the reply."""
    connection.settimeout(30)
    return connection.makefile("rb").readline()


def sent(web: Server, request: str, *pieces: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", web.port))
    connection.sendall(request.encode() + b"\r\n" + b"".join(pieces))
    return connection


@pytest.mark.slow
def test_bodies_that_never_end_keep_nobody_else_waiting(web: Server):
    with ExitStack() as slow:
        for _ in range(20):
            slow.enter_context(sent(web, f"{LOGIN}Content-Length: 50\r\n", b"{"))
        time.sleep(1)
        with urllib.request.urlopen(f"{web.base_url}/api/v1/problems", timeout=30) as reply:
            assert reply.status == 200


@pytest.mark.slow
def test_three_megabytes_without_an_announced_length_are_too_large(web: Server):
    megabyte = b"100000\r\n" + b"x" * 0x100000 + b"\r\n"
    with sent(web, f"{LOGIN}Transfer-Encoding: chunked\r\n", b'1\r\n"\r\n', megabyte * 3) as connection:
        assert told(connection).split()[1] == b"413"


@pytest.mark.slow
@pytest.mark.parametrize("length", ["-1", "x", "99999999999999999999", "1, 2"])
def test_a_length_that_is_none_is_refused(web: Server, length):
    with sent(web, f"{LOGIN}Content-Length: {length}\r\n", b"{}") as connection:
        assert told(connection).split()[1] in (b"400", b"413")
