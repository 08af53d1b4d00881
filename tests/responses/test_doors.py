"""When a link lets somebody in: its window, its cap, its survey; and what happens to those inside when it shuts."""

from __future__ import annotations

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from surveyapp.links.models import SurveyLink
from surveyapp.problems import Problem
from surveyapp.responses import service
from surveyapp.responses.models import COMPLETED, SurveyResponse
from surveyapp.responses.service import counting, doors
from surveyapp.transaction import transaction
from tenants.columns import new_id, utc_now
from tenants.db import session
from tests.api import Caller
from tests.factories.responses import HOUSEHOLD, NOBODY, published
from tests.scenario import begin, submit, try_begin

HOUR = timedelta(hours=1)


def completed_count(survey) -> int:
    with transaction(survey.tenant):
        return session.get_one(SurveyLink, survey.link_id).completed_count


def completed(survey) -> int:
    with transaction(survey.tenant):
        return len(session.scalars(select(SurveyResponse.id).where(SurveyResponse.status == COMPLETED)).all())


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"is_active": False}, "link_is_closed"),
        ({"closes_at": utc_now() - HOUR}, "link_is_closed"),
        ({"opens_at": utc_now() + HOUR}, "link_is_not_open_yet"),
        ({"max_responses": 1, "completed_count": 1}, "link_is_full"),
    ],
    ids=["switched off", "past its end", "before its start", "full"],
)
def test_a_shut_link_shows_no_form_and_begins_nothing(app, tenant_a, columns, code):
    survey = published(tenant_a, **columns)
    for reply in (Caller(app).get(f"/respond/{survey.link}"), try_begin(app, survey.link, {})):
        assert (reply.status_code, reply.json["code"]) == (409, code)


def test_a_closed_survey_takes_no_more_and_keeps_what_it_has(app, survey):
    respondent = begin(app, survey.link, employed="no")
    survey.close()
    for reply in (
        try_begin(app, survey.link, {}),
        respondent.try_answer({"rooms": 1}),
        respondent.try_submit(),
        Caller(app).get(f"/respond/{survey.link}"),
    ):
        assert (reply.status_code, reply.json["code"]) == (409, "survey_is_closed")
    assert respondent.load()["answers"] == {"employed": "no"}


def test_a_link_that_closes_refuses_saving_and_submitting(app, survey):
    respondent = begin(app, survey.link, employed="no")
    survey.change_link(closes_at=utc_now())
    for reply in (respondent.try_answer({"rooms": 1}), respondent.try_submit()):
        assert (reply.status_code, reply.json["code"]) == (409, "link_is_closed")


def test_a_form_that_was_just_shown_does_not_let_a_response_in_after_the_close(app, survey):
    assert Caller(app).get(f"/respond/{survey.link}").status_code == 200
    survey.change_link(is_active=False)
    assert submit(app, survey.link, employed="no").json["code"] == "link_is_closed"


@pytest.fixture
def elsewhere(monkeypatch):
    """What happens now happens in another process: this one goes on remembering its doors."""
    monkeypatch.setattr(doors, "forget", lambda organization_id: None)


def test_what_happens_in_one_organization_leaves_the_doors_of_another_known(app, survey, tenant_b):
    others = (tenant_b.organization_id, "the hash of its link's token")
    doors._doors[others] = (0.0, None)
    Caller(app).get(f"/respond/{survey.link}")
    survey.close()
    assert list(doors._doors) == [others]


@pytest.mark.parametrize("complete", [False, True])
def test_a_survey_that_another_process_closed_lets_nobody_in(app, survey, elsewhere, complete):
    assert Caller(app).get(f"/respond/{survey.link}").status_code == 200
    survey.close()
    assert Caller(app).get(f"/respond/{survey.link}").status_code == 200, "the door is still remembered"
    assert try_begin(app, survey.link, {"employed": "no"}, complete=complete).json["code"] == "survey_is_closed"


def test_a_response_begins_on_the_version_that_another_process_published(app, survey, elsewhere):
    assert Caller(app).get(f"/respond/{survey.link}").json["version"] == 1
    survey.publish_again({**HOUSEHOLD, "title": "Second"})
    assert Caller(app).get(f"/respond/{survey.link}").json["version"] == 1, "the door is still remembered"
    assert begin(app, survey.link, employed="no").load()["form"]["version"] == 2


