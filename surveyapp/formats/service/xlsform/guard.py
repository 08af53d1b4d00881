"""A workbook as bytes, before any parser sees it: what could hurt one, or us, is refused by name.

What is judged is what the file is, never what it is called. A zip tells the size of each of its parts beforehand and
zipfile never unpacks more than was told, so that a bomb is known before it is lit.
"""

import zlib
from io import BytesIO
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from surveyapp.formats.service.report import Unreadable, unreadable

XLSX, XLS = "xlsx", "xls"

ZIP = b"PK\x03\x04"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The container of .xls, and of much else; `records` looks into it, in a process of its own."""

MOST_PARTS = 1_000
LARGEST_PART, LARGEST_WHOLE = 8 * 2**20, 24 * 2**20
MOST_COMPRESSED, SMALL = 200, 2**18
"""The ratio of a part to its packed size that is still believed; smaller parts may have any."""

SHEET, MACROS = "xl/workbook.xml", "vbaproject.bin"
MARKUP = (".xml", ".rels", ".vml")
HEAD = 2**16


def refused(code: str, detail: str) -> Unreadable:
    """The refusal of the file as a whole."""
    return unreadable("", code, detail)


def kind(file: bytes) -> str:
    """`xlsx` or `xls`. Raises `Unreadable` for anything that is neither, and for a zip that is no plain workbook."""
    if file.startswith(ZIP):
        _look_over_zip(file)
        return XLSX
    if file.startswith(COMPOUND):
        return XLS
    raise refused("not_a_workbook", "This is no workbook: send an .xlsx or .xls file.")


def _look_over_zip(file: bytes) -> None:
    try:
        with ZipFile(BytesIO(file)) as archive:
            parts = archive.infolist()
            _measure(parts)
            names = {part.filename.lower() for part in parts}
            if SHEET not in names:
                raise refused("not_a_workbook", "This archive holds no workbook: send an .xlsx or .xls file.")
            if any(name.endswith(MACROS) for name in names):
                raise refused("workbook_has_macros", "This workbook holds macros: save it as .xlsx without them.")
            for part in parts:
                if part.filename.lower().endswith(MARKUP):
                    with archive.open(part) as opened:
                        _refuse_declarations(part.filename, opened.read(HEAD))
    except (BadZipFile, LargeZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, RuntimeError):
        raise refused("workbook_is_damaged", "This workbook cannot be unpacked; it is damaged.") from None


def _measure(parts: list[ZipInfo]) -> None:
    """Nothing unpacks to more than a survey could need."""
    if len(parts) > MOST_PARTS:
        raise refused("workbook_too_large", f"At most {MOST_PARTS} parts; this workbook has {len(parts)}.")
    if any(part.flag_bits & 1 for part in parts):
        raise refused("workbook_is_encrypted", "This workbook is protected by a password: save it without one.")
    if any(part.compress_type not in (ZIP_STORED, ZIP_DEFLATED) for part in parts):
        raise refused("workbook_is_damaged", "This workbook is packed in a way that no workbook is.")
    if max(part.file_size for part in parts) > LARGEST_PART or sum(part.file_size for part in parts) > LARGEST_WHOLE:
        raise refused("workbook_too_large", f"A sheet unpacks to at most {LARGEST_PART // 2**20} MiB.")
    for part in parts:
        if part.file_size > SMALL and part.file_size > MOST_COMPRESSED * max(1, part.compress_size):
            raise refused("workbook_is_a_bomb", f'"{part.filename}" unpacks to far more than a sheet does.')


def _refuse_declarations(name: str, head: bytes) -> None:
    """No document type, hence no entities: whatever the encoding, expat says so before the first element."""
    before = _Prologue()
    parser = ParserCreate()
    parser.StartDoctypeDeclHandler = before.declared
    parser.StartElementHandler = before.opened
    try:
        parser.Parse(head, False)
    except _Enough:
        pass
    except (ExpatError, LookupError, ValueError):
        raise refused("workbook_is_damaged", f'"{name}" is not XML.') from None
    if before.has_type or not before.has_root:
        raise refused("workbook_has_entities", f'"{name}" declares a document type, which no workbook needs.')


class _Enough(Exception):
    """The root element was reached."""


class _Prologue:
    """What comes before the first element of a document."""

    def __init__(self) -> None:
        self.has_type = self.has_root = False

    def declared(self, *_: object) -> None:
        self.has_type = True
        raise _Enough

    def opened(self, *_: object) -> None:
        self.has_root = True
        raise _Enough
