"""What went wrong, as a page: a closed door deserves a sentence, not a document for programs.

Which failure it is, is decided in one place for the whole app (`http.errors`); only its dress differs here. The
script's own requests get the document.
"""

from dataclasses import dataclass

from flask import Response, redirect, request, url_for
from sqlalchemy.exc import DBAPIError, IntegrityError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from surveyapp.http import errors
from surveyapp.pages.service import wording
from surveyapp.pages.service.messages import N_
from surveyapp.pages.views.rendering import page
from surveyapp.pages.views.room import blueprint
from surveyapp.problems import Problem
from tenants.errors import TenancyError


@dataclass(frozen=True, slots=True)
class Notice:
    """What a closed door says."""

    title: str
    text: str


ASK = N_("If you were invited to this survey, please ask the people who sent you the link.")
NOTICES = {
    "link_not_found": Notice(N_("We cannot find this survey"), N_("The address may be incomplete. Please check it.")),
    "link_is_not_open_yet": Notice(N_("This survey has not opened yet"), N_("Please come back later.")),
    "link_is_closed": Notice(
        N_("This survey has closed"), N_("It no longer takes answers. Thank you for your interest.")
    ),
    "survey_is_closed": Notice(
        N_("This survey has closed"), N_("It no longer takes answers. Thank you for your interest.")
    ),
    "survey_is_not_published": Notice(N_("This survey has not opened yet"), N_("Please come back later.")),
    "link_is_full": Notice(
        N_("This survey is complete"), N_("It has all the answers that it was made for. Thank you for your interest.")
    ),
    "response_not_found": Notice(
        N_("We cannot find your answers"), N_("The address to continue may be incomplete. Please check it.")
    ),
    "csrf_token_is_invalid": Notice(
        N_("This page has expired"), N_("Please open the survey again. What was saved is still there.")
    ),
    "too_many_requests": Notice(N_("Too many requests"), N_("Please wait a minute and try again.")),
    "body_is_too_large": Notice(N_("That was too much at once"), N_("Please go back and shorten your answers.")),
}
DEFAULT = Notice(N_("Something went wrong"), N_("This is our fault. Please try again in a few minutes."))
UNAVAILABLE = Notice(N_("This survey is not available right now"), N_("Please try again in a few minutes."))
REOPENS = ("csrf_token_is_invalid", "response_not_found", "too_many_requests")


@blueprint.errorhandler(IntegrityError)
def of_twin(error: IntegrityError) -> AnyResponse:
    """The same form came twice at once and its twin has begun the response: show what is stored."""
    if request.method == "POST":
        return redirect(url_for("pages.survey", **(request.view_args or {})), 303)
    return errors.of_database(error)


@blueprint.errorhandler(Problem)
@blueprint.errorhandler(HTTPException)
@blueprint.errorhandler(DBAPIError)
@blueprint.errorhandler(PendingRollbackError)
@blueprint.errorhandler(PoolTimeout)
@blueprint.errorhandler(TenancyError)
@blueprint.errorhandler(Exception)
def failed(error: Exception) -> Response:
    """The failure, dressed for whoever asked."""
    response = _document(error)
    if request.method == "PATCH" or response.status_code < 400:
        return response
    return _page(response)


def _document(error: Exception) -> Response:
    if isinstance(error, Problem):
        return errors.render(error)
    if isinstance(error, HTTPException):
        return errors.of_http(error)
    if isinstance(error, DBAPIError):
        return errors.of_database(error)
    if isinstance(error, PendingRollbackError | PoolTimeout):
        return errors.of_overload(error)
    return errors.of_tenancy(error) if isinstance(error, TenancyError) else errors.of_surprise(error)


def _page(response: Response) -> Response:
    problem = response.get_json()
    code = problem["code"]
    notice = NOTICES.get(code, UNAVAILABLE if response.status_code in (403, 503) else DEFAULT)
    words = wording.plain(wording.preferred(request.accept_languages.values(), wording.known()))
    link = (request.view_args or {}).get("link")
    reopen = url_for("pages.survey", link=link) if link and code in REOPENS else None
    opens_at = words.day(str(problem["opens_at"])[:10]) if problem.get("opens_at") else None
    shown = page(
        "notice.html",
        words,
        status=response.status_code,
        notice=notice,
        ask=ASK,
        reopen=reopen,
        opens_at=opens_at,
        request_id=problem["request_id"] if response.status_code >= 500 else None,
    )
    if "Retry-After" in response.headers:
        shown.headers["Retry-After"] = response.headers["Retry-After"]
    return shown
