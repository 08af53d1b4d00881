"""The documents say what is so. Their commands are run in tests/embedded/test_commands.py."""

import re

import pytest

from deploy.paths import HOUSE
from surveyapp.config import VARIABLES, Variable

README = (HOUSE / "README.md").read_text()


@pytest.mark.parametrize("variable", VARIABLES, ids=lambda variable: variable.name)
def test_a_setting_is_documented_as_it_is(variable: Variable) -> None:
    default = {None: "(must be set)", "": "(empty)"}.get(variable.default, f"`{variable.default}`")
    assert f"| `{variable.name}` | {default} | {variable.meaning} |" in README.splitlines()


def test_no_setting_is_documented_that_does_not_exist() -> None:
    documented = re.findall(r"^\| `([A-Z_]+)` \|", README, re.MULTILINE)
    assert documented == [variable.name for variable in VARIABLES]


def test_every_folder_of_the_floor_plan_exists() -> None:
    plan = README.partition("## The house\n\n```\n")[2].partition("```")[0]
    folders = re.findall(r"^([a-z]+)/", plan, re.MULTILINE)
    assert len(folders) > 5
    assert not [folder for folder in folders if not (HOUSE / folder).is_dir()]


def test_every_file_that_a_document_links_to_exists() -> None:
    for document in (HOUSE / "README.md", *(HOUSE / "docs").glob("*.md")):
        linked = re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text())
        assert not [link for link in linked if not (document.parent / link).exists()], document
