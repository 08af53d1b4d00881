"""Send a realistic crowd to a running server: load [--link URL ...] [--users N] [--seconds S] [--haste X].

Respondents arrive in a ramp and then in a rush of three times as many; they think, leave, come back and submit. Without
--link they answer the surveys of the `./dev demo` that runs on --data. Only servers of this machine are loaded. Prints
percentiles of each step; 1 when a request failed. Locust is installed into `.venv-bench` the first time.
"""

import argparse
import ipaddress
import json
import os
import signal
import socket
from urllib.parse import urlsplit

from bench.load import environment
from deploy import options
from deploy.embedded import EmbeddedError, process
from deploy.paths import HOUSE
from deploy.processes import ending_in_order

SERVER = "http://127.0.0.1:8000"


def run(arguments: list[str]) -> int:
    """Locust's own exit status."""
    given = _parser().parse_args(arguments)
    links = given.link or _links_of_the_demo(given)
    servers = {_server(link) for link in links}
    if len(servers) != 1:
        raise EmbeddedError("The links lead to several servers; load one at a time.")
    told = {
        "LOAD_LINKS": " ".join(map(_api_path, links)),
        "LOAD_USERS": str(given.users),
        "LOAD_SECONDS": str(given.seconds),
        "LOAD_HASTE": str(given.haste),
        "PYTHONPATH": str(HOUSE),
    }
    with ending_in_order():
        return _locust(servers.pop(), told)


def _parser() -> argparse.ArgumentParser:
    parser = options.parser("load", __doc__)
    parser.add_argument("--link", action="append", metavar="URL", help="a link: its url or its api_url")
    parser.add_argument("--server", default=SERVER, metavar="URL", help=f"where the demo is (default: {SERVER})")
    parser.add_argument("--users", type=int, default=50, metavar="N", help="respondents at a time (default: 50)")
    parser.add_argument("--seconds", type=float, default=60, metavar="S", help="how long (default: 60)")
    parser.add_argument("--haste", type=float, default=1, metavar="X", help="think X times faster than a person")
    return parser


def _links_of_the_demo(given: argparse.Namespace) -> list[str]:
    """What `./dev demo` has noted beside its data, at the address of today."""
    try:
        known = json.loads((given.data / "demo.json").read_text())
    except FileNotFoundError:
        raise EmbeddedError(f"No demo in {given.data}: start ./dev demo first, or name a --link.") from None
    found = [noted["api_url"] for name, noted in known.items() if name.endswith(" link")]
    return [given.server.rstrip("/") + urlsplit(url).path for url in found]


def _api_path(link: str) -> str:
    """The path of a link for machines, also of the one that respondents are sent."""
    path = urlsplit(link).path
    return f"/api/v1/respond/{path.removeprefix('/s/')}" if path.startswith("/s/") else path


def _server(link: str) -> str:
    """The server a link leads to. Raises EmbeddedError for another machine's: a load is an attack on a stranger."""
    parts = urlsplit(link)
    try:
        addresses = {row[4][0] for row in socket.getaddrinfo(parts.hostname, None)}
    except OSError:
        raise EmbeddedError(f"{link} leads nowhere.") from None
    if not all(ipaddress.ip_address(address).is_loopback for address in addresses):
        raise EmbeddedError(f"{parts.hostname} is not this machine: only servers here are loaded.")
    return f"{parts.scheme}://{parts.netloc}"


def _locust(server: str, told: dict[str, str]) -> int:
    script = HOUSE / "bench" / "load" / "locustfile.py"
    command = [
        environment.ready(),
        "--headless",
        "--only-summary",
        "--loglevel",
        "WARNING",
        "--host",
        server,
        "--locustfile",
        str(script),
    ]
    child = process.start(
        command, death_signal=signal.SIGTERM, environment={**os.environ, **told}, folder=HOUSE, own_session=False
    )
    try:
        return child.wait()
    finally:
        process.stop(child, signal.SIGINT, signal.SIGTERM)
