"""Syntax trees to functions: all of a survey in one module, compiled once, taken out without being run."""

import ast
from collections.abc import Mapping, Sequence
from copy import copy
from types import CodeType, FunctionType
from typing import Any

_TEMPLATE = next(node for node in ast.parse("def f(): pass").body if isinstance(node, ast.FunctionDef))
"""Copied, because the members that a function must have differ between versions of Python."""
_NOWHERE = {"lineno": 1, "col_offset": 0, "end_lineno": 1, "end_col_offset": 0}


class Functions:
    """Functions being gathered; `made` compiles them together."""

    def __init__(self) -> None:
        self._bodies: list[ast.stmt] = []

    def add(self, name: str, parameters: Sequence[str], body: list[ast.stmt]) -> str:
        """A function of these statements; its name."""
        function = copy(_TEMPLATE)
        function.name, function.body = name, body
        function.args = ast.arguments([], [ast.arg(each) for each in parameters], None, [], [], None, [])
        self._bodies.append(function)
        return name

    def expression(self, name: str, value: ast.expr) -> str:
        """A function of `live` that gives one value."""
        return self.add(name, ("live",), [ast.Return(value)])

    def made(self, known: Mapping[str, Any]) -> dict[str, FunctionType]:
        """The functions by name, seeing `known` and nothing else of ours."""
        module = ast.Module(self._bodies, [])
        for node in ast.walk(module):
            if "lineno" in node._attributes:
                node.__dict__.update(_NOWHERE)
        code = compile(module, "<survey>", "exec")
        surroundings = dict(known)
        return {each.co_name: FunctionType(each, surroundings) for each in code.co_consts if isinstance(each, CodeType)}
