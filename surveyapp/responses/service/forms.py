"""The form a link shows."""

from surveyapp.responses.service import doors
from surveyapp.responses.service.editions import Edition, edition
from surveyapp.responses.service.shapes import Form
from tenants.context import Tenant


def form(tenant: Tenant, link: str) -> Form:
    """The published form with what shows before anything is answered; raises why the link shows none."""
    door = doors.find(tenant, link)
    doors.refuse_shut(door)
    assert door.version_id is not None, "a published survey has a version"
    return form_of(edition(door.version_id))


def form_of(version: Edition) -> Form:
    return Form(version.number, version.public, version.compiled.evaluate({}).state)
