"""A survey of ours as a SurveyJS document, and what such a document does not say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, TypeGuard

from surveyapp.formats.service.report import Report, Written
from surveyapp.formats.service.surveyjs.elements import element
from surveyapp.formats.service.surveyjs.objects import Json
from surveyapp.formats.service.surveyjs.phrases import Untranslatable
from surveyapp.formats.service.surveyjs.printing import Printer
from surveyapp.formats.service.surveyjs.validating import alternatives
from surveyapp.logic.bound import Bound
from surveyapp.logic.check import examine
from surveyapp.logic.conditions import All, AnyOf, Condition, Matches, Not, joined
from surveyapp.logic.definition import Definition, Dependency, Field, Option, Section
from surveyapp.logic.definition.parts import Repeat
from surveyapp.logic.formulas import Answer, Formula
from surveyapp.logic.issues import point
from surveyapp.logic.rules import trigger_of

LOOSE = "Texts are compared there without regard to case, and arithmetic takes an empty answer as 0."


def write(definition: Definition) -> Written:
    """The document; the report places each loss in ours."""
    return Writer(definition, Report()).written()


class Writer:
    """One survey on its way out."""

    def __init__(self, definition: Definition, report: Report) -> None:
        self.definition, self.report = definition, report
        bound = examine(definition).bound
        if bound is None:
            raise ValueError("only a definition that can run is written")
        self.bound: Bound = bound
        repeats = {f.name: s.name for s in definition.sections if s.repeat is not None for f in s.fields}
        keyed = frozenset(s.name for s in definition.sections if s.repeat is not None and s.repeat.is_keyed)
        self.printer = Printer(repeats, keyed)
        self.calculated: list[Json] = []

    def written(self) -> Written:
        """All of it."""
        definition = self.definition
        document: Json = {"title": self.texts(definition.title, "title"), "locale": definition.language}
        if definition.description:
            document["description"] = self.texts(definition.description, "description")
        document["pages"] = [self._page(at, section) for at, section in enumerate(definition.sections)]
        if self.calculated:
            document["calculatedValues"] = self.calculated
        if definition.timezone != "UTC":
            self.report.lost("/timezone", "timezone", "What today is depends on the respondent's clock there.")
        self.report.noted("", "loose_comparison", LOOSE)
        return Written(document, self.report.told())

    def texts(self, own: str, *path: str) -> Any:
        """A text, with its translations where there are any."""
        said = {tag: _found(overlay, path) for tag, overlay in self.definition.translations.items()}
        translated = {tag: text for tag, text in said.items() if text and tag != self.definition.language}
        return {"default": own, **translated} if translated else own

    def _page(self, at: int, section: Section) -> Json:
        place, name = point("/sections", at), section.name
        page: Json = {"name": name, "title": self.texts(section.title, "sections", name, "title")}
        if section.description:
            page["description"] = self.texts(section.description, "sections", name, "description")
        shown = self.condition(self.bound.conditions.get(("section", name)), point(place, "visible_if"))
        if shown:
            page["visibleIf"] = shown
        if not section.fields:
            self.report.noted(place, "empty_section", "A page without questions does not show there, nor come back.")
        if section.repeat is None:
            page["elements"] = list(self._elements(place, section))
            return page
        inside = self.inside(name)
        page["name"] = f"{name}_page"
        page["elements"] = [inside.repeat(place, section, section.repeat)]
        return page

    def inside(self, repeat: str) -> Writer:
        """The same survey, seen from inside a repeat."""
        writer = Writer(self.definition, self.report)
        writer.printer = replace(self.printer, within=repeat)
        return writer

    def repeat(self, place: str, section: Section, has: Repeat) -> Json:
        """A repeating section: a dynamic panel, or a matrix with a row for each item."""
        elements = list(self._elements(place, section))
        title = {"name": section.name, "title": self.texts(section.title, "sections", section.name, "title")}
        if not has.is_keyed:
            if has.count is not None:
                self.report.lost(point(place, "repeat", "count"), "count", "How many panels there are is up to people.")
            counts = {"panelCount": has.first, "minPanelCount": has.min, "maxPanelCount": has.max}
            return {"type": "paneldynamic", **title, **counts, "templateElements": elements}
        rows = has.items or self._options_of(has.for_each)
        matrix: Json = {"type": "matrixdropdown", **title, "rows": [_item(option) for option in rows]}
        if has.for_each is not None:
            matrix["rowsVisibleIf"] = f"{{{has.for_each}}} contains {{item}}"
        matrix["columns"] = [{**each, "cellType": each.pop("type")} for each in elements]
        return matrix

    def _options_of(self, name: str | None) -> tuple[Option, ...]:
        return next((field.options for field in self.definition.fields if field.name == name), ())

    def _elements(self, place: str, section: Section) -> Iterator[Json]:
        for at, field in enumerate(section.fields):
            if not self._is_kept_off(point(place, "fields", at), section, field):
                yield self._element(point(place, "fields", at), field)

    def _is_kept_off(self, place: str, section: Section, field: Field) -> bool:
        """Whether it is a calculated value there, which nobody sees; one that follows conditions has to be shown."""
        if field.config.get("is_displayed") is not False:
            return False
        bound, name = self.bound, field.name
        decided = (("field", name) in bound.conditions, ("section", section.name) in bound.conditions)
        if any(decided) or section.repeat is not None or name in bound.constraints:
            self.report.changed(point(place, "config", "is_displayed"), "displayed", "Respondents see it there.")
            return False
        expression = self.value(bound.calculations.get(name), point(place, "calculate"))
        if expression:
            self.calculated.append({"name": name, "expression": expression, "includeIntoResult": True})
            self.report.changed(place, "calculated_value", "It has no title there, and stands in no section.")
        return True

    def _element(self, place: str, field: Field) -> Json:
        made = element(field, self.texts, place, self.report)
        self._logic(place, field, made)
        choices = list(self._choices(place, field))
        if choices and field.field_type != "matrix":
            made["choices"] = choices
        elif choices:
            made["columns"] = choices
        for key in ("guidance", "review"):
            if getattr(field, key) is not None:
                self.report.lost(point(place, key), key, f"There is no {key} there.")
        if field.is_sensitive:
            self.report.lost(point(place, "is_sensitive"), "sensitive", "No answer is kept sealed there.")
        return made

    def _logic(self, place: str, field: Field, made: Json) -> None:
        bound, name = self.bound, field.name
        said = {
            "visibleIf": self.condition(bound.conditions.get(("field", name)), point(place, "visible_if")),
            "requiredIf": self.condition(bound.required.get(name), point(place, "required_if")),
            "defaultValueExpression": self.value(bound.defaults.get(name), point(place, "default")),
        }
        if field.is_required:
            del said["requiredIf"]
        made.update({key: text for key, text in said.items() if text})
        calculated = self.value(bound.calculations.get(name), point(place, "calculate"))
        if calculated:
            made.update(type="expression", expression=calculated)
        validators = list(self._validators(place, field))
        if validators:
            made["validators"] = [*made.get("validators", ()), *validators]

    def _validators(self, place: str, field: Field) -> Iterator[Json]:
        """A constraint: patterns of the answer itself as what they are there, the rest as one expression."""
        node = self.bound.constraints.get(field.name)
        said = field.constraint_message
        message = {"text": self.texts(said, "fields", field.name, "message")} if said else {}
        parts = node.parts if isinstance(node, All) else () if node is None else (node,)
        patterns = [] if field.asks_of_empty else [part for part in parts if _is_pattern_of(part, field.name)]
        for part in patterns:
            yield {"type": "regex", "regex": _anchored(part.pattern.source), **message}
        others = tuple(part for part in parts if part not in patterns)
        constraint = self.condition(joined("and", others) if others else None, point(place, "constraint"))
        if constraint:
            asked = constraint
            if not field.asks_of_empty:
                asked = f"{self.printer.value_of(field.name)} empty or ({constraint})"
            yield {"type": "expression", "expression": asked, **message}

    def condition(self, node: Condition | None, place: str) -> str:
        """A condition, empty where there is none or it cannot be said."""
        return "" if node is None else self._said(self.printer.condition, node, place)

    def value(self, node: Formula | None, place: str) -> str:
        """A value in the same manner."""
        return "" if node is None else self._said(self.printer.value, node, place)

    def _said(self, say: Callable[[Any], str], node: object, place: str) -> str:
        try:
            return say(node)
        except Untranslatable as problem:
            self.report.lost(place, "expression_lost", f"It is left out: {problem}.")
            return ""

    def _choices(self, place: str, field: Field) -> Iterator[Json]:
        """Its own options and those that dependencies bring, each with what offers it."""
        fed = self._fed(field)
        every = {option.value: option for _, each in fed for option in each.dependent_options}
        every = {**{option.value: option for option in field.options}, **every}
        for option in every.values():
            made: Json = {"value": option.value, "text": self.texts(option.label, *_path(field, option))}
            shown = self._offered(place, field, fed, option.value)
            said = "" if shown is None else self.condition(shown, point(place, "options"))
            yield {**made, "visibleIf": said} if said else made

    def _fed(self, field: Field) -> list[tuple[str, Dependency]]:
        """The dependencies that bring a field options, each with its place."""
        every = enumerate(self.definition.dependencies)
        return [(point("/dependencies", at), each) for at, each in every if each.dependent_field == field.name]

    def _offered(self, place: str, field: Field, fed: list[tuple[str, Dependency]], value: str) -> Condition | None:
        """When an option is offered: a dependency that has it matches, or it is the field's own and none matches; and
        its own condition holds. None for always."""
        matching = [(at, each, trigger_of(each, self.bound.families[each.source_field])) for at, each in fed]
        none: Condition | None = Not(AnyOf(tuple(match for _, _, match in matching))) if matching else None
        having = [
            _both(match, self.bound.options.get(point(at, "dependent_options", number, "visible_if")))
            for at, each, match in matching
            for number, option in enumerate(each.dependent_options)
            if option.value == value
        ]
        for number, own in enumerate(field.options):
            if own.value == value:
                having.append(_both(none, self.bound.options.get(point(place, "options", number, "visible_if"))))
        return None if None in having else joined("or", tuple(each for each in having if each is not None))


def _both(first: Condition | None, second: Condition | None) -> Condition | None:
    """Two conditions at once, of which either may be missing."""
    parts = tuple(each for each in (first, second) if each is not None)
    return joined("and", parts) if parts else None


def _anchored(source: str) -> str:
    """A pattern of the whole text, since SurveyJS finds one anywhere."""
    return f"^{source}$" if len(alternatives(source)) == 1 else f"^(?:{source})$"


def _is_pattern_of(node: Condition, name: str) -> TypeGuard[Matches]:
    return isinstance(node, Matches) and isinstance(node.part, Answer) and node.part.field == name


def _path(field: Field, option: Option) -> tuple[str, ...]:
    return "fields", field.name, "options", option.value


def _item(option: Option) -> Json:
    return {"value": option.value, "text": option.label}


def _found(overlay: object, path: tuple[str, ...]) -> str | None:
    for step in path:
        overlay = overlay.get(step) if isinstance(overlay, dict) else None
    return overlay if isinstance(overlay, str) else None
