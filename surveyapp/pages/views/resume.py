"""The address that opens a response on another device."""

from flask import Response, make_response, redirect, url_for

from surveyapp import problems
from surveyapp.pages.service import visits
from surveyapp.pages.views import visitors
from surveyapp.pages.views.room import blueprint
from surveyapp.responses import service as responses


@blueprint.route("/s/<link>/<resume_code>", public=True, by="link")
def resume(link: str, resume_code: str) -> Response:
    """Take the code into a cookie and out of the address bar."""
    responses.by_resume_code(visitors.tenant(), link, resume_code)
    visit = visits.of_code(visitors.tenant(), resume_code)
    if visit is None:
        raise problems.response_not_found()
    return visitors.remember(make_response(redirect(url_for("pages.survey", link=link), 303)), visit, link)
