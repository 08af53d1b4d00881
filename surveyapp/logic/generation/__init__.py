"""Typed nodes to Python functions, through `ast`: what runs when answers are evaluated.

For: `compile`. May: build syntax trees out of nodes. Must not: see the text of an expression. A constant of an author
goes into the code as a constant or by reference, names are made of numbers, so nothing that a user wrote is ever parsed
as code. Functions are taken out of the compiled module; nothing is executed while compiling.
"""

from surveyapp.logic.generation.functions import Functions
from surveyapp.logic.generation.rendering import Renderer
from surveyapp.logic.generation.whole import PARAMETERS, Layout, whole_body

__all__ = ["PARAMETERS", "Functions", "Layout", "Renderer", "whole_body"]
