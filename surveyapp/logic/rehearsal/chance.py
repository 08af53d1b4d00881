"""Where randomness comes from: the engine has none of its own and is handed a `random.Random`, or what behaves so."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

Anything = TypeVar("Anything")


class Chance(Protocol):
    """The part of `random.Random` that walks need."""

    def random(self) -> float:
        """From 0 up to, not including, 1."""

    def randint(self, a: int, b: int) -> int:
        """A whole number from `a` to `b`, both included."""

    def choice(self, seq: Sequence[Anything]) -> Anything:
        """One of them."""

    def sample(self, population: Sequence[Anything], k: int) -> list[Anything]:
        """`k` of them in any order, each at most once."""
