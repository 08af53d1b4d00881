"""Sections and fields one by one: names, types, settings, options, guidance and review."""

from collections.abc import Iterable, Iterator

from surveyapp.logic.definition.parts import Definition, Field, Option
from surveyapp.logic.fields import FIELD_TYPES, Family
from surveyapp.logic.fields.file import File
from surveyapp.logic.fields.matrix import Matrix
from surveyapp.logic.issues import PUBLISH, Issue, point, quoted
from surveyapp.logic.names import name_problem
from surveyapp.logic.triggers import trigger_problems


def parts(definition: Definition) -> Iterator[Issue]:
    """Everything wrong with the parts themselves."""
    yield from _names((point("/sections", at), part.name) for at, part in enumerate(definition.sections))
    yield from _names((pointer, field.name) for pointer, _, field in definition.walk())
    for pointer, _, field in definition.walk():
        yield from _field(pointer, field)


def _names(named: Iterable[tuple[str, str]]) -> Iterator[Issue]:
    """Names must be legal and, sections and fields apart, unique in the survey."""
    first: dict[str, str] = {}
    for pointer, name in named:
        problem = name_problem(name)
        if problem:
            yield Issue(point(pointer, "name"), problem.code, problem.detail)
        elif name in first:
            yield Issue(point(pointer, "name"), "duplicate_name", f'"{name}" is taken by {first[name]}.')
        first.setdefault(name, pointer)


def _field(pointer: str, field: Field) -> Iterator[Issue]:
    family = FIELD_TYPES.get(field.field_type)
    if family is None:
        known = ", ".join(FIELD_TYPES)
        yield Issue(point(pointer, "field_type"), "unknown_field_type", f"The field types are: {known}.")
        return
    for key, problem in family.config_problems(field.config):
        yield Issue(point(pointer, "config", key), problem.code, problem.detail)
    if field.options and not family.has_options:
        detail = f"A {family.family} field has no options; choice fields have (B14)."
        yield Issue(point(pointer, "options"), "options_not_allowed", detail)
    if field.calculate is not None and field.default is not None:
        detail = "A calculated field has an answer already; it takes no default."
        yield Issue(point(pointer, "default"), "default_not_allowed", detail)
    if field.calculate is None and field.config.get("is_displayed") is not None:
        detail = "Only what is calculated can be kept off the page; visible_if hides any other field."
        yield Issue(point(pointer, "config", "is_displayed"), "display_not_allowed", detail)
    yield from _unfit(pointer, field, family)
    yield from options(point(pointer, "options"), field.options)
    yield from trigger_problems(pointer, field, family)


_OF_ANSWERS = ("is_required", "required_if", "is_sensitive", "calculate", "default", "constraint", "review")


def _unfit(pointer: str, field: Field, family: type[Family]) -> Iterator[Issue]:
    """What this family has no use for, or lacks before it can be published."""
    if not family.answerable:
        for key in _OF_ANSWERS:
            if getattr(field, key):
                detail = "A note takes no answer, so this means nothing here."
                yield Issue(point(pointer, key), "not_answerable", detail)
    if issubclass(family, Matrix) and not field.config.get("rows"):
        yield Issue(point(pointer, "config", "rows"), "no_rows", "A matrix needs rows.", PUBLISH)
    if issubclass(family, File):
        detail = "Files cannot be uploaded yet, so a survey that asks for one cannot be published."
        yield Issue(point(pointer, "field_type"), "uploads_not_available", detail, PUBLISH)


def options(pointer: str, listed: tuple[Option, ...]) -> Iterator[Issue]:
    """Values must be unique in their list (B13)."""
    seen: set[str] = set()
    for at, option in enumerate(listed):
        if option.value in seen:
            detail = f"{quoted(option.value)} is already an option here."
            yield Issue(point(pointer, at, "value"), "duplicate_option", detail)
        seen.add(option.value)
