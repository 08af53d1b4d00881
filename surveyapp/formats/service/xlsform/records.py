"""An .xls file as records, before xlrd sees it: is it a workbook, is it encrypted, does it compute.

xlrd gives the results of formulas without saying that they are any, so they are looked for here. BIFF is a run of
records, each a number and a length of two bytes each; nothing inside a record is followed.
"""

import struct
from collections.abc import Iterator
from io import StringIO

from xlrd.compdoc import CompDoc, CompDocError

from surveyapp.formats.service.report import Unreadable, unreadable

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BOUNDSHEET, BOF, PASSWORD = 0x85, 0x809, 0x2F
FORMULAS = (0x06, 0x206, 0x406)
MOST_FORMULAS = 10_000
STREAMS = ("Workbook", "Book")
MACROS = "_VBA_PROJECT_CUR"

Cell = tuple[int, int]


def look_over(file: bytes) -> None:
    """Raises `Unreadable` for a file of this family that is no plain workbook."""
    formulas(file)


def formulas(file: bytes) -> dict[str, set[Cell]]:
    """The cells of each sheet that compute, counted from 0. Raises `Unreadable`."""
    stream = _stream(file)
    names: dict[int, str] = {}
    found: dict[str, set[Cell]] = {}
    sheet = ""
    for at, number, body in _records(stream):
        if number == PASSWORD:
            raise unreadable("", "workbook_is_encrypted", "This workbook is protected by a password: save it without.")
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
            raise unreadable("", "workbook_has_macros", "This workbook holds macros: save it as .xlsx without them.")
        if "EncryptedPackage" in entries:
            raise unreadable("", "workbook_is_encrypted", "This workbook is protected by a password: save it without.")
        _refuse_rings(document)
        for name in STREAMS:
            if name in entries and (stream := document.get_named_stream(name)):
                return bytes(stream)
    except Unreadable:
        raise
    except (CompDocError, AssertionError, struct.error, IndexError, ValueError, KeyError, TypeError, MemoryError):
        raise unreadable("", "workbook_is_damaged", "This workbook cannot be opened; it is damaged.") from None
    raise unreadable("", "not_a_workbook", "This file holds no workbook: send an .xlsx or .xls file.")


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
