"""A page or panel of which nothing shows does not show itself: its section asks for one of its fields to show.

Only where every field has a condition, and none of these circles back into the section; the engine is asked.
"""

from __future__ import annotations

from surveyapp.formats.service.surveyjs import phrases
from surveyapp.formats.service.surveyjs.gathering import Section
from surveyapp.formats.service.surveyjs.logic import written
from surveyapp.formats.service.surveyjs.objects import Json
from surveyapp.formats.service.surveyjs.phrases import FALSE, TRUE, Phrase, Untranslatable
from surveyapp.logic.check import check
from surveyapp.logic.definition import DefinitionError, from_document

Faults = frozenset[str]


def hide_emptied(document: Json, sections: list[Section]) -> None:
    """Let the sections of `document`, made from `sections`, follow their fields."""
    before = _faults(document)
    kept: dict[int, str | None] = {}
    for at, (section, made) in enumerate(zip(sections, document["sections"], strict=True)):
        shown = _shown(section)
        if shown is not None:
            kept[at] = made["visible_if"]
            made["visible_if"] = shown
    while kept and (wrong := _faults(document) - before):
        back = [at for at in kept if any(_is_in(pointer, at) for pointer in wrong)] or list(kept)
        for at in back:
            document["sections"][at]["visible_if"] = kept.pop(at)


def _is_in(pointer: str, at: int) -> bool:
    return pointer.startswith(f"/sections/{at}/visible_if")


def _shown(section: Section) -> str | None:
    """The section's own condition and one of its fields', None where a field always shows."""
    conditions = [question.has["visible_if"] for question in section.questions]
    if section.repeat is not None or not all(conditions):
        return None
    own = section.has["visible_if"]
    try:
        some = phrases.either(_phrase(condition) for condition in dict.fromkeys(conditions))
        return written(phrases.both((_phrase(own) if own else TRUE, some)))
    except Untranslatable:
        return None


def _phrase(condition: str) -> Phrase:
    """A condition that was written already; brackets are kept where it may need them."""
    if condition in (TRUE.text, FALSE.text):
        return Phrase(condition)
    return Phrase(condition, phrases.OR if " or " in condition else phrases.AND)


def _faults(document: Json) -> Faults:
    """Where the engine would refuse the document."""
    try:
        return frozenset(issue.pointer for issue in check(from_document(document)) if issue.severity == "error")
    except DefinitionError as error:
        return frozenset(issue.pointer for issue in error.issues)
