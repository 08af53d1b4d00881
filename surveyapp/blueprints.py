"""The rooms in the order of their floors, as they are mounted under /api/v1 (`pages` at the root)."""

from flask_smorest import Blueprint

from surveyapp.accounts.views import blueprint as accounts
from surveyapp.analysis.views import blueprint as analysis
from surveyapp.audit.views import blueprint as audit
from surveyapp.builder.views import blueprint as builder
from surveyapp.exports.views import blueprint as exports
from surveyapp.formats.views import blueprint as formats
from surveyapp.jobs.views import blueprint as jobs
from surveyapp.links.views import blueprint as links
from surveyapp.pages.views import blueprint as pages
from surveyapp.responses.views import blueprint as responses
from surveyapp.surveys.views import blueprint as surveys

PREFIX = "/api/v1"
ROOMS: tuple[Blueprint, ...] = (accounts, audit, jobs, surveys, builder, formats, links, responses, analysis, exports)
PAGES = pages
