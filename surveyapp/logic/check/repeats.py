"""Sections that repeat: one reason to do so, sizes that fit, a name of their own; and who may read their fields.

A row of a rule or a dependency asks one answer. A field of a repeat has one in each instance, so from outside only an
expression can ask it, which says of which instance or of how many.
"""

from collections.abc import Iterator

from surveyapp.logic.check.parts import options
from surveyapp.logic.definition.parts import Definition, Repeat, Section
from surveyapp.logic.fields import FIELD_TYPES
from surveyapp.logic.formulas import CHOICES
from surveyapp.logic.issues import PUBLISH, Issue, point, quoted
from surveyapp.logic.repeats import Repeats, repeats_of


def repeats(definition: Definition) -> Iterator[Issue]:
    """Everything wrong with the repeats themselves, then with the rules and dependencies that reach into them."""
    known = repeats_of(definition)
    for at, section in enumerate(definition.sections):
        if section.repeat is not None:
            pointer = point("/sections", at)
            yield from _named(pointer, section, definition)
            yield from _reasons(point(pointer, "repeat"), section.repeat)
            yield from _sizes(point(pointer, "repeat"), section.repeat)
            yield from _source(point(pointer, "repeat", "for_each"), section.repeat, definition, known)
    yield from _reaching(definition, known)


def _named(pointer: str, section: Section, definition: Definition) -> Iterator[Issue]:
    """Its answers are keyed by its name, beside those of the fields."""
    taken = next((at for at, _, field in definition.walk() if field.name == section.name), None)
    if taken is not None:
        detail = f'A section that repeats keys its answers by its name; "{section.name}" is taken by {taken}.'
        yield Issue(point(pointer, "name"), "duplicate_name", detail)


def _reasons(pointer: str, repeat: Repeat) -> Iterator[Issue]:
    if sum(reason is not None for reason in (repeat.count, repeat.for_each, repeat.items)) > 1:
        detail = "A section repeats by count, for each option or for each item: give one of the three."
        yield Issue(pointer, "mixed_repeat", detail)
    if repeat.items is not None:
        yield from options(point(pointer, "items"), repeat.items)
    if repeat.items == ():
        yield Issue(point(pointer, "items"), "no_items", "A section that repeats for each item needs some.", PUBLISH)


def _sizes(pointer: str, repeat: Repeat) -> Iterator[Issue]:
    if repeat.min > repeat.max:
        yield Issue(point(pointer, "max"), "limits_crossed", '"max" is below "min".')
    elif not repeat.min <= repeat.first <= repeat.max:
        yield Issue(point(pointer, "start"), "limits_crossed", '"start" is not from "min" to "max".')


def _source(pointer: str, repeat: Repeat, definition: Definition, known: Repeats) -> Iterator[Issue]:
    if repeat.for_each is None:
        return
    source = next((field for field in definition.fields if field.name == repeat.for_each), None)
    if source is None:
        yield Issue(pointer, "unknown_field", f"The survey has no field named {quoted(repeat.for_each)}.")
    elif source.name in known.homes:
        detail = "This field is asked several times itself; a section repeats for each option of one that is not."
        yield Issue(pointer, "repeated_source", detail)
    elif source.field_type in FIELD_TYPES and FIELD_TYPES[source.field_type].family != CHOICES:
        detail = f"A section repeats for each option of a multiple choice; this is a {source.field_type}."
        yield Issue(pointer, "type_clash", detail)


def _reaching(definition: Definition, known: Repeats) -> Iterator[Issue]:
    for at, rule in enumerate(definition.rules):
        within = known.homes.get(rule.target) if rule.target_type == "field" else None
        if known.is_apart(rule.source_field, within):
            yield _apart(point("/rules", at, "source_field"), rule.source_field)
    for at, dependency in enumerate(definition.dependencies):
        if known.is_apart(dependency.source_field, known.homes.get(dependency.dependent_field)):
            yield _apart(point("/dependencies", at, "source_field"), dependency.source_field)


def _apart(pointer: str, name: str) -> Issue:
    detail = f'"{name}" is asked in each instance of a repeat; use an expression with anyof, count, sum or at.'
    return Issue(pointer, "repeated_source", detail)
