"""Definition to `CompiledSurvey`: types, names and order settled once, so that evaluating only compares.

Refuses what `check` calls an error, because everything after relies on it: names exist, operators fit, nothing circles.
Functions are generated for the whole survey in one go: parts name the functions they want, and get them at the end.
"""

from collections.abc import Iterator, Mapping
from types import FunctionType, MappingProxyType

from surveyapp.logic.check import Examined, examine
from surveyapp.logic.compiled import CompiledSurvey
from surveyapp.logic.conditions import Condition
from surveyapp.logic.definition.parts import Definition, DefinitionError, Field, Option, Repeat, Section
from surveyapp.logic.fields import Family
from surveyapp.logic.generation import PARAMETERS, Functions, Layout, Renderer, whole_body
from surveyapp.logic.graph import Graph
from surveyapp.logic.issues import point, worst
from surveyapp.logic.piping import pipes
from surveyapp.logic.program import CompiledField, CompiledRepeat, CompiledSection, Offer, Program, Step
from surveyapp.logic.repeats import beyond
from surveyapp.logic.rounds import Round
from surveyapp.logic.rules import offerable, trigger_of

__all__ = ["CompiledSurvey", "compile_survey"]


def compile_survey(definition: Definition) -> CompiledSurvey:
    """A survey ready to run; raises `DefinitionError` with every error that `check` finds."""
    examined = examine(definition)
    errors = worst(examined.issues)
    if errors or examined.bound is None:
        raise DefinitionError(errors)
    return CompiledSurvey(_Compiler(definition, examined).program())


