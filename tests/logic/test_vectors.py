"""The conformance vectors, run against the Python engine."""

import json
from pathlib import Path
from typing import Any

import pytest

from surveyapp.logic.compile import compile_survey
from surveyapp.logic.definition import from_document
from surveyapp.logic.evaluation import Evaluation

VECTORS = sorted((Path(__file__).parent / "vectors").glob("*.json"))


def _cases() -> list[Any]:
    found = []
    for path in VECTORS:
        file = json.loads(path.read_text())
        found += [pytest.param(file["definition"], each, id=f"{path.stem}: {each['case']}") for each in file["cases"]]
    return found


def _decided(evaluation: Evaluation) -> dict[str, Any]:
    state = evaluation.state.to_json()
    state["options"] = {name: [o.value for o in offered] for name, offered in evaluation.state.options.items()}
    errors = {issue.pointer.removeprefix("/answers/"): issue.code for issue in evaluation.errors}
    return {**state, "errors": errors, "stored": evaluation.stored}


@pytest.mark.parametrize(("definition", "case"), _cases())
def test_the_engine_agrees_with_the_vectors(definition: dict[str, Any], case: dict[str, Any]) -> None:
    survey = compile_survey(from_document(definition))
    decided = _decided(survey.evaluate(case["answers"], case.get("hidden_values", "empty")))
    assert {key: decided[key] for key in case["expected"]} == case["expected"]


def test_there_are_vectors_for_every_family_and_subject() -> None:
    assert len(VECTORS) >= 10
