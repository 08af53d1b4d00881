"""Whether a web server can start at an address, and when it has."""

import ipaddress
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable

from deploy.embedded import EmbeddedError

PATIENCE = 90.0


def address(host: str, port: int) -> str:
    """The URL of a server about to start there; raises EmbeddedError where another one is listening.

    Asked beforehand, because the web server shares its port between its workers and would share it with a stranger.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise EmbeddedError(f"Cannot listen on {host}:{port}: {error.strerror}. Try another --port.") from error
    return f"http://{_reached(host)}:{port}"


def _reached(host: str) -> str:
    """How to name the host in an address: a server that listens everywhere also listens here."""
    try:
        named = ipaddress.ip_address(host)
    except ValueError:
        return host
    if named.is_unspecified:
        named = ipaddress.ip_address("127.0.0.1" if named.version == 4 else "::1")
    return f"[{named}]" if named.version == 6 else str(named)


def wait_until_ready(base_url: str, *fallen: Callable[[], str | None]) -> None:
    """Return once the server says that it can serve; raises EmbeddedError when something ends or it takes too long."""
    deadline = time.monotonic() + PATIENCE
    while not _is_ready(base_url):
        for question in fallen:
            if name := question():
                raise EmbeddedError(f"{name} has ended while starting; its log says why.")
        if time.monotonic() > deadline:
            raise EmbeddedError(f"{base_url} did not become ready within {PATIENCE:.0f} seconds.")
        time.sleep(0.1)


def _is_ready(base_url: str) -> bool:
    """Straight to the server: a proxy of the environment is for the world outside."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"{base_url}/readyz", timeout=5) as response:  # nosec B310  # an http address of our own making
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False
