"""Rules over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from surveyapp.builder.schemas.parts import OrderIn, OrderOut, RuleIn, RuleOut, RulePatch
from surveyapp.builder.service import rules
from surveyapp.builder.views.blueprint import blueprint, tagged
from surveyapp.http import etags
from surveyapp.http.auth import current_actor


@blueprint.route(
    "/surveys/<uuid:survey_id>/rules", methods=["POST"], permission="edit_survey", idempotent=True, if_match=True
)
@blueprint.arguments(RuleIn)
@blueprint.response(201, RuleOut)
def create_rule(values: dict[str, Any], survey_id: UUID) -> Any:
    """Add a rule that shows or hides a section or field."""
    return tagged(rules.create(survey_id, etags.expected(), values, actor=current_actor()))


@blueprint.route("/surveys/<uuid:survey_id>/rules", permission="member")
@blueprint.paged(RuleOut)
def list_rules(survey_id: UUID) -> Any:
    """List the rules of a survey."""
    return tagged(rules.listed(survey_id))


@blueprint.route("/surveys/<uuid:survey_id>/rules/order", methods=["PUT"], permission="edit_survey", if_match=True)
@blueprint.arguments(OrderIn)
@blueprint.response(200, OrderOut)
def order_rules(order: dict[str, Any], survey_id: UUID) -> Any:
    """Put all rules of a survey in a new order."""
    return tagged(rules.reorder(survey_id, etags.expected(), order["ids"], actor=current_actor()))


@blueprint.route("/rules/<uuid:rule_id>", permission="member")
@blueprint.response(200, RuleOut)
def read_rule(rule_id: UUID) -> Any:
    """Read one rule."""
    return tagged(rules.get(rule_id))


@blueprint.route("/rules/<uuid:rule_id>", methods=["PATCH"], permission="edit_survey", if_match=True)
@blueprint.arguments(RulePatch(partial=True))
@blueprint.response(200, RuleOut)
def change_rule(values: dict[str, Any], rule_id: UUID) -> Any:
    """Change a rule."""
    return tagged(rules.update(rule_id, etags.expected(), values, actor=current_actor()))


@blueprint.route("/rules/<uuid:rule_id>", methods=["DELETE"], permission="edit_survey", if_match=True)
@blueprint.response(204)
def delete_rule(rule_id: UUID) -> None:
    """Delete a rule."""
    tagged(rules.delete(rule_id, etags.expected(), actor=current_actor()))
