"""What a survey says besides its questions: choices carried from another question, calculated values, triggers."""

from __future__ import annotations

from dataclasses import replace

from surveyapp.formats.service.surveyjs import phrases
from surveyapp.formats.service.surveyjs.choices import options
from surveyapp.formats.service.surveyjs.following import follow_rows
from surveyapp.formats.service.surveyjs.gathering import Gathering, Heading, Section, blank_field
from surveyapp.formats.service.surveyjs.logic import Logic
from surveyapp.formats.service.surveyjs.objects import Part
from surveyapp.formats.service.surveyjs.phrases import Phrase, Untranslatable
from surveyapp.formats.service.surveyjs.questions import Question
from surveyapp.formats.service.surveyjs.standing import constant
from surveyapp.formats.service.surveyjs.translating import given
from surveyapp.formats.service.surveyjs.values import MANY, ONE, Value

CARRIED = {"selected": "contains", "unselected": "notcontains"}
CALCULATED = "calculated_values"
RUNS_ONCE = ("complete", "skip", "visible")


def carry_choices(found: Gathering) -> None:
    """Choices taken from another question's: all of them, those chosen there, or those not chosen."""
    questions = {each.path: each for section in found.sections for each in section.questions}
    for question in list(questions.values()):
        name = question.part.text("choicesFromQuestion")
        source = questions.get(name)
        if not name or question.value.kind not in (ONE, MANY) or follow_rows(question, found):
            continue
        if source is None or source is question or not source.choices or source.part.has.get("choicesFromQuestion"):
            detail = "Choices are carried from a question that has choices of its own only."
            question.part.report.lost(question.part.at("choicesFromQuestion"), "choices_from_question", detail)
            continue
        _carry(question, source)


def _carry(question: Question, source: Question) -> None:
    word = CARRIED.get(question.part.text("choicesFromQuestionMode"), "")
    if source.value.kind != MANY:
        word = {"contains": "=", "notcontains": "!="}.get(word, "")
    taken = [each for each in source.choices if not each.special]
    own = {each.value for each in taken}
    others = [each for each in question.choices if each.special and each.value not in own]
    question.choices = [*(replace(each, visible_if="") for each in taken), *others]
    question.has["options"] = options(question.choices)
    for option in question.has["options"]:
        if word and option["value"] in own:
            option["carried_if"] = _asked(source, word, option["value"])


def _asked(source: Question, word: str, value: str) -> Phrase:
    return phrases.compared(source.value.phrase, word, phrases.text(value))


def add_calculated_values(survey: Part, found: Gathering, logic: Logic) -> None:
    """A calculated value that is kept with the answers is a calculated field; any other stands where it is read."""
    for each in survey.parts("calculatedValues"):
        name, source = each.text("name"), each.text("expression")
        if not name or not source or name in found.names.values:
            survey.report.lost(each.place, "calculated_value", "A calculated value needs a name and an expression.")
        else:
            found.names.values[name] = Inline(each, source, logic, "expression")
            if each.flag("includeIntoResult") or name in found.words.mentioned:
                _keep(each, name, found)


def _keep(each: Part, name: str, found: Gathering) -> None:
    question = Question(each, name, "expression", blank_field(found.naming.give(name, "value")))
    question.has |= {"label": name[:500], "config": {"is_displayed": False}}
    _home(found).questions.append(question)
    found.ours.setdefault(name, question.name)
    if not each.flag("includeIntoResult"):
        each.report.changed(each.place, "calculated_value", "It is a calculated field, kept with the answers.")


def _home(found: Gathering) -> Section:
    """The first section that always shows, else one of its own."""
    for section in found.sections:
        if not section.heading.conditions and not section.heading.hidden and section.repeat is None:
            return section
    name = found.naming.give(CALCULATED, "section")
    has = {"name": name, "title": "Calculated values", "description": None, "repeat": None}
    found.sections.append(Section(Heading(found.survey, name), has))
    return found.sections[-1]


class Inline:
    """A calculated value worked out wherever it is named; one that reads itself is none."""

    def __init__(self, part: Part, source: str, logic: Logic, key: str) -> None:
        self.part, self.source, self.logic, self.key = part, source, logic, key
        self.under_way = False

    def __call__(self) -> Value:
        if self.under_way:
            raise Untranslatable("a calculated value that reads itself")
        self.under_way = True
        try:
            return given(self.source, self.logic.scope(None, self.part.at(self.key)))
        finally:
            self.under_way = False


def carry_triggers(survey: Part, found: Gathering, logic: Logic) -> None:
    """A trigger that sets a value gives its question a default; any other is lost."""
    questions = {each.path: each for section in found.sections for each in section.questions}
    for trigger in survey.parts("triggers"):
        kind = trigger.text("type").removesuffix("trigger")
        target = questions.get(trigger.text("setToName"))
        if target is None or target.has["default"] or target.has["calculate"] or kind in RUNS_ONCE:
            survey.report.lost(trigger.place, "trigger", f"There is no trigger {kind[:40]!r} here that does this.")
            continue
        _set(trigger, kind, target, logic)


def _set(trigger: Part, kind: str, target: Question, logic: Logic) -> None:
    source = {"copyvalue": f"{{{trigger.text('fromName')}}}", "runexpression": trigger.text("runExpression")}.get(kind)
    if source is None:
        source = constant(trigger.has.get("setValue"))
    when = trigger.text("expression")
    made = logic.filled(target, source, when, trigger.place) if source and when else None
    if made is None:
        trigger.report.lost(trigger.place, "trigger", "What it sets cannot be said here.")
        return
    target.has["default"] = made
    detail = "It fills the answer until somebody answers; it does not write over an answer."
    trigger.report.changed(trigger.place, "trigger", detail)
