"""One cell, and many: whatever is written is read back by any reader of RFC 4180, and runs in no spreadsheet."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from surveyapp.exports.service import cells

TEXT = st.text(
    alphabet=st.one_of(st.sampled_from(",\"\r\n\t=+-@'| aé＝"), st.characters(exclude_categories=["Cs", "Cc"]))
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=2),
    max_leaves=5,
)
TABLE = st.integers(2, 4).flatmap(lambda width: st.lists(st.lists(TEXT, min_size=width, max_size=width), min_size=1))


@given(TABLE)
def test_any_reader_of_csv_reads_back_what_was_written(rows):
    columns = [cells.quoted(list(column)) for column in zip(*rows, strict=True)]
    written = cells.lines(columns).decode()
    assert list(csv.reader(io.StringIO(written, newline=""), strict=True)) == rows


@given(TABLE)
def test_it_is_written_as_the_standard_library_would(rows):
    expected = io.StringIO(newline="")
    csv.writer(expected, lineterminator="\r\n").writerows(rows)
    columns = [cells.quoted(list(column)) for column in zip(*rows, strict=True)]
    assert cells.lines(columns).decode() == expected.getvalue()


@given(st.lists(JSON))
def test_a_column_of_text_is_each_cell_by_itself(values):
    assert cells.texts(values) == cells.quoted([cells.plain(value) for value in values])


@given(st.lists(JSON))
def test_a_column_of_numbers_is_each_cell_by_itself(values):
    assert cells.numbers(values) == cells.quoted([cells.number(value) for value in values])


@given(JSON)
def test_no_text_begins_like_a_formula(value):
    cell = cells.plain(value)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    assert is_number or not cell or cell[0] not in cells.FORMULA


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_written_without_exponent_and_read_back_exactly(value):
    cell = cells.number(value)
    assert "e" not in cell
    assert float(cell) == value
