"""Routes of the room (being written)."""

from surveyapp.http.blueprint import Blueprint

blueprint = Blueprint("builder", __name__)
