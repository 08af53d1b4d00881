"""Small makers of Python syntax trees. Every node is stamped with a place, which Python demands and nobody reads; nodes
may be shared, since compiling does not change them."""

import ast
from collections.abc import Sequence

Tree = ast.expr
Statement = ast.stmt

IS, IS_NOT, EQUAL, NOT_EQUAL, IN = ast.Is(), ast.IsNot(), ast.Eq(), ast.NotEq(), ast.In()
LESS, AT_MOST, MORE, AT_LEAST = ast.Lt(), ast.LtE(), ast.Gt(), ast.GtE()

_LOAD, _STORE, _AND, _OR, _NOT, _PLUS = ast.Load(), ast.Store(), ast.And(), ast.Or(), ast.Not(), ast.Add()


def constant(value: str | int | bool | None) -> Tree:
    """A literal."""
    return ast.Constant(value, lineno=1, col_offset=0)


NONE, TRUE, FALSE = constant(None), constant(True), constant(False)


def load(name: str) -> Tree:
    """A variable's value."""
    return ast.Name(name, _LOAD, lineno=1, col_offset=0)


def store(name: str) -> ast.Name:
    """A variable to be assigned."""
    return ast.Name(name, _STORE, lineno=1, col_offset=0)


def item(name: str, place: int) -> Tree:
    """`name[place]`."""
    return ast.Subscript(load(name), constant(place), _LOAD, lineno=1, col_offset=0)


def of(values: Tree, place: Tree) -> Tree:
    """`values[place]`."""
    return ast.Subscript(values, place, _LOAD, lineno=1, col_offset=0)


def spread(values: Tree) -> Tree:
    """`*values`, as arguments."""
    return ast.Starred(values, _LOAD, lineno=1, col_offset=0)


def several(parts: Sequence[Tree]) -> Tree:
    """`(part, part, ...)`."""
    return ast.Tuple(list(parts), _LOAD, lineno=1, col_offset=0)


def one_more(value: Tree) -> Tree:
    """`value + 1`."""
    return ast.BinOp(value, _PLUS, constant(1), lineno=1, col_offset=0)


def slot(name: str, place: int) -> Tree:
    """`name[place]` to be assigned."""
    return ast.Subscript(load(name), constant(place), _STORE, lineno=1, col_offset=0)


def member(of: Tree, name: str) -> Tree:
    """`of.name`."""
    return ast.Attribute(of, name, _LOAD, lineno=1, col_offset=0)


def compared(left: Tree, *chain: tuple[ast.cmpop, Tree]) -> Tree:
    """`left operator right operator right ...`, each side worked out once."""
    operators, sides = [operator for operator, _ in chain], [side for _, side in chain]
    return ast.Compare(left, operators, sides, lineno=1, col_offset=0)


def both(parts: Sequence[Tree]) -> Tree:
    """`part and part ...`; of one part the part, of none True."""
    return _joined(_AND, parts, TRUE)


def either(parts: Sequence[Tree]) -> Tree:
    """`part or part ...`; of one part the part, of none False."""
    return _joined(_OR, parts, FALSE)


def _joined(by: ast.boolop, parts: Sequence[Tree], of_none: Tree) -> Tree:
    if len(parts) < 2:
        return parts[0] if parts else of_none
    return ast.BoolOp(by, list(parts), lineno=1, col_offset=0)


def negated(part: Tree) -> Tree:
    """`not part`, two negations cancelling each other."""
    if isinstance(part, ast.UnaryOp):
        return part.operand
    return ast.UnaryOp(_NOT, part, lineno=1, col_offset=0)


def called(function: Tree, *arguments: Tree) -> Tree:
    """`function(arguments)`."""
    return ast.Call(function, list(arguments), [], lineno=1, col_offset=0)


def choice(condition: Tree, then: Tree, otherwise: Tree) -> Tree:
    """`then if condition else otherwise`."""
    return ast.IfExp(condition, then, otherwise, lineno=1, col_offset=0)


def named(name: str, value: Tree) -> Tree:
    """`name := value`."""
    return ast.NamedExpr(store(name), value, lineno=1, col_offset=0)


def assign(targets: Sequence[Tree], value: Tree) -> Statement:
    """`target = target = value`."""
    return ast.Assign(list(targets), value, lineno=1, col_offset=0)


def when(condition: Tree, then: Sequence[Statement], otherwise: Sequence[Statement] = ()) -> Statement:
    """`if condition: ... else: ...`."""
    return ast.If(condition, list(then), list(otherwise), lineno=1, col_offset=0)


def do(value: Tree) -> Statement:
    """An expression for its effect."""
    return ast.Expr(value, lineno=1, col_offset=0)


def give(value: Tree) -> Statement:
    """`return value`."""
    return ast.Return(value, lineno=1, col_offset=0)
