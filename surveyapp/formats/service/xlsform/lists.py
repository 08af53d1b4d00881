"""Options as lists. What decides about single options becomes one filter for all of them, which knows each by its name:
`(name != 'a' or <when a is offered>) and ...`; the reader gets each option's condition back from it."""

from __future__ import annotations

from surveyapp.formats.service.xlsform.book import Book
from surveyapp.formats.service.xlsform.xpath.printing import literal
from surveyapp.formats.service.xlsform.xpath.values import Untranslatable
from surveyapp.logic.conditions import AnyOf, Condition, Not, joined
from surveyapp.logic.definition import Field, Option
from surveyapp.logic.issues import point
from surveyapp.logic.rules import trigger_of

BOOLEAN = (Option("yes", "Yes"), Option("no", "No"), Option("na", "Not applicable"))


def listed(book: Book, at: str, field: Field) -> tuple[str, str]:
    """The name of a field's list, whose rows are added, and its filter."""
    name = f"{field.name}_options"
    options = _all_options(book, field)
    for option in options:
        if " " in option.value:
            book.report.changed(
                point(at, "options"), "option_changed", "A form's options have no spaces in their names."
            )
        path = ("fields", field.name, "options", option.value)
        row = {"list_name": name, "name": _value(option), **book.texts("label", option.label, *path)}
        book.rows.choices.append(row)
    return name, _filter(book, at, field, options)


def _value(option: Option) -> str:
    return "_".join(option.value.split())


def _all_options(book: Book, field: Field) -> list[Option]:
    """Its own, then those of its dependencies."""
    if field.field_type == "boolean":
        return list(BOOLEAN[:2] if field.config.get("has_na") is False else BOOLEAN)
    fed = (each for each in book.definition.dependencies if each.dependent_field == field.name)
    every = [*field.options, *(option for each in fed for option in each.dependent_options)]
    return list({option.value: option for option in reversed(every)}.values())[::-1]


def _filter(book: Book, at: str, field: Field, options: list[Option]) -> str:
    parts = []
    for option in options:
        conditions = _conditions(book, at, field, option)
        if conditions is None:
            continue
        try:
            said = book.printer().condition(conditions)
        except Untranslatable as error:
            book.report.lost(point(at, "options"), "expression_lost", f"{error}.".capitalize())
            return ""
        parts.append(f"(name != {literal(_value(option))} or {said})")
    return " and ".join(parts)


def _conditions(book: Book, at: str, field: Field, option: Option) -> Condition | None:
    """When an option is offered: its own condition, and that a dependency brings it; None for always."""
    bound = book.bound
    if bound is None:
        return None
    offers: list[Condition] = []
    matches: list[Condition] = []
    for place, each in enumerate(book.definition.dependencies):
        if each.dependent_field == field.name:
            match: Condition = trigger_of(each, bound.families[each.source_field])
            matches.append(match)
            for number, offered in enumerate(each.dependent_options):
                if offered.value == option.value:
                    pointer = point("/dependencies", place, "dependent_options", number, "visible_if")
                    offers.append(_both(match, bound.options.get(pointer)))
    for number, own in enumerate(field.options):
        if own.value == option.value:
            alone = bound.options.get(point(at, "options", number, "visible_if"))
            if not matches:
                return alone
            offers.append(_both(Not(joined("or", tuple(matches))), alone))
    return AnyOf(tuple(offers)) if matches else None


def _both(first: Condition, second: Condition | None) -> Condition:
    return first if second is None else joined("and", (first, second))
