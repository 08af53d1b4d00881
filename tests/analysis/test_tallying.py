"""Counting without a database: any order, any parts, and back again."""

from __future__ import annotations

from decimal import Decimal
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from surveyapp.analysis.service.tallying import FieldTally, Increments, Values, VersionTally, kind_of
from surveyapp.analysis.service.tallying.increments import Counted
from surveyapp.analysis.service.tallying.kinds import KINDS, SEPARATOR
from surveyapp.analysis.service.tallying.values import DIGITS, MOST, plain, rounded, shortened, width
from surveyapp.logic.definition import Field, from_document
from surveyapp.logic.fields import FIELD_TYPES
from tests.factories.responses import HOUSEHOLD

NUMERALS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**29), max_value=10**29, places=4).map(
    plain
)
DAYS = st.dates().map(str)


def counted(values: Values, texts: list[str]) -> Values:
    for text in texts:
        values.add([(text, 1)])
    return values


@given(NUMERALS, st.integers(0, len(DIGITS) - 1), st.integers(0, len(DIGITS) - 1))
def test_a_coarser_bucket_is_the_same_from_any_finer_one(text: str, finer: int, coarser: int):
    finer, coarser = sorted((finer, coarser))
    assert rounded(rounded(text, finer), coarser) == rounded(text, coarser)


@given(NUMERALS, st.integers(0, len(DIGITS) - 1))
def test_a_number_lies_in_its_bucket(text: str, level: int):
    bucket, number = Decimal(rounded(text, level)), Decimal(text)
    assert abs(bucket) <= abs(number) <= abs(bucket) + width(rounded(text, level), level)


def test_few_different_values_are_kept_exactly():
    values = counted(Values.of_numbers(), [str(number % MOST) for number in range(3 * MOST)])
    assert (values.level, set(values.counts.values()), values.bounds()) == (0, {3}, ("0", str(MOST - 1)))


def test_many_different_values_are_kept_in_buckets_with_exact_ends():
    values = counted(Values.of_numbers(), [str(number) for number in range(-7_003, 20_011)])
    assert len(values.counts) <= MOST
    assert sum(values.counts.values()) == 27_014
    assert values.bounds() == ("-7003", "20010")


def test_the_most_scattered_numbers_stay_within_bounds():
    random = Random(5)
    spread = [plain(Decimal(random.randint(1, 999_999)).scaleb(random.randint(-30, 23))) for _ in range(20_000)]
    assert len(counted(Values.of_numbers(), [*spread, *("-" + text for text in spread)]).counts) <= MOST


def test_days_become_months_and_years_as_they_scatter():
    random = Random(5)
    days = [f"{random.randint(1, 9999):04}-{random.randint(1, 12):02}-{random.randint(1, 28):02}" for _ in range(9_000)]
    values = counted(Values.of_days(), days)
    assert len(values.counts) <= MOST
    assert set(values.counts) == {shortened(day, values.level) for day in days}


@given(st.lists(NUMERALS, max_size=40), st.randoms(use_true_random=False))
def test_the_order_of_counting_does_not_matter(texts: list[str], random: Random):
    shuffled = random.sample(texts, len(texts))
    assert counted(Values.of_numbers(), texts) == counted(Values.of_numbers(), shuffled)


def test_the_order_does_not_matter_for_thousands_either():
    texts = [plain(Decimal(number * number).scaleb(-2)) for number in range(4_000)]
    forward = counted(Values.of_numbers(), texts)
    assert forward.level > 0
    assert forward == counted(Values.of_numbers(), texts[::-1])


def test_parts_merge_to_the_whole():
    texts = [str(number * 7) for number in range(3_000)]
    whole, part, rest = (Values.of_numbers() for _ in range(3))
    counted(whole, texts)
    counted(part, texts[:100])
    counted(rest, texts[100:])
    part.merge(rest)
    assert part == whole


def test_json_and_back_is_the_same():
    values = counted(Values.of_numbers(), [str(number) for number in range(3_000)])
    assert Values.of_numbers().read(values.to_json()) == values


def test_what_is_taken_away_leaves_what_was_there_before():
    values = counted(Values.of_numbers(), ["3", "3", "8.5", "-1"])
    values.add([("3", -1), ("-1", -1)])
    assert (values.counts, values.bounds()) == ({"3": 1, "8.5": 1}, ("3", "8.5"))


def test_an_end_that_is_taken_away_leaves_the_next_bucket():
    values = counted(Values.of_numbers(), [str(number) for number in range(10_000)])
    without = counted(Values.of_numbers(), [str(number) for number in range(9_999)])
    values.add([("9999", -1)])
    assert values.agrees(without)
    assert Decimal(values.bounds()[1]) <= 9_998


DEFINITION = from_document(HOUSEHOLD)
ANSWERS = st.fixed_dictionaries(
    {"employed": st.sampled_from(("yes", "no"))},
    optional={
        "job": st.text(max_size=20),
        "rooms": st.one_of(st.integers(-5, 20), st.floats(-20, 20).map(lambda number: round(number, 3))),
        "illness": st.just("secret"),
        "country": st.sampled_from(("us", "de")),
    },
)


