"""`./dev` explains itself, and its verbs are what the documents say."""

import re
import subprocess
from pathlib import Path

import pytest

from deploy.cli import VERBS, main
from deploy.paths import HOUSE

DOCUMENTS = [HOUSE / "README.md", *sorted((HOUSE / "docs").glob("*.md"))]


def test_every_verb_is_a_module_and_every_module_a_verb() -> None:
    modules = {path.stem for path in (HOUSE / "deploy" / "verbs").glob("*.py")} - {"__init__"}
    assert modules == set(VERBS)


def test_help_lists_every_verb_with_its_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    listed = capsys.readouterr().out
    for verb in VERBS:
        assert re.search(rf"^  {verb} +[A-Z].*[:.]", listed, re.MULTILINE), verb


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_is_explained_by_its_docstring(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["help", verb]) == 0
    explained = capsys.readouterr().out
    assert re.match(rf"[A-Z].*?(: {verb}( .*)?)?\.?\n", explained)
    assert "%" not in explained


def test_an_unknown_verb_is_refused_with_the_known_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["brew"]) == 2
    refusal = capsys.readouterr().err
    assert "'brew'" in refusal and "demo" in refusal


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_verb_that_a_document_names_exists(document: Path) -> None:
    named = re.findall(r"(?:^|`)\./dev ([a-z]+)", document.read_text(), re.MULTILINE)
    assert set(named) <= set(VERBS)


def test_dev_is_plain_posix_shell() -> None:
    assert (HOUSE / "dev").read_text().startswith("#!/bin/sh\n")
    checked = subprocess.run(["/bin/sh", "-n", HOUSE / "dev"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


def test_dev_without_a_python_that_will_do_says_what_to_install(tmp_path: Path) -> None:
    checkout = tmp_path / "check out"
    (checkout / "deploy").mkdir(parents=True)
    (checkout / "dev").write_bytes((HOUSE / "dev").read_bytes())
    (checkout / "deploy" / "requirements.lock").write_text("")
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("cksum", "cat", "dirname"):
        (programs / name).symlink_to(Path("/usr/bin") / name)
    refused = subprocess.run(
        ["/bin/sh", checkout / "dev", "help"], env={"PATH": str(programs)}, capture_output=True, text=True, check=False
    )
    assert refused.returncode == 1
    assert "no Python of version 3.11 or newer" in refused.stderr


def test_every_package_of_the_lock_has_checksums_and_one_version() -> None:
    lock = (HOUSE / "deploy" / "requirements.lock").read_text()
    entries = re.split(r"\n(?=\S)", lock.strip())
    assert len(entries) > 50
    assert not [entry for entry in entries if not re.match(r"[a-z0-9.-]+==\S+( ; .*)? \\\n    --hash=sha256:", entry)]
