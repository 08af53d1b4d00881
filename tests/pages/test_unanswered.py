"""What is asked of no answer: said when a section is left, never before, and in the author's words."""

from __future__ import annotations

import pytest

from tests.factories.responses import published
from tests.pages.visitor import Visitor

ROWS = [{"value": "r", "label": "R"}, {"value": "s", "label": "S"}]
FIELDS = [
    {"name": "low", "label": "Low", "field_type": "number"},
    {
        "name": "high",
        "label": "High",
        "field_type": "number",
        "constraint": {"expression": "sum({low}, {high}) <= 10", "message": "Too much together.", "also_empty": True},
    },
    {
        "name": "views",
        "label": "Views",
        "field_type": "matrix",
        "is_required": True,
        "config": {"rows": ROWS, "any_row": True},
        "options": [{"value": "1", "label": "One"}],
    },
]
SURVEY = {
    "title": "Sums",
    "sections": [
        {"name": "page", "title": "Page", "fields": FIELDS},
        {"name": "end", "title": "End", "fields": [{"name": "why", "label": "Why", "field_type": "text"}]},
    ],
}


@pytest.fixture
def sums(app, tenant_a):
    return Visitor(app, published(tenant_a, SURVEY).link)


def test_a_section_is_not_left_while_what_is_asked_of_no_answer_fails(sums):
    sums.get()
    assert sums.form.errors == []
    sums.post(low="11", **{"views.0": "0.1"})
    assert sums.page.status_code == 422 and sums.form.errors == ["Too much together."]
    sums.post(high="-5")
    assert sums.form.texts["h1"] == ["End"]


@pytest.mark.parametrize(
    ("answers", "said"), [({"low": "11"}, {}), ({"low": "11", "high": "1"}, {"high": "Too much together."})]
)
def test_nothing_is_said_of_it_while_somebody_is_still_answering(sums, answers, said):
    assert sums.autosave("page", answers=answers).json["errors"] == said


def test_any_row_of_a_table_will_do(sums):
    sums.post(low="1")
    assert sums.form.errors == ["Please choose at least one answer."]
    sums.post(**{"views.0": "0.1"})
    assert sums.form.texts["h1"] == ["End"]
