"""The survey of 200 fields opens in a browser and is submitted there."""

from __future__ import annotations

import pytest

from tests.browser.respondent import Respondent
from tests.journeys.test_large_survey import fitting
from tests.logic import bench_survey


@pytest.mark.slow
@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_two_hundred_questions_are_answered_to_the_end(survey, opened, script):
    document = bench_survey.document()
    fields = {field["name"]: field for part in document["sections"] for field in part["fields"]}
    required = {name: fitting(field, None) for name, field in fields.items() if field["is_required"]}
    titles = Respondent(opened(survey(document), script=script)).walk(required)
    assert titles[-1] == "Thank you"
