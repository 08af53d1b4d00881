"""The law of machine names: what may key an answer, an expression, an export column and a translation (DESIGN 2).

A name must be legal as an SPSS variable as well, so SPSS's reserved words are refused here rather than renamed at
export, where nobody would find the column again.
"""

import re

from surveyapp.logic.issues import Refused

LONGEST = 63
RESERVED = frozenset(("all", "and", "by", "eq", "ge", "gt", "le", "lt", "ne", "not", "or", "to", "with"))

_LEGAL = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)


def name_problem(name: str) -> Refused | None:
    """Why this cannot be a section's or a field's name; None when it can."""
    if len(name) > LONGEST or not _LEGAL.fullmatch(name) or name.endswith("_"):
        return Refused(
            "bad_name",
            f"A name is 1 to {LONGEST} lower-case letters, digits and underscores; it begins with a letter and does"
            " not end with an underscore.",
        )
    if name in RESERVED:
        return Refused("reserved_name", f'"{name}" is a reserved word of SPSS and cannot be a name.')
    return None
