"""The routes of the builder, one module for each noun; importing them fills the blueprint."""

from surveyapp.builder.views import definitions, dependencies, fields, options, rehearsals, rules, sections
from surveyapp.builder.views.blueprint import blueprint

__all__ = ["blueprint", "definitions", "dependencies", "fields", "options", "rehearsals", "rules", "sections"]
