"""Answering over HTTP (`respond/...`), and reading what was answered."""

from typing import Any
from uuid import UUID

from flask import Response, after_this_request, current_app, g, request

from surveyapp import problems
from surveyapp.http.auth import bearer_token, current_actor
from surveyapp.http.blueprint import Blueprint
from surveyapp.http.paging import page, page_schema
from surveyapp.responses import service
from surveyapp.responses.schemas import (
    BeginIn,
    BegunOut,
    ExplainedResponseOut,
    ExplainQuery,
    FormOut,
    ProgressOut,
    ResponseOut,
    ResponsesQuery,
    SaveIn,
    SubmitIn,
    WorkOut,
)

blueprint = Blueprint("responses", __name__, description="Answering a survey, and reading the answers.")
ONE = "/respond/<link>/responses/<uuid:response_id>"


@blueprint.route("/respond/<link>", public=True, by="link")
@blueprint.response(200, FormOut)
def read_form(link: str) -> service.Form:
    """Read the published form behind a link."""
    after_this_request(revalidated)
    return service.form(g.tenant, link)


@blueprint.route("/respond/<link>/responses", methods=["POST"], public=True, by="link", idempotent=True)
@blueprint.arguments(BeginIn)
@blueprint.response(201, BegunOut)
def begin(document: dict[str, Any], link: str) -> dict[str, Any]:
    """Begin a response, or submit one whole with `complete`."""
    begun = service.begin(g.tenant, link, **document, actor=current_actor())
    return {name: getattr(begun, name) for name in SHOWN} | {"resume_url": resume_url(link, begun.resume_code)}


@blueprint.route(ONE, public=True, by="link")
@blueprint.response(200, WorkOut)
def load(link: str, response_id: UUID) -> service.Work:
    """Take a response up again."""
    return service.load(g.tenant, link, response_id, session_token())


@blueprint.route(ONE, methods=["PATCH"], public=True, by="link")
@blueprint.arguments(SaveIn)
@blueprint.response(200, ProgressOut)
def save(document: dict[str, Any], link: str, response_id: UUID) -> service.Progress:
    """Save some answers; null removes one."""
    return service.save(g.tenant, link, response_id, session_token(), **document)


@blueprint.route(f"{ONE}/submit", methods=["POST"], public=True, by="link")
@blueprint.arguments(SubmitIn)
@blueprint.response(200, ProgressOut)
def submit(document: dict[str, Any], link: str, response_id: UUID) -> service.Progress:
    """Submit a response; 422 lists everything that is missing or wrong."""
    return service.submit(g.tenant, link, response_id, session_token(), **document, actor=current_actor())


@blueprint.route("/surveys/<uuid:survey_id>/responses", permission="view_responses", reads_personal_data="response")
@blueprint.arguments(ResponsesQuery, location="query")
@blueprint.response(200, page_schema(ResponseOut))
def list_responses(query: dict[str, Any], survey_id: UUID) -> dict[str, Any]:
    """List the responses to a survey, the newest first; sensitive answers are left out."""
    limit, cursor = query.pop("limit"), query.pop("cursor")
    found: dict[str, Any] = page(service.listed(survey_id, **query), limit=limit, cursor=cursor)
    return {**found, "items": service.summaries(found["items"])}


@blueprint.route("/responses/<uuid:response_id>", permission="view_responses", reads_personal_data="response")
@blueprint.response(200, ResponseOut)
def read_response(response_id: UUID) -> service.Reading:
    """Read one response with all its answers."""
    return service.get(response_id)


@blueprint.route("/responses/<uuid:response_id>/explain", permission="view_responses", reads_personal_data="response")
@blueprint.arguments(ExplainQuery, location="query")
@blueprint.response(200, ExplainedResponseOut)
def explain_response(target: dict[str, Any], response_id: UUID) -> dict[str, Any]:
    """Explain why parts show on a response's answers, by the version it was given to."""
    return {"explained": service.explain(response_id, **target)}


@blueprint.route("/responses/<uuid:response_id>", methods=["DELETE"], permission="edit_survey")
@blueprint.response(204)
def delete_response(response_id: UUID) -> None:
    """Delete a response for good."""
    service.delete(response_id, actor=current_actor())


SHOWN = ("id", "status", "revision", "state", "errors", "completed_at", "session_token")


def session_token() -> str:
    """The response's token; raises not_signed_in without one."""
    token = bearer_token()
    if token is None:
        raise problems.not_signed_in("Send the response's session token as a bearer token.")
    return token


def resume_url(link: str, code: str) -> str:
    """The address that opens the response on another device."""
    return f"{current_app.config['SURVEYAPP'].public_url}/s/{link}/{code}"


def revalidated(reply: Response) -> Response:
    """An ETag over the whole form: a browser asks again and is told that nothing changed."""
    if reply.status_code == 200:
        reply.headers["Cache-Control"] = "private, no-cache"
        reply.add_etag()
        reply.make_conditional(request)
    return reply
