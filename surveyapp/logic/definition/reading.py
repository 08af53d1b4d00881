"""The definition document in: any JSON to `Definition`, or every reason why not (DESIGN 7).

Shape only: types, lengths, legal names, closed words. Whether the parts fit together is for `check`.
"""

import re

from surveyapp.logic.definition.parts import (
    MOST_INSTANCES,
    Definition,
    DefinitionError,
    Dependency,
    Field,
    Option,
    Repeat,
    Rule,
    Section,
)
from surveyapp.logic.definition.shapes import (
    Findings,
    each,
    filled,
    flag,
    maybe,
    members,
    one_of,
    opaque,
    opaque_or_null,
    plain,
    text,
    whole,
)
from surveyapp.logic.issues import point
from surveyapp.logic.names import name_problem

TITLE, LABEL, OPTION, PROSE, EXPRESSION = 255, 500, 255, 20_000, 10_000
LOGIC = ("and", "or")

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)
_TIMEZONE = re.compile(r"[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+){0,2}", re.ASCII)


def from_document(document: object) -> Definition:
    """The survey a document describes. Raises `DefinitionError` with every problem of shape at once."""
    findings = Findings()
    definition = _survey(findings, document, "")
    if findings.issues:
        raise DefinitionError(tuple(findings.issues))
    return definition


def _survey(findings: Findings, value: object, at: str) -> Definition:
    has = members(
        findings,
        value,
        at,
        ("title",),
        ("description", "language", "timezone", "translations", "sections", "rules", "dependencies"),
    )
    return Definition(
        title=filled(findings, has.get("title", "?"), point(at, "title"), TITLE),
        description=maybe(findings, has.get("description"), point(at, "description"), PROSE),
        language=_tag(findings, has.get("language", "en"), point(at, "language"), _LANGUAGE, "bad_language"),
        timezone=_tag(findings, has.get("timezone", "UTC"), point(at, "timezone"), _TIMEZONE, "bad_timezone"),
        translations=opaque(findings, has.get("translations", {}), point(at, "translations")),
        sections=each(findings, has.get("sections", []), point(at, "sections"), _section),
        rules=each(findings, has.get("rules", []), point(at, "rules"), _rule),
        dependencies=each(findings, has.get("dependencies", []), point(at, "dependencies"), _dependency),
    )


_SECTION_MAY = ("description", "visible_if", "rule_logic", "repeat", "fields")


def _section(findings: Findings, value: object, at: str) -> Section:
    has = members(findings, value, at, ("name", "title"), _SECTION_MAY)
    return Section(
        name=_name(findings, has.get("name", "x"), point(at, "name")),
        title=filled(findings, has.get("title", "?"), point(at, "title"), TITLE),
        description=maybe(findings, has.get("description"), point(at, "description"), PROSE),
        visible_if=maybe(findings, has.get("visible_if"), point(at, "visible_if"), EXPRESSION),
        rule_logic=one_of(findings, has.get("rule_logic", "and"), point(at, "rule_logic"), LOGIC),
        repeat=_repeat(findings, has.get("repeat"), point(at, "repeat")),
        fields=each(findings, has.get("fields", []), point(at, "fields"), _field),
    )


def _repeat(findings: Findings, value: object, at: str) -> Repeat | None:
    if value is None:
        return None
    has = members(findings, value, at, (), ("count", "for_each", "items", "min", "max", "start"))
    items, start = has.get("items"), has.get("start")
    return Repeat(
        count=maybe(findings, has.get("count"), point(at, "count"), EXPRESSION),
        for_each=maybe(findings, has.get("for_each"), point(at, "for_each"), 63),
        items=None if items is None else each(findings, items, point(at, "items"), _item),
        min=whole(findings, has.get("min", 0), point(at, "min"), 0, MOST_INSTANCES),
        max=whole(findings, has.get("max", 20), point(at, "max"), 1, MOST_INSTANCES),
        start=None if start is None else whole(findings, start, point(at, "start"), 0, MOST_INSTANCES),
    )


def _item(findings: Findings, value: object, at: str) -> Option:
    has = members(findings, value, at, ("value", "label"), ())
    return Option(
        value=filled(findings, has.get("value", "?"), point(at, "value"), OPTION),
        label=filled(findings, has.get("label", "?"), point(at, "label"), OPTION),
    )


_FIELD_MAY = ("help", "is_required", "required_if", "is_sensitive", "visible_if", "rule_logic", "config", "options")
_FIELD_MAY_LATER = ("guidance", "review", "calculate", "default", "constraint")


