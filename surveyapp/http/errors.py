"""The one place that renders failure: RFC 9457 problem+json with a stable code and the request's id.

A database error is read by its SQLSTATE and never quoted; what nobody foresaw is logged with its traceback and answered
without a word of it.
"""

from __future__ import annotations

from typing import Any

import structlog
from flask import Flask, Response, current_app, g, request
from sqlalchemy.exc import DBAPIError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES

from surveyapp import problems
from surveyapp.problems import Kind, Problem
from tenants.errors import TenancyError

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
CHALLENGE = 'Bearer realm="surveyapp"'
BY_STATUS: dict[int, Kind] = {
    400: problems.malformed_request,
    401: problems.not_signed_in,
    403: problems.permission_is_missing,
    404: problems.not_found,
    405: problems.method_not_allowed,
    406: problems.not_acceptable,
    409: problems.conflict,
    412: problems.etag_is_stale,
    413: problems.body_is_too_large,
    415: problems.media_type_is_unsupported,
    416: problems.range_is_not_satisfiable,
    422: problems.invalid_input,
    428: problems.precondition_is_required,
    429: problems.too_many_requests,
    503: problems.service_is_unavailable,
}
BY_SQLSTATE: dict[str, Kind] = {
    "40001": problems.transaction_conflict,
    "40P01": problems.transaction_conflict,
    "55P03": problems.transaction_conflict,
    "57014": problems.service_is_unavailable,
    "57P01": problems.service_is_unavailable,
    "53300": problems.service_is_unavailable,
    "23505": problems.conflict,
    "23503": problems.conflict,
    "22P05": problems.invalid_input,
    "22021": problems.invalid_input,
    "22003": problems.invalid_input,
}
RETRY_AFTER = {"Retry-After": "1"}


def register(app: Flask) -> None:
    """Have every failure of the app rendered here."""
    app.register_error_handler(Problem, render)
    app.register_error_handler(HTTPException, of_http)
    app.register_error_handler(DBAPIError, of_database)
    app.register_error_handler(PendingRollbackError, of_overload)
    app.register_error_handler(PoolTimeout, of_overload)
    app.register_error_handler(TenancyError, of_tenancy)
    app.register_error_handler(Exception, of_surprise)


def render(problem: Problem) -> Response:
    """A problem as a response."""
    response = Response(current_app.json.dumps(body(problem)), status=problem.status, content_type=MEDIA_TYPE)
    response.headers.extend(problem.headers)
    if problem.status == 401:
        response.headers["WWW-Authenticate"] = CHALLENGE
    return response


def body(problem: Problem) -> dict[str, Any]:
    """The members of RFC 9457 with ours: `code`, `request_id`, `errors` and what the problem adds."""
    return {
        "type": f"/api/v1/problems#{problem.code}",
        "title": problem.kind.title,
        "status": problem.status,
        "detail": problem.detail or problem.kind.title,
        "instance": request.path.replace("\0", ""),
        "code": problem.code,
        "request_id": g.get("request_id"),
        "errors": list(problem.errors),
        **problem.members,
    }


def of_http(error: HTTPException) -> Response:
    """werkzeug's own exceptions (no route, wrong method, too large, too many)."""
    if error.code is not None and error.code < 400:
        return error.get_response()  # type: ignore[return-value]
    kind = BY_STATUS.get(error.code or 500, problems.internal_error)
    if error.code not in BY_STATUS and (error.code or 500) < 500:
        kind = Kind("http_error", error.code or 400, HTTP_STATUS_CODES.get(error.code or 400, "The request failed."))
    response = render(kind())
    for name in ("Allow", "Retry-After", "WWW-Authenticate"):
        if value := error.get_response().headers.get(name):
            response.headers[name] = value
    return response


def of_database(error: DBAPIError) -> Response:
    """A database error by its SQLSTATE; a lost connection is unavailability, not a bug."""
    state = getattr(error.orig, "sqlstate", None)
    kind = BY_SQLSTATE.get(state or "")
    if kind is None and (error.connection_invalidated or state is None or state.startswith("08")):
        kind = problems.service_is_unavailable
    if kind is None:
        return of_surprise(error)
    log.warning("database_error", sqlstate=state, code=kind.code)
    return render(kind(headers=RETRY_AFTER if kind.status == 503 else None))


def of_overload(error: Exception) -> Response:
    """No connection came free in time: shed the request rather than pile up."""
    log.warning("connection_pool_exhausted", error=type(error).__name__)
    return render(problems.service_is_unavailable(headers=RETRY_AFTER))


def of_tenancy(error: TenancyError) -> Response:
    """The plumbing's own failures that a caller may see; its words are for the log."""
    log.error("tenancy_error", error=type(error).__name__, exc_info=error)
    return render(problems.service_is_unavailable(headers=RETRY_AFTER))


def of_surprise(error: Exception) -> Response:
    log.error("unhandled_exception", error=type(error).__name__, exc_info=error)
    return render(problems.internal_error())
