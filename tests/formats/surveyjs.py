"""How the tests look at what a SurveyJS document became."""

from __future__ import annotations

from surveyapp.formats.service.surveyjs import read
from surveyapp.logic.compile import compile_survey
from surveyapp.logic.definition import from_document


def one(question, **survey):
    """The field that a question becomes, and the report."""
    imported = read({"elements": [question], **survey})
    [section] = imported.document["sections"]
    return section["fields"][0], imported.report


def fields(imported):
    return {field["name"]: field for section in imported.document["sections"] for field in section["fields"]}


def codes(report, *severities):
    return [loss.code for loss in report if loss.severity in (severities or ("lost", "changed"))]


def evaluate(source, answers, **options):
    imported = read(source)
    survey = compile_survey(from_document(imported.document))
    accepted = survey.accept(answers)
    assert accepted.issues == ()
    return survey.evaluate(accepted.values, "raw", today="2026-01-15", **options)
