"""Every route, from the URL map, as every role and as the other tenant: what is new is tried without anybody
remembering.
"""

from __future__ import annotations

import pytest

from surveyapp.http.lifecycle import Access
from surveyapp.permissions import PERMISSIONS, PSEUDO, ROLES
from tests.api import Caller
from tests.security.routes import OURS_WITHOUT_ACCESS, Route, guarded, routes


def call(caller: Caller, route: Route, **values: object):
    """Call with an empty JSON object: what is refused here is refused for who calls, not for what is sent."""
    headers = {"Authorization": f"Bearer {caller.token}"} if caller.token else {}
    body = None if route.method in ("GET", "DELETE") else {}
    return caller.app.test_client().open(route.path(values), method=route.method, headers=headers, json=body)


def test_every_route_says_who_may_call_it(app):
    silent = [str(route) for route in routes(app) if route.access is None]
    unexpected = [
        str(route)
        for route in routes(app)
        if route.access is None and not route.endpoint.startswith(OURS_WITHOUT_ACCESS)
    ]
    assert silent and unexpected == []


def test_nobody_gets_in_without_credentials(api, app):
    statuses = {str(route): call(api.anonymous(), route).status_code for route in guarded(app)}
    assert {route: status for route, status in statuses.items() if status != 401} == {}


def test_a_token_that_is_not_ours_gets_nobody_in(api, app):
    stranger = api.with_token("eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.")
    statuses = {str(route): call(stranger, route).status_code for route in guarded(app)}
    assert {route: status for route, status in statuses.items() if status != 401} == {}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_refused_exactly_what_the_table_does_not_give_it(api, app, role):
    wrong = {}
    for route in guarded(app):
        reply = call(api.as_role(role), route)
        if (reply.status_code == 403) is _holds(role, route.access):
            wrong[str(route)] = reply.status_code
    assert wrong == {}


@pytest.mark.parametrize("role", ROLES)
def test_no_route_answers_an_empty_request_with_a_failure_of_ours(api, app, role):
    statuses = {str(route): call(api.as_role(role), route).status_code for route in guarded(app)}
    assert {route: status for route, status in statuses.items() if status >= 500} == {}


def test_every_malformed_id_is_a_documented_problem(api, app):
    wrong = {}
    for route in guarded(app):
        ids = {name: "not-a-uuid" for name in route.arguments if name.endswith("_id")}
        if ids and (reply := call(api.as_admin(), route, **ids)).status_code not in (400, 404):
            wrong[str(route)] = reply.status_code
    assert wrong == {}


def _holds(role: str, access: Access | None) -> bool:
    assert access is not None and access.permission is not None
    return access.permission in PSEUDO or role in PERMISSIONS[access.permission]
