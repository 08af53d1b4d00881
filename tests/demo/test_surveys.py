"""The demo surveys are what they promise to be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from surveyapp.logic.check import check
from surveyapp.logic.compile import compile_survey
from surveyapp.logic.definition import Definition, from_document
from tests.server import HOUSE

PATHS = sorted((HOUSE / "deploy" / "demo" / "surveys").glob("*.json"))
BASE_TYPES = {"text", "text_area", "number", "date", "dropdown", "radio", "checkbox", "boolean"}
pytestmark = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)


def read(path: Path) -> Definition:
    return from_document(json.loads(path.read_text()))


def section_of(definition: Definition) -> dict[str, str]:
    return {field.name: section.name for _, section, field in definition.walk()}


def test_the_engine_finds_nothing_to_say_about_it(path):
    assert check(read(path)) == []


def test_it_is_of_real_size_and_of_base_types_only(path):
    fields = [field for _, _, field in read(path).walk()]
    assert 25 <= len(fields) <= 60
    assert {field.field_type for field in fields} <= BASE_TYPES


def test_it_has_sections_that_earlier_answers_show(path):
    assert any(rule.target_type == "section" for rule in read(path).rules)


def test_it_asks_conditional_questions_that_must_be_answered(path):
    definition = read(path)
    required = {field.name for _, _, field in definition.walk() if field.is_required}
    assert any(rule.target in required for rule in definition.rules if rule.target_type == "field")


def test_its_choices_hang_on_answers_in_other_sections(path):
    definition = read(path)
    places = section_of(definition)
    across = [d for d in definition.dependencies if places[d.dependent_field] != places[d.source_field]]
    assert across


def test_somebody_who_answers_nothing_can_see_a_question(path):
    assert compile_survey(read(path)).evaluate({}).state.visible_fields


def cascades(definition: Definition) -> list[list[Any]]:
    drives = {d.dependent_field: d.source_field for d in definition.dependencies}
    return [[name, drives[name], drives[drives[name]]] for name in drives if drives[name] in drives]


def test_the_health_survey_cascades_from_region_to_facility_and_seals_answers(path):
    definition = read(path)
    if path.stem != "household_health":
        assert cascades(definition) == []
        return
    assert cascades(definition) == [["facility", "district", "region"]]
    assert sum(field.is_sensitive for _, _, field in definition.walk()) >= 10
