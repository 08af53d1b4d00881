"""What seeding has done so far, so that it can be cut off and repeated."""

import json
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any


class Lost(Exception):
    """The file in the data directory and the database do not belong together."""


class Memory:
    """A JSON file that only its owner may read, since it holds passwords and tokens."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.known: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
        self.run = self.once("run", lambda: secrets.token_hex(8))

    def once(self, step: str, do: Callable[[], Any]) -> Any:
        """The result of a step, done now or long ago."""
        if step not in self.known:
            self.known[step] = do()
            self._write()
        return self.known[step]

    def _write(self) -> None:
        fresh = self.path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            json.dump(self.known, file, indent=1)
        fresh.replace(self.path)
