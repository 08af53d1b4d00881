"""Typed conditions: the nodes that rules, dependencies, guidance, review triggers and expressions compile to.

A node is plain data: constants are already typed by the field they are compared with, names are known to exist. Every
node lists the fields it reads, which is all that ordering and cascades need to know about it. `generation` turns nodes
into Python, `wire` into the JSON that the browser evaluates.
"""

from dataclasses import dataclass

from surveyapp.logic.formulas import Formula
from surveyapp.logic.patterns import Pattern


@dataclass(frozen=True, slots=True)
class Test:
    """One field asked one question. `family` is the family of the field, `operand` the typed constant or None."""

    field: str
    family: str
    operator: str
    operand: object

    @property
    def reads(self) -> frozenset[str]:
        """The field asked."""
        return frozenset((self.field,))


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; with no parts it holds."""

    parts: tuple["Condition", ...]

    @property
    def reads(self) -> frozenset[str]:
        """The fields of all parts."""
        return _reads(self.parts)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds; with no parts it does not."""

    parts: tuple["Condition", ...]

    @property
    def reads(self) -> frozenset[str]:
        """The fields of all parts."""
        return _reads(self.parts)


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Condition"

    @property
    def reads(self) -> frozenset[str]:
        """The fields of the part."""
        return self.part.reads


@dataclass(frozen=True, slots=True)
class Compare:
    """Two values of one `kind` (`number`, `date`, `text`, or `set` for lists) under an operator of rules.

    An empty side makes positive operators false and negative ones true. Sets know `any_of`, `none_of`, `all_of`.
    """

    kind: str
    operator: str
    left: Formula
    right: Formula

    @property
    def reads(self) -> frozenset[str]:
        """The fields of both sides."""
        return self.left.reads | self.right.reads


@dataclass(frozen=True, slots=True)
class Filled:
    """A value is not empty."""

    part: Formula

    @property
    def reads(self) -> frozenset[str]:
        """The fields of the value."""
        return self.part.reads


@dataclass(frozen=True, slots=True)
class Matches:
    """A text matches a pattern as a whole."""

    part: Formula
    pattern: Pattern

    @property
    def reads(self) -> frozenset[str]:
        """The fields of the text."""
        return self.part.reads


Condition = Test | All | AnyOf | Not | Compare | Filled | Matches

ALWAYS = All(())
NEVER = AnyOf(())


def _reads(parts: tuple[Condition, ...]) -> frozenset[str]:
    return frozenset(name for part in parts for name in part.reads)


def joined(logic: str, parts: tuple[Condition, ...]) -> Condition:
    """Parts joined by `and` or `or`; a single part stands for itself."""
    if len(parts) == 1:
        return parts[0]
    return AnyOf(parts) if logic == "or" else All(parts)
