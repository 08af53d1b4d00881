"""Answers that no two instances of a repeat may share: each is compared with those in the instances before its own."""

from __future__ import annotations

from collections.abc import Iterator

from surveyapp.formats.service.surveyjs import phrases
from surveyapp.formats.service.surveyjs.gathering import Gathering, Section
from surveyapp.formats.service.surveyjs.objects import Part
from surveyapp.formats.service.surveyjs.phrases import Phrase
from surveyapp.formats.service.surveyjs.questions import Question
from surveyapp.formats.service.surveyjs.sections import UNANSWERED
from surveyapp.formats.service.surveyjs.values import OBJECT, TEXT
from surveyapp.formats.service.surveyjs.wording import Wording

FARTHEST = 20
USUAL = "This value should be unique."
COMPARED = f"An answer is compared with those in the {FARTHEST} instances before its own."


def carry_unique(found: Gathering) -> None:
    """`isUnique` of columns, and `keyName` of the whole, as validators of the question."""
    for section in found.sections:
        for question in _compared(section) if section.repeat is not None else ():
            before = min(_most(section) - 1, FARTHEST)
            if before >= 1:
                _compare(question, section.heading.part, before, found.words)


def _compared(section: Section) -> Iterator[Question]:
    key = section.heading.part.text("keyName")
    for question in section.questions:
        unique = question.part.flag("isUnique") or (key and question.path.rpartition("[].")[2] == key)
        if unique and question.kind not in UNANSWERED:
            yield question


def _most(section: Section) -> int:
    has, keys = section.has["repeat"], section.repeat.keys if section.repeat is not None else ()
    return len(keys) if keys else int(has.get("max", FARTHEST + 1))


def _compare(question: Question, repeat: Part, before: int, words: Wording) -> None:
    found, own = question.value, question.value.phrase
    if found.kind == OBJECT:
        return repeat.report.lost(question.part.place, "unique_values", "Files and tables are not compared.")
    here = [phrases.added(Phrase("{.number}"), "-", Phrase(str(far))) for far in range(1, before + 1)]
    others = [_folded(phrases.called("at", own, place), found.kind) for place in here]
    differs = phrases.both(phrases.compared(_folded(own, found.kind), "!=", other) for other in others)
    question.asked_too.append((differs, words.say(repeat, "keyDuplicationError", "label") or USUAL))
    if before == FARTHEST:
        repeat.report.changed(repeat.at("keyName"), "unique_values", COMPARED)
    return None


def _folded(answer: Phrase, kind: str) -> Phrase:
    """Letters are the same in either case."""
    return phrases.called("lower", answer) if kind == TEXT else answer
