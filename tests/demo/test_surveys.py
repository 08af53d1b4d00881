"""The demo surveys are what they promise to be."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from surveyapp.formats.service import surveyjs, xlsform
from surveyapp.logic.check import check
from surveyapp.logic.compile import compile_survey
from surveyapp.logic.definition import Definition, from_document
from surveyapp.logic.rehearsal import rehearse
from tests.server import HOUSE

DEMO = HOUSE / "deploy" / "demo"
PATHS = sorted((DEMO / "surveys").glob("*.json"))
BASE_TYPES = {"text", "text_area", "number", "date", "dropdown", "radio", "checkbox", "boolean"}
ELSEWHERE = {
    "museum_visit.json": lambda file: surveyjs.read(json.loads(file)),
    "water_points.xlsx": xlsform.read,
}

every_survey = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
from_elsewhere = pytest.mark.parametrize("name", ELSEWHERE)


def read(path: Path) -> Definition:
    return from_document(json.loads(path.read_text()))


@pytest.fixture
def living() -> Definition:
    """The one that shows what the others do not."""
    return read(DEMO / "surveys" / "living_and_energy.json")


@every_survey
def test_the_engine_finds_nothing_to_say_about_it(path):
    assert check(read(path)) == []


@every_survey
def test_it_is_of_real_size(path):
    assert 25 <= len(list(read(path).fields)) <= 60


@every_survey
def test_everybody_can_finish_it_and_every_part_is_reached(path):
    report = rehearse(compile_survey(read(path)), 200, random.Random(7), "2026-11-21")
    assert (report.finished, report.stuck) == (200, ())
    assert (report.never_reached.sections, report.never_reached.fields) == ((), ())


@every_survey
def test_it_has_sections_that_earlier_answers_show(path):
    definition = read(path)
    assert any(rule.target_type == "section" for rule in definition.rules) or any(
        section.visible_if for section in definition.sections
    )


@every_survey
def test_it_asks_conditional_questions_that_must_be_answered(path):
    definition = read(path)
    targets = {rule.target for rule in definition.rules if rule.target_type == "field"}
    assert any(field.is_required and (field.name in targets or field.visible_if) for field in definition.fields)


@every_survey
def test_its_choices_hang_on_other_answers(path):
    assert read(path).dependencies


@every_survey
def test_somebody_who_answers_nothing_can_see_a_question(path):
    assert compile_survey(read(path)).evaluate({}).state.visible_fields


@pytest.mark.parametrize(
    "path", [path for path in PATHS if path.stem != "living_and_energy"], ids=lambda path: path.stem
)
def test_the_first_three_keep_to_base_types_and_their_choices_hang_on_other_sections(path):
    definition = read(path)
    homes = {field.name: section.name for _, section, field in definition.walk()}
    assert {field.field_type for field in definition.fields} <= BASE_TYPES
    assert any(homes[each.dependent_field] != homes[each.source_field] for each in definition.dependencies)


def cascades(definition: Definition) -> list[list[Any]]:
    drives = {d.dependent_field: d.source_field for d in definition.dependencies}
    return [[name, drives[name], drives[drives[name]]] for name in drives if drives[name] in drives]


def test_the_health_survey_cascades_from_region_to_facility_and_seals_answers():
    definition = read(DEMO / "surveys" / "household_health.json")
    assert cascades(definition) == [["facility", "district", "region"]]
    assert sum(field.is_sensitive for field in definition.fields) >= 10


def test_the_fourth_repeats_for_people_and_for_each_device(living):
    assert [section.repeat.kind for section in living.sections if section.repeat] == ["open", "for_each"]


def test_the_fourth_asks_in_every_way_that_needs_no_file(living):
    shown = {"rating", "ranking", "matrix", "time", "datetime", "text", "text_area", "number", "date", "dropdown"}
    assert {field.field_type for field in living.fields} >= shown


@pytest.mark.parametrize(
    "member", ["visible_if", "required_if", "constraint", "calculate", "default", "guidance", "review"]
)
def test_the_fourth_has_expressions_of_every_kind(living, member):
    assert [field.name for field in living.fields if getattr(field, member) is not None]


def test_the_fourth_offers_options_under_conditions(living):
    assert [option.value for field in living.fields for option in field.options if option.visible_if]


@pytest.mark.parametrize("language", ["de", "ar"])
def test_the_fourth_says_everything_that_people_read_in_each_language(living, language):
    words = living.translations[language]
    said = {"sections": living.sections, "fields": [*living.fields]}
    for kind, members in (("sections", ("title", "description")), ("fields", ("label", "help"))):
        for part in said[kind]:
            translated = words[kind][part.name]
            assert {key for key in members if getattr(part, key)} <= set(translated), part.name
    for field in living.fields:
        offered = {option.value for option in field.options} | {
            option.value
            for each in living.dependencies
            if each.dependent_field == field.name
            for option in each.dependent_options
        }
        assert set(words["fields"][field.name].get("options", {})) == offered, field.name
        assert len(words["fields"][field.name].get("rows", {})) == len(field.config.get("rows", ())), field.name


@from_elsewhere
def test_what_comes_from_elsewhere_can_be_published_and_finished(name):
    definition = from_document(ELSEWHERE[name]((DEMO / "elsewhere" / name).read_bytes()).document)
    assert [issue for issue in check(definition) if issue.severity != "warning"] == []
    report = rehearse(compile_survey(definition), 200, random.Random(7), "2026-11-21")
    assert (report.finished, report.never_reached.fields) == (200, ())


@from_elsewhere
def test_what_comes_from_elsewhere_repeats_and_has_a_report_to_show(name):
    made = ELSEWHERE[name]((DEMO / "elsewhere" / name).read_bytes())
    assert any(section.get("repeat") for section in made.document["sections"])
    assert any(loss.severity == "lost" for loss in made.report)
