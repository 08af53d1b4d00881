"""The OpenAPI document's page: Swagger UI from its package, served by us under a policy without inline script."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from flask import Blueprint, Flask, Response, redirect, render_template, send_from_directory, url_for
from werkzeug.wrappers import Response as WerkzeugResponse

ASSETS = Path(str(files("flask_swagger_ui") / "dist"))
SERVED = ("swagger-ui.css", "swagger-ui-bundle.js", "favicon-32x32.png")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
blueprint = Blueprint("docs", __name__, url_prefix="/api/v1/docs", template_folder="templates", static_folder="static")


@blueprint.get("/", strict_slashes=False)
def page() -> Response:
    """Swagger UI over /api/v1/openapi.json."""
    response = Response(render_template("docs.html"))
    response.headers["Content-Security-Policy"] = POLICY
    return response


@blueprint.get("/assets/<name>")
def asset(name: str) -> Response:
    """Swagger UI's own files."""
    response = send_from_directory(ASSETS, name if name in SERVED else "")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


def register(app: Flask) -> None:
    app.register_blueprint(blueprint)
    app.add_url_rule("/", "root", _to_docs)


def _to_docs() -> WerkzeugResponse:
    return redirect(url_for("docs.page"))
