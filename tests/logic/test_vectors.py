"""The conformance vectors, run against the Python engine."""

import json
from pathlib import Path
from typing import Any

import pytest

from surveyapp.logic.compile import compile_survey
from surveyapp.logic.definition import from_document
from surveyapp.logic.evaluation import Evaluation

VECTORS = sorted((Path(__file__).parent / "vectors").glob("*.json"))
FILES = {path.stem: json.loads(path.read_text()) for path in VECTORS}


def _cases(key: str) -> list[Any]:
    files = {name: file for name, file in FILES.items() if key in file}
    return [
        pytest.param(file, each, id=f"{name}: {each.get('case', each.get('expression'))} {at}")
        for name, file in files.items()
        for at, each in enumerate(file["cases"])
    ]


def _decided(evaluation: Evaluation) -> dict[str, Any]:
    state = evaluation.state.to_json()
    state["options"] = {name: [o.value for o in offered] for name, offered in evaluation.state.options.items()}
    errors = {issue.pointer.removeprefix("/answers/"): issue.code for issue in evaluation.errors}
    return {"texts": {}, "repeats": {}, "defaults": {}, **state, "errors": errors, "stored": evaluation.stored}


@pytest.mark.parametrize(("file", "case"), _cases("definition"))
def test_the_engine_agrees_with_the_vectors(file: dict[str, Any], case: dict[str, Any]) -> None:
    survey = compile_survey(from_document(file["definition"]))
    today, hidden_values = file.get("today"), case.get("hidden_values", "empty")
    decided = _decided(survey.evaluate(case["answers"], hidden_values, today=today))
    assert {key: decided[key] for key in case["expected"]} == case["expected"]


@pytest.mark.parametrize(("file", "case"), _cases("fields"))
def test_expressions_agree_with_the_vectors(file: dict[str, Any], case: dict[str, Any]) -> None:
    """A case is one more field: shown by the expression (`holds`), or calculated by it (`value`)."""
    probe: dict[str, Any] = {"name": "probe", "label": "Probe", "field_type": case.get("type", "number")}
    if "holds" in case:
        probe |= {"field_type": "text", "visible_if": case["expression"]}
    else:
        probe |= {"calculate": case["expression"]}
    if probe["field_type"] in ("dropdown", "checkbox"):
        probe["options"] = [{"value": value, "label": value} for value in "abcd"]
    page = {"name": "page", "title": "Page", "fields": [*file["fields"], probe]}
    survey = compile_survey(from_document({"title": "Vector", "sections": [page]}))
    for hidden_values in ("empty", "raw"):
        state = survey.evaluate(case["answers"], hidden_values, today=file.get("today")).state
        if "holds" in case:
            assert ("probe" in state.visible_fields) is case["holds"]
        else:
            assert state.calculated["probe"] == case["value"]


def test_there_are_vectors_for_every_family_and_subject() -> None:
    assert len(VECTORS) >= 15
    assert sum(len(file["cases"]) for file in FILES.values()) >= 400
