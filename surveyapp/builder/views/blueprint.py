"""The room's blueprint, and how a stamped part leaves: its ETag in the header, itself in the body."""

from __future__ import annotations

from typing import Any

from surveyapp.builder.service import Stamped
from surveyapp.http import etags
from surveyapp.http.blueprint import Blueprint

blueprint = Blueprint("builder", __name__, description="What a survey is made of, part by part or as a whole.")


def tagged(stamped: Stamped) -> Any:
    """The part, its survey's revision sent as the ETag."""
    etags.set_(stamped.revision)
    return stamped.part