@pytest.mark.parametrize("token", ["nonsense", "a.b", "0" * 32 + ".x", "%00", "x" * 5000])
def test_what_is_no_link_is_not_found(app, token):
    reply = try_begin(app, token, {})
    assert reply.status_code in (400, 404)
    assert reply.content_type == "application/problem+json"


def test_a_link_of_another_organization_leads_nowhere_here(app, survey, tenant_b):
    foreign = f"{tenant_b.public_key}.{survey.link.partition('.')[2]}"
    assert try_begin(app, foreign, {}).json["code"] == "link_not_found"


def test_a_response_is_found_only_through_its_own_link(app, survey, tenant_a):
    other, respondent = published(tenant_a), begin(app, survey.link)
    respondent.link = other.link
    assert respondent.try_answer({"employed": "no"}).json["code"] == "response_not_found"


def test_a_link_without_a_cap_is_not_written_to(app, survey):
    assert submit(app, survey.link, employed="no").status_code == 201
    assert completed_count(survey) == 0


def test_a_capped_link_counts_completed_responses_only(app, tenant_a):
    survey = published(tenant_a, max_responses=2)
    respondent = begin(app, survey.link, employed="no")
    assert completed_count(survey) == 0
    respondent.submit()
    assert submit(app, survey.link, employed="no").status_code == 201
    assert completed_count(survey) == 2
    assert try_begin(app, survey.link, {}).json["code"] == "link_is_full"


def test_somebody_inside_a_full_link_may_save_and_not_submit(app, tenant_a):
    survey = published(tenant_a, max_responses=1)
    respondent = begin(app, survey.link, employed="no")
    assert submit(app, survey.link, employed="no").status_code == 201
    respondent.answer(rooms=1)
    assert respondent.try_submit().json["code"] == "link_is_full"
    assert respondent.load()["status"] == "in_progress"


def test_concurrent_submissions_never_pass_the_cap(app, tenant_a):
    survey = published(tenant_a, max_responses=3)
    started = [begin(app, survey.link, employed="no") for _ in range(4)]
    acts = [respondent.try_submit for respondent in started]
    acts += [lambda: submit(app, survey.link, employed="no") for _ in range(4)]
    codes = together(acts)
    assert (codes.count(None), codes.count("link_is_full")) == (3, 5)
    assert (completed(survey), completed_count(survey)) == (3, 3)


def test_whoever_shows_that_the_last_place_went_commits_no_response(app, tenant_a):
    survey = published(tenant_a, max_responses=1, completed_count=1)
    open_survey = published(tenant_a)
    with transaction(tenant_a):
        service.begin(tenant_a, open_survey.link, {}, actor=NOBODY)
        with pytest.raises(Problem, match="link_is_full"):
            counting.take_place(survey.link_id, 1)
    with transaction(tenant_a):
        assert session.scalars(select(SurveyResponse.id)).all() == []


def test_a_deleted_response_frees_its_place(app, api, tenant_a):
    survey = published(tenant_a, max_responses=1)
    reply = submit(app, survey.link, employed="no")
    assert api.as_admin().delete(f"/responses/{reply.json['id']}").status_code == 204
    assert submit(app, survey.link, employed="no").status_code == 201


def test_an_unknown_response_and_a_wrong_token_look_the_same(app, survey):
    respondent = begin(app, survey.link)
    respondent.token += "x"
    wrong_token = respondent.try_answer({})
    respondent.id = new_id()
    unknown = respondent.try_answer({})
    assert (wrong_token.status_code, wrong_token.json["code"]) == (404, "response_not_found")
    assert (unknown.status_code, unknown.json["code"]) == (404, "response_not_found")


def test_a_response_is_not_opened_without_a_token(app, survey):
    respondent = begin(app, survey.link)
    assert Caller(app).get(respondent.path).json["code"] == "not_signed_in"


def together(acts) -> list[str | None]:
    """Do everything at once; the codes of the problems that came back, None for a success."""
    codes: list[str | None] = []
    barrier = Barrier(len(acts))

    def run(act) -> None:
        barrier.wait()
        reply = act()
        codes.append(reply.json["code"] if reply.status_code >= 400 else None)

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return codes
