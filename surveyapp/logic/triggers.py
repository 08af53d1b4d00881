"""Guidance and review: what is said to a respondent, and what a reviewer is asked to look at (G01-G06, V01-V03).

Both hang on the field's own answer, by the operators of rules. `guidance` is `{text, always_show, operator, value}`,
`review` is `{always, operator, value}`. A list as the value of `equals` or `not_equals` means any of it (G03, V02). The
cleared condition of G06, `equals` with `[]` or no value, holds never, so clearing needs no other operator.
"""

from collections.abc import Iterator, Mapping

from surveyapp.logic.conditions import ALWAYS, NEVER, Condition, Test
from surveyapp.logic.definition.parts import Field
from surveyapp.logic.fields import Family
from surveyapp.logic.formulas import CHOICES
from surveyapp.logic.issues import Issue, Refused, point, quoted
from surveyapp.logic.operators import OPERATORS

_GUIDANCE = ("text", "always_show", "operator", "value")
_REVIEW = ("always", "operator", "value")
_ANY_OF = {"equals": "in", "not_equals": "not_in"}
_VALUELESS = ("is_empty", "is_not_empty")


def guidance_of(field: Field, family: type[Family] | Family) -> Condition | None:
    """When the guidance shows, None for a field without any; raises `Refused`."""
    if not field.guidance or not field.guidance.get("text"):
        return None
    return ALWAYS if field.guidance.get("always_show", True) else _condition(field.name, field.guidance, family)


def review_of(field: Field, family: type[Family] | Family) -> Condition | None:
    """When an answer is flagged, None for a field that is never reviewed; raises `Refused`."""
    if not field.review:
        return None
    if field.review.get("always", False):
        return Test(field.name, family.family, "is_not_empty", None)
    condition = _condition(field.name, field.review, family)
    return None if condition == NEVER else condition


def _condition(name: str, told: Mapping[str, object], family: type[Family] | Family) -> Condition:
    operator, value = told.get("operator", "equals"), told.get("value")
    if not isinstance(operator, str) or operator not in OPERATORS:
        raise Refused("unknown_operator", f"The operators are: {', '.join(OPERATORS)}.")
    if value in (None, []) and operator not in _VALUELESS:
        return NEVER
    if isinstance(value, list) and family.family != CHOICES:
        operator = _ANY_OF.get(operator, operator)
    return Test(name, family.family, operator, family.operand(operator, value))


def trigger_problems(pointer: str, field: Field, family: type[Family]) -> Iterator[Issue]:
    """Everything wrong with a field's guidance and review."""
    kinds = {"text": str, "always_show": bool, "always": bool}
    for name, keys, read in (("guidance", _GUIDANCE, guidance_of), ("review", _REVIEW, review_of)):
        told = getattr(field, name) or {}
        at = point(pointer, name)
        wrong = [key for key in told if key in kinds and key in keys and not isinstance(told[key], kinds[key])]
        yield from (Issue(point(at, key), "wrong_type", _wanted(kinds[key])) for key in wrong)
        unknown = [key for key in told if key not in keys]
        yield from (Issue(point(at, key), "unknown_key", f"{quoted(key)} is not known here.") for key in unknown)
        try:
            read(field, family)
        except Refused as problem:
            place = "operator" if problem.code in ("unknown_operator", "operator_not_allowed") else "value"
            yield Issue(point(at, place), problem.code, problem.detail)


def _wanted(kind: type) -> str:
    return "This must be text." if kind is str else "This must be true or false."