def _field(findings: Findings, value: object, at: str) -> Field:
    has = members(findings, value, at, ("name", "label", "field_type"), _FIELD_MAY + _FIELD_MAY_LATER)

    def formula(key: str) -> str | None:
        return maybe(findings, has.get(key), point(at, key), EXPRESSION)

    return Field(
        name=_name(findings, has.get("name", "x"), point(at, "name")),
        label=filled(findings, has.get("label", "?"), point(at, "label"), LABEL),
        help=maybe(findings, has.get("help"), point(at, "help"), PROSE),
        field_type=text(findings, has.get("field_type", ""), point(at, "field_type"), 63),
        is_required=flag(findings, has.get("is_required", False), point(at, "is_required")),
        required_if=formula("required_if"),
        is_sensitive=flag(findings, has.get("is_sensitive", False), point(at, "is_sensitive")),
        visible_if=formula("visible_if"),
        rule_logic=one_of(findings, has.get("rule_logic", "and"), point(at, "rule_logic"), LOGIC),
        config=opaque(findings, has.get("config", {}), point(at, "config")),
        options=each(findings, has.get("options", []), point(at, "options"), _option),
        guidance=opaque_or_null(findings, has.get("guidance"), point(at, "guidance")),
        review=opaque_or_null(findings, has.get("review"), point(at, "review")),
        calculate=formula("calculate"),
        default=formula("default"),
        constraint=_constraint(findings, has.get("constraint"), point(at, "constraint")),
    )


def _constraint(findings: Findings, value: object, at: str) -> str | dict[str, object] | None:
    """An expression, or one with the message for answers that break it and whether it is asked of no answer, too; with
    neither it is written plainly."""
    if value is None or isinstance(value, str):
        return maybe(findings, value, at, EXPRESSION)
    has = members(findings, value, at, ("expression",), ("message", "also_empty"))
    expression = filled(findings, has.get("expression", "?"), point(at, "expression"), EXPRESSION)
    message = maybe(findings, has.get("message"), point(at, "message"), LABEL)
    also_empty = flag(findings, has.get("also_empty", False), point(at, "also_empty"))
    more = ({"message": message} if message is not None else {}) | ({"also_empty": True} if also_empty else {})
    return {"expression": expression, **more} if more else expression


def _option(findings: Findings, value: object, at: str) -> Option:
    has = members(findings, value, at, ("value", "label"), ("visible_if",))
    return Option(
        value=filled(findings, has.get("value", "?"), point(at, "value"), OPTION),
        label=filled(findings, has.get("label", "?"), point(at, "label"), OPTION),
        visible_if=maybe(findings, has.get("visible_if"), point(at, "visible_if"), EXPRESSION),
    )


def _rule(findings: Findings, value: object, at: str) -> Rule:
    has = members(
        findings,
        value,
        at,
        ("target_type", "target", "source_field", "operator"),
        ("value", "action", "rule_group", "group_logic"),
    )
    return Rule(
        target_type=one_of(findings, has.get("target_type", "field"), point(at, "target_type"), ("field", "section")),
        target=text(findings, has.get("target", ""), point(at, "target"), 63),
        source_field=text(findings, has.get("source_field", ""), point(at, "source_field"), 63),
        operator=text(findings, has.get("operator", ""), point(at, "operator"), 63),
        value=plain(findings, has.get("value"), point(at, "value"), 29),
        action=one_of(findings, has.get("action", "show"), point(at, "action"), ("show", "hide")),
        rule_group=maybe(findings, has.get("rule_group"), point(at, "rule_group"), 255),
        group_logic=one_of(findings, has.get("group_logic", "and"), point(at, "group_logic"), LOGIC),
    )


def _dependency(findings: Findings, value: object, at: str) -> Dependency:
    has = members(findings, value, at, ("dependent_field", "source_field", "source_value", "dependent_options"), ())
    return Dependency(
        dependent_field=text(findings, has.get("dependent_field", ""), point(at, "dependent_field"), 63),
        source_field=text(findings, has.get("source_field", ""), point(at, "source_field"), 63),
        source_value=filled(findings, has.get("source_value", "?"), point(at, "source_value"), OPTION),
        dependent_options=each(findings, has.get("dependent_options", []), point(at, "dependent_options"), _option),
    )


def _name(findings: Findings, value: object, at: str) -> str:
    name = text(findings, value, at, 255)
    problem = name_problem(name) if name else None
    if problem:
        findings.file(at, problem.code, problem.detail)
    elif value == "":
        findings.file(at, "blank", "This must not be blank.")
    return name


def _tag(findings: Findings, value: object, at: str, legal: re.Pattern[str], code: str) -> str:
    tag = text(findings, value, at, 64)
    if isinstance(value, str) and not legal.fullmatch(tag):
        findings.file(at, code, 'This must look like "en", "pt-BR" (a language) or "Europe/Vienna" (a time zone).')
    return tag
