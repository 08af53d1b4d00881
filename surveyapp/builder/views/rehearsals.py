"""Why parts show, and synthetic respondents, over HTTP. Explanations of a stored response are with the responses."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from surveyapp.builder import service
from surveyapp.builder.schemas.rehearsals import DryRunIn, DryRunOut, ExplainIn, ExplanationOut, TargetIn
from surveyapp.builder.views.blueprint import blueprint


@blueprint.route("/surveys/<uuid:survey_id>/explain", permission="member")
@blueprint.arguments(TargetIn, location="query")
@blueprint.response(200, ExplanationOut)
def explain_draft(target: dict[str, Any], survey_id: UUID) -> dict[str, Any]:
    """Explain why parts of the draft show while nothing is answered."""
    return {"explained": service.explain(survey_id, {}, service.Target(**target))}


@blueprint.route("/surveys/<uuid:survey_id>/explain", methods=["POST"], permission="member")
@blueprint.arguments(ExplainIn)
@blueprint.response(200, ExplanationOut)
def explain_answers(trial: dict[str, Any], survey_id: UUID) -> dict[str, Any]:
    """Explain why parts of the draft show on these answers; nothing is stored."""
    target = service.Target(trial.pop("field", None), trial.pop("section", None))
    return {"explained": service.explain(survey_id, target=target, **trial)}


@blueprint.route("/surveys/<uuid:survey_id>/dry-run", methods=["POST"], permission="member", limit="30 per minute")
@blueprint.arguments(DryRunIn, required=False)
@blueprint.response(200, DryRunOut)
def dry_run(options: dict[str, Any], survey_id: UUID) -> dict[str, Any]:
    """Send synthetic respondents through the draft, or a version, and tell what they met."""
    return service.dry_run(survey_id, **options)