class _Compiler:
    """What the steps of one compilation share. Generated functions are known by what they decide: `condition` of a
    target, `required`, `constraints`, `calculate`, `default`, `guidance`, `review` of a field, `when` of a
    dependency by its number, `options` by pointer."""

    def __init__(self, definition: Definition, examined: Examined) -> None:
        if examined.bound is None:
            raise DefinitionError(worst(examined.issues))
        self.definition = definition
        self.nodes = examined.bound
        self.graph = examined.graph
        self.written = examined.written
        self.steps = self.graph.steps()
        self.slots = {field.name: slot for slot, field in enumerate(definition.fields)}
        self.driven = self._driven()
        self.repeating = {section.name: section for section in definition.sections if section.repeat is not None}
        self.beyond = beyond(len(self.slots), self.nodes.repeats)
        self.functions = self._functions()
        self.repeats = {name: self._repeat(section) for name, section in self.repeating.items()}
        self.offers = self._offers()

    def program(self) -> Program:
        """All of it, numbered and ordered."""
        sections, fields = self._sections(), self._fields()
        by_name = {field.name: field for field in fields}
        return Program(
            definition=self.definition,
            nodes=self.nodes,
            sections=sections,
            fields=fields,
            by_name=MappingProxyType(by_name),
            section_names=tuple(section.name for section in sections),
            field_names=tuple(field.name for field in fields),
            order=self.graph.order(),
            steps=tuple(_step(nodes, sections, by_name) for nodes in self.steps),
            feeds=_feeds(self.graph, self.steps),
            positions=MappingProxyType(self._positions()),
            required=tuple(field.slot for field in fields if field.may_be_required),
            asked_for=bool(self.nodes.required),
            reads_today=any(written.node.calls("today", "age") for written in self.written),
            unanswerable=frozenset(field.slot for field in fields if not field.answerable and not field.is_driven),
            partial=tuple(f.slot for f in fields if type(f.family).is_partial is not Family.is_partial),
            constrained=tuple(field.slot for field in fields if field.constraint is not None),
            dependent=tuple(field.slot for field in fields if field.is_driven),
            calculated=tuple(field.slot for field in fields if field.calculate is not None),
            defaulted=tuple(field.slot for field in fields if field.default is not None),
            guidance=self._all("guidance", self.nodes.guidance),
            review=self._all("review", self.nodes.review),
            pipes=pipes(self.definition),
            repeats=MappingProxyType(self.repeats),
            today=self.beyond.today,
            whole=self.functions["whole", ""],
        )

    def _driven(self) -> frozenset[str]:
        """The fields whose options depend on answers."""
        fed = {dependency.dependent_field for dependency in self.definition.dependencies}
        own = {field.name for field in self.definition.fields if any(o.visible_if is not None for o in field.options)}
        return frozenset(fed | own)

    def _functions(self) -> dict[tuple[str, object], FunctionType]:
        made, gathered = Renderer(self.slots, self.nodes.repeats), Functions()
        wanted: dict[tuple[str, object], str] = {}
        for key, condition in self._conditions():
            wanted[key] = gathered.expression(f"decide_{len(wanted)}", made.condition(condition))
        for name, formula in self.nodes.calculations.items():
            wanted["calculate", name] = gathered.expression(f"calculate_{len(wanted)}", made.formula(formula))
        for name, formula in self.nodes.defaults.items():
            wanted["default", name] = gathered.expression(f"default_{len(wanted)}", made.formula(formula))
        for name, formula in self.nodes.counts.items():
            wanted["count", name] = gathered.expression(f"count_{len(wanted)}", made.formula(formula))
        wanted["whole", ""] = gathered.add("whole", PARAMETERS, whole_body(self._layout(), self.nodes, made))
        functions = gathered.made(made.known)
        return {key: functions[name] for key, name in wanted.items()}

    def _conditions(self) -> Iterator[tuple[tuple[str, object], Condition]]:
        nodes = self.nodes
        yield from ((("condition", target), condition) for target, condition in nodes.conditions.items())
        for kind in ("required", "constraints", "options", "guidance", "review"):
            yield from (((kind, name), condition) for name, condition in getattr(nodes, kind).items())
        for at, dependency in enumerate(self.definition.dependencies):
            yield ("when", at), trigger_of(dependency, nodes.families[dependency.source_field])

    def _layout(self) -> Layout:
        nodes = self.nodes
        involved = self.driven | nodes.calculations.keys() | nodes.defaults.keys()
        return Layout(
            steps=self.steps,
            sections={section.name: slot for slot, section in enumerate(self.definition.sections)},
            homes={field.name: section.name for _, section, field in self.definition.walk()},
            involved=frozenset(involved),
            repeats=self.nodes.repeats,
        )

    def _all(self, kind: str, names: Mapping[str, Condition]) -> Mapping[str, FunctionType]:
        return MappingProxyType({name: self.functions[kind, name] for name in names})

    def _sections(self) -> tuple[CompiledSection, ...]:
        return tuple(
            CompiledSection(
                slot,
                section.name,
                self.functions.get(("condition", ("section", section.name))),
                self.repeats.get(section.name),
            )
            for slot, section in enumerate(self.definition.sections)
        )

    def _repeat(self, section: Section) -> CompiledRepeat:
        repeat = section.repeat or Repeat()
        items, source = repeat.items or (), repeat.for_each
        return CompiledRepeat(
            section=self.nodes.repeats.places[section.name],
            name=section.name,
            kind=repeat.kind,
            slots=tuple(self.slots[field.name] for field in section.fields),
            names=frozenset(field.name for field in section.fields),
            keys=self.beyond.keys[section.name],
            cursor=self.beyond.cursor,
            min=repeat.min,
            max=repeat.max,
            first=repeat.first,
            count=self.functions.get(("count", section.name)),
            source=None if source is None else self.slots[source],
            known=tuple(item.value for item in items) if source is None else offerable(self.definition, source),
            items=items,
        )

    def _positions(self) -> dict[str, tuple[int, ...]]:
        """Where a change begins: of an answer at its field, of a repeat's at the section and all its fields."""
        places: dict[str, dict[int, None]] = {}
        for at, (kind, name) in ((at, node) for at, step in enumerate(self.steps) for node in step):
            home = self.nodes.repeats.homes.get(name) if kind == "field" else name
            if kind == "field" or name in self.repeats:
                places.setdefault(home or name, {})[at] = None
        return {name: tuple(at) for name, at in places.items()}

    def _fields(self) -> tuple[CompiledField, ...]:
        homes = {section.name: slot for slot, section in enumerate(self.definition.sections)}
        return tuple(self._field(pointer, homes[home.name], field) for pointer, home, field in self.definition.walk())

    def _field(self, pointer: str, section: int, field: Field) -> CompiledField:
        family, name = self.nodes.families[field.name], field.name
        return CompiledField(
            slot=self.slots[name],
            name=name,
            field=field,
            section=section,
            family=family,
            condition=self.functions.get(("condition", ("field", name))),
            offers=tuple(self.offers.get(name, ())),
            own=self._offer(point(pointer, "options"), field.options),
            answerable=family.answerable and (bool(field.options) or not family.has_options),
            normalize=family.normalize,
            validate=None if type(family).validate is Family.validate else family.validate,
            comparable=None if type(family).comparable is Family.comparable else family.comparable,
            calculate=self.functions.get(("calculate", name)),
            default=self.functions.get(("default", name)),
            constraint=self.functions.get(("constraints", name)),
            required_if=self.functions.get(("required", name)),
            repeat=self.repeats.get(self.nodes.repeats.homes.get(name, "")),
        )

    def _offers(self) -> dict[str, list[Offer]]:
        offers: dict[str, list[Offer]] = {}
        for at, dependency in enumerate(self.definition.dependencies):
            pointer = point("/dependencies", at, "dependent_options")
            offer = self._offer(pointer, dependency.dependent_options, self.functions["when", at])
            offers.setdefault(dependency.dependent_field, []).append(offer)
        return offers

    def _offer(self, pointer: str, options: tuple[Option, ...], when: FunctionType | None = None) -> Offer:
        values = frozenset([option.value for option in options])
        if not any(option.visible_if for option in options):
            return Offer(options, values, when)
        tests = (self.functions.get(("options", point(pointer, at, "visible_if"))) for at in range(len(options)))
        return Offer(options, values, when, tuple(tests))


def _step(nodes: Round, sections: tuple[CompiledSection, ...], fields: Mapping[str, CompiledField]) -> Step:
    kind, name = nodes[0]
    if kind == "section":
        return next(section for section in sections if section.name == name)
    return fields[name] if len(nodes) == 1 else tuple(fields[name] for _, name in nodes)


def _feeds(drawn: Graph, steps: tuple[Round, ...]) -> tuple[tuple[int, ...], ...]:
    """For each step those that must be looked at again after it."""
    positions = {node: position for position, step in enumerate(steps) for node in step}
    fed = [{positions[target] for node in step for target in drawn.arrows[node]} for step in steps]
    return tuple(tuple(sorted(targets - {position})) for position, targets in enumerate(fed))
