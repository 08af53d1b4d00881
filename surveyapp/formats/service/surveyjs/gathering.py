"""The first walk through a document: pages, panels, questions and repeats, each with its name and its place.

A page becomes a section; so do a titled panel inside it and everything that repeats, since ours is a flat list of
sections. What shows or hides a container goes with what is in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from surveyapp.formats.service.naming import Naming
from surveyapp.formats.service.report import Report, unreadable
from surveyapp.formats.service.surveyjs import phrases
from surveyapp.formats.service.surveyjs.choices import OTHER, has_other, labelled
from surveyapp.formats.service.surveyjs.joining import begin_apart, keep_apart, widen
from surveyapp.formats.service.surveyjs.members import PANELS, REPEATING, tell_losses
from surveyapp.formats.service.surveyjs.nesting import FIXED, heading, is_too_large, labelled_as, members_of, times
from surveyapp.formats.service.surveyjs.objects import MOST_FIELDS, Json, Part
from surveyapp.formats.service.surveyjs.questions import MAKERS, Condition, Making, Question
from surveyapp.formats.service.surveyjs.scope import Names, Repeat
from surveyapp.formats.service.surveyjs.sections import (
    MOST_INSTANCES,
    UNANSWERED,
    WHICH,
    Around,
    Heading,
    Section,
    blank_field,
    conditions,
    counts,
    is_hidden,
    section_members,
)
from surveyapp.formats.service.surveyjs.several import texts, whole
from surveyapp.formats.service.surveyjs.standing import standing
from surveyapp.formats.service.surveyjs.values import MANY, Value
from surveyapp.formats.service.surveyjs.wording import Wording

ELEMENTS = ("elements", "questions")
COMMENT = "-Comment"
APART = "Another question keeps its answers under this name already; these are kept apart."
COMMENTED = ("showCommentArea", "hasComment")


class Gathering:
    """Sections and questions found so far, and what their names became."""

    def __init__(self, survey: Part, words: Wording, report: Report) -> None:
        self.survey, self.words, self.report = survey, words, report
        self.naming, self.names = Naming(), Names()
        self.sections: list[Section] = []
        self.ours: dict[str, str] = {}
        self.containers: dict[str, str] = {}
        self.rosters = frozenset(rosters(survey.has))
        self.calculated: Callable[[Question], object] = lambda question: None

    def walk(self) -> None:
        """All of the document."""
        for at, page in enumerate(self._pages()):
            name = page.text("name") or f"page{at + 1}"
            heading = Heading(page, name, tuple(conditions(page)), is_hidden(page))
            self._container(page, Around(heading))
            tell_losses(page)

    def _pages(self) -> Iterator[Part]:
        pages = list(self.survey.parts("pages"))
        if pages:
            yield from pages
        elif any(self.survey.has.get(key) for key in ELEMENTS):
            yield Part({key: self.survey.has.get(key) for key in ELEMENTS}, "", self.report)

    def _container(self, container: Part, around: Around) -> None:
        for element in container.parts(*ELEMENTS):
            self._element(element, around)

    def _element(self, element: Part, around: Around) -> None:
        kind = element.text("type") or "text"
        if kind in PANELS:
            self._panel(element, around)
        elif kind in REPEATING:
            self._repeat(element, kind, around)
        elif kind == "multipletext":
            self._several(element, around)
        elif kind in MAKERS:
            self._question(element, kind, around)
        else:
            self.report.lost(element.place, "unknown_type", f"There is no question of the type {kind[:40]!r} here.")

    def _panel(self, panel: Part, around: Around) -> None:
        """A titled panel outside repeats becomes a section; of any other only its conditions remain."""
        tell_losses(panel)
        inner = around.inside(panel)
        if panel.has.get("title") and around.repeat is None:
            shown = (*around.heading.conditions, *inner.conditions)
            hidden = around.heading.hidden or inner.hidden
            inner = Around(Heading(panel, panel.text("name") or "panel", shown, hidden))
        elif panel.has.get("title"):
            self.report.lost(panel.at("title"), "panel_title", "A panel inside a repeat has no title here.")
        self._container(panel, inner)

    def _several(self, element: Part, around: Around) -> None:
        """A question of several texts is as many questions."""
        inner, name = around.inside(element), element.text("name")
        section = around.section or self._section(inner)
        before, called = len(section.questions), around.nested + name
        for made in texts(element, self.words, f"{{panel.{called}}}" if around.repeat else f"{{{called}}}"):
            self._question(made, "text", inner, prefix=f"{name}.")
        if found := section.questions[before:]:
            known = around.repeat.members if around.repeat else self.names.values
            known.setdefault(called, lambda: whole(found))

    def _question(self, element: Part, kind: str, around: Around, prefix: str = "") -> None:
        prefix = around.nested + prefix
        name = prefix + (element.text("name") or f"question{len(self.ours) + 1}")
        path, section = around.path + name, around.section or self._section(around)
        if around.section is not None and name in section_members(section):
            self._tell(path, section_members(section)[name], around.repeat)
            return
        question = Question(element, path, kind, blank_field(self._given(element, name, around)), repeat=around.repeat)
        question.conditions = [*around.conditions, *conditions(element)]
        question.hidden = around.hidden or is_hidden(element)
        question.has["is_required"] = element.flag("isRequired")
        self._say(element, question, name.removeprefix(prefix))
        MAKERS[kind](Making(question, self.words))
        section.questions.append(question)
        self._register(question, name, element)
        self._comment(section, question, around)
        tell_losses(element)
        if sum(len(each.questions) for each in self.sections) > MOST_FIELDS:
            raise unreadable("", "too_many_questions", f"A survey has at most {MOST_FIELDS} questions.")

    def _given(self, element: Part, name: str, around: Around) -> str:
        """The name of ours; inside a repeat one that is taken is told apart by the repeat's."""
        wanted = element.text("valueName") or name
        if around.repeat is None:
            return self.naming.give(wanted, "question")
        return self.naming.give_within(around.repeat.name, wanted)

    def _say(self, element: Part, question: Question, name: str) -> None:
        where = ("fields", question.name)
        question.has["label"] = self.words.say(element, "title", "label", *where, "label") or name[:500]
        question.has["help"] = self.words.say(element, "description", "prose", *where, "help") or None

    def _register(self, question: Question, name: str, element: Part) -> None:
        """Make a question known to expressions and to whoever asks what became of its name."""
        repeat = question.repeat

        def find() -> Value:
            return self._value(question)

        known = repeat.members if repeat else self.names.values
        if repeat and question.kind not in UNANSWERED:
            repeat.answered.append(question.name)
        if name in known:
            self.report.changed(element.place, "same_name", f"Another question is called {name[:60]!r} already.")
        elif element.text("valueName") in known:
            self.report.lost(element.at("valueName"), "shared_value", APART)
        for each in dict.fromkeys((name, element.text("valueName"))):
            if each:
                known.setdefault(each, find)
                self._tell(question.path[: len(question.path) - len(name)] + each, question.name, repeat)
        self.names.titles.setdefault(name, str(question.has["label"]))
        self.names.labels.setdefault(name, {each.value: each.label for each in question.choices})
        if question.has["field_type"] == "matrix":
            self.names.rows[name] = tuple(each.value for each in question.choices)

    def _value(self, question: Question) -> Value:
        self.calculated(question)
        return question.value

    def _tell(self, path: str, ours: str, repeat: Repeat | None) -> None:
        """File what became of a question; one of a repeat under each name of the repeat and of its rows."""
        self.ours.setdefault(path, ours)
        inner = path.partition("[].")[2]
        for alias in repeat.aliases if repeat else ():
            self.ours.setdefault(f"{alias}[].{inner}", ours)
            for key in repeat.keys if repeat else ():
                self.ours.setdefault(f"{alias}[{key}].{inner}", ours)

    def _comment(self, section: Section, question: Question, around: Around) -> None:
        """The box for a choice of one's own, or for a comment."""
        part = question.part
        other, always = has_other(part) and bool(question.choices), part.flag(*COMMENTED)
        if not other and not always or question.has["field_type"] == "note":
            return
        key = "commentText" if always else "otherPlaceholder"
        name = self._given(Part({"name": ""}, part.place, self.report), f"{question.name}_comment", around)
        label = self.words.say(part, key, "label", "fields", name, "label") or str(question.has["label"])
        made = Question(part, question.path + COMMENT, "comment", blank_field(name), repeat=question.repeat)
        made.has.update(label=label, field_type="text_area")
        made.conditions, made.hidden = question.conditions, question.hidden
        if other:
            word = "contains" if question.value.kind == MANY else "="
            chosen = phrases.compared(question.value.phrase, word, phrases.text(OTHER))
            made.has["is_required"] = not always
            (made.required_if if always else made.shown_if).append(chosen)
        section.questions.append(made)
        known = question.repeat.members if question.repeat else self.names.values
        known.setdefault(question.path[len(around.path) :] + COMMENT, lambda: made.value)
        self._tell(made.path, name, question.repeat)

    def _section(self, around: Around) -> Section:
        """The section that an element belongs to: the current one, or a new one after anything else came between."""
        if self.sections and self.sections[-1].heading is around.heading:
            return self.sections[-1]
        heading, name = around.heading, self.naming.give(around.heading.name, "section")
        title = self.words.say(heading.part, "title", "title", "sections", name, "title") or heading.name[:255]
        description = self.words.say(heading.part, "description", "prose", "sections", name, "description")
        has = {"name": name, "title": title, "description": description or None, "repeat": None}
        self.sections.append(Section(heading, has))
        self.containers.setdefault(heading.name, name)
        return self.sections[-1]

    def _repeat(self, element: Part, kind: str, around: Around) -> None:
        if around.repeat is not None:
            return self._nest(element, kind, around)
        inner = around.inside(element)
        name = element.text("name") or f"question{len(self.ours) + 1}"
        shown = (*around.heading.conditions, *inner.conditions)
        same = self.names.repeats.get(element.text("valueName") or name)
        if same is not None and not same.keyed and kind != "matrixdropdown":
            hidden = around.heading.hidden or inner.hidden
            return self._join(element, kind, name, same, replace(inner, conditions=shown, hidden=hidden))
        headed = Part(_headed(element.has), element.place, self.report)
        section = self._section(Around(Heading(headed, name, shown, around.heading.hidden or inner.hidden)))
        repeat = section.repeat = Repeat(str(section.has["name"]), keyed=kind == "matrixdropdown")
        self._instances(element, kind, section, repeat)
        for each in dict.fromkeys((name, element.text("valueName"))):
            if each:
                self._share(each, repeat, element)
        inside = Around(section.heading, repeat=repeat, path=f"{name}[].")
        for member in members_of(element, kind):
            self._element(standing(element, kind, member), inside)
        return tell_losses(element)

    def _join(self, element: Part, kind: str, name: str, repeat: Repeat, around: Around) -> None:
        """A second repeat of the same answers: its questions are asked in the same instances as the first one's."""
        detail = "It shares its answers with another question; both are asked together, where the first one stands."
        self.report.changed(element.at("valueName"), "shared_value", detail)
        (section,) = (each for each in self.sections if each.repeat is repeat)
        self.names.repeats.setdefault(name, repeat)
        self.ours.setdefault(name, repeat.name)
        repeat.aliases.append(name)
        before = len(section.questions)
        inner = Around(section.heading, (), around.hidden, repeat, f"{name}[].", section)
        for member in members_of(element, kind):
            self._element(standing(element, kind, member), inner)
        joined = section.questions[before:]
        again = {member.text("name") for member in members_of(element, kind)}
        own = [each for each in section.questions[:before] if each.path.rpartition("[].")[2] not in again]
        begin_apart(section, repeat, counts(element, kind), own, joined)
        widen(section, counts(element, kind))
        keep_apart(section, around, own, joined)
        which = [Condition(source, element.at(key)) for key in WHICH if (source := element.text(key))]
        for question in joined:
            question.conditions = [*question.conditions, *which]
        tell_losses(element)

    def _share(self, name: str, repeat: Repeat, element: Part) -> None:
        """Two repeats of one value are two repeats here."""
        apart = name in self.names.values and name not in self.rosters
        if self.names.repeats.setdefault(name, repeat) is not repeat or apart:
            self.report.lost(element.at("valueName"), "shared_value", APART)
        repeat.aliases.append(name)
        self.ours.setdefault(name, repeat.name)

    def _instances(self, element: Part, kind: str, section: Section, repeat: Repeat) -> None:
        """How often it is asked."""
        if kind == "matrixdropdown":
            rows = {value: label for value, label, _, _ in labelled(element, "rows", self.words)}
            repeat.keys = tuple(rows)
            items = [{"value": value, "label": label} for value, label in rows.items()][:MOST_INSTANCES]
            section.has["repeat"] = {"items": items}
            return
        found = counts(element, kind)
        repeat.start, section.has["repeat"] = found.start, found.has

    def _nest(self, element: Part, kind: str, around: Around) -> None:
        """A repeat inside a repeat: a note with its title, then the fields of each row or panel."""
        name = element.text("name") or f"question{len(self.ours) + 1}"
        element = Part({**element.has, "name": name}, element.place, self.report)
        found = tuple(times(element, kind, self.words))
        if around.nested or is_too_large(found):
            detail = "A repeat inside a repeat is asked as fields of the instance; these would be too many."
            return self.report.lost(element.place, "nested_repeat", detail)
        detail = "A repeat inside a repeat is asked a fixed number of times in each instance."
        tell = self.report.changed if kind == FIXED else self.report.lost
        tell(element.place, "nested_repeat", detail)
        self._element(heading(element), around)
        for each in found:
            inner = around.inside(element)
            inner = replace(inner, conditions=(*inner.conditions, *each.shown), nested=f"{name}[{each.key}].")
            for member in each.members:
                self._element(labelled_as(member, each.label, self.words), inner)
        return tell_losses(element)


def _headed(has: Json) -> Json:
    """A repeat with the title that each of its panels has; what all of them are called is told below it."""
    if not has.get("templateTitle"):
        return has
    return {**has, "title": has["templateTitle"], "description": has.get("description") or has.get("title")}


def rosters(part: object) -> Iterator[str]:
    """The values that are choices kept as a member of objects."""
    if isinstance(part, dict) and part.get("valuePropertyName"):
        yield str(part.get("valueName") or part.get("name"))
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    for each in inner:
        yield from rosters(each)


__all__ = ["WHICH", "Gathering", "Heading", "Section", "blank_field"]
