"""The command line of the agreement."""

from __future__ import annotations

import argparse
import sys

from bench.agreement import surveyjs, table, xlsform
from bench.agreement.compared import DataError

FORMATS = {"surveyjs": surveyjs.cases, "xlsform": xlsform.cases}


def run(parser: argparse.ArgumentParser, arguments: list[str]) -> int:
    """Compare and print; 1 when there is nothing to compare with."""
    parser.add_argument("formats", nargs="*", metavar="FORMAT", help=", ".join(FORMATS))
    parser.add_argument("--verbose", action="store_true", help="every disagreement with its case")
    given = parser.parse_args(arguments)
    if unknown := [name for name in given.formats if name not in FORMATS]:
        parser.error(f"there is no {unknown[0]} here; the formats are {', '.join(FORMATS)}")
    try:
        for name in given.formats or FORMATS:
            for line in table.lines(name, list(FORMATS[name]()), given.verbose):
                print(line)
    except DataError as error:
        print(f"./dev bench agreement: {error}", file=sys.stderr)
        return 1
    return 0
