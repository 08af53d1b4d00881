"""A field's tally as its reader sees it: labels from the form, shares, statistics. Plain JSON all of it."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from surveyapp.analysis.service import statistics
from surveyapp.analysis.service.tallying import FieldTally
from surveyapp.analysis.service.tallying.kinds import SEPARATOR
from surveyapp.logic.columns import Column
from surveyapp.logic.definition import Field

Document = dict[str, Any]
Labels = Mapping[str, str]
WORDS = {"yes": "Yes", "no": "No", "na": "N/A"}
PRECISIONS = ("day", "month", "year", "decade", "century")


def field(column: Column, asked: Field, tally: FieldTally) -> Document:
    """Everything counted of one field."""
    return {
        "name": column.name,
        "label": column.label,
        "field_type": column.field_type,
        "kind": tally.kind.name,
        "retired": column.retired,
        "shown": tally.shown,
        "answered": tally.answered,
        **SHOWN.get(tally.kind.name, _nothing)(column, asked, tally),
    }


def days(tally: Any) -> list[Document]:
    """How many fell on each day, or month where they are many."""
    return [{"day": day, "count": tally.counts[day]} for day in tally.sorted()]


def _options(column: Column, asked: Field, tally: FieldTally) -> Document:
    counts = _counts(tally)
    return {"options": [_option(value, label, counts, tally.answered) for value, label in _labels(column, counts)]}


def _option(value: str, label: str, counts: Mapping[str, int], answered: int) -> Document:
    count = counts.get(value, 0)
    return {"value": value, "label": label, "count": count, "share": _share(count, answered)}


def _ranking(column: Column, asked: Field, tally: FieldTally) -> Document:
    ranks: dict[str, dict[int, int]] = {}
    for (value, rank), count in _pairs(tally):
        ranks.setdefault(value, {})[int(rank)] = count
    return {"options": [_ranked(value, label, ranks.get(value, {})) for value, label in _labels(column, ranks)]}


def _ranked(value: str, label: str, ranks: Mapping[int, int]) -> Document:
    count = sum(ranks.values())
    total = sum(rank * times for rank, times in ranks.items())
    mean = total / count if count else None
    return {"value": value, "label": label, "count": count, "first": ranks.get(1, 0), "mean_rank": mean}


def _matrix(column: Column, asked: Field, tally: FieldTally) -> Document:
    rows: dict[str, dict[str, int]] = {}
    for (row, chosen), count in _pairs(tally):
        rows.setdefault(row, {})[chosen] = count
    named = _with_strangers(_rows(asked), rows)
    return {"rows": [_row(column, value, label, rows.get(value, {})) for value, label in named]}


def _row(column: Column, value: str, label: str, counts: Mapping[str, int]) -> Document:
    answered = sum(counts.values())
    options = [_option(each, text, counts, answered) for each, text in _labels(column, counts)]
    return {"value": value, "label": label, "answered": answered, "options": options}


def _rows(asked: Field) -> dict[str, str]:
    rows = asked.config.get("rows")
    return {str(row["value"]): str(row["label"]) for row in rows} if isinstance(rows, list | tuple) else {}


def _numbers(column: Column, asked: Field, tally: FieldTally) -> Document:
    if tally.values is None:
        return {}
    low, high = (None if end is None else statistics.shown(tally.values.order(end)) for end in tally.values.bounds())
    return {
        "numbers": {
            "count": tally.amounts,
            "mean": statistics.mean(tally),
            "standard_deviation": statistics.deviation(tally),
            "min": low,
            "max": high,
            "quartiles": statistics.quartiles(tally.values),
            "histogram": statistics.histogram(tally.values),
        }
    }


def _days(column: Column, asked: Field, tally: FieldTally) -> Document:
    if tally.values is None:
        return {}
    first, last = tally.values.bounds()
    precision = PRECISIONS[tally.values.level]
    return {"dates": {"first": first, "last": last, "precision": precision, "counts": days(tally.values)}}


def _hours(column: Column, asked: Field, tally: FieldTally) -> Document:
    return {"hours": [{"hour": int(hour), "count": count} for hour, count in sorted(_counts(tally).items())]}


def _lengths(column: Column, asked: Field, tally: FieldTally) -> Document:
    return {"length": {"mean": statistics.mean(tally), "standard_deviation": statistics.deviation(tally)}}


def _nothing(column: Column, asked: Field, tally: FieldTally) -> Document:
    return {}


SHOWN: Mapping[str, Callable[[Column, Field, FieldTally], Document]] = {
    "options": _options,
    "choices": _options,
    "ranking": _ranking,
    "matrix": _matrix,
    "numbers": _numbers,
    "days": _days,
    "hours": _hours,
    "lengths": _lengths,
}


def _counts(tally: FieldTally) -> Mapping[str, int]:
    return tally.values.counts if tally.values is not None else {}


def _pairs(tally: FieldTally) -> Iterable[tuple[tuple[str, str], int]]:
    for key, count in _counts(tally).items():
        first, _, second = key.partition(SEPARATOR)
        yield (first, second), count


def _labels(column: Column, counted: Iterable[str]) -> list[tuple[str, str]]:
    """(value, label) in the order of the form, those that nobody chose too; then what was chosen and is gone."""
    own = {option.value: option.label for option in column.options}
    return _with_strangers(WORDS if column.families[0] == "boolean" else own, counted)


def _with_strangers(known: Labels, counted: Iterable[str]) -> list[tuple[str, str]]:
    return [*known.items(), *((value, value) for value in sorted(counted) if value not in known)]


def _share(count: int, of: int) -> float | None:
    return count / of if of else None
