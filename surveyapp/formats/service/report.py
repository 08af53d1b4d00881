"""What a reader and a writer give back: the result, and every loss with its place in the source.

A loss is `lost` (it is not there any more), `changed` (it is there and behaves otherwise) or `info` (it never made a
difference to answers: looks, order of display).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LOST, CHANGED, INFO = "lost", "changed", "info"
MOST_LOSSES = 2_000


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing that was not carried over as it is. `place` is a JSON Pointer, or a cell such as `survey!C4`."""

    place: str
    code: str
    detail: str
    severity: str = LOST

    def to_json(self) -> dict[str, str]:
        """The members of a report on the wire."""
        return {"place": self.place, "code": self.code, "detail": self.detail, "severity": self.severity}


@dataclass(slots=True)
class Report:
    """The losses so far: each told once, and no more of them than a person could read."""

    losses: dict[tuple[str, str, str], Loss] = field(default_factory=dict)

    def lost(self, place: str, code: str, detail: str) -> None:
        """Something is not there any more."""
        self._tell(Loss(place, code, detail, LOST))

    def changed(self, place: str, code: str, detail: str) -> None:
        """Something is there and behaves otherwise."""
        self._tell(Loss(place, code, detail, CHANGED))

    def noted(self, place: str, code: str, detail: str) -> None:
        """Something that decides nothing was left out."""
        self._tell(Loss(place, code, detail, INFO))

    def told(self) -> tuple[Loss, ...]:
        """All of it, in the order in which it was found."""
        return tuple(self.losses.values())

    def _tell(self, loss: Loss) -> None:
        if len(self.losses) < MOST_LOSSES:
            self.losses.setdefault((loss.place, loss.code, loss.severity), loss)


@dataclass(frozen=True, slots=True)
class Imported:
    """What a reader made of a source: a document of ours, what each name of the source became, and the losses.

    Nested names are written as paths: `panel[].question`, `matrix[row].column`.
    """

    document: dict[str, Any]
    names: Mapping[str, str]
    report: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class Written:
    """What a writer made of a survey: JSON or the bytes of a file, and the losses, placed in our document."""

    content: dict[str, Any] | bytes
    report: tuple[Loss, ...]


class Unreadable(Exception):
    """A source that is none of its format. `faults` are `{"pointer", "code", "detail"}`, all that were found."""

    def __init__(self, *faults: dict[str, str]) -> None:
        super().__init__(faults[0]["detail"])
        self.faults = faults


def unreadable(place: str, code: str, detail: str) -> Unreadable:
    """The refusal of a source for one reason, to raise."""
    return Unreadable({"pointer": place, "code": code, "detail": detail})
