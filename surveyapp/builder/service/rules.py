"""Conditional rules: one row, one condition (L01-L05, L17, C9)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Select

from surveyapp.builder import queries
from surveyapp.builder.models import ConditionalRule
from surveyapp.builder.service import editing
from surveyapp.builder.service.draft import number, ordered, place
from surveyapp.builder.service.editing import Edit, Stamped
from surveyapp.permissions import Actor
from surveyapp.surveys import service as surveys

BLANK = {"value": None, "action": "show", "rule_group": None, "group_logic": "and"}


def listed(survey_id: UUID) -> Stamped:
    """The rules of a survey in their order, as a select. Raises not_found."""
    return Stamped(queries.rules(survey_id), surveys.revision(survey_id))


def get(rule_id: UUID) -> Stamped:
    """One rule. Raises not_found."""
    rule = editing.read(ConditionalRule, rule_id)
    return editing.found(rule, rule.survey_id)


def create(survey_id: UUID, revision: int, values: dict[str, Any], *, actor: Actor) -> Stamped:
    """Add a rule. Raises definition_is_invalid for a wrong operator or value (L16) and for a circle (L19)."""
    edit = editing.begin(survey_id, revision)
    order = values.pop("order", None)
    row = editing.added(survey_id, **BLANK | values)
    place(ordered(edit.draft.rules.values()), row, order)
    edit.draft.rules[row["id"]] = row
    return edit.finish("rule", row["id"], actor=actor)


def update(rule_id: UUID, revision: int, values: dict[str, Any], *, actor: Actor) -> Stamped:
    """Change a rule; what is refused is what `create` refuses."""
    edit = _begin(rule_id, revision)
    row = edit.row("rule", rule_id)
    order = values.pop("order", row["order"])
    row.update(values)
    place(ordered(edit.draft.rules.values()), row, order)
    return edit.finish("rule", rule_id, actor=actor)


def delete(rule_id: UUID, revision: int, *, actor: Actor) -> Stamped:
    """Remove a rule."""
    edit = _begin(rule_id, revision)
    del edit.draft.rules[rule_id]
    number(ordered(edit.draft.rules.values()))
    return edit.finish("rule", rule_id, actor=actor)


def reorder(survey_id: UUID, revision: int, ids: list[UUID], *, actor: Actor) -> Stamped:
    """Put the rules of a survey in the order of `ids`; order changes nothing that they decide."""
    edit = editing.begin(survey_id, revision)
    return edit.reorder("rule", ordered(edit.draft.rules.values()), ids, ("survey", survey_id), actor=actor)


def _begin(rule_id: UUID, revision: int) -> Edit:
    home: Select[UUID] = queries.home(ConditionalRule.survey_id, ConditionalRule.id, rule_id)
    return editing.begin_at(home, revision)
