"""Machine names: made from what people read where a part came without one, and kept once published (DESIGN 5)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from itertools import count

from surveyapp import problems
from surveyapp.builder.service.draft import Row, Rows
from surveyapp.logic.names import name_problem

ROOM_FOR_A_NUMBER = 56
_GAPS = re.compile(r"[^a-z0-9]+")


def derived(label: str, kind: str, taken: Collection[str]) -> str:
    """A legal name that is not `taken`: `What is your age?` becomes `what_is_your_age`, then `what_is_your_age_2`.

    A label without a single Latin letter or digit becomes `field` or `section` with a number.
    """
    folded = unicodedata.normalize("NFKD", label.casefold()).encode("ascii", "ignore").decode()
    name = _GAPS.sub("_", folded).strip("_")[:ROOM_FOR_A_NUMBER].strip("_") or kind
    if name_problem(name):
        name = f"{kind}_{name}"
    return next(each for each in _numbered(name) if each not in taken)


def _numbered(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}_{number}" for number in count(2))


def refuse_renaming(rows: Rows, row: Row, name: str | None) -> None:
    """Raise name_is_published for a part that answers may name, name_is_taken for the name of a retired part."""
    if name is None or name == row["name"]:
        return
    if row["first_version"] is not None:
        raise problems.name_is_published(errors=[_fault("name_is_published", f'It stays "{row["name"]}".')])
    if any(other["name"] == name and other["order"] is None for other in rows.values()):
        raise problems.name_is_taken(errors=[_fault("name_is_taken", "A retired part has this name.")])


def _fault(code: str, detail: str) -> dict[str, str]:
    return {"pointer": "/name", "code": code, "detail": detail}
