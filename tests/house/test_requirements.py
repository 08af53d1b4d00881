"""docs/requirements.md names what exists: every id once, every module there, every test a function of its file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache

import pytest

from deploy.paths import HOUSE

PAGE = (HOUSE / "docs" / "requirements.md").read_text()
SERIES = {"B": 22, "L": 23, "G": 6, "V": 11, "A": 23, "F": 27, "M": 13, "U": 17, "I": 10, "S": 16, "C": 21}
"""How many requirements each letter has."""

MET = re.findall(r"^\| ([A-Z]\d+) \| (.+?) \| (.+?) \|$", PAGE, re.MULTILINE)
TESTS = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)))


@cache
def functions_of(path: str) -> frozenset[str]:
    tree = ast.parse((HOUSE / path).read_text())
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def awaited() -> Iterator[str]:
    """The ids under "Not yet", ranges written out."""
    table = PAGE.partition("\n## Not yet\n")[2]
    for letter, first, last in re.findall(r"\b([A-Z])(\d+)(?:-[A-Z](\d+))?", table):
        for number in range(int(first), int(last or first) + 1):
            yield f"{letter}{number}"


def test_every_requirement_is_met_or_awaited_exactly_once():
    every = [f"{letter}{number}" for letter, count in SERIES.items() for number in range(1, count + 1)]
    listed = [f"{id_[0]}{int(id_[1:])}" for id_, _, _ in MET] + list(awaited())
    assert sorted(listed) == sorted(every)


@pytest.mark.parametrize(("id_", "homes", "held_by"), MET, ids=[id_ for id_, _, _ in MET])
def test_a_requirement_lives_somewhere_and_something_holds_it(id_, homes, held_by):
    places = re.findall(r"`([^`]+)`", homes)
    assert places and all((HOUSE / place).exists() for place in places)
    assert re.fullmatch(r"(`tests/[\w/]+\.py::test_\w+`\s?)+", held_by)


@pytest.mark.parametrize(("path", "name"), TESTS, ids=[name for _, name in TESTS])
def test_a_test_that_is_named_exists(path, name):
    assert (HOUSE / path).is_file()
    assert name in functions_of(path)
