"""What a comparison comes to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deploy.paths import HOUSE

DATA = HOUSE.parent / "shared" / "data"


class DataError(Exception):
    """The real definitions are not beside this checkout."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case: where it is from, what features its definition has, and what differs, by aspect.

    `refused` names the answers that ours does not take at all (a list where a text belongs): they are findings among
    its errors, and count as disagreements. `strange` names what of the definition is in no table of the seed or a peer.
    """

    definition: str
    number: int
    features: frozenset[str]
    aspects: tuple[str, ...]
    differences: Mapping[str, str] = field(default_factory=dict)
    refused: tuple[str, ...] = ()
    strange: frozenset[str] = frozenset()

    @property
    def agrees(self) -> bool:
        """Whether nothing differs."""
        return not self.differences


def folder(name: str) -> Path:
    """The folder of one format. Raises DataError when it is not there."""
    found = DATA / name
    if not found.is_dir():
        raise DataError(f"There are no definitions in ../{found.relative_to(HOUSE.parent)}.")
    return found


def difference(expected: Iterable[object], ours: Iterable[object]) -> str | None:
    """What is only in one of two collections, None when they hold the same."""
    wanted, got = set(map(str, expected)), set(map(str, ours))
    missing, extra = sorted(wanted - got), sorted(got - wanted)
    told = [f"missing {', '.join(missing[:6])}"] * bool(missing) + [f"too many {', '.join(extra[:6])}"] * bool(extra)
    return "; ".join(told) or None
