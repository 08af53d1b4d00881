"""List the verbs, or explain one: help [VERB]."""

import ast
import sys
from pathlib import Path


def run(arguments: list[str]) -> int:
    """Read the docstrings out of the files: nothing needs to be imported to be explained."""
    docstrings = {path.stem: _docstring(path) for path in Path(__file__).parent.glob("*.py") if path.stem != "__init__"}
    if not arguments:
        print("usage: ./dev VERB [options]\n")
        for name, text in sorted(docstrings.items()):
            print(f"  {name:<10}{text.splitlines()[0]}")
        return 0
    if arguments[0] not in docstrings:
        print(f"./dev help: there is no verb {arguments[0]!r}.", file=sys.stderr)
        return 2
    print(docstrings[arguments[0]])
    return 0


def _docstring(path: Path) -> str:
    return ast.get_docstring(ast.parse(path.read_text())) or ""
