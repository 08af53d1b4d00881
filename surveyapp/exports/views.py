"""Routes of the room (being written)."""

from surveyapp.http.blueprint import Blueprint

blueprint = Blueprint("exports", __name__, description="Responses as a file.")
