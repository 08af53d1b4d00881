"""Names: those of a form that are legal as ours are kept, the others derived from them; none is taken twice."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import count

from surveyapp.logic.names import name_problem

ROOM_FOR_A_NUMBER = 56
_GAPS = re.compile(r"[^a-z0-9]+")
_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


class Names:
    """The names given so far, sections and fields alike: a repeating section may not be called like a field."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    def keep(self, name: str) -> str | None:
        """The name itself, None where it is illegal or gone."""
        if name_problem(name) is not None or name in self.taken:
            return None
        self.taken.add(name)
        return name

    def give(self, name: str, kind: str) -> str:
        """A legal name like it: `householdSize` becomes `household_size`, then `household_size_2`."""
        folded = unicodedata.normalize("NFKD", _HUMPS.sub("_", name).casefold()).encode("ascii", "ignore").decode()
        plain = _GAPS.sub("_", folded).strip("_")[:ROOM_FOR_A_NUMBER].strip("_") or kind
        legal = f"{kind}_{plain}" if name_problem(plain) else plain
        found = next(each for each in _numbered(legal) if each not in self.taken)
        self.taken.add(found)
        return found


def _numbered(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}_{number}" for number in count(2))
