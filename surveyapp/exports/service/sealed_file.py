"""A file that lies on disk under the tenant's key, written and read in pieces of constant size.

An export holds sensitive answers in the clear (S01), so its file is sealed: each piece on its own, bound to its file,
its place and whether it is the last, so that pieces cannot be altered, exchanged, repeated or cut off unnoticed. Its
layout is `length (4 bytes) | sealed piece` again and again. It appears under its name only when it is whole.
"""

import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Self

from tenants import keys
from tenants.context import Tenant
from tenants.errors import BadSeal

PIECE = 64 * 1024
_LENGTH = 4


class SealedFile:
    """Writes; leaves nothing behind when its block raises. `size` and `checksum` are those of the content."""

    def __init__(self, tenant: Tenant, path: Path) -> None:
        self._tenant, self._path, self._part = tenant, path, path.with_suffix(path.suffix + ".part")
        self._buffer, self._pieces = bytearray(), 0
        self._digest = sha256()
        self.size = 0

    def __enter__(self) -> Self:
        self._part.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._file: BinaryIO = os.fdopen(descriptor, "wb")
        return self

    def write(self, content: bytes) -> None:
        """Add to the content."""
        self._digest.update(content)
        self.size += len(content)
        self._buffer += content
        while len(self._buffer) > PIECE:
            self._put(bytes(self._buffer[:PIECE]), last=False)
            del self._buffer[:PIECE]

    @property
    def checksum(self) -> str:
        """SHA-256 of the content, in hex."""
        return self._digest.hexdigest()

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._put(bytes(self._buffer), last=True)
                self._file.flush()
                os.fsync(self._file.fileno())
                self._file.close()
                self._part.replace(self._path)
        finally:
            self._file.close()
            self._part.unlink(missing_ok=True)

    def _put(self, piece: bytes, *, last: bool) -> None:
        sealed = keys.seal(self._tenant.keys, piece, _bound(self._tenant, self._path, self._pieces, last=last))
        self._file.write(len(sealed).to_bytes(_LENGTH, "big") + sealed)
        self._pieces += 1


def pieces(tenant: Tenant, path: Path) -> Iterator[bytes]:
    """The content of a sealed file, opened when the first piece is asked for. Raises BadSeal where it was changed."""
    with path.open("rb") as file:
        sealed, place = _next(file), 0
        if sealed is None:
            raise BadSeal("an export's file is empty")
        while sealed is not None:
            following = _next(file)
            yield keys.open_(tenant.keys, sealed, _bound(tenant, path, place, last=following is None))
            sealed, place = following, place + 1


def _next(file: BinaryIO) -> bytes | None:
    length = file.read(_LENGTH)
    return file.read(int.from_bytes(length, "big")) if length else None


def _bound(tenant: Tenant, path: Path, place: int, *, last: bool) -> bytes:
    ending = b"last" if last else b"more"
    return b"file" + tenant.organization_id.bytes + path.name.encode() + place.to_bytes(8, "big") + ending
