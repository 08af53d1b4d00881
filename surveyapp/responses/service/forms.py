"""The form a link shows."""

from surveyapp import problems
from surveyapp.responses.service import doors
from surveyapp.responses.service.editions import Edition, edition, evaluated
from surveyapp.responses.service.shapes import Form
from tenants.context import Tenant


def form(tenant: Tenant, link: str) -> Form:
    """The published form with what shows before anything is answered; raises why the link shows none."""
    door = doors.find(tenant, link)
    doors.refuse_shut(door)
    if door.version_id is None:
        raise problems.survey_is_not_published()
    return form_of(edition(door.version_id))


def form_of(version: Edition) -> Form:
    return Form(version.number, version.public, evaluated(version, {}).state)
