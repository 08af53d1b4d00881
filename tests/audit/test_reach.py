"""What of people can be read at all is read on the record (S03): a new route that forgets to say so fails here."""

from __future__ import annotations

import pytest

from surveyapp.audit.models import ACTIONS
from tests.factories.accounts import trail
from tests.security.routes import guarded

OF_PEOPLE = ("view_responses", "export_responses", "view_audit_logs")
RESOURCES = ("survey", "section", "field", "response", "user", "role")


def test_every_route_that_only_readers_of_people_may_read_is_audited(app):
    unsaid = [
        str(route)
        for route in guarded(app)
        if route.method == "GET" and route.access.permission in OF_PEOPLE and route.access.reads is None
    ]
    assert unsaid == []
    assert {route.access.permission for route in guarded(app) if route.access.reads} >= set(OF_PEOPLE)


@pytest.mark.parametrize(
    ("method", "path", "document", "resource"),
    [
        ("POST", "/surveys", {"title": "One"}, "survey"),
        ("POST", "/surveys/import", {"format": "surveyapp", "document": {"title": "Two"}}, "survey"),
        ("POST", "/roles", {"name": "editor", "permissions": []}, "role"),
        ("POST", "/members", {"email": "new@example.org", "roles": []}, "user"),
        ("PATCH", "/auth/me", {"first_name": "Grace"}, "user"),
        ("PATCH", "/organization", {"name": "Renamed"}, "organization"),
        ("POST", "/api-keys", {"name": "robot", "scopes": ["view_responses"]}, "api_key"),
        ("POST", "/auth/logout", None, "session"),
    ],
)
def test_a_change_is_on_the_trail_with_one_of_the_five_words(api, method, path, document, resource):
    reply = api.as_admin().open(method, path, json=document)
    assert reply.status_code < 300, reply.get_json()
    told = [row for row in trail(api.as_admin()) if row["action"] not in ("viewed", "exported")]
    assert [(row["resource_type"], row["action"] in ACTIONS) for row in told] == [(resource, True)]


def test_the_six_resources_of_the_sources_are_told_under_their_names(api):
    """S06: each of them is changed or read once."""
    admin = api.as_admin()
    survey = admin.post("/surveys", json={"title": "One"}).get_json()
    made = admin.post(f"/surveys/{survey['id']}/sections", json={"title": "A"}, if_match=1)
    field = {"label": "B", "field_type": "text"}
    admin.post(f"/sections/{made.get_json()['id']}/fields", json=field, if_match=made.headers["ETag"])
    admin.get(f"/surveys/{survey['id']}/responses")
    admin.get("/members")
    admin.post("/roles", json={"name": "editor", "permissions": []})
    assert {row["resource_type"] for row in trail(admin)} == set(RESOURCES)
