"""Patterns of texts, matched in linear time. The subset is written down in `expressions/GRAMMAR.md`.

For: `regex()`. May: read a pattern and a text. Must not: backtrack, or hand either to Python's `re`.
"""

from surveyapp.logic.patterns.automaton import LONGEST_TEXT, Pattern, pattern

__all__ = ["LONGEST_TEXT", "Pattern", "pattern"]
