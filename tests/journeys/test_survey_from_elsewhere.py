"""A survey from another product comes in over HTTP, is tried with its own answers, published and answered."""

from __future__ import annotations

SURVEY = {
    "title": "Lunch",
    "pages": [
        {
            "name": "start",
            "elements": [
                {"type": "boolean", "name": "isHungry", "isRequired": True},
                {"type": "checkbox", "name": "dishes", "choices": ["Soup", "Salad"], "visibleIf": "{isHungry} = true"},
                {
                    "type": "paneldynamic",
                    "name": "guests",
                    "panelCount": 1,
                    "visibleIf": "{dishes} notempty",
                    "templateElements": [
                        {"type": "text", "name": "bornOn", "inputType": "date"},
                        {"type": "text", "name": "job", "visibleIf": "age({panel.bornOn}) >= 18", "isRequired": True},
                    ],
                },
            ],
        },
        {"name": "end", "visibleIf": "{isHungry} = false", "elements": [{"type": "comment", "name": "why"}]},
    ],
}


def test_an_imported_survey_decides_what_it_decided_at_home(api):
    admin = api.as_admin()
    reply = admin.post("/surveys/import", json={"format": "surveyjs", "document": SURVEY})
    assert reply.status_code == 201, reply.get_json()
    imported = reply.get_json()
    assert imported["report"] == []
    names = imported["names"]
    guests = [{names["guests[].bornOn"]: "1990-05-01"}, {names["guests[].bornOn"]: "2020-05-01"}]
    answers = {names["isHungry"]: True, names["dishes"]: ["Soup"], names["guests"]: guests}
    trial = {"answers": answers, "hidden_values": "raw", "today": "2026-01-15"}
    tried = admin.post(f"/surveys/{imported['survey']['id']}/evaluate", json=trial).get_json()
    job = names["guests[].job"]
    born = names["guests[].bornOn"]
    shown = ["is_hungry", "dishes", f"guests[0].{born}", f"guests[0].{job}", f"guests[1].{born}"]
    assert tried["state"]["visible_fields"] == shown
    assert tried["state"]["required_fields"] == ["is_hungry", f"guests[0].{job}"]
    assert [(error["pointer"], error["code"]) for error in tried["errors"]] == [
        (f"/answers/guests/0/{job}", "answer_required")
    ]
    assert tried["stored"] == answers | {names["isHungry"]: "yes"}


def test_what_could_not_be_carried_is_reported_with_its_place(api):
    document = {"elements": [{"type": "text", "name": "q", "visibleIf": "mine({q}) = 1"}, {"type": "hologram"}]}
    reply = api.as_admin().post("/surveys/import", json={"format": "surveyjs", "document": document})
    report = [(loss["place"], loss["code"], loss["severity"]) for loss in reply.get_json()["report"]]
    assert report == [("/elements/1", "unknown_type", "lost"), ("/elements/0/visibleIf", "condition", "lost")]
