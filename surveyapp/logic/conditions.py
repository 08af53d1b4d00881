"""Typed conditions: the nodes that rules compile to, and that the expression language will compile to as well.

A node is plain data: constants are already typed by the field they are compared with, names are known to exist. Every
node lists the fields it reads, which is all that ordering and cascades need to know about it. `predicates` turns nodes
into Python; the browser and a code generator walk the same nodes.
"""

from dataclasses import dataclass


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


Condition = Test | All | AnyOf | Not


def _reads(parts: tuple[Condition, ...]) -> frozenset[str]:
    return frozenset(name for part in parts for name in part.reads)


def joined(logic: str, parts: tuple[Condition, ...]) -> Condition:
    """Parts joined by `and` or `or`; a single part stands for itself."""
    if len(parts) == 1:
        return parts[0]
    return AnyOf(parts) if logic == "or" else All(parts)
