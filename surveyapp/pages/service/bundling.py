"""Several ES modules as one, so that a page asks for one script: no build step, no tool, nothing generated to keep.

Our modules keep to a small part of the language: an import stands on one line and names what it takes, an export stands
before the declaration of a function, a class or a constant. Each module becomes a scope of its own, so names never
meet; lines that are only a comment, and indentation, are left at home.
"""

import re
from collections.abc import Iterator
from pathlib import Path

_IMPORT = re.compile(r'^import \{ (\w+(?:, \w+)*) \} from "(\.[\w./]+\.js)";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.MULTILINE)
_NEITHER = re.compile(r"^(?:import|export)\b", re.MULTILINE)


def bundle(entry: Path) -> str:
    """The module with all that it imports, exporting what it exports; raises ValueError for what is not understood."""
    numbers: dict[Path, int] = {}
    parts = [_scope(path, numbers) for path in _in_order(entry.resolve(), (), numbers)]
    exported = ", ".join(_EXPORT.findall(entry.read_text()))
    return "\n".join([*parts, f"export const {{ {exported} }} = m{len(numbers) - 1};", ""])


def _in_order(path: Path, above: tuple[Path, ...], numbers: dict[Path, int]) -> Iterator[Path]:
    """Each module once, after those that it imports; the numbers say which came when."""
    if path in above:
        raise ValueError(f"{path.name} imports itself by way of {', '.join(each.name for each in above)}")
    for _, target in _IMPORT.findall(path.read_text()):
        yield from _in_order((path.parent / target).resolve(), (*above, path), numbers)
    if path not in numbers:
        numbers[path] = len(numbers)
        yield path


def _scope(path: Path, numbers: dict[Path, int]) -> str:
    text = path.read_text()
    exported = ", ".join(_EXPORT.findall(text))
    text = _IMPORT.sub(lambda found: f"const {{ {found[1]} }} = m{numbers[(path.parent / found[2]).resolve()]};", text)
    text = _EXPORT.sub("", text)
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("//")]
    if _NEITHER.search(text) or any(line.count("`") % 2 for line in lines):
        raise ValueError(f"{path.name} says something that bundling does not understand")
    return "\n".join([f"const m{numbers[path]} = (() => {{", *lines, f"return {{ {exported} }};", "})();"])
