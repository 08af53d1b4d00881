"""The comparison as a table: how many cases agree, by aspect and by feature."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from bench.agreement.compared import Case


def lines(title: str, cases: Sequence[Case], verbose: bool) -> Iterator[str]:
    """The whole report on one format."""
    yield f"{title}: {_agreeing(cases)} of all cases agree in everything"
    named = [case for case in cases if not case.strange]
    groups = [("", cases), (", features in the seed or peer tables", named)]
    for told, some in groups[: 1 if len(named) == len(cases) else 2]:
        yield f"  with answers that ours takes{told}: {_agreeing([case for case in some if not case.refused])}"
        yield f"  with answers that ours does not take{told}: {_agreeing([case for case in some if case.refused])}"
    yield from _outside(cases)
    yield "  by aspect"
    for aspect in cases[0].aspects if cases else ():
        yield f"    {aspect:<24}{_share(sum(aspect not in c.differences for c in cases), len(cases)):>18}"
    yield "  by feature of the definition"
    for feature in sorted({feature for case in cases for feature in case.features}):
        having = [case for case in cases if feature in case.features]
        yield f"    {feature:<24}{_agreeing(having):>18}"
    if verbose:
        yield from _disagreements(cases)


def _outside(cases: Sequence[Case]) -> Iterator[str]:
    counted = Counter(each for case in cases for each in case.strange)
    if counted:
        yield "  in no table: " + ", ".join(f"{name} ({count})" for name, count in sorted(counted.items()))


def _disagreements(cases: Sequence[Case]) -> Iterator[str]:
    yield "  disagreements"
    for case in cases:
        for aspect, text in case.differences.items():
            mark = " (answers refused)" if case.refused else ""
            yield f"    {case.definition} {case.number} {aspect}{mark}: {text}"


def _agreeing(cases: Sequence[Case]) -> str:
    return _share(sum(case.agrees for case in cases), len(cases))


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole} ({100 * part / whole:.1f} %)" if whole else "none"
