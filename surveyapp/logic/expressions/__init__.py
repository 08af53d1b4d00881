"""The expression language: `{age} >= 18 and ({country} anyof ['us', 'ca'] or {plan} notempty)`. GRAMMAR.md is the law.

For: `visible_if`, `required_if`, `constraint`, `calculate`, `default` and options' `visible_if`. May: read text and
the families of fields. Must not: run anything. `parse(text) -> Node` gives what was written, every node with its
place and the fields it reads; `bind_condition` and `bind_value` type it into the nodes that rules compile to. All
raise `ExpressionError` with a code, a sentence and a place. Nothing here recurses deeper than the nesting `parse`
allows.
"""

from surveyapp.logic.expressions.binding import bind_condition, bind_value
from surveyapp.logic.expressions.errors import ExpressionError
from surveyapp.logic.expressions.nodes import SELF, Node
from surveyapp.logic.expressions.parser import parse
from surveyapp.logic.expressions.typed import Scope

__all__ = ["SELF", "ExpressionError", "Node", "Scope", "bind_condition", "bind_value", "parse"]
