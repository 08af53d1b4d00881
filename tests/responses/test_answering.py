"""From the first answer to the submitted response, over HTTP (A01, A02, A06, A14-A16, L20, L22)."""

from __future__ import annotations

from copy import deepcopy

import pytest
from sqlalchemy import select

from surveyapp.responses import service
from surveyapp.responses.models import SurveyResponse
from surveyapp.transaction import transaction
from tenants.db import session
from tests.api import Caller
from tests.factories.responses import HOUSEHOLD, published
from tests.scenario import begin, submit, try_begin


def stored(survey, response_id) -> SurveyResponse:
    with transaction(survey.tenant):
        return session.scalars(select(SurveyResponse).where(SurveyResponse.id == response_id)).one()


def pointers(reply) -> dict[str, str]:
    return {error["pointer"]: error["code"] for error in reply.json["errors"]}


def test_the_form_shows_what_a_respondent_may_know_and_nothing_else(app, survey):
    form = Caller(app).get(f"/respond/{survey.link}").json
    fields = [field for section in form["definition"]["sections"] for field in section["fields"]]
    assert [field["name"] for field in fields][:2] == ["employed", "job"]
    assert not {"review", "guidance", "id"} & {key for field in fields for key in field}
    assert "job" not in form["state"]["visible_fields"]


