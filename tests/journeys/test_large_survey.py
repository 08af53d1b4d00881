"""The survey of 200 fields, 300 rules and 50 dependencies goes in through the API and decides its 64 cases."""

from __future__ import annotations

import pytest

from tests.logic import bench_survey
from tests.scenario import Respondent, try_begin


@pytest.fixture
def link(api) -> str:
    """The published survey's link."""
    admin = api.as_admin()
    body = {"format": "surveyapp", "document": bench_survey.document()}
    imported = admin.post("/surveys/import", json=body)
    assert imported.status_code == 201, imported.get_json()
    survey = imported.get_json()["survey"]
    published = admin.post(f"/surveys/{survey['id']}/publish", if_match=survey["revision"])
    assert published.status_code == 201, published.get_json()
    made = admin.post(f"/surveys/{survey['id']}/links", json={}).get_json()
    return made["url"].rpartition("/")[2]


@pytest.mark.slow
def test_what_is_visible_agrees_with_every_case(app, link):
    for number, case in enumerate(bench_survey.cases()):
        reply = try_begin(app, link, case["answers"])
        assert reply.status_code == 201, (number, reply.get_json())
        begun = reply.get_json()
        gone = [e["pointer"].removeprefix("/answers/") for e in begun["errors"] if e["code"] == "option_not_available"]
        seen = {name: begun["state"][name] for name in ("visible_sections", "visible_fields")}
        assert {**seen, "option_not_available": gone} == case["expected"], number


@pytest.mark.slow
def test_a_response_of_it_can_be_completed(app, link):
    respondent = Respondent(app, link, try_begin(app, link, bench_survey.cases()[0]["answers"]).get_json())
    fields = {field["name"]: field for part in bench_survey.document()["sections"] for field in part["fields"]}
    refused = respondent.try_submit()
    while refused.status_code == 422:
        for error in refused.get_json(force=True)["errors"]:
            name = error["pointer"].removeprefix("/answers/")
            respondent.answer(**{name: fitting(fields[name], respondent.state["options"].get(name))})
        refused = respondent.try_submit()
    assert (refused.status_code, refused.get_json()["status"]) == (200, "completed")


def fitting(field: dict, offered: list[dict] | None) -> object:
    """An answer that the field takes."""
    options = offered if offered is not None else field["options"]
    match field["field_type"]:
        case "number":
            return field["config"].get("min_value", 1)
        case "date":
            return field["config"].get("min_date", "2026-01-15")
        case "text":
            return "alpha"
        case "checkbox":
            return [options[0]["value"]]
        case _:
            return options[0]["value"]
