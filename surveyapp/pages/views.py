"""Routes of the room (being written)."""

from surveyapp.http.blueprint import Blueprint

blueprint = Blueprint("pages", __name__)
