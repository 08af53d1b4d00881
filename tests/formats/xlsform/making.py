"""Workbooks for tests: written as tables, or as the bytes that somebody wanted to hurt us with."""

from __future__ import annotations

import struct
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import xlsxwriter

from surveyapp.formats.service.report import Imported
from surveyapp.formats.service.xlsform import read
from surveyapp.logic.compile import compile_survey
from surveyapp.logic.definition import from_document
from surveyapp.logic.evaluation import Evaluation

Table = str
SECTOR = 512


def table(text: Table) -> list[list[str]]:
    """`| type | name |` lines as cells."""
    lines = [line.strip() for line in text.strip().splitlines()]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line]


def workbook(survey: Table, choices: Table = "", settings: Table = "") -> bytes:
    """A workbook of three sheets, every cell a text; `=1+1` is written as a formula."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        for name, text in (("survey", survey), ("choices", choices), ("settings", settings)):
            sheet = book.add_worksheet(name)
            for row, cells in enumerate(table(text)):
                for column, cell in enumerate(cells):
                    if cell.startswith("="):
                        formula, _, value = cell.partition(" -> ")
                        sheet.write_formula(row, column, formula, None, value)
                    else:
                        sheet.write_string(row, column, cell)
    return file.getvalue()


def imported(survey: Table, choices: Table = "", settings: Table = "") -> Imported:
    """The same, read."""
    return read(workbook(survey, choices, settings))


def fields(made: Imported) -> dict[str, dict[str, Any]]:
    """The fields of a document by name."""
    return {field["name"]: field for section in made.document["sections"] for field in section["fields"]}


def decided(made: Imported, answers: dict[str, Any], today: str = "2026-01-15") -> Evaluation:
    """What the engine decides on answers to it."""
    survey = compile_survey(from_document(made.document))
    accepted = survey.accept(answers)
    assert not accepted.issues
    return survey.evaluate(accepted.values, today=today)


def losses(made: Imported) -> list[tuple[str, str, str]]:
    """The report without its sentences."""
    return [(loss.place, loss.code, loss.severity) for loss in made.report]


def repacked(file: bytes, changed: dict[str, bytes | None]) -> bytes:
    """A zip with some parts replaced, added, or (None) left out."""
    written = BytesIO()
    with ZipFile(BytesIO(file)) as old, ZipFile(written, "w", ZIP_DEFLATED) as new:
        parts: dict[str, bytes | None] = {name: old.read(name) for name in old.namelist()}
        for name, content in {**parts, **changed}.items():
            if content is not None:
                new.writestr(name, content)
    return written.getvalue()


def compound(name: str, stream: bytes) -> bytes:
    """A compound file, the container of .xls, that holds one stream."""
    body = stream.ljust(4096, b"\0")
    body = body.ljust(-(-len(body) // SECTOR) * SECTOR, b"\0")
    sectors = len(body) // SECTOR
    chain = [struct.pack("<I", at + 3) for at in range(sectors - 1)] + [struct.pack("<I", 0xFFFFFFFE)]
    table = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE) + b"".join(chain)
    directory = _entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1) + _entry(name, 2, 2, len(body))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", 0xFFFFFFFF) * 108
    return header + table.ljust(SECTOR, b"\xff") + directory.ljust(SECTOR, b"\0") + body


def ring() -> bytes:
    """A compound file whose one stream is short and kept in two sectors, each of which says that the other follows."""
    nobody, end = 0xFFFFFFFF, 0xFFFFFFFE
    table = struct.pack("<IIII", 0xFFFFFFFD, end, end, end)
    directory = _entry("Root Entry", 5, 3, SECTOR, child=1) + _entry("Workbook", 2, 0, 64)
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 2, 1, end, 0)
    header += struct.pack("<I", 0) + struct.pack("<I", nobody) * 108
    short = struct.pack("<II", 1, 0).ljust(SECTOR, b"\xff")
    return header + table.ljust(SECTOR, b"\xff") + directory.ljust(SECTOR, b"\0") + short + bytes(SECTOR)


def _entry(name: str, kind: int, start: int, size: int, child: int = 0xFFFFFFFF) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    nobody = 0xFFFFFFFF
    return (
        encoded.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(encoded), kind, 1, nobody, nobody, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def record(number: int, body: bytes = b"") -> bytes:
    """A record of BIFF."""
    return struct.pack("<HH", number, len(body)) + body
