"""The parts of a survey as frozen records: what an author wrote, nothing computed (DESIGN 7).

Everything here is plain data that round-trips through the definition document. Names, not ids, hold the parts
together: a definition reads the same in a draft, in a published version and in another installation.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from surveyapp.logic.issues import Issue

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: `value` is what an answer holds, `label` what a respondent reads (B13, both at most 255)."""

    value: str
    label: str
    visible_if: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `name` keys its answers for ever; `config` holds the limits of its type (B09-B12)."""

    name: str
    label: str
    help: str | None = None
    field_type: str = "text"
    is_required: bool = False
    required_if: str | None = None
    is_sensitive: bool = False
    visible_if: str | None = None
    rule_logic: str = "and"
    config: Json = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    guidance: Json | None = None
    review: Json | None = None
    calculate: str | None = None
    default: str | None = None
    constraint: str | Json | None = None

    @property
    def constraint_expression(self) -> str | None:
        """What an answer must satisfy; a constraint is an expression, or `{expression, message, also_empty}`."""
        return self.constraint if isinstance(self.constraint, str | None) else str(self.constraint["expression"])

    @property
    def asks_of_empty(self) -> bool:
        """Whether the constraint is asked of no answer, too."""
        return not isinstance(self.constraint, str | None) and self.constraint.get("also_empty") is True

    @property
    def constraint_message(self) -> str | None:
        """What a respondent is told when it does not, None for the engine's own sentence."""
        message = None if isinstance(self.constraint, str | None) else self.constraint.get("message")
        return None if message is None else str(message)


OPEN, COUNT, FOR_EACH, ITEMS = "open", "count", "for_each", "items"
MOST_INSTANCES = 200


@dataclass(frozen=True, slots=True)
class Repeat:
    """How often a section is asked: as a `count` says, once for each option that the field `for_each` holds, once for
    each of `items`, or, with none of the three, as often as a respondent wants from `min` to `max`."""

    count: str | None = None
    for_each: str | None = None
    items: tuple[Option, ...] | None = None
    min: int = 0
    max: int = 20
    start: int | None = None

    @property
    def kind(self) -> str:
        """Which of the four; where an author gave several (an error) the first."""
        given = ((COUNT, self.count), (FOR_EACH, self.for_each), (ITEMS, self.items))
        return next((kind for kind, value in given if value is not None), OPEN)

    @property
    def is_keyed(self) -> bool:
        """Whether instances go by option values rather than by numbers."""
        return self.kind in (FOR_EACH, ITEMS)

    @property
    def first(self) -> int:
        """How many instances an open repeat begins with."""
        return self.min if self.start is None else self.start


@dataclass(frozen=True, slots=True)
class Section:
    """An ordered run of fields shown as one page; a hidden section hides all its fields (B02). With a `repeat` it is
    asked several times."""

    name: str
    title: str
    description: str | None = None
    visible_if: str | None = None
    rule_logic: str = "and"
    repeat: Repeat | None = None
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One condition row (L02). Rows of one `rule_group` on a target are joined by `group_logic` into one rule."""

    target_type: str
    target: str
    source_field: str
    operator: str
    value: object = None
    action: str = "show"
    rule_group: str | None = None
    group_logic: str = "and"


@dataclass(frozen=True, slots=True)
class Dependency:
    """Other options for `dependent_field` while `source_field` answers `source_value` (L07)."""

    dependent_field: str
    source_field: str
    source_value: str
    dependent_options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Definition:
    """A whole survey as authored."""

    title: str
    description: str | None = None
    language: str = "en"
    timezone: str = "UTC"
    translations: Json = field(default_factory=dict)
    sections: tuple[Section, ...] = ()
    rules: tuple[Rule, ...] = ()
    dependencies: tuple[Dependency, ...] = ()

    @property
    def fields(self) -> Iterator[Field]:
        """Every field in reading order."""
        return (each for section in self.sections for each in section.fields)

    @property
    def sealed(self) -> frozenset[str]:
        """The names whose answers are sealed: sensitive fields, and repeating sections with one, as a whole."""
        homes = ((section.name if section.repeat else field.name, field) for _, section, field in self.walk())
        return frozenset(name for name, field in homes if field.is_sensitive)

    def walk(self) -> Iterator[tuple[str, Section, Field]]:
        """Every field in reading order with its section and its JSON Pointer in the document."""
        for at, section in enumerate(self.sections):
            for place, each in enumerate(section.fields):
                yield f"/sections/{at}/fields/{place}", section, each


class DefinitionError(Exception):
    """A document that is no survey, or a survey that cannot run; `issues` lists everything found, not the first."""

    def __init__(self, issues: tuple[Issue, ...]) -> None:
        super().__init__(f"{len(issues)} problem(s), first at {issues[0].pointer or '/'}: {issues[0].detail}")
        self.issues = issues
