"""`GET /surveys/{id}/analytics`: what was counted, in the words of the form, whatever the number of responses."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from surveyapp.analysis.service import reading
from surveyapp.extensions import cache
from surveyapp.transaction import transaction
from tests.analysis.conftest import count
from tests.factories.responses import HOUSEHOLD
from tests.scenario import begin, submit


@pytest.fixture
def read(api, survey):
    """The analysis as an analyst reads it, once everything is counted."""

    def shown(query: str = "") -> dict[str, Any]:
        while count(survey.tenant):
            pass
        reply = api.as_analyst().get(f"/surveys/{survey.survey_id}/analytics{query}")
        assert reply.status_code == 200, reply.get_json()
        return reply.get_json()

    return shown


@pytest.fixture
def a_second_later(app, survey):
    """What was remembered for a second is forgotten."""

    def later() -> None:
        with app.app_context(), transaction(survey.tenant):
            cache.clear()

    return later


def fields(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {field["name"]: field for section in document["sections"] for field in section["fields"]}


def test_a_survey_that_nobody_has_answered_shows_its_whole_form(read):
    found = read()
    assert (found["started"], found["completed"], found["completion_rate"], found["as_of"]) == (0, 0, None, None)
    assert [section["title"] for section in found["sections"]] == ["Work", "Home"]
    assert [option["count"] for option in fields(found)["employed"]["options"]] == [0, 0]


def test_options_come_in_the_order_of_the_form_with_labels_and_shares(app, survey, read):
    for answer in ("no", "no", "yes", "no"):
        submit(app, survey.link, employed=answer, **({"job": "baker"} if answer == "yes" else {}))
    assert fields(read())["employed"]["options"] == [
        {"value": "yes", "label": "Yes", "count": 1, "share": 0.25},
        {"value": "no", "label": "No", "count": 3, "share": 0.75},
    ]


def test_numbers_come_with_their_statistics(app, survey, read):
    for rooms in (1, 2, 2, 7.5):
        submit(app, survey.link, employed="no", rooms=rooms)
    numbers = fields(read())["rooms"]["numbers"]
    assert (numbers["count"], numbers["mean"], numbers["min"], numbers["max"]) == (4, 3.125, 1, 7.5)
    assert numbers["standard_deviation"] == pytest.approx(2.954516, rel=1e-6)
    assert numbers["quartiles"] == [1.75, 2, 3.375]
    assert numbers["histogram"] == [
        {"from": 1, "to": 1, "count": 1},
        {"from": 2, "to": 2, "count": 2},
        {"from": 7.5, "to": 7.5, "count": 1},
    ]


def test_it_shows_who_dropped_off_where(app, survey, read):
    submit(app, survey.link, employed="no", rooms=2)
    submit(app, survey.link, employed="no")
    begin(app, survey.link).stays_in("work", employed="no")
    begin(app, survey.link).stays_in("work").stays_in("home")
    begin(app, survey.link)
    found = read()
    assert (found["started"], found["completed"], found["in_progress"], found["completion_rate"]) == (5, 2, 3, 0.4)
    told = [(each["name"], each["shown"], each["answered"], each["in_progress"]) for each in found["sections"]]
    assert told == [("work", 2, 2, 1), ("home", 2, 1, 1)]


def test_nothing_of_a_sensitive_answer_and_no_text_is_shown(app, survey, read):
    submit(app, survey.link, employed="yes", job="harpooner", income=4711, illness="scurvy")
    found = read()
    assert not [secret for secret in ("harpooner", "4711", "scurvy") if secret in str(found)]
    assert (fields(found)["income"]["kind"], fields(found)["income"]["answered"]) == ("answered", 1)
    assert fields(found)["job"]["length"]["mean"] == 9


def test_a_field_counts_for_those_who_were_asked(app, survey, read):
    submit(app, survey.link, employed="yes", job="baker")
    submit(app, survey.link, employed="no")
    assert (fields(read())["job"]["shown"], fields(read())["employed"]["shown"]) == (1, 2)


def test_a_sensitive_answer_still_decides_what_was_shown(app, survey, read):
    document = copy.deepcopy(HOUSEHOLD)
    document["sections"][0]["fields"][0]["is_sensitive"] = True
    survey.publish_again(document)
    submit(app, survey.link, employed="yes", job="baker")
    submit(app, survey.link, employed="no")
    found = fields(read("?version=2"))
    assert (found["employed"]["kind"], found["job"]["shown"]) == ("answered", 1)


def test_versions_are_merged_by_name_and_shown_alone_when_asked(app, survey, read):
    submit(app, survey.link, employed="no", country="us", region="tx")
    document = copy.deepcopy(HOUSEHOLD)
    del document["sections"][1]["fields"][2]
    document["sections"][0]["fields"][0]["options"].append({"value": "both", "label": "Both"})
    survey.publish_again(document)
    submit(app, survey.link, employed="both")
    both, first = read(), read("?version=1")
    assert [(each["number"], each["completed"]) for each in both["versions"]] == [(2, 1), (1, 1)]
    assert [(each["value"], each["count"]) for each in fields(both)["employed"]["options"]] == [
        ("yes", 0),
        ("no", 1),
        ("both", 1),
    ]
    assert (fields(both)["rooms"]["retired"], fields(both)["remarks"]["shown"]) == (True, 2)
    assert (first["completed"], [each["number"] for each in first["versions"]]) == (1, [1])


def test_what_is_not_counted_yet_is_told(app, survey, api):
    submit(app, survey.link, employed="no")
    found = api.as_analyst().get(f"/surveys/{survey.survey_id}/analytics").get_json()
    assert (found["pending"], found["completed"]) == (1, 0)


def test_its_etag_changes_with_every_count_and_not_before(app, survey, api, a_second_later):
    def tag() -> str:
        a_second_later()
        return api.as_analyst().get(f"/surveys/{survey.survey_id}/analytics").headers["ETag"]

    submit(app, survey.link, employed="no")
    count(survey.tenant)
    first = tag()
    assert tag() == first
    reply = api.as_analyst().get(f"/surveys/{survey.survey_id}/analytics", headers={"If-None-Match": first})
    assert reply.status_code == 304
    submit(app, survey.link, employed="no")
    count(survey.tenant)
    assert tag() != first


def test_the_number_of_queries_does_not_depend_on_the_number_of_responses(
    app, survey, api, count_queries, a_second_later
):
    def queries() -> list[str]:
        while count(survey.tenant):
            pass
        a_second_later()
        with count_queries() as statements:
            assert analyst.get(f"/surveys/{survey.survey_id}/analytics").status_code == 200
        return [statement for statement in statements if "survey_responses" in statement or "tallies" in statement]

    analyst = api.as_analyst()
    submit(app, survey.link, employed="no")
    few = queries()
    for rooms in range(20):
        submit(app, survey.link, employed="no", rooms=rooms)
    assert len(few) == len(queries()) == 1
    assert "survey_responses" not in few[0]


def test_whoever_asks_within_the_second_is_told_the_same(app, survey, read, monkeypatch, a_second_later):
    monkeypatch.setattr(reading, "REMEMBERED_SECONDS", 60)
    before = read()
    submit(app, survey.link, employed="no")
    assert read() == before
    a_second_later()
    assert read()["completed"] == before["completed"] + 1


def test_what_is_remembered_of_one_version_is_not_told_of_all(app, survey, read):
    assert (read()["version"], read("?version=1")["version"]) == (None, 1)


def test_who_may_not_view_analytics_is_refused(api, survey):
    assert api.as_data_viewer().get(f"/surveys/{survey.survey_id}/analytics").status_code == 403


@pytest.mark.parametrize("path", ["00000000-0000-7000-8000-000000000000/analytics", "{own}/analytics?version=9"])
def test_what_is_not_there_is_not_found(api, survey, path):
    assert api.as_analyst().get(f"/surveys/{path.format(own=survey.survey_id)}").status_code == 404
