"""Names of ours for the names of a source: kept where they are legal, else made legal; each given once (DESIGN 2)."""

from __future__ import annotations

import re
import unicodedata
from itertools import count

from surveyapp.logic.names import LONGEST, name_problem

ROOM_FOR_A_NUMBER = LONGEST - 5
_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_GAPS = re.compile(r"[^a-z0-9]+")


class Naming:
    """The names given so far, of sections and fields together."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def give(self, wanted: str, kind: str) -> str:
        """A legal name that nothing has yet, as near to the one `wanted` as can be; `kind` where nothing is left."""
        name = wanted if not name_problem(wanted) else legal(wanted, kind)
        numbered = (name if number == 1 else f"{name[:ROOM_FOR_A_NUMBER].rstrip('_')}_{number}" for number in count(1))
        given = next(each for each in numbered if each not in self._taken)
        self._taken.add(given)
        return given

    def give_within(self, group: str, wanted: str) -> str:
        """The same for a part of a group: a name that is taken already is told apart by the group's."""
        name = wanted if not name_problem(wanted) else legal(wanted, "question")
        return self.give(name if name not in self._taken else f"{group}_{name}", "question")


def legal(wanted: str, kind: str) -> str:
    """A legal name made of any text: `Q1.1` becomes `q1_1`, `inputType` `input_type`."""
    folded = unicodedata.normalize("NFKD", _HUMPS.sub("_", wanted)).encode("ascii", "ignore").decode().lower()
    name = _GAPS.sub("_", folded).strip("_")[:ROOM_FOR_A_NUMBER].strip("_") or kind
    return f"{kind}_{name}"[:ROOM_FOR_A_NUMBER].strip("_") if name_problem(name) else name
