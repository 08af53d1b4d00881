"""What a source asks of a repeat as a whole: that it is answered, that validators hold. Only questions are judged here,
so it is asked of the first question in the first instance, where a respondent begins.

How many rows or panels are to be answered is a limit of the repeat itself, as far as it does not begin beyond it.
"""

from __future__ import annotations

from collections.abc import Iterator

from surveyapp.formats.service.surveyjs import phrases
from surveyapp.formats.service.surveyjs.gathering import Gathering, Section
from surveyapp.formats.service.surveyjs.logic import Logic
from surveyapp.formats.service.surveyjs.objects import Part
from surveyapp.formats.service.surveyjs.phrases import TRUE, Phrase, Untranslatable
from surveyapp.formats.service.surveyjs.questions import Question
from surveyapp.formats.service.surveyjs.scope import Repeat
from surveyapp.formats.service.surveyjs.sections import UNANSWERED
from surveyapp.formats.service.surveyjs.translating import asked

REQUIRED = "That anything is answered is asked of its first question, in the first instance."
JUDGED = "It is asked of the first question of the repeat, in the first instance."
FEWEST = "How many are to be answered at least is left out, since it begins with fewer."


def carry_wholes(found: Gathering, logic: Logic) -> None:
    """Of every repeat; a validator that there is no room for is told."""
    for section in found.sections:
        if section.repeat is not None and (first := _first(section)):
            _require(section, section.repeat, first, logic)
            _judge(section, section.repeat, first)


def _first(section: Section) -> Question | None:
    """The first question that takes answers, rather one that always shows."""
    taking = [each for each in section.questions if each.kind not in UNANSWERED and not each.hidden]
    return next((each for each in taking if not each.conditions and not each.shown_if), next(iter(taking), None))


def _require(section: Section, repeat: Repeat, first: Question, logic: Logic) -> None:
    part = section.heading.part
    key = "isRequired" if part.flag("isRequired") else "requiredIf"
    wanted = TRUE if key == "isRequired" else _when(part, part.text(key), logic)
    if wanted is None:
        return
    part.report.changed(part.at(key), "required_group", REQUIRED)
    first.required_if.append(phrases.both((wanted, _is_first(repeat), phrases.negated(repeat.some))))
    if "min" in section.has["repeat"] and not repeat.start and wanted == TRUE:
        repeat.start = 1
        section.has["repeat"] = {**section.has["repeat"], "min": 1, "start": 1}


def _when(part: Part, source: str, logic: Logic) -> Phrase | None:
    """The condition under which the whole is required; never where it cannot be said."""
    place = part.at("requiredIf")
    try:
        return asked(source, logic.scope(None, place), lambda reason: None) if source else None
    except Untranslatable as problem:
        part.report.lost(place, "condition", f"The condition is left out: {problem}.")
        return None


def _is_first(repeat: Repeat) -> Phrase:
    if repeat.keyed and not repeat.keys:
        return TRUE
    if repeat.keyed:
        return phrases.compared(Phrase("{.item}"), "=", phrases.text(repeat.keys[0]))
    return phrases.compared(Phrase("{.number}"), "=", Phrase("1"))


def _judge(section: Section, repeat: Repeat, first: Question) -> None:
    """Validators of the whole become those of the question, everywhere but in the first instance satisfied."""
    part, made = section.heading.part, []
    elsewhere = f"{{rowValue}} != '{repeat.keys[0]}'" if repeat.keys else "{panelIndex} > 0"
    for validator in part.parts("validators"):
        kind, source = validator.text("type").removesuffix("validator"), validator.text("expression")
        if kind == "answercount":
            _limit(section, repeat, validator)
        elif kind == "expression" and source:
            part.report.changed(validator.place, "validator", JUDGED)
            made.append({**validator.has, "expression": f"{elsewhere} or ({source})"})
        else:
            part.report.lost(validator.place, "unknown_validator", "Nothing here asks this of a repeat.")
    if made:
        own = first.part.has.get("validators")
        has = {**first.part.has, "validators": [*(own if isinstance(own, list) else []), *made]}
        first.part = Part(has, first.part.place, first.part.report)


def _limit(section: Section, repeat: Repeat, validator: Part) -> None:
    bounds = dict(_bounds(section, repeat, validator))
    if validator.number("minCount") and "min" not in bounds:
        validator.report.lost(validator.at("minCount"), "validator", FEWEST)
    section.has["repeat"] = {**section.has["repeat"], **bounds}


def _bounds(section: Section, repeat: Repeat, validator: Part) -> Iterator[tuple[str, int]]:
    least, most, has = validator.number("minCount"), validator.number("maxCount"), section.has["repeat"]
    if "min" in has and least and least <= repeat.start:
        yield "min", max(int(least), has["min"])
    if "max" in has and most and most >= max(repeat.start, 1):
        yield "max", min(int(most), has["max"])
