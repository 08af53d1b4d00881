"""Whether conditions can hold at once: a part's own, its section's, and those of every field they want an answer of.

What is called impossible here is so, whatever is answered; where there are too many ways to try, nothing is said. A way
is a set of tests joined by `and`: a condition has as many as its `or`s have branches, and a `not` turns tests round.
"""

from collections.abc import Iterable
from functools import reduce
from itertools import chain

from surveyapp.logic.bound import Bound
from surveyapp.logic.check.fitting import fit
from surveyapp.logic.check.verdicts import NEGATIVE, holds_on_empty, verdict
from surveyapp.logic.conditions import All, AnyOf, Compare, Condition, Filled, Matches, Not, Test
from surveyapp.logic.definition.parts import Definition
from surveyapp.logic.formulas import Answer
from surveyapp.logic.graph import Node

Way = frozenset[Test]
Ways = tuple[Way, ...]
Asked = dict[str, Way]

ANY_WAY: Ways = (frozenset(),)
MOST_WAYS = 32
MOST_STEPS, STEPS_IN_ALL = 40, 20_000

_TURNED = {
    "is_empty": ("is_not_empty",),
    "is_not_empty": ("is_empty",),
    "equals": ("not_equals",),
    "not_equals": ("equals",),
    "in": ("not_in",),
    "not_in": ("in",),
    "contains": ("not_contains",),
    "not_contains": ("contains",),
    "greater_than": ("less_or_equal", "is_empty"),
    "less_than": ("greater_or_equal", "is_empty"),
    "greater_or_equal": ("less_than", "is_empty"),
    "less_or_equal": ("greater_than", "is_empty"),
}
"""By operator, the tests of which one holds when it does not."""


class Together:
    """What the parts of a sound survey demand of each other; `dead` are those found never to show so far."""

    def __init__(self, definition: Definition, nodes: Bound) -> None:
        self.nodes = nodes
        self.dead: set[Node] = set()
        self.homes = {field.name: section.name for _, section, field in definition.walk()}
        self.shown: dict[str, Ways] = {}
        self.steps = STEPS_IN_ALL

    def can_show(self, part: Node) -> bool:
        """Whether some answers show a part; one without conditions is as visible as its section."""
        if part[0] == "field" and ("section", self.homes[part[1]]) in self.dead:
            return False
        return part not in self.nodes.conditions or self.can_hold(while_shown=part)

    def can_hold(self, *conditions: Condition, while_shown: Node | None = None) -> bool:
        """Whether some answers make all of the conditions hold, and show a part where one is named."""
        demanded = self._demanded(while_shown) if while_shown else []
        waiting = self._followed({}, (), self._every(chain(demanded, conditions)))
        for _ in range(min(MOST_STEPS, self.steps)):
            if not waiting:
                return False
            self.steps -= 1
            asked, wanted = waiting.pop()
            if not wanted:
                return True
            waiting += self._followed(asked, wanted[1:], self._shows(wanted[0]))
        return bool(waiting)

    def _followed(self, asked: Asked, wanted: tuple[str, ...], ways: Ways) -> list[tuple[Asked, tuple[str, ...]]]:
        """The ways that go together with what is `asked` so far, by field; `wanted` are fields that must be answered,
        and so must show, on conditions that were not looked at yet."""
        found = []
        for way in ways:
            both = dict(asked)
            for test in way:
                both[test.field] = both.get(test.field, frozenset()) | {test}
            new = {test.field for test in way}
            if all(fit(tuple(both[name]), self.nodes.families[name]) for name in new):
                answered = sorted(
                    name for name in new if _is_answered(both[name]) and not _is_answered(asked.get(name))
                )
                found.append((both, wanted + tuple(name for name in answered if self._shows(name) != ANY_WAY)))
        return found

    def _demanded(self, part: Node) -> list[Condition]:
        """What must hold for a part to show: its own condition and its section's."""
        parts = [part] if part[0] == "section" else [part, ("section", self.homes[part[1]])]
        return [self.nodes.conditions[each] for each in parts if each in self.nodes.conditions]

    def _shows(self, name: str) -> Ways:
        if name not in self.shown:
            self.shown[name] = self._every(self._demanded(("field", name)))
        return self.shown[name]

    def _every(self, conditions: Iterable[Condition]) -> Ways:
        return _joined(self._ways(condition, True) for condition in conditions)

    def _ways(self, condition: Condition, holds: bool) -> Ways:
        """The ways in which a condition holds, or does not; none where it cannot."""
        if isinstance(condition, Not):
            return self._ways(condition.part, not holds)
        if isinstance(condition, All | AnyOf):
            branches = (self._ways(part, holds) for part in condition.parts)
            return _joined(branches) if isinstance(condition, All) is holds else _either(branches)
        if verdict(condition, self.nodes.families, self.dead) is (not holds):
            return ()
        if isinstance(condition, Test):
            return ((frozenset((condition,)),) if holds else _turned(condition)) or ANY_WAY
        return (_answered(condition),) if holds else ANY_WAY


def _is_answered(tests: Way | None) -> bool:
    return tests is not None and not all(holds_on_empty(test) for test in tests)


def _turned(test: Test) -> Ways:
    operators = _TURNED.get(test.operator, ())
    return tuple(frozenset((_asked(test, operator, test.operand),)) for operator in operators)


def _asked(test: Test, operator: str, operand: object) -> Test:
    return Test(test.field, test.family, operator, None if operator.startswith("is_") else operand)


def _answered(condition: Compare | Filled | Matches) -> Way:
    """That the fields it compares as they are have answers; nothing is known of what is worked out from others."""
    sides = (condition.left, condition.right) if isinstance(condition, Compare) else (condition.part,)
    needed = () if isinstance(condition, Compare) and condition.operator in NEGATIVE else sides
    answers = (side for side in needed if isinstance(side, Answer))
    return frozenset(Test(side.field, side.family, "is_not_empty", None) for side in answers)


def _joined(branches: Iterable[Ways]) -> Ways:
    """All of them at once; a branch that would make too many ways is left out, which leaves more possible."""

    def both(left: Ways, right: Ways) -> Ways:
        every = dict.fromkeys(one | other for one in left for other in right)
        return tuple(every) if len(every) <= MOST_WAYS else left

    return reduce(both, branches, ANY_WAY)


def _either(branches: Iterable[Ways]) -> Ways:
    every = tuple(dict.fromkeys(chain.from_iterable(branches)))
    return every if len(every) <= MOST_WAYS else ANY_WAY
