"""Real workbooks: every one is read, and decides what ODK Web Forms' engine decided, but for what we mean to do
otherwise. Skipped where the public definitions are not beside this checkout."""

from __future__ import annotations

from io import BytesIO

import pytest
from pyxform.xls2xform import convert

from bench.agreement.compared import DataError, folder
from bench.agreement.xlsform import NAMED, cases
from surveyapp.formats.service.xlsform import read, write
from surveyapp.logic.compile import compile_survey
from surveyapp.logic.definition import from_document

try:
    FILES = sorted(folder("xlsform").glob("*.xls*"))
except DataError:
    FILES = []

pytestmark = pytest.mark.skipif(not FILES, reason="../shared/data/xlsform is not there")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_workbook_becomes_a_survey_that_compiles_and_a_workbook_again(file):
    definition = from_document(read(file.read_bytes()).document)
    compile_survey(definition)
    assert convert(BytesIO(write(definition).content), file_type=".xlsx", validate=False).xform


def test_nineteen_of_twenty_cases_agree_but_for_what_is_named():
    compared = list(cases())
    agreeing = [case for case in compared if not set(case.differences) - {NAMED}]
    assert len(agreeing) >= 0.95 * len(compared), [(case.definition, case.differences) for case in compared]
