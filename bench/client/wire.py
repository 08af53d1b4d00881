"""HTTP/1.1 on one kept-alive connection: requests rendered once, replies taken apart by hand."""

import json
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Request:
    """`label` is what the figures are gathered by."""

    label: str
    payload: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


def request(label: str, method: str, path: str, body: Any = None, token: str | None = None, **headers: str) -> Request:
    """Keywords are further headers, their underscores hyphens."""
    content = b"" if body is None else json.dumps(body).encode()
    sent = {"Host": "bench.example", "User-Agent": "surveyapp-bench", **_named(headers)}
    if token:
        sent["Authorization"] = f"Bearer {token}"
    if body is not None:
        sent |= {"Content-Type": "application/json", "Content-Length": str(len(content))}
    lines = "".join(f"{name}: {value}\r\n" for name, value in sent.items())
    return Request(label, f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + content)


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


@dataclass(slots=True)
class Connection:
    """A blocking socket that is read only when there is something; one request is in flight at a time."""

    host: str
    port: int
    stream: socket.socket = field(init=False)
    _received: bytearray = field(default_factory=bytearray)

    def __post_init__(self) -> None:
        self.stream = socket.create_connection((self.host, self.port), timeout=30)
        self.stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def fileno(self) -> int:
        return self.stream.fileno()

    def send(self, sent: Request) -> None:
        self.stream.sendall(sent.payload)

    def receive(self) -> Reply | None:
        """What has arrived, once it is whole. Raises ConnectionError when the server has gone."""
        arrived = self.stream.recv(262144)
        if not arrived:
            raise ConnectionError("the server closed the connection")
        self._received += arrived
        end = self._received.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = bytes(self._received[:end])
        length = _length(head)
        if len(self._received) < end + 4 + length:
            return None
        reply = Reply(int(head[9:12]), bytes(self._received[end + 4 : end + 4 + length]))
        self._received.clear()
        return reply

    def close(self) -> None:
        self.stream.close()


def _length(head: bytes) -> int:
    """Every reply of ours names its length, except those that have no body."""
    _, found, rest = head.lower().partition(b"\r\ncontent-length:")
    return int(rest.partition(b"\r\n")[0]) if found else 0
