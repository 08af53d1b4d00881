"""What the server was configured with, for the verbs that depend on it."""

from __future__ import annotations

from typing import cast

from flask import current_app

from surveyapp.config import Config


def settings() -> Config:
    """The configuration of the running application."""
    return cast(Config, current_app.config["SURVEYAPP"])
