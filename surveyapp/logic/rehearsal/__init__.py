"""Synthetic respondents: random legal walks through a survey, and what they met on the way.

For: authors, before anybody else answers. May: draw from the `Chance` it is handed, so that a seed gives the same walks
every time. Must not: raise for any survey that compiles, or look at real answers.

`rehearse(survey, respondents, chance, today) -> Report`.
"""

from surveyapp.logic.rehearsal.chance import Chance
from surveyapp.logic.rehearsal.rehearsing import rehearse
from surveyapp.logic.rehearsal.report import Report

__all__ = ["Chance", "Report", "rehearse"]
