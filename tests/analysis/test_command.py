"""`./dev analytics check` and `rebuild`, as an operator runs them."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from deploy.embedded import EmbeddedError
from deploy.verbs import analytics
from surveyapp.transaction import transaction
from tenants.db import session
from tests import database as databases
from tests.analysis.conftest import completed, count
from tests.scenario import submit


@pytest.fixture
def command(survey, environment, database, monkeypatch, capsys):
    """`command("check", ...)`: exit status and what was printed. It works on pools of its own, like any process."""

    def run(*arguments: str) -> tuple[int, str]:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        try:
            return analytics.run(list(arguments)), capsys.readouterr().out
        finally:
            databases.connect(database)

    return run


def test_a_check_says_that_all_agrees(app, survey, command):
    submit(app, survey.link, employed="no")
    count(survey.tenant)
    assert command("check") == (0, f"alpha {survey.survey_id}: 1 completed responses, agrees\n")


def test_a_check_that_finds_something_fails_and_a_rebuild_mends_it(app, survey, command):
    submit(app, survey.link, employed="no")
    count(survey.tenant)
    with transaction(survey.tenant):
        session.execute(text("DELETE FROM tallies WHERE part = 'employed'"))
    status, said = command("check", "--organization", "alpha")
    assert (status, said.strip().rpartition(": ")[2]) == (1, "1 completed responses, differs in 1/employed")
    assert command("rebuild", "--organization", "alpha", "--survey", str(survey.survey_id))[0] == 0
    assert command("check", "--organization", "alpha")[0] == 0
    assert completed(survey) == 1


@pytest.mark.parametrize(
    "arguments",
    [("--organization", "nobody"), ("--organization", "alpha", "--survey", "00000000-0000-7000-8000-000000000000")],
)
def test_what_is_not_there_is_said(command, arguments):
    with pytest.raises(EmbeddedError):
        command("check", *arguments)
