"""Expressions through the rooms: saved, refused with a place, run by the survey's own calendar."""

from datetime import UTC, datetime

from surveyapp.logic.compile import compile_survey
from surveyapp.logic.definition import from_document
from surveyapp.surveys import service


def document(timezone: str = "UTC", **formulas: object) -> dict[str, object]:
    born = {"name": "born", "label": "Born", "field_type": "date", **formulas}
    sections = [{"name": "page", "title": "Page", "fields": [born]}]
    return {"title": "Survey", "timezone": timezone, "sections": sections}


def today(timezone: str) -> str | None:
    return service.today(compile_survey(from_document(document(timezone, constraint="{.} <= today()"))))


def test_today_follows_the_time_zone_of_the_survey() -> None:
    """Twenty-six hours lie between these two, so they never share a day."""
    ahead, behind = today("Etc/GMT-14"), today("Etc/GMT+12")
    assert ahead is not None and behind is not None and ahead > behind


def test_an_unknown_time_zone_is_utc_and_a_survey_that_asks_nothing_has_no_day() -> None:
    assert behind_or_same(today("Nowhere/At_All"))
    assert service.today(compile_survey(from_document(document()))) is None


def behind_or_same(day: str | None) -> bool:
    ahead, behind = today("Etc/GMT-14"), today("Etc/GMT+12")
    return day is not None and ahead is not None and behind is not None and behind <= day <= ahead


def test_a_constraint_with_a_message_is_saved_read_back_and_told(api, tenant_a) -> None:
    admin = api.as_admin(tenant_a)
    survey = admin.post("/surveys", json={"title": "Survey"}).json
    constraint = {"expression": "{.} <= '2020-12-31'", "message": "Before 2021, please."}
    url = f"/surveys/{survey['id']}/definition"
    saved = admin.put(url, json=document(constraint=constraint), if_match=admin.get(url).headers["ETag"])
    assert saved.status_code == 200, saved.json
    read = admin.get(url).json
    assert read["sections"][0]["fields"][0]["constraint"] == constraint
    tried = admin.post(f"/surveys/{survey['id']}/evaluate", json={"answers": {"born": "2021-01-01"}}).json
    assert [(error["code"], error["detail"]) for error in tried["errors"]] == [
        ("constraint_failed", constraint["message"])
    ]


def test_a_broken_expression_is_refused_with_its_place(api, tenant_a) -> None:
    admin = api.as_admin(tenant_a)
    survey = admin.post("/surveys", json={"title": "Survey"}).json
    url = f"/surveys/{survey['id']}/definition"
    refused = admin.put(url, json=document(visible_if="{bron} notempty"), if_match=admin.get(url).headers["ETag"])
    assert refused.status_code == 422
    (error,) = refused.json["errors"]
    assert (error["pointer"], error["code"]) == ("/sections/0/fields/0/visible_if", "unknown_field")
    assert error["detail"].startswith("At character 1: ")


def test_a_moment_in_the_past_has_the_day_it_had_there() -> None:
    survey = compile_survey(from_document(document("Etc/GMT-14", constraint="{.} <= today()")))
    assert service.today(survey, datetime(2026, 3, 1, 12, tzinfo=UTC)) == "2026-03-02"
