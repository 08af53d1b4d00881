"""The page's style sheet and scripts. Their address names their content, so a browser may keep them for ever."""

import gzip
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Response, request, url_for

from surveyapp import problems
from surveyapp.pages.service.bundling import bundle
from surveyapp.pages.views.room import blueprint

STATIC = Path(__file__).parents[1] / "static"
TYPES = {"survey.css": "text/css", "survey.js": "text/javascript", "engine.js": "text/javascript"}
BUNDLED = {"engine.js": STATIC / "engine" / "engine.js"}
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    content: bytes
    packed: bytes
    digest: str


@cache
def asset_named(name: str) -> Asset:
    """A file read, or modules bundled, then hashed and compressed once."""
    content = bundle(BUNDLED[name]).encode() if name in BUNDLED else (STATIC / name).read_bytes()
    return Asset(content, gzip.compress(content, mtime=0), sha256(content).hexdigest()[:12])


def address(name: str) -> str:
    """Where a page finds one of its files."""
    return url_for("pages.asset", digest=asset_named(name).digest, name=name)


@blueprint.route("/assets/<digest>/<name>", public=True, unit="none")
def asset(digest: str, name: str) -> Response:
    """A style sheet or script of the respondent's page."""
    if name not in TYPES:
        raise problems.not_found()
    found = asset_named(name)
    packed = request.accept_encodings["gzip"] > 0
    response = Response(found.packed if packed else found.content, content_type=f"{TYPES[name]}; charset=utf-8")
    response.headers["Cache-Control"] = FOR_EVER if digest == found.digest else "no-cache"
    response.vary.add("Accept-Encoding")
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    return response
