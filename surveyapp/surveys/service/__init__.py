"""The verbs of a survey's life. `locked` is the first call of everything that changes a survey or a part of it."""

from surveyapp.surveys.models import Survey, SurveyVersion
from surveyapp.surveys.service.authoring import create, delete, get, held, listed, locked, revision, update
from surveyapp.surveys.service.findings import refuse, refused
from surveyapp.surveys.service.publishing import close, publish, reopen
from surveyapp.surveys.service.versions import (
    Published,
    changes,
    compiled,
    current,
    day,
    numbered,
    published,
    today,
    version,
    versions,
)

__all__ = [
    "Published",
    "Survey",
    "SurveyVersion",
    "changes",
    "close",
    "compiled",
    "create",
    "current",
    "day",
    "delete",
    "get",
    "held",
    "listed",
    "locked",
    "numbered",
    "publish",
    "published",
    "refuse",
    "refused",
    "reopen",
    "revision",
    "today",
    "update",
    "version",
    "versions",
]