def test_a_browser_that_has_the_form_is_told_that_nothing_changed(app, survey):
    first = Caller(app).get(f"/respond/{survey.link}")
    again = Caller(app).get(f"/respond/{survey.link}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_fields_and_options_follow_the_answers(app, survey):
    respondent = begin(app, survey.link).does_not_see("job")
    respondent.answer(employed="yes").sees("job").answer(employed="no").does_not_see("job")
    respondent.answer(country="us").is_offered("region", "tx").answer(country="de").is_offered("region", "by")


def test_a_response_is_answered_and_submitted(app, survey):
    respondent = begin(app, survey.link, employed="yes").answer(job="baker", income=1200).submit()
    assert respondent.reply["status"] == "completed"
    row = stored(survey, respondent.id)
    assert (row.status, row.answers, list(row.sealed)) == ("completed", {"employed": "yes", "job": "baker"}, ["income"])


def test_another_device_takes_the_response_up_where_it_was_left(app, survey):
    begun = begin(app, survey.link, employed="yes").stays_in("home", job="baker", illness="flu")
    work = begun.elsewhere().load()
    assert work["answers"] == {"employed": "yes", "job": "baker", "illness": "flu"}
    assert (work["last_section"], work["revision"]) == ("home", 2)
    assert work["form"]["version"] == 1


def test_a_resume_code_stands_for_the_session(app, survey):
    begun = begin(app, survey.link)
    link, code = begun.resume_url.rsplit("/s/", 1)[1].split("/")
    with transaction(survey.tenant):
        resumed = service.by_resume_code(survey.tenant, link, code)
    assert (str(resumed.id), resumed.session_token) == (begun.id, begun.token)


@pytest.mark.parametrize("missing", ["job", "employed"])
def test_a_required_question_that_shows_prevents_submission(app, survey, missing):
    answers = {"employed": "yes", "job": "baker"}
    del answers[missing]
    refused = begin(app, survey.link, **answers).try_submit()
    assert (refused.status_code, refused.json["code"]) == (422, "answers_are_invalid")
    assert pointers(refused) == {f"/answers/{missing}": "answer_required"}


def test_hidden_answers_are_kept_while_in_progress_and_not_stored_at_submit(app, survey):
    respondent = begin(app, survey.link, employed="yes", job="baker").answer(employed="no")
    assert respondent.load()["answers"]["job"] == "baker"
    respondent.submit()
    row = stored(survey, respondent.id)
    assert row.answers == {"employed": "no"}
    assert row.timings.keys() <= {"employed"}


def test_an_option_that_a_dependency_took_away_is_kept_but_not_submitted(app, survey):
    respondent = begin(app, survey.link, employed="no", country="us", region="tx").answer(country="de")
    assert [error["code"] for error in respondent.reply["errors"]] == ["option_not_available"]
    refused = respondent.try_submit()
    assert pointers(refused) == {"/answers/region": "option_not_available"}
    assert respondent.load()["answers"]["region"] == "tx"


def test_a_value_beyond_its_limits_is_stored_reported_and_refused_at_submit(app, survey):
    respondent = begin(app, survey.link, employed="no").answer(rooms=21)
    assert [error["pointer"] for error in respondent.reply["errors"]] == ["/answers/rooms"]
    assert stored(survey, respondent.id).answers["rooms"] == 21
    assert "/answers/rooms" in pointers(respondent.try_submit())


@pytest.mark.parametrize(
    "answers",
    [{"nonsense": 1}, {"employed": "perhaps"}, {"rooms": "many"}, {"remarks": {"a": 1}}, {"remarks": "x" * 200_000}],
    ids=["unknown name", "unknown option", "wrong type", "wrong shape", "oversized"],
)
def test_what_no_field_can_hold_is_refused_and_nothing_of_the_request_is_stored(app, survey, answers):
    respondent = begin(app, survey.link)
    refused = respondent.try_answer({"employed": "yes", **answers})
    assert (refused.status_code, refused.json["code"]) == (422, "answers_are_invalid")
    assert list(pointers(refused)) == [f"/answers/{next(iter(answers))}"]
    assert stored(survey, respondent.id).answers == {}


def test_null_removes_an_answer_and_removing_what_is_not_there_succeeds(app, survey):
    respondent = begin(app, survey.link, employed="yes", income=3).answer(income=None, job=None)
    assert respondent.load()["answers"] == {"employed": "yes"}


def test_one_call_can_begin_validate_and_submit(app, survey):
    reply = submit(app, survey.link, employed="no", job="hidden", rooms=3)
    assert (reply.status_code, reply.json["status"], reply.json["revision"]) == (201, "completed", 1)
    assert stored(survey, reply.json["id"]).answers == {"employed": "no", "rooms": 3}


def test_a_one_shot_submission_lists_every_error_and_stores_nothing(app, survey):
    refused = submit(app, survey.link, rooms=99, nonsense=1, country="fr")
    assert pointers(refused) == {
        "/answers/nonsense": "unknown_field",
        "/answers/country": "unknown_option",
        "/answers/employed": "answer_required",
        "/answers/rooms": "number_too_large",
    }
    with transaction(survey.tenant):
        assert session.scalars(select(SurveyResponse)).all() == []


def test_last_answers_may_come_with_the_submission(app, survey):
    respondent = begin(app, survey.link, employed="yes").submit(job="baker")
    assert stored(survey, respondent.id).answers["job"] == "baker"


def test_a_submitted_response_takes_no_more(app, survey):
    respondent = begin(app, survey.link, employed="no").submit()
    for reply in (respondent.try_answer({"rooms": 1}), respondent.try_submit()):
        assert (reply.status_code, reply.json["code"]) == (409, "response_is_completed")


def test_a_response_keeps_its_version_when_the_survey_is_published_again(app, survey):
    respondent = begin(app, survey.link, employed="yes")
    without_job = {**HOUSEHOLD, "sections": [HOUSEHOLD["sections"][0]], "rules": [], "dependencies": []}
    survey.publish_again(without_job)
    respondent.answer(rooms=2, job="baker").submit()
    assert respondent.load()["form"]["version"] == 1
    assert begin(app, survey.link).elsewhere().load()["form"]["version"] == 2
    assert try_begin(app, survey.link, {"rooms": 2}).status_code == 422


def test_an_answer_is_sealed_by_the_response_s_own_version_not_by_the_newest(app, survey):
    old = begin(app, survey.link, employed="no")
    document = deepcopy(HOUSEHOLD)
    document["sections"][1]["fields"][3]["is_sensitive"] = True
    survey.publish_again(document)
    new = begin(app, survey.link, employed="no")
    for respondent, lies_in in ((old, "answers"), (new, "sealed")):
        respondent.answer(remarks="lovely")
        assert "remarks" in getattr(stored(survey, respondent.id), lies_in)


def test_where_a_respondent_calls_from_is_kept(app, survey):
    reply = Caller(app).post(
        f"/respond/{survey.link}/responses", json={"answers": {}}, headers={"User-Agent": "Lynx/2.9"}
    )
    row = stored(survey, reply.json["id"])
    assert (row.ip_address, row.user_agent) == ("127.0.0.1", "Lynx/2.9")


def test_a_section_that_the_survey_does_not_have_is_refused(app, survey):
    refused = begin(app, survey.link).try_answer({}, last_section="cellar")
    assert pointers(refused) == {"/last_section": "unknown_section"}


def test_a_survey_without_sections_to_remember_can_be_answered(app, tenant_a):
    one = published(tenant_a, {**HOUSEHOLD, "sections": HOUSEHOLD["sections"][1:], "rules": []})
    begin(app, one.link).answer(country="us").submit()
