"""Every expression of a definition, parsed once: where it stands, what it decides, what it reads.

Parsing needs no types, so this works on any draft, also one with unknown names; order and cycles are found from here.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from surveyapp.logic.definition.parts import Definition, Field, Option
from surveyapp.logic.expressions import SELF, ExpressionError, Node, parse
from surveyapp.logic.expressions.nodes import Call, Literal, Name, Place, Sum
from surveyapp.logic.issues import point
from surveyapp.logic.repeats import repeats_of

VISIBLE, REQUIRED, CONSTRAINT, OPTION = "visible_if", "required_if", "constraint", "option"
CALCULATE, DEFAULT, COUNT = "calculate", "default", "count"
GIVING = (CALCULATE, DEFAULT, COUNT)
DECIDING = (VISIBLE, OPTION, *GIVING)
BEFORE, HERE, ACROSS = "before", "here", "across"

Target = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Written:
    """One expression. `tree` is None where it does not parse, and `problem` says why; `within` names the repeating
    section whose instances it is worked out for."""

    pointer: str
    role: str
    target: Target
    text: str
    tree: Node | None
    problem: ExpressionError | None = None
    within: str | None = None

    @property
    def node(self) -> Node:
        """The tree; raises the `ExpressionError` that stands in its place."""
        if self.tree is None:
            raise self.problem or ExpressionError("value_expected", "There is no expression.", 0)
        return self.tree

    @property
    def own(self) -> str | None:
        """The field that `{.}` stands for."""
        return self.target[1] if self.role == CONSTRAINT else None

    @property
    def sources(self) -> frozenset[str]:
        """The fields that this expression makes others wait for: those it reads, unless it decides nothing that they
        could see, as `required_if` and a constraint do."""
        return self.tree.reads - {SELF} if self.tree is not None and self.role in DECIDING else frozenset()

    @property
    def manners(self) -> dict[str, str]:
        """In which instances this reads each field of its own repeat: in some `before` its own, in its own (`here`), or
        in others as well (`across`)."""
        read = Counter(name.field for name in self.node.names())
        calls = [(field, node) for node in self.node.walk() if (field := _elsewhere(node)) is not None]
        elsewhere, before = Counter(field for field, _ in calls), Counter(f for f, node in calls if _is_before(node))
        across = {field for field, count in elsewhere.items() if before[field] < count}
        return {f: ACROSS if f in across else BEFORE if before[f] == read[f] else HERE for f in read}


def _elsewhere(node: Node) -> str | None:
    """The field that is read in instances of its own choice."""
    match node:
        case Call(function="at" | "values", arguments=(Name(field=field), *_)):
            return field
    return None


def _is_before(node: Node) -> bool:
    """Whether it is `at({field}, {.number} - n)`, the answer in an instance before this one."""
    match node:
        case Call(function="at", arguments=(Name(), Sum(terms=((_, Place(what="number")), ("-", Literal() as count))))):
            return _is_positive(count)
    return False


def _is_positive(count: Literal) -> bool:
    return count.kind == "number" and float(count.text) > 0


def written(definition: Definition) -> tuple[Written, ...]:
    """All of them in the order of the document."""
    homes = repeats_of(definition).homes
    return tuple(_parsed(*each, homes) for each in _found(definition))


def _parsed(pointer: str, role: str, target: Target, text: str, homes: Mapping[str, str]) -> Written:
    within = homes.get(target[1]) if target[0] == "field" else None
    try:
        return Written(pointer, role, target, text, parse(text), None, within)
    except ExpressionError as problem:
        return Written(pointer, role, target, text, None, problem, within)


def _found(definition: Definition) -> Iterator[tuple[str, str, Target, str]]:
    for at, section in enumerate(definition.sections):
        if section.visible_if is not None:
            yield point("/sections", at, VISIBLE), VISIBLE, ("section", section.name), section.visible_if
        if section.repeat is not None and section.repeat.count is not None:
            yield point("/sections", at, "repeat", COUNT), COUNT, ("section", section.name), section.repeat.count
    for pointer, _, field in definition.walk():
        yield from _of_field(pointer, field)
    for at, dependency in enumerate(definition.dependencies):
        pointer = point("/dependencies", at, "dependent_options")
        yield from _of_options(pointer, dependency.dependent_field, dependency.dependent_options)


def _of_field(pointer: str, field: Field) -> Iterator[tuple[str, str, Target, str]]:
    texts = {
        VISIBLE: field.visible_if,
        REQUIRED: field.required_if,
        CALCULATE: field.calculate,
        DEFAULT: field.default,
        CONSTRAINT: field.constraint_expression,
    }
    for role, text in texts.items():
        if text is not None:
            inner = (role,) if not isinstance(getattr(field, role), dict) else (role, "expression")
            yield point(pointer, *inner), role, ("field", field.name), text
    yield from _of_options(point(pointer, "options"), field.name, field.options)


def _of_options(pointer: str, field: str, options: tuple[Option, ...]) -> Iterator[tuple[str, str, Target, str]]:
    for at, option in enumerate(options):
        if option.visible_if is not None:
            yield point(pointer, at, VISIBLE), OPTION, ("field", field), option.visible_if
