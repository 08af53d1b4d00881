"""Two repeats of one value are one section here: what still tells them apart is said of their questions.

Each keeps its own conditions. One that begins with fewer instances than the other asks in the rest of them as soon as
something is answered there, which is when they are its own as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from surveyapp.formats.service.surveyjs import phrases
from surveyapp.formats.service.surveyjs.phrases import Phrase
from surveyapp.formats.service.surveyjs.questions import Condition, Question
from surveyapp.formats.service.surveyjs.scope import Repeat
from surveyapp.formats.service.surveyjs.sections import UNANSWERED, Around, Counts, Section

Questions = list[Question]
STANDING = ("defaultValue", "defaultValueExpression", "setValueExpression")


def keep_apart(section: Section, here: Around, own: Questions, joined: Questions) -> None:
    """Move the conditions of a section to its own questions, where those that join it have others: `here` is where
    these stand. The section shows while one of them would, and then what both of them ask.
    """
    first = section.heading
    alike = [each.source for each in first.conditions] == [each.source for each in here.conditions]
    if alike and first.hidden == here.hidden:
        return
    for question in own:
        question.conditions = [*question.conditions, *first.conditions]
        question.hidden = question.hidden or first.hidden
    for question in joined:
        question.conditions = [*question.conditions, *here.conditions]
    shown = [conditions for conditions, hidden in _groups(section, here) if not hidden]
    section.heading = replace(first, conditions=_one_of(shown), hidden=not shown)


def _groups(section: Section, here: Around) -> Iterable[tuple[tuple[Condition, ...], bool]]:
    return (section.heading.conditions, section.heading.hidden), (here.conditions, here.hidden)


def _one_of(groups: list[tuple[Condition, ...]]) -> tuple[Condition, ...]:
    """One of several groups of conditions, each of which holds all together."""
    if not all(groups):
        return ()
    said = " or ".join(f"({' and '.join(f'({each.source})' for each in group)})" for group in groups)
    return (Condition(said, groups[0][0].place),) if groups else ()


def begin_apart(section: Section, repeat: Repeat, found: Counts, own: Questions, joined: Questions) -> None:
    """Begin with as many instances as the larger of the two, the questions of the smaller one waiting for an answer."""
    few = joined if found.start < repeat.start else own
    asked_first = [each for each in section.questions if each not in few]
    answered = _answered(repeat, asked_first, max(found.start, repeat.start))
    start = min(found.start, repeat.start)
    if found.start == repeat.start or not answered:
        return
    within = [phrases.compared(Phrase("{.number}"), "<=", Phrase(str(start)))] if start else []
    for question in few:
        question.shown_if.append(phrases.either((*within, *answered)))
    repeat.start = max(found.start, repeat.start)
    section.has["repeat"] = {**section.has["repeat"], "start": repeat.start}


def widen(section: Section, found: Counts) -> None:
    """Let the repeat have as few and as many instances as either of the two."""
    has = section.has["repeat"]
    section.has["repeat"] = {**has, "min": min(has["min"], found.least), "max": max(has["max"], found.most)}


def _answered(repeat: Repeat, asked_first: Questions, start: int) -> list[Phrase]:
    """How it shows that somebody answered: by questions that read no others, or by the number of instances."""
    free = [each for each in asked_first if each.kind not in UNANSWERED and _reads_nothing(each)]
    lists = (phrases.called("values", phrases.name(each.name)) for each in free)
    more = phrases.compared(repeat.count, ">", Phrase(str(start)))
    return [*(phrases.asked(each, "notempty") for each in lists), more] if free else []


def _reads_nothing(question: Question) -> bool:
    stands = any(question.part.has.get(key) is not None for key in STANDING)
    return not question.conditions and not question.shown_if and not stands