def response(answers: dict) -> Counted:
    return Counted(answers, ("work", "home"), tuple(field.name for field in DEFINITION.fields), "2026-11-21", 60)


def tallied(batches: list[list[dict]]) -> dict:
    """The documents that some batches of answers make, one after the other."""
    documents: dict = {}
    for batch in batches:
        sums = Increments(DEFINITION)
        for answers in batch:
            sums.add(response(answers))
        whole = VersionTally.read(documents.get("", {}))
        sums.add_to_version(whole)
        documents[""] = whole.to_json()
        for name in sums.parts:
            tally = FieldTally.read(sums.kinds[name], documents.get(name, {}))
            sums.add_to_field(name, tally)
            documents[name] = tally.to_json()
    return documents


@given(st.lists(ANSWERS, max_size=12), st.data())
def test_batches_of_any_size_make_the_same_tallies(responses: list[dict], data):
    cut = data.draw(st.integers(0, len(responses)))
    assert tallied([responses]) == tallied([part for part in (responses[:cut], responses[cut:]) if part] or [[]])


def test_sums_are_exact():
    tally = tallied([[{"employed": "no", "rooms": 0.1}] * 10])["rooms"]
    assert (tally["total"], tally["squares"], tally["amounts"]) == ("1", "0.1", 10)


def test_of_a_text_only_the_length_and_of_a_sensitive_answer_nothing_is_kept():
    documents = tallied([[{"employed": "no", "job": "spy", "illness": "secret"}]])
    assert documents["job"] == {"shown": 1, "answered": 1, "amounts": 1, "total": "3", "squares": "9"}
    assert documents["illness"] == {"shown": 1, "answered": 1}


def test_sections_count_who_saw_them_and_who_answered_anything():
    whole = tallied([[{"employed": "no"}, {"employed": "no", "country": "us", "region": "tx"}]])[""]
    assert (whole["shown"], whole["answered"]) == ({"work": 2, "home": 2}, {"work": 2, "home": 1})


def seen(family: str, value: object) -> list[str]:
    kind = KINDS[family]
    return [kind.spelled(each) for each in kind.seen(value)]


def test_a_ranking_counts_each_option_at_its_place():
    assert seen("ranking", ["b", "a"]) == [f"b{SEPARATOR}1", f"a{SEPARATOR}2"]


def test_a_matrix_counts_each_row_with_its_column():
    assert seen("matrix", {"speed": "good", "price": "bad"}) == [f"speed{SEPARATOR}good", f"price{SEPARATOR}bad"]


def test_times_count_by_the_hour_and_moments_by_the_day():
    assert (seen("time", "09:30"), seen("datetime", "2026-11-21T09:30")) == (["09"], ["2026-11-21"])


HOSTILE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(sorted(KINDS)), HOSTILE)
def test_no_answer_makes_counting_fail(family: str, value: object):
    tally = FieldTally.read(KINDS[family], {})
    kind = KINDS[family]
    tally.add(1, 1, dict.fromkeys(kind.seen(value), 1))


def test_a_family_that_nobody_has_thought_of_counts_as_answered():
    for name in FIELD_TYPES:
        assert kind_of(Field("f", "F", field_type=name)).name
    assert kind_of(Field("f", "F", field_type="hologram")).name == "answered"


def test_a_ranking_is_no_mere_choice_and_a_rating_is_a_number():
    kinds = [kind_of(Field("f", "F", field_type=name)).name for name in ("ranking", "rating", "matrix", "file", "note")]
    assert kinds == ["ranking", "numbers", "matrix", "answered", "answered"]


def roster(**sensitive: bool) -> Increments:
    fields = [
        {"name": "name", "label": "Name", "field_type": "text"},
        {"name": "age", "label": "Age", "field_type": "number", **sensitive},
    ]
    section = {"name": "people", "title": "People", "repeat": {}, "fields": fields}
    return Increments(from_document({"title": "Roster", "sections": [section]}))


PEOPLE = Counted(
    {"people": [{"name": "Ann", "age": 3}, {"name": "Bob"}]},
    ("people",),
    ("people[0].name", "people[0].age", "people[1].name", "people[1].age"),
    "2026-11-21",
    60,
)


def test_a_field_of_a_repeat_counts_for_each_instance():
    sums = roster()
    sums.add(PEOPLE)
    assert (sums.shown["age"], sums.answered["age"], dict(sums.seen["age"])) == (2, 1, {3: 1})
    assert (sums.answered["name"], sums.sections_answered["people"]) == (2, 1)


def test_of_a_repeat_with_a_sensitive_field_nothing_is_counted_but_that_it_was_answered():
    sums = roster(is_sensitive=True)
    sums.add(PEOPLE)
    assert {name: kind.name for name, kind in sums.kinds.items()} == {"name": "answered", "age": "answered"}
    assert not any(sums.seen.values())
