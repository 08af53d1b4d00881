"""The real definitions beside this checkout: each is read whole, and decides here what it decided at home."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from bench.agreement import surveyjs
from bench.agreement.compared import DataError, folder
from surveyapp.formats.service.surveyjs import read, write
from surveyapp.logic.compile import compile_survey
from surveyapp.logic.definition import from_document


@pytest.fixture(scope="module")
def definitions():
    try:
        home = folder("surveyjs")
    except DataError as error:
        pytest.skip(str(error))
    return {each["id"]: each["def"] for each in json.loads((home / "definitions.json").read_text(encoding="utf-8"))}


def test_each_is_read_and_can_run_and_be_written_again(definitions):
    for source in definitions.values():
        definition = from_document(read(source).document)
        compile_survey(definition)
        compile_survey(from_document(read(write(definition).content).document))


def test_every_loss_has_its_place_in_the_source(definitions):
    for name, source in definitions.items():
        for loss in read(source).report:
            part = source
            for step in loss.place.split("/")[1:]:
                step = step.replace("~1", "/").replace("~0", "~")
                part = part[int(step)] if isinstance(part, list) else part[step]
            assert part is not None, (name, loss)


def test_most_cases_come_out_as_at_home(definitions):
    cases = list(surveyjs.cases())
    sound = [case for case in cases if not case.refused]
    differing = Counter(aspect for case in sound for aspect in case.differences)
    assert sum(case.agrees for case in sound) >= 0.85 * len(sound), differing
    named = [case for case in sound if not case.strange]
    assert sum(case.agrees for case in named) >= 0.9 * len(named), differing
    assert all(count <= 0.15 * len(sound) for count in differing.values()), differing
