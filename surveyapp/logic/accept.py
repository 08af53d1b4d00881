"""The gate of an autosave: may these answers be kept at all? (DESIGN 6, what autosave keeps)

Shape only, one field at a time: an unknown name, an unknown option, a wrong JSON type, an oversized value or an answer
to a calculated field refuses the request; limits are for the evaluation to report. Empty values remove (C3, A11), also
of fields that hold nothing; one for a field with a default is kept as null, or clearing it would bring the default
back. The answer of a repeat is sorted instance by instance in the same way and kept as a whole.
"""

from collections.abc import Mapping

from surveyapp.logic.definition.parts import MOST_INSTANCES, OPEN
from surveyapp.logic.evaluation import unknown_field
from surveyapp.logic.instances import TOO_MANY, UNKNOWN
from surveyapp.logic.issues import Issue, Refused, json_type, point, printable
from surveyapp.logic.program import CompiledField, CompiledRepeat, Program
from surveyapp.logic.state import Accepted
from surveyapp.logic.values import is_empty

CALCULATED = "This field is worked out from other answers and cannot be answered."

Fields = Mapping[str, CompiledField]


def accept(program: Program, answers: object) -> Accepted:
    """Answers sorted into values to keep, names to forget, and the reasons to refuse them all."""
    if not isinstance(answers, Mapping):
        return Accepted({}, (), (_wrong_type("/answers", "an object", answers),))
    if not program.repeats:
        return _sorted(program.by_name, answers, "/answers")
    once = {name: field for name, field in program.by_name.items() if field.repeat is None}
    given = {name: value for name, value in answers.items() if name not in program.repeats}
    plain = _sorted(once, given, "/answers")
    repeated = [_repeat(program, program.repeats[name], answers[name]) for name in answers if name not in given]
    return _together([plain, *repeated])


def _together(parts: list[Accepted]) -> Accepted:
    values = {name: value for part in parts for name, value in part.values.items()}
    removed = tuple(name for part in parts for name in part.removed)
    return Accepted(values, removed, tuple(issue for part in parts for issue in part.issues))


def _sorted(fields: Fields, answers: Mapping[str, object], at: str) -> Accepted:
    """The answers of a survey, or of one instance."""
    values: dict[str, object] = {}
    removed: list[str] = []
    issues: list[Issue] = []
    for name, value in answers.items():
        field = fields.get(name)
        if field is None:
            issues.append(unknown_field(name, at))
        elif is_empty(value):
            _clear(field, values, removed)
        elif field.calculate is not None:
            issues.append(Issue(point(at, name), "calculated_field", CALCULATED))
        else:
            _keep(field, value, at, values, removed, issues)
    return Accepted(values, tuple(removed), tuple(issues))


def _clear(field: CompiledField, values: dict[str, object], removed: list[str]) -> None:
    if field.default is None:
        removed.append(field.name)
    else:
        values[field.name] = None


def _keep(
    field: CompiledField, value: object, at: str, values: dict[str, object], removed: list[str], issues: list[Issue]
) -> None:
    """Sort one answer; a table whose rows are all empty is none."""
    try:
        kept = field.normalize(value)
    except Refused as problem:
        issues.append(Issue(point(at, field.name), problem.code, problem.detail))
        return
    if kept or kept.__class__ is not dict:
        values[field.name] = kept
    else:
        removed.append(field.name)


def _repeat(program: Program, repeat: CompiledRepeat, value: object) -> Accepted:
    """The answer of a repeat. No instances at all are an answer where the respondent says how many there are."""
    at, wanted = point("/answers", repeat.name), dict if repeat.is_keyed else list
    if is_empty(value) and not (repeat.kind == OPEN and isinstance(value, list)):
        return Accepted({}, (repeat.name,), ())
    if not isinstance(value, wanted):
        return Accepted({}, (), (_wrong_type(at, "an object" if repeat.is_keyed else "a list", value),))
    if isinstance(value, list) and len(value) > MOST_INSTANCES:
        return Accepted({}, (), (Issue(at, TOO_MANY, f"At most {MOST_INSTANCES}; these are {len(value)}."),))
    fields = {name: program.by_name[name] for name in repeat.names}
    if isinstance(value, list):
        rows = [_row(fields, row, point(at, place)) for place, row in enumerate(value)]
        return _whole(repeat.name, [row.values for row in rows], rows)
    by_key = {key: _instance(repeat, fields, key, row, point(at, key)) for key, row in value.items()}
    return _whole(repeat.name, {key: row.values for key, row in by_key.items() if row.values}, [*by_key.values()])


def _whole(name: str, kept: list[dict[str, object]] | dict[str, dict[str, object]], rows: list[Accepted]) -> Accepted:
    issues = tuple(issue for row in rows for issue in row.issues)
    if issues:
        return Accepted({}, (), issues)
    return Accepted({}, (name,), ()) if kept == {} else Accepted({name: kept}, (), ())


def _instance(repeat: CompiledRepeat, fields: Fields, key: object, row: object, at: str) -> Accepted:
    if key not in repeat.known:
        return Accepted({}, (), (Issue(at, UNKNOWN, f'There is no option or item named "{printable(key)}".'),))
    return _row(fields, row, at)


def _row(fields: Fields, row: object, at: str) -> Accepted:
    """One instance; null is an empty one."""
    if row is None:
        return Accepted({}, (), ())
    if not isinstance(row, Mapping):
        return Accepted({}, (), (_wrong_type(at, "an object", row),))
    return _sorted(fields, row, at)


def _wrong_type(at: str, wanted: str, value: object) -> Issue:
    return Issue(at, "wrong_type", f"This must be {wanted}, not {json_type(value)}.")
