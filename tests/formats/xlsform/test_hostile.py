"""Workbooks that want to hurt us, and files that are none: refused by name, before a parser has seen them."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from surveyapp.formats.service.report import Unreadable
from surveyapp.formats.service.xlsform import apart, guard, read
from surveyapp.formats.service.xlsform import workbook as workbooks
from tests.formats.xlsform.making import compound, losses, record, repacked, ring, workbook

FORM = "| type | name | label |\n| text | a | A |"
ENTITY = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>'
SHEET = "xl/worksheets/sheet1.xml"


def refusal(file: bytes) -> str:
    with pytest.raises(Unreadable) as raised:
        read(file)
    [fault] = raised.value.faults
    assert fault["detail"].endswith(".")
    return fault["code"]


@pytest.mark.parametrize(
    "file",
    [b"", b"type,name\ntext,a\n", b"<html></html>", b"%PDF-1.7", b"PK\x05\x06" + bytes(18), b"\x89PNG\r\n"],
    ids=["nothing", "csv", "html", "pdf", "an empty zip", "a picture"],
)
def test_what_is_no_workbook_is_refused_whatever_it_is_called(file):
    assert refusal(file) == "not_a_workbook"


def test_a_zip_that_is_no_workbook_is_refused():
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refusal(file.getvalue()) == "not_a_workbook"


def test_a_damaged_zip_is_refused():
    assert refusal(workbook(FORM)[:-400]) == "workbook_is_damaged"


def test_a_sheet_that_is_no_xml_is_refused():
    assert refusal(repacked(workbook(FORM), {SHEET: b"\0\0\0"})) == "workbook_is_damaged"


def test_a_sheet_that_breaks_off_is_refused():
    broken = (
        b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetD'
    )
    assert refusal(repacked(workbook(FORM), {SHEET: broken})) == "workbook_is_damaged"


def test_a_part_that_unpacks_to_far_more_than_it_weighs_is_a_bomb():
    assert refusal(repacked(workbook(FORM), {SHEET: b"<a>" + b" " * 4_000_000})) == "workbook_is_a_bomb"


def test_a_sheet_of_many_megabytes_is_refused():
    sheet = b"".join(b"<c>%08x</c>" % (each * 2654435761 % 2**32) for each in range(600_000))
    assert refusal(repacked(workbook(FORM), {SHEET: b"<a>" + sheet})) == "workbook_too_large"


def test_a_zip_of_thousands_of_parts_is_refused():
    many = {f"xl/media/{each}": b"" for each in range(guard.MOST_PARTS)}
    assert refusal(repacked(workbook(FORM), many)) == "workbook_too_large"


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "xl/workbook.xml", "_rels/.rels", "docProps/core.xml"])
def test_entities_are_refused_in_every_part(part):
    assert refusal(repacked(workbook(FORM), {part: ENTITY})) == "workbook_has_entities"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig"])
def test_entities_are_found_in_any_encoding(encoding):
    text = ENTITY.decode().replace('version="1.0"', f'version="1.0" encoding="{encoding.removesuffix("-sig")}"')
    assert refusal(repacked(workbook(FORM), {SHEET: text.encode(encoding)})) == "workbook_has_entities"


def test_a_document_type_far_behind_a_comment_is_not_overlooked():
    late = b'<?xml version="1.0"?><!--' + bytes(range(65, 91)) * 4000 + b"-->" + ENTITY[21:]
    assert refusal(repacked(workbook(FORM), {SHEET: late})) == "workbook_has_entities"


def test_macros_are_refused():
    assert refusal(repacked(workbook(FORM), {"xl/vbaProject.bin": b"x"})) == "workbook_has_macros"


def test_a_password_is_told_from_damage():
    file = bytearray(workbook(FORM))
    for mark in (b"PK\x01\x02", b"PK\x03\x04"):
        at = file.find(mark)
        file[at + (8 if mark == b"PK\x01\x02" else 6)] |= 1
    assert refusal(bytes(file)) == "workbook_is_encrypted"


def test_a_formula_without_a_value_of_its_own_is_refused():
    assert refusal(workbook("| type | name | label |\n| text | a | =1+1 |")) == "workbook_has_formulas"


@pytest.mark.parametrize("formula", ['=HYPERLINK("http://x.example")', "=[1]Sheet1!A1", "=cmd|'/c calc'!A0"])
def test_a_formula_that_reaches_out_of_the_workbook_is_refused(formula):
    file = workbook("| type | name | label |\n| text | a | =1+1 -> kept |")
    inner = ZipFile(BytesIO(file)).read(SHEET).replace(b"<f>1+1</f>", b"<f>" + formula[1:].encode() + b"</f>")
    assert refusal(repacked(file, {SHEET: inner})) == "workbook_has_formulas"


def test_of_any_other_formula_the_value_that_is_kept_is_taken_and_told():
    made = read(workbook("| type | name | default |\n| text | a | =1+1 -> two |"))
    assert made.document["sections"][0]["fields"][0]["default"] == "'two'"
    assert ("survey!C2", "formula", "changed") in losses(made)


def test_a_formula_is_told_wherever_it_stands():
    survey = "| type | name | label | hint::French |\n| select_one l | a | =1+1 -> Two | =1+1 -> Deux |"
    listed = "| list_name | name | label |\n| l | x | =1+1 -> X |"
    made = read(workbook(survey, listed, "| form_title |\n| =1+1 -> T |"))
    told = {place for place, code, _ in losses(made) if code == "formula"}
    assert told == {"survey!C2", "survey!D2", "choices!C2", "settings!A2"}


@pytest.mark.parametrize(("columns", "is_taken"), [(500, True), (501, False)])
def test_a_sheet_has_at_most_500_columns(columns, is_taken):
    headers = " | ".join(["type", "name", "label", *(f"c{number}" for number in range(columns - 3))])
    file = workbook(f"| {headers} |\n| text | a | A |")
    assert read(file).names if is_taken else refusal(file) == "workbook_too_large"


def test_formulas_in_sheets_that_are_not_read_do_not_matter():
    assert read(repacked(workbook(FORM), {"xl/worksheets/sheet9.xml": b"<a><f>1</f></a>"})).names["a"] == "a"


def test_a_million_empty_rows_are_passed_over():
    rows = b"".join(b'<row r="%d"/>' % number for number in range(3, 100_000))
    inner = ZipFile(BytesIO(workbook(FORM))).read(SHEET).replace(b"</sheetData>", rows + b"</sheetData>")
    assert set(read(repacked(workbook(FORM), {SHEET: inner})).names) == {"a", "/data/a"}


def test_a_last_row_far_away_does_not_make_the_sheet_long():
    far = b'<row r="1048576"><c r="A1048576" t="inlineStr"><is><t>text</t></is></c></row></sheetData>'
    inner = ZipFile(BytesIO(workbook(FORM))).read(SHEET).replace(b"</sheetData>", far)
    assert set(read(repacked(workbook(FORM), {SHEET: inner})).names) == {"a", "/data/a"}


def test_more_rows_than_a_form_could_need_are_refused(monkeypatch):
    monkeypatch.setattr(workbooks, "MOST_ROWS", 10)
    rows = "\n".join(f"| note | n{each} | x |" for each in range(12))
    assert refusal(workbook(f"| type | name | label |\n{rows}")) == "workbook_too_large"


def test_an_xls_that_is_nothing_inside_is_refused():
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)) == "workbook_is_damaged"


def test_a_word_document_in_the_same_container_is_refused():
    assert refusal(compound("WordDocument", b"x")) == "not_a_workbook"


def test_an_encrypted_xlsx_is_told_by_its_container():
    assert refusal(compound("EncryptedPackage", b"x")) == "workbook_is_encrypted"


def test_an_encrypted_xls_is_told_by_its_first_records():
    assert refusal(compound("Workbook", record(0x809, bytes(16)) + record(0x2F, bytes(6)))) == "workbook_is_encrypted"


def test_records_that_make_no_sense_are_refused():
    garbage = record(0x809, b"\0\6\5\0" + bytes(12)) + bytes(range(256)) * 20
    assert refusal(compound("Workbook", garbage)) in ("workbook_is_damaged", "no_survey_sheet")


def test_sectors_that_go_round_in_a_ring_are_refused():
    assert refusal(ring()) == "workbook_is_damaged"


def test_a_parser_that_never_comes_to_an_end_is_stopped(monkeypatch, tmp_path):
    careless = apart.PROGRAM.read_text().replace("_refuse_rings(document)", "pass").replace("= 10, 512", "= 1, 512")
    (tmp_path / "records.py").write_text(careless)
    monkeypatch.setattr(apart, "PROGRAM", tmp_path / "records.py")
    assert refusal(ring()) == "workbook_is_damaged"


def test_a_parser_that_only_waits_is_stopped_as_well(monkeypatch, tmp_path):
    (tmp_path / "records.py").write_text("import signal\nsignal.pause()")
    monkeypatch.setattr(apart, "PROGRAM", tmp_path / "records.py")
    monkeypatch.setattr(apart, "PATIENCE", 0.2)
    assert refusal(ring()) == "workbook_is_damaged"


def test_the_parser_of_old_workbooks_is_told_nothing_of_the_server(monkeypatch, tmp_path):
    told = "import json, os, sys\njson.dump({'refused': [' '.join([*os.environ, os.getcwd()]), 'x.']}, sys.stdout)"
    (tmp_path / "records.py").write_text(told)
    monkeypatch.setattr(apart, "PROGRAM", tmp_path / "records.py")
    assert set(refusal(ring()).split()) <= {"LC_CTYPE", "/"}


@pytest.mark.parametrize("at", range(0, 6000, 379))
def test_a_workbook_with_a_byte_changed_is_read_or_refused(at):
    file = bytearray(workbook(FORM))
    file[at % len(file)] ^= 0x55
    try:
        read(bytes(file))
    except Unreadable as error:
        assert error.faults


def test_packed_parts_may_be_as_small_as_they_are():
    file = BytesIO()
    with ZipFile(BytesIO(workbook(FORM))) as old, ZipFile(file, "w", ZIP_DEFLATED, compresslevel=9) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    assert read(file.getvalue()).names["a"] == "a"
