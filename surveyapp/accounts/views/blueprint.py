"""The one blueprint of the room."""

from surveyapp.http.blueprint import Blueprint

blueprint = Blueprint("accounts", __name__, description="People, sessions, organizations, members, roles and API keys.")
