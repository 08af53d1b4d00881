"""The program that `apart` runs: an .xls file on stdin, its cells as JSON on stdout. It knows nothing but xlrd.

Before xlrd sees the file it is looked through as records: is it a workbook, is it encrypted, does it compute. xlrd
gives the results of formulas without saying that they are any. BIFF is a run of records, each a number and a length of
two bytes each; nothing inside a record is followed. What is damaged ends this process, and nothing else.
"""

import json
import resource
import struct
import sys
from collections.abc import Iterator
from io import StringIO
from typing import Any

import xlrd
from xlrd.compdoc import CompDoc, CompDocError

SECONDS, MEMORY = 10, 512 * 2**20
MOST_TEXT = 24 * 2**20
BOUNDSHEET, BOF, PASSWORD = 0x85, 0x809, 0x2F
FORMULAS = (0x06, 0x206, 0x406)
MOST_FORMULAS = 10_000
STREAMS = ("Workbook", "Book")
MACROS = "_VBA_PROJECT_CUR"

Cell = tuple[int, int]
ENCRYPTED = "This workbook is protected by a password: save it without."


class Refusal(Exception):
    """Why the file is not read: a code and a sentence."""


def main(known: list[str], most_rows: int, most_columns: int) -> None:
    """One workbook, from stdin to stdout. A refusal is `{"refused": [code, detail]}`."""
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    try:
        told = _book(sys.stdin.buffer.read(), known, most_rows, most_columns)
    except Refusal as refusal:
        told = {"refused": refusal.args}
    json.dump(told, sys.stdout)


def _book(file: bytes, known: list[str], most_rows: int, most_columns: int) -> dict[str, Any]:
    """The names of all sheets, and of those that are known, or of the only one, the rows."""
    computing = _formulas(file)
    book = xlrd.open_workbook(file_contents=file, logfile=StringIO(), ragged_rows=True)
    names = book.sheet_names()
    wanted = names if len(names) == 1 else [name for name in names if name.lower() in known]
    rows = {name: _rows(book.sheet_by_name(name), most_rows, most_columns) for name in wanted}
    if sum(len(str(cell[1])) for sheet in rows.values() for row in sheet for cell in row if cell) > MOST_TEXT:
        raise Refusal("workbook_too_large", f"A workbook holds at most {MOST_TEXT // 2**20} million characters.")
    formulas = {name: sorted(cells) for name, cells in computing.items()}
    return {"names": names, "datemode": book.datemode, "formulas": formulas, "rows": rows}


def _rows(sheet: Any, most_rows: int, most_columns: int) -> list[list[tuple[int, object] | None]]:
    """The type and the value of each cell, None where there is nothing; one row more than are allowed, to tell."""
    kept = (sheet.row(row)[:most_columns] for row in range(min(sheet.nrows, most_rows + 1)))
    return [[(cell.ctype, cell.value) if cell.value != "" else None for cell in row] for row in kept]


def _formulas(file: bytes) -> dict[str, set[Cell]]:
    """The cells of each sheet that compute, counted from 0. Raises `Refusal`."""
    stream = _stream(file)
    names: dict[int, str] = {}
    found: dict[str, set[Cell]] = {}
    sheet = ""
    for at, number, body in _records(stream):
        if number == PASSWORD:
            raise Refusal("workbook_is_encrypted", ENCRYPTED)
        if number == BOUNDSHEET and len(body) > 8:
            names[struct.unpack_from("<I", body)[0]] = _name(body[6:])
        elif number == BOF:
            sheet = names.get(at, "")
        elif number in FORMULAS and len(body) >= 4 and len(found.get(sheet, ())) < MOST_FORMULAS:
            found.setdefault(sheet, set()).add(struct.unpack_from("<HH", body))
    return found


def _stream(file: bytes) -> bytes:
    try:
        document = CompDoc(file, logfile=StringIO())
        entries = {entry.name for entry in document.dirlist}
        if MACROS in entries:
            raise Refusal("workbook_has_macros", "This workbook holds macros: save it as .xlsx without them.")
        if "EncryptedPackage" in entries:
            raise Refusal("workbook_is_encrypted", ENCRYPTED)
        _refuse_rings(document)
        for name in STREAMS:
            if name in entries and (stream := document.get_named_stream(name)):
                return bytes(stream)
    except (CompDocError, AssertionError, struct.error, IndexError, ValueError, KeyError, TypeError, MemoryError):
        raise Refusal("workbook_is_damaged", "This workbook cannot be opened; it is damaged.") from None
    raise Refusal("not_a_workbook", "This file holds no workbook: send an .xlsx or .xls file.")


def _refuse_rings(document: CompDoc) -> None:
    """A chain of sectors that comes back to itself has no end, and xlrd would look for it for ever."""
    for chain in (document.SAT, document.SSAT):
        onward = [sector for sector in chain if sector >= 0]
        if len(onward) != len(set(onward)) or _has_ring(chain):
            raise CompDocError("a chain of sectors is a ring")


def _has_ring(chain: list[int]) -> bool:
    """No two lead to one sector, so what is not reached from a beginning goes round."""
    reached: set[int] = set()
    for beginning in set(range(len(chain))) - set(chain):
        at = beginning
        while 0 <= at < len(chain) and at not in reached:
            reached.add(at)
            at = chain[at]
    return any(sector >= 0 and at not in reached for at, sector in enumerate(chain))


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        number, length = struct.unpack_from("<HH", stream, at)
        yield at, number, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _name(body: bytes) -> str:
    """A sheet's name: its length, whether its characters have two bytes, its characters."""
    length, is_wide = body[0], body[1] & 1
    return body[2 : 2 + length * (2 if is_wide else 1)].decode("utf-16-le" if is_wide else "latin-1", "replace")


if __name__ == "__main__":
    main(json.loads(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
