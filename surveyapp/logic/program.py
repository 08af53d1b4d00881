"""A survey made ready to run: everything that does not depend on answers, worked out once (DESIGN 6).

Fields and sections are numbered by their place in the document; an evaluation is a few lists in those numbers. `steps`
says in which order they are decided, `feeds` which steps must be looked at again when one comes out differently. What
must be computed is a generated function of the live values.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveyapp.logic.bound import Bound
from surveyapp.logic.definition.parts import FOR_EACH, ITEMS, Definition, Field, Option
from surveyapp.logic.fields import Family
from surveyapp.logic.graph import Node
from surveyapp.logic.issues import Refused
from surveyapp.logic.piping import Pipe

Live = Sequence[Any]
Predicate = Callable[[Live], bool]


@dataclass(frozen=True, slots=True)
class Offer:
    """A list of options and the set of their values; `when` is None for a field's own. `tests` are the options' own
    conditions, one for each or None, empty where no option has any."""

    options: tuple[Option, ...]
    values: frozenset[str]
    when: Predicate | None = None
    tests: tuple[Predicate | None, ...] = ()


@dataclass(frozen=True, slots=True)
class CompiledRepeat:
    """How often a section is asked. `slots` are its fields; in `live` the keys of its instances stand at `keys`, and
    `cursor` says which instance is being decided. `count` gives the number of a counted one, `source` is the slot of
    the field that it repeats for, `known` are the keys there can be, in order."""

    section: int
    name: str
    kind: str
    slots: tuple[int, ...]
    names: frozenset[str]
    keys: int
    cursor: int
    min: int
    max: int
    first: int
    count: Callable[[Live], Any] | None
    source: int | None
    known: tuple[str, ...]
    items: tuple[Option, ...]

    @property
    def is_keyed(self) -> bool:
        """Whether answers go by option value rather than by number."""
        return self.kind in (FOR_EACH, ITEMS)


@dataclass(frozen=True, slots=True)
class CompiledSection:
    """A section as it runs; `condition` None means always shown, `repeat` None that it is asked once."""

    slot: int
    name: str
    condition: Predicate | None
    repeat: CompiledRepeat | None = None


@dataclass(frozen=True, slots=True)
class CompiledField:
    """A field as it runs. `offers` are its dependencies in order; not `answerable` is a note, or a choice without own
    options.
    `validate` is None where a family has no limits, `comparable` where values are compared as they are stored.
    `calculate` gives its answer where nobody else may, `default` where nobody has; `constraint` judges one,
    `required_if` asks for one."""

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
    calculate: Callable[[Live], Any] | None = None
    default: Callable[[Live], Any] | None = None
    constraint: Predicate | None = None
    required_if: Predicate | None = None
    repeat: CompiledRepeat | None = None

    @property
    def is_driven(self) -> bool:
        """Whether its options depend on answers."""
        return bool(self.offers or self.own.tests)

    @property
    def may_be_required(self) -> bool:
        """Whether an answer may have to be there; a calculated one is nobody's to give."""
        return self.calculate is None and (self.field.is_required or self.required_if is not None)


Step = CompiledSection | CompiledField | tuple[CompiledField, ...]
"""A section, a field, or the fields of a round."""


@dataclass(frozen=True, slots=True)
class Program:
    """The numbered parts, the order of steps, and who must look again after whom (positions in `steps`). Answers are
    keyed by the names of `positions`, which say where a change of each begins; `repeats` are by section name.

    `whole` is the generated function that takes all steps at once; `asked_for` says that some field has a
    `required_if`; `nodes` is what everything was generated from.
    """

    definition: Definition
    nodes: Bound
    sections: tuple[CompiledSection, ...]
    fields: tuple[CompiledField, ...]
    by_name: Mapping[str, CompiledField]
    section_names: tuple[str, ...]
    field_names: tuple[str, ...]
    order: tuple[Node, ...]
    steps: tuple[Step, ...]
    feeds: tuple[tuple[int, ...], ...]
    positions: Mapping[str, tuple[int, ...]]
    required: tuple[int, ...]
    asked_for: bool
    reads_today: bool
    unanswerable: frozenset[int]
    partial: tuple[int, ...]
    constrained: tuple[int, ...]
    dependent: tuple[int, ...]
    calculated: tuple[int, ...]
    defaulted: tuple[int, ...]
    guidance: Mapping[str, Predicate]
    review: Mapping[str, Predicate]
    pipes: tuple[Pipe, ...]
    repeats: Mapping[str, CompiledRepeat]
    today: int
    whole: Callable[..., None]
