"""The house read as text: its files, their syntax trees, and who imports what in which line."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from deploy.paths import HOUSE

PRODUCT = ("surveyapp", "tenants", "migrations", "tasks", "deploy", "security")
WORDS = ("models", "queries", "service", "schemas", "views")
# What is below surveyapp/ and not a room.
NOT_ROOMS = ("http", "logic")
OURS = ("surveyapp", "tenants", "migrations", "tasks", "deploy", "tests", "wsgi")


@dataclass(frozen=True)
class Source:
    """One Python file: where it is in the house, and its syntax tree."""

    path: PurePosixPath
    tree: ast.Module

    @property
    def module(self) -> str:
        parts = self.path.with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def room(self) -> str | None:
        """The room that the file belongs to, if any."""
        parts = self.path.parts
        inside = len(parts) > 2 and parts[0] == "surveyapp" and parts[1] not in NOT_ROOMS
        return parts[1] if inside else None

    @property
    def word(self) -> str | None:
        """Which of the fixed words the file is, or belongs to (views/fields.py is `views`)."""
        return PurePosixPath(self.path.parts[2]).stem if self.room else None


def parsed(path: str, text: str) -> Source:
    return Source(PurePosixPath(path), ast.parse(text))


@cache
def sources() -> tuple[Source, ...]:
    """Every Python file of the product."""
    found = [path for folder in PRODUCT for path in sorted((HOUSE / folder).rglob("*.py"))]
    return tuple(parsed(str(path.relative_to(HOUSE)), path.read_text()) for path in [*found, HOUSE / "wsgi.py"])


def written() -> list[Path]:
    """Every text file that people write: code, pages, styles, documents, settings."""
    endings = {".py", ".js", ".css", ".html", ".md", ".cfg", ".toml", ".yaml", ".yml", ".mako"}
    folders = [*PRODUCT, "tests", "bench", "docs"]
    found = [path for folder in folders for path in (HOUSE / folder).rglob("*") if path.suffix in endings]
    top = [path for path in HOUSE.iterdir() if path.is_file() and path.suffix in endings]
    return sorted([*found, *top, HOUSE / "dev", *(HOUSE / ".ci").glob("*")])


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, dotted name) of everything imported: `from a.b import c` is both a.b and a.b.c."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def is_in(name: str, *packages: str) -> bool:
    """Whether a dotted name is one of the packages or inside one."""
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def calls(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, name) of every call: `commit` for both `commit()` and `session.commit()`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.lineno, node.func.id
            elif isinstance(node.func, ast.Attribute):
                yield node.lineno, node.func.attr


def texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, text) of every string, docstrings left out."""
    documentation = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.lineno, node.value
