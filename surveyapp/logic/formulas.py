"""Typed values: the nodes that calculations and the sides of comparisons compile to, next to `conditions`.

Plain data as conditions are: constants are typed, fields are known, functions are of a closed list that both engines
implement. Every node lists the fields it reads. None stands for empty all through.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from surveyapp.logic.conditions import Condition

NUMBER, TEXT, DATE, BOOLEAN = "number", "text", "date", "boolean"
CHOICE, CHOICES = "single choice", "multiple choice"
TIME, DATETIME, MATRIX = "time", "datetime", "matrix"
FILE, FILES, NOTE = "file", "multiple files", "note"


@dataclass(frozen=True, slots=True)
class Answer:
    """A field's live value; `family` is its type."""

    field: str
    family: str

    @property
    def reads(self) -> frozenset[str]:
        """The field."""
        return frozenset((self.field,))


@dataclass(frozen=True, slots=True)
class Constant:
    """A value of a type: `int` or `Decimal`, `str`, a date as ISO text, a tuple of texts for a list."""

    kind: str
    value: object

    @property
    def reads(self) -> frozenset[str]:
        """None."""
        return frozenset()


@dataclass(frozen=True, slots=True)
class Apply:
    """A function of `functions.RUNNING` applied to values."""

    function: str
    parts: tuple["Formula", ...] = ()

    @property
    def reads(self) -> frozenset[str]:
        """The fields of all parts."""
        return frozenset(name for part in self.parts for name in part.reads)


@dataclass(frozen=True, slots=True)
class If:
    """One of two values."""

    condition: "Condition"
    then: "Formula"
    otherwise: "Formula"

    @property
    def reads(self) -> frozenset[str]:
        """The fields of all three."""
        return self.condition.reads | self.then.reads | self.otherwise.reads


@dataclass(frozen=True, slots=True)
class Word:
    """A condition as a value: `yes` where it holds, else `no`."""

    condition: "Condition"

    @property
    def reads(self) -> frozenset[str]:
        """The fields of the condition."""
        return self.condition.reads


@dataclass(frozen=True, slots=True)
class Values:
    """The live values of a field of a repeat, one for each instance: so many arguments of a function. `read` is the
    function that each is read by, `number` or `text`, or None."""

    field: str
    family: str
    read: str | None = None

    @property
    def reads(self) -> frozenset[str]:
        """The field."""
        return frozenset((self.field,))


@dataclass(frozen=True, slots=True)
class At:
    """The live value of a field of the repeat `home` in one instance, told `by` its `number` from 1 or its `item`."""

    field: str
    family: str
    home: str
    by: str
    place: "Formula"

    @property
    def reads(self) -> frozenset[str]:
        """The field, and what the place reads."""
        return self.place.reads | {self.field}


@dataclass(frozen=True, slots=True)
class Here:
    """Of the instance that is being decided its `number` from 1, or its key, the `item`, in the repeat `home`."""

    what: str
    home: str

    @property
    def reads(self) -> frozenset[str]:
        """None."""
        return frozenset()


@dataclass(frozen=True, slots=True)
class Instances:
    """How many instances a repeating section has; `number` is its place among the sections."""

    section: str
    number: int

    @property
    def reads(self) -> frozenset[str]:
        """The section."""
        return frozenset((self.section,))


Formula = Answer | Constant | Apply | If | Word | Values | At | Here | Instances
EMPTY = Constant(TEXT, None)
