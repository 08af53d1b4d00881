"""The whole life of an account, over HTTP, and the story that the trail tells of it."""

from __future__ import annotations

from tests.factories.accounts import PASSWORD, Person, activate, invite, log_in, register, shared_trail, sign_in, trail

NEW = "an entirely new sentence"


def test_an_account_lives_in_two_organizations_and_leaves_one(app, worker):
    acme, beta = register(app), register(app)

    first_link = invite(acme, "mary@example.org", "analyst")["activation_url"]
    mary = Person(app, activate(app, first_link))
    assert mary.get("/auth/me").get_json()["permissions"] == ["export_responses", "view_analytics", "view_responses"]

    acme.put(f"/members/{mary.id}/roles", json={"roles": ["data_viewer"]})
    assert mary.get("/auth/me").get_json()["permissions"] == ["view_responses"]

    reset = acme.post(f"/members/{mary.id}/link").get_json()["url"]
    mary = Person(app, activate(app, reset, NEW))
    assert log_in(app, "mary@example.org", PASSWORD).status_code == 401

    second_link = invite(beta, "mary@example.org", "admin")["activation_url"]
    assert Person(app, activate(app, second_link, NEW)).organization_id == beta.organization_id

    there = Person(app, mary.post("/auth/switch-organization", json={"organization_id": beta.organization_id}))
    assert there.get("/members").status_code == 200
    there = Person(app, there.refresh())
    back = Person(app, there.post("/auth/switch-organization", json={"organization_id": acme.organization_id}))
    assert back.get("/members").status_code == 403

    acme.delete(f"/members/{mary.id}")
    assert back.get("/auth/me").status_code == 401
    again = sign_in(app, "mary@example.org", NEW)
    assert again.organization_id == beta.organization_id
    assert again.post("/auth/logout").status_code == 204
    assert again.get("/auth/me").status_code == 401

    told = [row["event"] for row in trail(acme) if row["event"] not in ("audit_log.viewed", "user.viewed")]
    assert told == [
        "organization.provisioned",
        "session.opened",
        "member.invited",
        "member.joined",
        "session.opened",
        "member.roles_changed",
        "member.reset_link_issued",
        "user.password_reset",
        "session.opened",
        "session.left",
        "session.opened",
        "member.removed",
    ]
    assert [row.event for row in shared_trail("session.refused")] == ["session.refused"]
    assert PASSWORD not in str(trail(acme)) + str(trail(beta))
