"""What depends on what: the order in which everything is decided, and the circles that have no order.

Nodes are sections and fields. A rule, a dependency or an expression draws an arrow from each field it reads to its
target; a section draws one to each of its fields, since a hidden section hides them. What decides how often a section
repeats draws one to the section, and a section that is counted one to what counts it. Fields of a repeat that read each
other in instances before their own are no circle (`rounds`). The known defect of an ancestor system, following only the
first dependency, is avoided by walking every arrow. Nothing recurses: a chain may be as long as the survey.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

from surveyapp.logic.definition.parts import Definition
from surveyapp.logic.issues import point
from surveyapp.logic.repeats import repeats_of
from surveyapp.logic.rounds import Round, rounds
from surveyapp.logic.written import BEFORE, HERE, Written

Node = tuple[str, str]
Arrows = dict[Node, dict[Node, str]]

MOST_CYCLES = 50


@dataclass(frozen=True, slots=True)
class Cycle:
    """A circle: its path for people, and a pointer to a rule, dependency or expression on it."""

    path: str
    pointer: str


@dataclass(frozen=True, slots=True)
class Graph:
    """Arrows from what decides to what is decided, every node's place in the document, and the fields that are decided
    in rounds."""

    places: dict[Node, int]
    arrows: Arrows
    rounds: tuple[Round, ...] = ()

    def order(self) -> tuple[Node, ...]:
        """Sources before targets, otherwise as in the document; nodes on or behind a circle are left out."""
        return tuple(node for step in self.steps() for node in step)

    def steps(self) -> tuple[Round, ...]:
        """The order in steps, one for each node or for a round."""
        heads = self._heads()
        members = {each[0]: each for each in self.rounds}
        beyond = {head: self._beyond(members.get(head, (head,)), heads) for head in dict.fromkeys(heads.values())}
        return tuple(members.get(head, (head,)) for head in self._sorted(beyond))

    def _heads(self) -> dict[Node, Node]:
        """For each node itself, or the first of its round."""
        return {node: node for node in self.places} | {node: each[0] for each in self.rounds for node in each}

    def _beyond(self, step: Round, heads: dict[Node, Node]) -> set[Node]:
        """What a step decides, of a round outside of it."""
        inside = step if len(step) > 1 else ()
        return {heads[target] for node in step for target in self.arrows[node] if target not in inside}

    def _sorted(self, arrows: dict[Node, set[Node]]) -> Iterator[Node]:
        """Sources before targets, of those that could be next the first in the document."""
        waiting = dict.fromkeys(arrows, 0)
        for target in (each for targets in arrows.values() for each in targets):
            waiting[target] += 1
        ready = [self.places[node] for node, count in waiting.items() if count == 0]
        by_place = list(self.places)
        heapify(ready)
        while ready:
            node = by_place[heappop(ready)]
            yield node
            for target in arrows[node]:
                waiting[target] -= 1
                if waiting[target] == 0:
                    heappush(ready, self.places[target])

    def cycles(self) -> list[Cycle]:
        """Circles, each with its path named; every circle shares an arrow with one that is listed."""
        ordered, heads = set(self.order()), self._heads()
        left = {n: [t for t in self._targets(n) if t not in ordered] for n in self.places}
        found = []
        for path in _circles({n: [t for t in left[n] if t == n or heads[t] != heads[n]] for n in left}):
            if path[0] not in ordered:
                found.append(self._cycle(path))
            if len(found) == MOST_CYCLES:
                break
        return found

    def _targets(self, node: Node) -> list[Node]:
        return sorted(self.arrows[node], key=self.places.__getitem__)

    def _cycle(self, path: list[Node]) -> Cycle:
        first = min(range(len(path)), key=lambda at: (path[at][0] == "section", self.places[path[at]]))
        turned = path[first:] + path[: first + 1]
        reasons = [self.arrows[a][b] for a, b in zip(turned, turned[1:], strict=False)]
        return Cycle(" -> ".join(map(shown, turned)), next((reason for reason in reversed(reasons) if reason), ""))


def shown(node: Node) -> str:
    """A node as a path names it: a field by its name, a section as `section name`."""
    return node[1] if node[0] == "field" else f"section {node[1]}"


def graph(definition: Definition, formulas: tuple[Written, ...]) -> Graph:
    """The graph of a definition and its expressions; what names unknown parts draws no arrow."""
    arrows: Arrows = {}
    for section in definition.sections:
        own = arrows.setdefault(("section", section.name), {})
        for field in section.fields:
            arrows.setdefault(("field", field.name), {})
            own[("field", field.name)] = ""
    homes, manners = repeats_of(definition).homes, defaultdict[tuple[Node, Node], set[str]](set)
    for source, target, pointer, manner in _drawn(definition, formulas):
        is_within = source[0] == target[0] == "field" and homes.get(source[1], "") == homes.get(target[1])
        if is_within:
            manners[source, target].add(manner)
        is_itself_before = is_within and source == target and manner == BEFORE
        if source in arrows and target in arrows and not arrows[source].get(target) and not is_itself_before:
            arrows[source][target] = pointer
    return Graph({node: place for place, node in enumerate(arrows)}, arrows, rounds(arrows, manners))


def _drawn(definition: Definition, formulas: tuple[Written, ...]) -> Iterator[tuple[Node, Node, str, str]]:
    """Source, target, the pointer to what ties them, and in which instances of its own repeat it reads the source."""
    for at, rule in enumerate(definition.rules):
        yield ("field", rule.source_field), (rule.target_type, rule.target), point("/rules", at), HERE
    for at, dependency in enumerate(definition.dependencies):
        pointer = point("/dependencies", at)
        yield ("field", dependency.source_field), ("field", dependency.dependent_field), pointer, HERE
    for at, section in enumerate(definition.sections):
        if section.repeat is not None and section.repeat.for_each is not None:
            pointer = point("/sections", at, "repeat", "for_each")
            yield ("field", section.repeat.for_each), ("section", section.name), pointer, HERE
    repeating = {section.name for section in definition.sections if section.repeat is not None}
    for formula in formulas:
        manners = formula.manners if formula.within and formula.sources else {}
        for name in sorted(formula.sources):
            source = ("section" if name in repeating else "field", name)
            yield source, formula.target, formula.pointer, manners.get(name, HERE)


def _circles(arrows: dict[Node, list[Node]]) -> Iterator[list[Node]]:
    """One circle for each arrow that leads back into the path being walked (depth first, on a stack of our own)."""
    finished: set[Node] = set()
    for root in arrows:
        if root in finished:
            continue
        path, on_path, ahead = [root], {root}, [iter(arrows[root])]
        while path:
            target = next(ahead[-1], None)
            if target is None:
                ahead.pop()
                done = path.pop()
                on_path.discard(done)
                finished.add(done)
            elif target in on_path:
                yield path[path.index(target) :]
            elif target not in finished:
                path.append(target)
                on_path.add(target)
                ahead.append(iter(arrows[target]))
