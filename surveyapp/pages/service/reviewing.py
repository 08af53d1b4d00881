"""All answers to be read through before they are sent."""

from collections.abc import Iterator

from surveyapp.pages.service.answers import raw
from surveyapp.pages.service.journey import is_displayed
from surveyapp.pages.service.screens import Part, Survey, is_note
from surveyapp.pages.service.shapes import Read

Chapter = tuple[str, list[Read]]


def review(survey: Survey) -> list[Chapter]:
    """Every visible question with its answer, by section and instance."""
    return [read for name in survey.journey.open for read in _section(survey, survey.journey.section(name))]


def _section(survey: Survey, section: Part) -> Iterator[Chapter]:
    name = section["name"]
    asked = [(part, each) for part, each in survey.parts([section]) if _is_read(survey, part)]
    if name not in survey.repeated:
        title = survey.title(section) or survey.place(name) or survey.wording.title(survey.document)
        yield title, [_read(survey, part) for part, _ in asked]
        return
    for instance in survey.repeated[name]:
        yield survey.legend(section, instance), [_read(survey, part) for part, each in asked if each == instance]
    if not survey.repeated[name]:
        title = str(survey.heading(section, "title"))
        yield title, [Read(title, "", f"?at={name}#section-title")]


def _is_read(survey: Survey, part: Part) -> bool:
    return part["name"] in survey.state.visible_fields and is_displayed(part) and not is_note(part)


def _read(survey: Survey, part: Part) -> Read:
    said = survey.shown(part, raw(part, survey.value(part["name"])))
    href = survey.address(part["name"], None) if part.get("calculate") is None else None
    return Read(str(survey.text(part, "label")), said, href)
