"""The gate of an autosave: may these answers be kept at all? (DESIGN 6, what autosave keeps)

Shape only, one field at a time: an unknown name, an unknown option, a wrong JSON type, an oversized value or an answer
to a calculated field refuses the request; limits are for the evaluation to report. Empty values remove (C3, A11), also
of fields that hold nothing; one for a field with a default is kept as null, or clearing it would bring the default
back.
"""

from collections.abc import Mapping

from surveyapp.logic.evaluation import unknown_field
from surveyapp.logic.issues import Issue, Refused, json_type, point
from surveyapp.logic.program import CompiledField
from surveyapp.logic.state import Accepted
from surveyapp.logic.values import is_empty

CALCULATED = "This field is worked out from other answers and cannot be answered."


def accept(fields: Mapping[str, CompiledField], answers: object) -> Accepted:
    """Answers sorted into values to keep, names to forget, and the reasons to refuse them all."""
    if not isinstance(answers, Mapping):
        refusal = Issue("/answers", "wrong_type", f"This must be an object, not {json_type(answers)}.")
        return Accepted({}, (), (refusal,))
    values: dict[str, object] = {}
    removed: list[str] = []
    issues: list[Issue] = []
    for name, value in answers.items():
        field = fields.get(name)
        if field is None:
            issues.append(unknown_field(name))
        elif is_empty(value) and field.default is not None:
            values[name] = None
        elif is_empty(value):
            removed.append(name)
        elif field.calculate is not None:
            issues.append(Issue(point("/answers", name), "calculated_field", CALCULATED))
        else:
            _keep(field, value, values, removed, issues)
    return Accepted(values, tuple(removed), tuple(issues))


def _keep(
    field: CompiledField, value: object, values: dict[str, object], removed: list[str], issues: list[Issue]
) -> None:
    """Sort one answer; a table whose rows are all empty is none."""
    try:
        kept = field.normalize(value)
    except Refused as problem:
        issues.append(Issue(point("/answers", field.name), problem.code, problem.detail))
        return
    if kept == {}:
        removed.append(field.name)
    else:
        values[field.name] = kept
