"""The form a link shows."""

from uuid import UUID

from surveyapp import problems
from surveyapp.responses.service import doors
from surveyapp.responses.service.editions import Edition, edition, evaluated
from surveyapp.responses.service.shapes import Form, Plan
from surveyapp.surveys import service as surveys
from tenants.context import Tenant


def form(tenant: Tenant, link: str) -> Form:
    """The published form with what shows before anything is answered; raises why the link shows none."""
    door = doors.find(tenant, link)
    doors.refuse_shut(door)
    if door.version_id is None:
        raise problems.survey_is_not_published()
    return form_of(edition(door.version_id))


def form_of(version: Edition) -> Form:
    today = surveys.today(version.compiled)
    return Form(version.number, version.public, evaluated(version, {}).state, today, version.guided)


def version_id(tenant: Tenant, link: str, number: int) -> UUID:
    """A version that a link shows, or showed to those who began on it; raises not_found, or why the link shows none."""
    door = doors.find(tenant, link)
    doors.refuse_shut(door, counted=False)
    if door.version_id is not None and edition(door.version_id).number == number:
        return door.version_id
    return surveys.numbered(door.survey_id, number).id


def plan(version_id: UUID) -> Plan:
    """A version of the entered tenant as a browser evaluates it."""
    version = edition(version_id)
    return Plan(version.public, version.compiled.to_json())
