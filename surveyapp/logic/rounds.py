"""Which fields of a repeat are decided together, instance by instance: those that read each other in instances before
their own, as an opening balance reads the closing one of the instance before.

By themselves they would be a circle. In rounds there is none: what stands in an instance before is decided, and within
one the fields have an order.
"""

from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from surveyapp.logic.written import ACROSS, BEFORE, Target

Round = tuple[Target, ...]
Arrows = Mapping[Target, Iterable[Target]]
Manners = Mapping[tuple[Target, Target], set[str]]


def rounds(arrows: Arrows, manners: Manners) -> tuple[Round, ...]:
    """The fields of each round in the order within an instance. `manners` tells of arrows between fields of one repeat
    in which instances they read."""
    if not any(found == {BEFORE} for found in manners.values()):
        return ()
    places = {node: place for place, node in enumerate(arrows)}
    tied = (sorted(group, key=places.__getitem__) for group in _components(arrows) if len(group) > 1)
    return tuple(each for each in (_round(group, arrows, manners) for group in tied) if each)


def _round(group: list[Target], arrows: Arrows, manners: Manners) -> Round:
    """What depends on itself in an order, nothing where it has none: it reads all instances, or itself in its own, or
    a part outside."""
    inside = set(group)
    pairs = [(source, target) for source in group for target in arrows[source] if target in inside]
    if any(ACROSS in manners.get(pair, (ACROSS,)) for pair in pairs):
        return ()
    waits: dict[Target, list[Target]] = {node: [] for node in group}
    for source, target in pairs:
        if manners[source, target] != {BEFORE}:
            waits[target].append(source)
    try:
        return tuple(TopologicalSorter(waits).static_order())
    except CycleError:
        return ()


def _components(arrows: Arrows) -> Iterator[list[Target]]:
    """The nodes in groups within which each leads to each."""
    back: dict[Target, list[Target]] = {node: [] for node in arrows}
    for source, targets in arrows.items():
        for target in targets:
            back[target].append(source)
    met: set[Target] = set()
    for root in reversed(list(_finishing(arrows, arrows, set()))):
        yield from (group for group in [list(_finishing(back, [root], met))] if group)


def _finishing(arrows: Arrows, roots: Iterable[Target], met: set[Target]) -> Iterator[Target]:
    """Whatever is reached and was not met, each after all that it leads to; on a stack of our own."""
    for root in (each for each in roots if each not in met):
        met.add(root)
        path, ahead = [root], [iter(arrows[root])]
        while path:
            target = next((each for each in ahead[-1] if each not in met), None)
            if target is None:
                ahead.pop()
                yield path.pop()
            else:
                met.add(target)
                path.append(target)
                ahead.append(iter(arrows[target]))
