"""The respondent behind a request: the link's tenant, the signed cookie, the form's token."""

from flask import Response, current_app, g, request

from surveyapp import problems
from surveyapp.pages.service import visits
from surveyapp.pages.service.visits import Visit
from tenants.context import Tenant

COOKIE = "response"
REMEMBERED = 60 * 60 * 24 * 60


def tenant() -> Tenant:
    """The organization of the link."""
    found: Tenant = g.tenant
    return found


def visitor() -> Visit | None:
    """Who comes back, None for somebody new."""
    return visits.opened(tenant(), request.cookies.get(COOKIE), _secret())


def trusted(token: str) -> Visit:
    """The visitor whose own form or script sent this; raises csrf_token_is_invalid for anybody else's."""
    visit = visitor()
    if visit is None or not visits.csrf_holds(visit, _secret(), token):
        raise problems.csrf_token_is_invalid()
    return visit


def form_token(visit: Visit) -> str:
    """What the visitor's forms carry."""
    return visits.csrf_token(visit, _secret())


def remember(response: Response, visit: Visit, link: str) -> Response:
    """Have the browser keep the visit: for this link only, out of reach of scripts and of other sites' posts."""
    response.set_cookie(
        COOKIE,
        visits.signed(visit, _secret()),
        max_age=REMEMBERED,
        path=f"/s/{link}",
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )
    return response


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])
