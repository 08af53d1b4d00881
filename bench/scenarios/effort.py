"""How hard to try."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Effort:
    """Rounds and their seconds, connections at a time, organizations to spread over, rows to export, to be analyzed."""

    rounds: int = 5
    seconds: float = 4.0
    connections: tuple[int, ...] = (1, 8, 32)
    organizations: tuple[int, ...] = (100,)
    rows: int = 200_000
    responses: tuple[int, ...] = (10_000, 100_000)


QUICK = Effort(rounds=2, seconds=1.0, connections=(8,), organizations=(10,), rows=2_000, responses=(500, 1_000))
FULL = Effort(organizations=(100, 1000), responses=(10_000, 100_000, 1_000_000))
