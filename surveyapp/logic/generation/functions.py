"""Syntax trees to functions: all of a survey in one module, compiled once, taken out without being run."""

import ast
from collections.abc import Mapping, Sequence
from copy import copy
from types import CodeType, FunctionType
from typing import Any

from surveyapp.logic.generation.trees import Statement, Tree, give

_TEMPLATE = next(node for node in ast.parse("def f(): pass").body if isinstance(node, ast.FunctionDef))
"""Copied, because the members that a function must have differ between versions of Python."""


class Functions:
    """Functions being gathered; `made` compiles them together."""

    def __init__(self) -> None:
        self._bodies: list[Statement] = []

    def add(self, name: str, parameters: Sequence[str], body: list[Statement]) -> str:
        """A function of these statements; its name."""
        function, listed = copy(_TEMPLATE), [ast.arg(each, lineno=1, col_offset=0) for each in parameters]
        function.name, function.body = name, body
        function.args = ast.arguments([], listed, None, [], [], None, [])
        self._bodies.append(function)
        return name

    def expression(self, name: str, value: Tree) -> str:
        """A function of `live` that gives one value."""
        return self.add(name, ("live",), [give(value)])

    def made(self, known: Mapping[str, Any]) -> dict[str, FunctionType]:
        """The functions by name, seeing `known` and nothing else of ours."""
        code, surroundings = compile(ast.Module(self._bodies, []), "<survey>", "exec"), dict(known)
        inner = (each for each in code.co_consts if isinstance(each, CodeType))
        return {each.co_name: FunctionType(each, surroundings) for each in inner}
