"""Definition to `CompiledSurvey`: types, names and order settled once, so that evaluating only compares.

Refuses what `check` calls an error, because everything after relies on it: names exist, operators fit, nothing circles.
"""

from collections.abc import Mapping
from types import MappingProxyType

from surveyapp.logic.check import check
from surveyapp.logic.compiled import CompiledSurvey
from surveyapp.logic.conditions import Condition
from surveyapp.logic.definition.parts import Definition, DefinitionError, Field, Option
from surveyapp.logic.fields import Family
from surveyapp.logic.graph import Graph, Node, graph
from surveyapp.logic.issues import worst
from surveyapp.logic.predicates import Predicate, predicate
from surveyapp.logic.program import CompiledField, CompiledSection, Offer, Program, Step
from surveyapp.logic.rules import Target, bind, trigger_of, visibility

__all__ = ["CompiledSurvey", "compile_survey"]


def compile_survey(definition: Definition) -> CompiledSurvey:
    """A survey ready to run; raises `DefinitionError` with every error that `check` finds."""
    errors = worst(check(definition))
    if errors:
        raise DefinitionError(errors)
    return CompiledSurvey(_Compiler(definition).program())


class _Compiler:
    """What the steps of one compilation share."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.families = bind(definition)
        self.conditions = visibility(definition, self.families)
        self.slots = {field.name: slot for slot, field in enumerate(definition.fields)}
        self.graph = graph(definition)
        self.offers = self._offers()

    def program(self) -> Program:
        """All of it, numbered and ordered."""
        sections, fields, order = self._sections(), self._fields(), self.graph.order()
        steps: dict[Node, Step] = {("section", section.name): section for section in sections}
        steps.update({("field", field.name): field for field in fields})
        return Program(
            definition=self.definition,
            sections=sections,
            fields=fields,
            by_name=MappingProxyType({field.name: field for field in fields}),
            section_names=tuple(section.name for section in sections),
            field_names=tuple(field.name for field in fields),
            order=order,
            steps=tuple(steps[node] for node in order),
            feeds=_feeds(self.graph, order),
            positions=MappingProxyType({name: at for at, (kind, name) in enumerate(order) if kind == "field"}),
            required=tuple(field.slot for field in fields if field.field.is_required),
            unanswerable=frozenset(field.slot for field in fields if not field.answerable and not field.offers),
            dependent=tuple(field.slot for field in fields if field.offers),
        )

    def _sections(self) -> tuple[CompiledSection, ...]:
        return tuple(
            CompiledSection(slot, section.name, self._condition(("section", section.name)))
            for slot, section in enumerate(self.definition.sections)
        )

    def _fields(self) -> tuple[CompiledField, ...]:
        return tuple(
            self._field(slot, field)
            for slot, section in enumerate(self.definition.sections)
            for field in section.fields
        )

    def _field(self, section: int, field: Field) -> CompiledField:
        family = self.families[field.name]
        return CompiledField(
            slot=self.slots[field.name],
            name=field.name,
            field=field,
            section=section,
            family=family,
            condition=self._condition(("field", field.name)),
            offers=tuple(self.offers.get(field.name, ())),
            own=_offer(field.options),
            answerable=bool(field.options) or not family.has_options,
            normalize=family.normalize,
            validate=None if type(family).validate is Family.validate else family.validate,
            comparable=None if type(family).comparable is Family.comparable else family.comparable,
        )

    def _condition(self, target: Target) -> Predicate | None:
        condition: Condition | None = self.conditions.get(target)
        return None if condition is None else predicate(condition, self.slots)

    def _offers(self) -> dict[str, list[Offer]]:
        offers: dict[str, list[Offer]] = {}
        for dependency in self.definition.dependencies:
            trigger = trigger_of(dependency, self.families[dependency.source_field])
            offer = _offer(dependency.dependent_options, predicate(trigger, self.slots))
            offers.setdefault(dependency.dependent_field, []).append(offer)
        return offers


def _offer(options: tuple[Option, ...], when: Predicate | None = None) -> Offer:
    return Offer(options, frozenset(option.value for option in options), when)


def _feeds(drawn: Graph, order: tuple[Node, ...]) -> tuple[tuple[int, ...], ...]:
    positions: Mapping[Node, int] = {node: position for position, node in enumerate(order)}
    return tuple(tuple(sorted(positions[target] for target in drawn.arrows[node])) for node in order)
