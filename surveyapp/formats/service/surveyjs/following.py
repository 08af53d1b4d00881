"""Choices that follow the rows or panels of a repeat: those of one of its own choices, as far as somebody chose them.

Where rows are free words there is nothing to offer before anybody answers, so respondents write which they mean.
"""

from __future__ import annotations

from dataclasses import replace

from surveyapp.formats.service.surveyjs import phrases
from surveyapp.formats.service.surveyjs.choices import options
from surveyapp.formats.service.surveyjs.gathering import Gathering
from surveyapp.formats.service.surveyjs.phrases import Phrase
from surveyapp.formats.service.surveyjs.questions import Question
from surveyapp.formats.service.surveyjs.scope import Repeat
from surveyapp.formats.service.surveyjs.sections import UNANSWERED
from surveyapp.formats.service.surveyjs.values import MANY, ONE

WRITTEN = "Choices that are words of other answers are not offered here; respondents write which they mean."
SAID = "The choices are called as they are in the question that they come from."


def follow_rows(question: Question, found: Gathering) -> bool:
    """Give a question the choices of a repeat that it names; whether it names one."""
    part = question.part
    repeat = found.names.repeats.get(part.text("choicesFromQuestion"))
    if repeat is None or part.text("choicesFromQuestion") in found.names.values:
        return False
    source = _source(part.text("choiceValuesFromQuestion"), repeat, found)
    if source is None or source.value.kind not in (ONE, MANY) or not source.choices:
        _write(question)
    else:
        _offer(question, source)
    return True


def _source(name: str, repeat: Repeat, found: Gathering) -> Question | None:
    """The question of the repeat that is named, else its first."""
    inside = [each for section in found.sections if section.repeat is repeat for each in section.questions]
    taking = [each for each in inside if each.kind not in UNANSWERED]
    return next((each for each in taking if not name or each.path.rpartition("[].")[2] == name), None)


def _offer(question: Question, source: Question) -> None:
    question.choices = [replace(each, visible_if="") for each in source.choices]
    question.has["options"] = options(question.choices)
    for option in question.has["options"]:
        option["carried_if"] = _chosen(source, option["value"], question.repeat is source.repeat)
    if question.part.text("choiceTextsFromQuestion"):
        question.part.report.changed(question.part.at("choiceTextsFromQuestion"), "choices_from_question", SAID)


def _chosen(source: Question, value: str, is_inside: bool) -> Phrase:
    answers = phrases.called("values", source.value.phrase) if is_inside else source.value.phrase
    return phrases.compared(answers, "anyof", phrases.listed([value]))


def _write(question: Question) -> None:
    question.part.report.changed(question.part.at("choicesFromQuestion"), "choices_from_question", WRITTEN)
    question.choices = []
    question.has.update(field_type="text", options=[], config={})
