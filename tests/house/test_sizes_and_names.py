"""Files stay small and are called what they are."""

import ast
from pathlib import PurePosixPath

import pytest

from deploy.paths import HOUSE
from tests.house.source import NOT_ROOMS, PRODUCT, WORDS, sources, written

MOST_LINES = 400
COUNTED = {".py", ".js", ".css", ".html"}
DRAWERS = {"utils", "util", "helpers", "helper", "manager", "managers", "common", "misc", "tools"}
TOP = {"surveyapp", "tenants", "migrations", "tasks", "tests", "security", "deploy", "docs", "bench"}
MACHINES_OWN = ("/work" + "/", "/root" + "/", "/home" + "/")


def test_no_file_is_longer_than_400_lines() -> None:
    counted = [path for path in written() if path.suffix in COUNTED or path.name == "dev"]
    assert len(counted) > 50
    lengths = {str(path.relative_to(HOUSE)): len(path.read_text().splitlines()) for path in counted}
    assert not {path: lines for path, lines in lengths.items() if lines > MOST_LINES}


def test_no_file_or_folder_is_a_drawer() -> None:
    named = [path.relative_to(HOUSE) for path in written()]
    assert not [str(path) for path in named if DRAWERS & {PurePosixPath(part).stem for part in path.parts}]


def test_a_room_holds_only_the_fixed_words() -> None:
    strangers = {source.word for source in sources() if source.room} - set(WORDS) - {"__init__"}
    assert not strangers, [str(source.path) for source in sources() if source.word in strangers]


def test_a_word_is_a_file_or_a_package_never_both() -> None:
    both = [path for path in (HOUSE / "surveyapp").glob("*/*.py") if path.with_suffix("").is_dir()]
    assert not [str(path.relative_to(HOUSE)) for path in both]


def test_every_package_says_what_it_is_for() -> None:
    packages = [source for source in sources() if source.path.name == "__init__.py"]
    silent = [str(source.path) for source in packages if not ast.get_docstring(source.tree)]
    assert not silent


def test_every_folder_with_code_is_a_package() -> None:
    folders = {source.path.parent for source in sources() if len(source.path.parts) > 1}
    scripts = {PurePosixPath("migrations/shared/versions"), PurePosixPath("migrations/tenant/versions")}
    assert not [str(folder) for folder in folders - scripts if not (HOUSE / folder / "__init__.py").is_file()]


def test_every_room_has_its_place_in_the_order_of_the_floors() -> None:
    rooms = {path.name for path in (HOUSE / "surveyapp").iterdir() if (path / "__init__.py").is_file()} - set(NOT_ROOMS)
    contracts = (HOUSE / "setup.cfg").read_text()
    unplaced = [room for room in sorted(rooms) if f"    surveyapp.{room}\n" not in contracts]
    assert not unplaced, f"add them to the containers of [importlinter:contract:rooms]: {unplaced}"


def test_nothing_else_stands_at_the_top() -> None:
    folders = {
        path.name for path in HOUSE.iterdir() if path.is_dir() and not path.name.startswith((".", "__", "var", "build"))
    }
    assert not {name for name in folders if not name.endswith(".egg-info")} - TOP
    assert folders >= set(PRODUCT)


@pytest.mark.parametrize("place", MACHINES_OWN)
def test_nothing_names_a_place_on_somebodys_machine(place: str) -> None:
    guilty = []
    for path in written():
        lines = path.read_text().splitlines()
        guilty += [f"{path.relative_to(HOUSE)}:{number}" for number, line in enumerate(lines, 1) if place in line]
    assert not guilty
