"""Two tabs, lost replies, the same request twice: nothing that was acknowledged is lost, nothing is done twice."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select, text

from surveyapp.audit.models import AuditLog
from surveyapp.responses.models import SurveyResponse
from surveyapp.transaction import transaction
from tenants.db import session
from tests.api import Caller
from tests.factories.responses import HOUSEHOLD, published
from tests.scenario import begin, try_begin

THREADS = 8


def count(survey) -> int:
    with transaction(survey.tenant):
        return session.scalar(select(func.count()).select_from(SurveyResponse))


def told(survey) -> list[tuple]:
    """What the trail holds about responses, in order."""
    with transaction(survey.tenant):
        rows = select(AuditLog.event, AuditLog.action, AuditLog.changes).where(AuditLog.resource_type == "response")
        return [tuple(row) for row in session.execute(rows.order_by(AuditLog.id))]


def test_the_second_of_two_tabs_is_told_what_the_first_one_saved(app, survey):
    first = begin(app, survey.link)
    second = first.elsewhere()
    first.answer(employed="yes", illness="flu")
    conflict = second.try_answer({"employed": "no"})
    assert (conflict.status_code, conflict.json["code"]) == (409, "revision_is_stale")
    assert conflict.json["revision"] == 2
    assert conflict.json["answers"] == {"employed": "yes", "illness": "flu"}


def test_a_save_whose_reply_was_lost_succeeds_again_with_the_state_as_it_is(app, survey):
    respondent = begin(app, survey.link)
    sent = {"answers": {"employed": "yes"}, "mutation": "m-1"}
    lost = respondent.try_answer(**sent)
    again = respondent.try_answer(**sent)
    assert (again.status_code, again.json) == (200, lost.json)
    assert again.json["revision"] == 2


def test_another_save_under_the_same_mutation_id_is_another_save(app, survey):
    respondent = begin(app, survey.link)
    respondent.try_answer({"employed": "yes"}, mutation="m-1")
    assert respondent.try_answer({"employed": "no"}, mutation="m-1").json["code"] == "revision_is_stale"


def test_a_mutation_that_was_overtaken_is_stale_and_not_repeated(app, survey):
    respondent = begin(app, survey.link)
    twin = respondent.elsewhere()
    twin.try_answer({"employed": "yes"}, mutation="m-1")
    respondent.load()
    respondent.answer(employed="no")
    assert twin.try_answer({"employed": "yes"}, mutation="m-1").json["code"] == "revision_is_stale"
    assert respondent.load()["answers"] == {"employed": "no"}


def test_a_submission_whose_reply_was_lost_succeeds_again(app, survey):
    respondent = begin(app, survey.link, employed="no")
    lost = respondent.try_submit(mutation="s-1")
    again = respondent.try_submit(mutation="s-1")
    assert (again.status_code, again.json) == (200, lost.json)


def test_a_submission_on_a_stale_revision_is_refused(app, survey):
    respondent = begin(app, survey.link, employed="no").answer(rooms=3)
    assert respondent.try_submit(revision=1).json["code"] == "revision_is_stale"
    assert respondent.try_submit(revision=2).status_code == 200


@pytest.mark.parametrize("complete", [False, True])
def test_a_begin_that_is_sent_twice_with_one_key_begins_one_response(app, survey, complete):
    headers = {"Idempotency-Key": "k-1"}
    first = try_begin(app, survey.link, {"employed": "no"}, complete=complete, headers=headers)
    again = try_begin(app, survey.link, {"employed": "no"}, complete=complete, headers=headers)
    assert (again.status_code, again.json) == (201, first.json)
    assert (count(survey), len(told(survey))) == (1, 1)


def test_the_same_key_with_another_body_is_refused(app, survey):
    headers = {"Idempotency-Key": "k-1"}
    try_begin(app, survey.link, {"employed": "no"}, headers=headers)
    reply = try_begin(app, survey.link, {"employed": "yes"}, headers=headers)
    assert (reply.status_code, reply.json["code"]) == (422, "idempotency_key_was_reused")


def test_twins_with_one_key_begin_one_response(app, survey):
    headers = {"Idempotency-Key": "k-1"}
    replies = together(lambda _: try_begin(app, survey.link, {"employed": "no"}, complete=True, headers=headers))
    assert {reply.status_code for reply in replies} == {201}
    assert len({reply.json["id"] for reply in replies}) == 1
    assert count(survey) == 1


def test_of_saves_on_one_revision_exactly_one_is_taken(app, survey):
    respondent = begin(app, survey.link)
    replies = together(lambda number: respondent.try_answer({"rooms": number}))
    taken = [reply for reply in replies if reply.status_code == 200]
    assert len(taken) == 1
    assert {reply.json["code"] for reply in replies if reply.status_code != 200} == {"revision_is_stale"}
    assert respondent.load()["revision"] == 2


def test_writers_that_rebase_lose_no_answer(app, tenant_a):
    fields = [{"name": f"q{n}", "label": "Q", "field_type": "number"} for n in range(THREADS)]
    survey = published(tenant_a, {"title": "T", "sections": [{"name": "s", "title": "S", "fields": fields}]})
    respondent = begin(app, survey.link)

    def save_until_taken(number: int):
        tab = respondent.elsewhere()
        while (reply := tab.try_answer({f"q{number}": number})).status_code == 409:
            tab.reply = {**tab.reply, "revision": reply.json["revision"]}
        return reply

    together(save_until_taken)
    work = respondent.load()
    assert work["answers"] == {f"q{n}": n for n in range(THREADS)}
    assert work["revision"] == 1 + THREADS


def test_of_concurrent_submissions_one_completes_the_response(app, survey):
    respondent = begin(app, survey.link, employed="no")
    replies = together(lambda _: respondent.try_submit())
    assert sorted(reply.status_code for reply in replies) == [200] + [409] * (THREADS - 1)
    assert len(told(survey)) == 2


def test_saving_beside_submitting_is_taken_before_or_refused_after(app, survey):
    respondent = begin(app, survey.link, employed="no")
    acts = {0: lambda: respondent.try_submit()}
    replies = together(lambda n: acts.get(n, lambda: respondent.try_answer({"rooms": n}))())
    submitted = next(reply for reply in replies if reply.status_code == 200 and reply.json["status"] == "completed")
    saved = [r for r in replies if r.status_code == 200 and r is not submitted]
    assert len(saved) == submitted.json["revision"] - 2
    assert bool(saved) == ("rooms" in respondent.load()["answers"])


def test_the_trail_tells_of_begin_and_submit_and_of_no_autosave(app, survey):
    begin(app, survey.link, employed="yes").answer(job="baker").answer(rooms=1).submit()
    assert told(survey) == [("response.begun", "created", None), ("response.submitted", "updated", None)]


def test_an_autosave_moves_no_index(app, survey):
    """HOT: the columns that an autosave changes are in no index, and the page has room for the new version."""
    with transaction(survey.tenant):
        indexed = session.execute(
            text(
                "SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid "
                "AND a.attnum = ANY (i.indkey) WHERE i.indrelid = 'survey_responses_default'::regclass"
            )
        ).scalars()
        changed = {"answers", "sealed", "timings", "revision", "last_mutation", "updated_at", "last_section_id"}
        assert not changed & set(indexed)


def test_saving_on_an_older_version_still_works_after_the_survey_is_published_again(app, survey):
    respondent = begin(app, survey.link)
    survey.publish_again({**HOUSEHOLD, "title": "Household, second edition"})
    Caller(app).get(f"/respond/{survey.link}")
    assert respondent.answer(employed="yes").reply["revision"] == 2


def together(act) -> list:
    """`act(number)` on eight threads at once; the replies."""
    replies, barrier = [], Barrier(THREADS)

    def run(number: int) -> None:
        barrier.wait()
        replies.append(act(number))

    threads = [Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return replies
