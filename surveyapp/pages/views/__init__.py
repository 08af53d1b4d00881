"""The routes under `/s/<link>`: a page, its form, its autosave, the resume address, and the two files it needs."""

from surveyapp.pages.views import assets, autosave, failures, resume, survey
from surveyapp.pages.views.room import blueprint

__all__ = ["assets", "autosave", "blueprint", "failures", "resume", "survey"]
