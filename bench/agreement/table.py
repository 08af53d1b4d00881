"""The comparison as a table: how many cases agree, by aspect and by feature."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bench.agreement.compared import Case


def lines(title: str, cases: Sequence[Case], verbose: bool) -> Iterator[str]:
    """The whole report on one format."""
    agreeing = sum(case.agrees for case in cases)
    refused = [case for case in cases if case.refused]
    sound = [case for case in cases if not case.refused]
    yield f"{title}: {_share(agreeing, len(cases))} of all cases agree in everything"
    yield f"  with answers that ours takes: {_share(sum(c.agrees for c in sound), len(sound))}"
    yield f"  with answers that ours does not take: {_share(sum(c.agrees for c in refused), len(refused))}"
    yield "  by aspect"
    for aspect in cases[0].aspects if cases else ():
        yield f"    {aspect:<24}{_share(sum(aspect not in c.differences for c in cases), len(cases)):>18}"
    yield "  by feature of the definition"
    for feature in sorted({feature for case in cases for feature in case.features}):
        having = [case for case in cases if feature in case.features]
        yield f"    {feature:<24}{_share(sum(c.agrees for c in having), len(having)):>18}"
    if verbose:
        yield from _disagreements(cases)


def _disagreements(cases: Sequence[Case]) -> Iterator[str]:
    yield "  disagreements"
    for case in cases:
        for aspect, text in case.differences.items():
            mark = " (answers refused)" if case.refused else ""
            yield f"    {case.definition} {case.number} {aspect}{mark}: {text}"


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole} ({100 * part / whole:.1f} %)" if whole else "none"
