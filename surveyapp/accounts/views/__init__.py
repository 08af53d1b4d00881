"""The routes of accounts, one module for each noun; importing them fills the blueprint."""

from surveyapp.accounts.views import api_keys, auth, members, organizations, roles, sessions
from surveyapp.accounts.views.blueprint import blueprint

__all__ = ["api_keys", "auth", "blueprint", "members", "organizations", "roles", "sessions"]
