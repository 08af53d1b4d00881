"""The composition root: what a WSGI server loads."""

from surveyapp.app import create_app

app = create_app()
