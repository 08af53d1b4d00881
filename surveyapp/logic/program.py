"""A survey made ready to run: everything that does not depend on answers, worked out once (DESIGN 6).

Fields and sections are numbered by their place in the document; an evaluation is a few lists in those numbers. `steps`
says in which order they are decided, `feeds` which steps must be looked at again when one comes out differently.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from surveyapp.logic.definition.parts import Definition, Field, Option
from surveyapp.logic.fields import Family
from surveyapp.logic.graph import Node
from surveyapp.logic.issues import Refused
from surveyapp.logic.predicates import Predicate


@dataclass(frozen=True, slots=True)
class Offer:
    """A list of options and the set of their values; `when` is None for a field's own."""

    options: tuple[Option, ...]
    values: frozenset[str]
    when: Predicate | None = None


@dataclass(frozen=True, slots=True)
class CompiledSection:
    """A section as it runs; `condition` None means always shown."""

    slot: int
    name: str
    condition: Predicate | None


@dataclass(frozen=True, slots=True)
class CompiledField:
    """A field as it runs. `offers` are its dependencies in order; not `answerable` is a choice without own options.
    `validate` is None where a family has no limits, `comparable` where values are compared as they are stored."""

    slot: int
    name: str
    field: Field
    section: int
    family: Family
    condition: Predicate | None
    offers: tuple[Offer, ...]
    own: Offer
    answerable: bool
    normalize: Callable[[object], object]
    validate: Callable[[object], Refused | None] | None
    comparable: Callable[[object], object] | None


Step = CompiledSection | CompiledField


@dataclass(frozen=True, slots=True)
class Program:
    """The numbered parts, the order of steps, and who must look again after whom (positions in `steps`)."""

    definition: Definition
    sections: tuple[CompiledSection, ...]
    fields: tuple[CompiledField, ...]
    by_name: Mapping[str, CompiledField]
    section_names: tuple[str, ...]
    field_names: tuple[str, ...]
    order: tuple[Node, ...]
    steps: tuple[Step, ...]
    feeds: tuple[tuple[int, ...], ...]
    positions: Mapping[str, int]
    required: tuple[int, ...]
    unanswerable: frozenset[int]
    dependent: tuple[int, ...]
