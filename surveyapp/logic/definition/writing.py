"""The definition document out: the canonical form, every member present, nothing shared with the definition.

Reading what was written gives the same definition, and writing that gives the same document, byte for byte.
"""

from collections.abc import Mapping

from surveyapp.logic.definition.parts import Definition, Dependency, Field, Option, Repeat, Rule, Section


def to_document(definition: Definition) -> dict[str, object]:
    """The document of a survey; the caller may change it freely."""
    return {
        "title": definition.title,
        "description": definition.description,
        "language": definition.language,
        "timezone": definition.timezone,
        "translations": _copy(definition.translations),
        "sections": [_section(section) for section in definition.sections],
        "rules": [_rule(rule) for rule in definition.rules],
        "dependencies": [_dependency(dependency) for dependency in definition.dependencies],
    }


def _section(section: Section) -> dict[str, object]:
    return {
        "name": section.name,
        "title": section.title,
        "description": section.description,
        "visible_if": section.visible_if,
        "rule_logic": section.rule_logic,
        "repeat": None if section.repeat is None else _repeat(section.repeat),
        "fields": [_field(each) for each in section.fields],
    }


def _repeat(repeat: Repeat) -> dict[str, object]:
    return {
        "count": repeat.count,
        "for_each": repeat.for_each,
        "items": None if repeat.items is None else [_option(item) for item in repeat.items],
        "min": repeat.min,
        "max": repeat.max,
        "start": repeat.start,
    }


def _field(field: Field) -> dict[str, object]:
    return {
        "name": field.name,
        "label": field.label,
        "help": field.help,
        "field_type": field.field_type,
        "is_required": field.is_required,
        "required_if": field.required_if,
        "is_sensitive": field.is_sensitive,
        "visible_if": field.visible_if,
        "rule_logic": field.rule_logic,
        "config": _copy(field.config),
        "options": [_option(option) for option in field.options],
        "guidance": _copy(field.guidance),
        "review": _copy(field.review),
        "calculate": field.calculate,
        "default": field.default,
        "constraint": _copy(field.constraint),
    }


def _option(option: Option) -> dict[str, object]:
    """`visible_if` only where there is one: options are many, and a dependency's are `{value, label}` (L07)."""
    written: dict[str, object] = {"value": option.value, "label": option.label}
    if option.visible_if is not None:
        written["visible_if"] = option.visible_if
    return written


def _rule(rule: Rule) -> dict[str, object]:
    return {
        "target_type": rule.target_type,
        "target": rule.target,
        "source_field": rule.source_field,
        "operator": rule.operator,
        "value": _copy(rule.value),
        "action": rule.action,
        "rule_group": rule.rule_group,
        "group_logic": rule.group_logic,
    }


def _dependency(dependency: Dependency) -> dict[str, object]:
    return {
        "dependent_field": dependency.dependent_field,
        "source_field": dependency.source_field,
        "source_value": dependency.source_value,
        "dependent_options": [_option(option) for option in dependency.dependent_options],
    }


def _copy(value: object) -> object:
    """A deep copy of JSON; its depth was bounded when it was read."""
    if isinstance(value, Mapping):
        return {key: _copy(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_copy(part) for part in value]
    return value
