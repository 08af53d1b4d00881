"""The API as a plain client sees it: JSON over HTTP, every refusal an exception that quotes the problem."""

import hashlib
import http.client
import json
import time
from collections.abc import Mapping
from http.client import HTTPMessage
from typing import Any
from urllib.parse import urlsplit

PREFIX = "/api/v1"
PATIENCE = 30.0


class Refused(Exception):
    """The server said no: its status, its stable code and its words."""

    def __init__(self, what: str, status: int, problem: Mapping[str, Any]) -> None:
        self.status = status
        self.code = problem.get("code", "")
        faults = "; ".join(f"{fault.get('pointer')}: {fault.get('detail')}" for fault in problem.get("errors", []))
        super().__init__(f"{what}: {status} {self.code} {problem.get('detail', '')} {faults}".rstrip())


class Api:
    """One caller on one connection. `bearing` and `signed_in` give the same API as somebody else."""

    def __init__(self, base_url: str, token: str | None = None) -> None:
        self.base_url = base_url.rstrip("/")
        self._token = token
        address = urlsplit(self.base_url)
        secure = address.scheme == "https"
        connect = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        self._connection = connect(address.netloc, timeout=PATIENCE)

    def close(self) -> None:
        """End the connection, which everybody made of this one shares."""
        self._connection.close()

    def anonymous(self) -> "Api":
        """The API as nobody in particular."""
        return self.bearing(None)

    def bearing(self, token: str | None) -> "Api":
        """The API with another token, on the same connection."""
        other = Api(self.base_url, token)
        other._connection = self._connection
        return other

    def signed_in(self, email: str, password: str) -> "Api":
        """The API as a user."""
        return self.bearing(self.post("/auth/login", {"email": email, "password": password})["access_token"])

    def signed_in_soon(self, email: str, password: str) -> "Api":
        """The same, as soon as the organization is provisioned; registering may have answered 202 before it was."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return self.signed_in(email, password)
            except Refused as refusal:
                if refusal.status not in (403, 503) or time.monotonic() > deadline:
                    raise
            time.sleep(0.2)

    def get(self, path: str) -> Any:
        return self._call("GET", path)[0]

    def etag(self, path: str) -> str:
        """What `If-Match` has to say to change this."""
        return str(self._call("GET", path)[1]["ETag"])

    def post(
        self, path: str, body: object = None, *, key: str | None = None, headers: Mapping[str, str] | None = None
    ) -> Any:
        """`key` is the Idempotency-Key: the same call again answers what it answered before."""
        return self._call("POST", path, body, {**({"Idempotency-Key": key} if key else {}), **(headers or {})})[0]

    def patch(self, path: str, body: object) -> Any:
        return self._call("PATCH", path, body)[0]

    def upload(self, path: str, content: bytes, *, format: str, key: str) -> Any:
        """A file and the format that it is in; the same bytes under the same key are one upload."""
        boundary = hashlib.sha256(content).hexdigest()
        parts = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="format"\r\n\r\n{format}\r\n',
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="file"\r\n\r\n',
        )
        body = "".join(parts).encode() + content + f"\r\n--{boundary}--\r\n".encode()
        headers = {"Idempotency-Key": key, "Content-Type": f"multipart/form-data; boundary={boundary}"}
        return self._call("POST", path, body, headers)[0]

    def _call(
        self, method: str, path: str, body: object = None, headers: Mapping[str, str] | None = None
    ) -> tuple[Any, HTTPMessage]:
        """One exchange; a server that asks to wait is obeyed."""
        while True:
            status, answer, received = self._exchange(method, path, body, headers or {})
            if status != 429 or "Retry-After" not in received:
                break
            time.sleep(min(PATIENCE, float(received["Retry-After"])))
        if status >= 400:
            raise Refused(f"{method} {PREFIX}{path}", status, answer if isinstance(answer, dict) else {})
        return answer, received

    def _exchange(
        self, method: str, path: str, body: object, headers: Mapping[str, str]
    ) -> tuple[int, Any, HTTPMessage]:
        sent = {"Accept": "application/json", **headers}
        if self._token:
            sent["Authorization"] = f"Bearer {self._token}"
        payload = body if isinstance(body, bytes) else None
        if payload is None and body is not None:
            sent["Content-Type"] = "application/json"
            payload = json.dumps(body).encode()
        self._connection.request(method, PREFIX + path, payload, sent)
        reply = self._connection.getresponse()
        raw = reply.read()
        return reply.status, json.loads(raw) if raw else None, reply.headers
