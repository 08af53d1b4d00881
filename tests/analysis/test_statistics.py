"""What counts say, against the textbook on the values themselves."""

from __future__ import annotations

import statistics as textbook
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyapp.analysis.service import showing, statistics
from surveyapp.analysis.service.tallying import FieldTally, Values
from surveyapp.analysis.service.tallying.kinds import KINDS, MATRIX, NUMBERS, RANKING
from surveyapp.logic.columns import Column
from surveyapp.logic.definition import Field, Option

NUMBERS_LIST = st.lists(st.integers(-1_000, 1_000).map(lambda number: number / 4), min_size=2, max_size=60)


def tallied(kind, answers: list) -> FieldTally:
    tally = FieldTally.read(kind, {})
    for answer in answers:
        tally.add(1, 1, dict.fromkeys(kind.seen(answer), 1))
    return tally


@given(NUMBERS_LIST)
def test_mean_deviation_and_quartiles_are_those_of_the_values(numbers: list[float]):
    tally = tallied(NUMBERS, numbers)
    assert statistics.mean(tally) == pytest.approx(textbook.fmean(numbers))
    assert statistics.deviation(tally) == pytest.approx(textbook.stdev(numbers))
    assert statistics.quartiles(tally.values) == pytest.approx(textbook.quantiles(numbers, method="inclusive"))


def test_quartiles_of_buckets_are_near():
    random = Random(3)
    numbers = [random.lognormvariate(10, 1) for _ in range(20_000)]
    values = Values.of_numbers()
    values.add((f"{number:.2f}", 1) for number in numbers)
    assert values.level > 0
    assert statistics.quartiles(values) == pytest.approx(textbook.quantiles(numbers, method="inclusive"), rel=0.05)


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=100))
def test_a_histogram_holds_everything_in_few_bars(numbers: list[int]):
    bars = statistics.histogram(tallied(NUMBERS, numbers).values)
    assert sum(bar["count"] for bar in bars) == len(numbers)
    assert len(bars) <= statistics.BARS + 2
    assert bars[0]["from"] <= min(numbers) and max(numbers) <= bars[-1]["to"]


def test_nothing_has_no_statistics():
    tally = tallied(NUMBERS, [])
    assert (statistics.mean(tally), statistics.deviation(tally), statistics.quartiles(tally.values)) == (None,) * 3
    assert statistics.histogram(tally.values) == []


def column(family: str, *options: str) -> Column:
    offered = tuple(Option(value, value.upper()) for value in options)
    return Column(
        name="f",
        label="F",
        field_type="text",
        families=(family,),
        measure="nominal",
        options=offered,
        rows=(),
        is_sensitive=False,
        retired=False,
    )


def test_a_ranking_shows_first_places_and_mean_ranks():
    shown = showing.field(column("ranking", "a", "b", "c"), Field("f", "F"), tallied(RANKING, [["b", "a"], ["b"]]))
    assert [(each["value"], each["count"], each["first"], each["mean_rank"]) for each in shown["options"]] == [
        ("a", 1, 0, 2),
        ("b", 2, 2, 1),
        ("c", 0, 0, None),
    ]


def test_a_matrix_shows_its_rows():
    asked = Field("f", "F", config={"rows": [{"value": "speed", "label": "Speed"}]})
    shown = showing.field(column("matrix", "good", "bad"), asked, tallied(MATRIX, [{"speed": "good"}, {"lost": "bad"}]))
    told = [(row["label"], row["answered"], [option["count"] for option in row["options"]]) for row in shown["rows"]]
    assert told == [("Speed", 1, [1, 0]), ("lost", 1, [0, 1])]


def test_dates_and_hours_are_shown_in_their_order():
    days = showing.field(column("date"), Field("f", "F"), tallied(KINDS["date"], ["2026-11-21", "2025-01-01"]))
    hours = showing.field(column("time"), Field("f", "F"), tallied(KINDS["time"], ["23:59", "07:30", "07:45"]))
    assert (days["dates"]["first"], days["dates"]["last"], days["dates"]["precision"]) == (
        "2025-01-01",
        "2026-11-21",
        "day",
    )
    assert hours["hours"] == [{"hour": 7, "count": 2}, {"hour": 23, "count": 1}]
