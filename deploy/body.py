"""Request bodies, taken in before the application is asked for its turn.

A sender may be slow, on a thin line or on purpose, and the server waits for it without end: whoever waits must not hold
one of the few turns. And what arrives is whole or is not passed on: of a body that breaks off the server gives the part
that came, as if it were all.
"""

from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

PIECE = 64 * 1024


class BrokenOff(Exception):
    """The sender went away before the end."""


def take_in(environ: "WSGIEnvironment", most_bytes: int) -> None:
    """Replace `wsgi.input` by what came of it; raises BrokenOff when that is less than was announced.

    What is announced as larger than `most_bytes` is left where it is, for the application to refuse unread. A body of
    unknown length is read only as far as shows that it is too large.
    """
    announced = environ.get("CONTENT_LENGTH")
    if announced is None and "HTTP_TRANSFER_ENCODING" not in environ:
        return
    if announced is not None and int(announced) > most_bytes:
        return
    body = _read(environ, most_bytes)
    if announced is not None and len(body) < int(announced):
        raise BrokenOff
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    environ["CONTENT_LENGTH"] = str(len(body))
    environ["wsgi.input"] = BytesIO(body)


def _read(environ: "WSGIEnvironment", most_bytes: int) -> bytes:
    body = bytearray()
    while len(body) <= most_bytes and (piece := environ["wsgi.input"].read(PIECE)):
        body += piece
    return bytes(body)
