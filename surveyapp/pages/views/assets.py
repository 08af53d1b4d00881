"""The page's style sheet and scripts. Their address names their content, so a browser may keep them for ever.

A section's script brings its survey along, so that a page is three requests: the modules and what they are told of this
version in this language. That is data all through, a JSON text inside a JavaScript string, and holds nothing that the
page would not show.
"""

import gzip
import json
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from flask import Response, request, url_for

from surveyapp import problems
from surveyapp.pages.service import script, wording
from surveyapp.pages.service.bundling import bundle
from surveyapp.pages.views import visitors
from surveyapp.pages.views.room import blueprint
from surveyapp.responses import service as responses

STATIC = Path(__file__).parents[1] / "static"
TYPES = {"survey.css": "text/css", "survey.js": "text/javascript", "engine.js": "text/javascript"}
BUNDLED = {"survey.js": STATIC / "survey.js", "engine.js": STATIC / "engine" / "engine.js"}
FOR_EVER = "max-age=31536000, immutable"
SCRIPTS = 256


@dataclass(frozen=True, slots=True)
class Asset:
    content: bytes
    packed: bytes
    digest: str


@cache
def asset_named(name: str) -> Asset:
    """A file read, or modules bundled, then hashed and compressed once."""
    if name == "survey.js":
        return _asset(_bundled(name) + b"start(null);\n")
    return _asset(_bundled(name) if name in BUNDLED else (STATIC / name).read_bytes())


@lru_cache(maxsize=SCRIPTS)
def script_of(organization_id: UUID, version_id: UUID, language: str) -> Asset:
    """The script of a version in a language. The organization is part of the key: its texts are nobody else's."""
    plan = responses.plan(version_id)
    if language not in wording.offered(plan.definition):
        raise problems.not_found()
    told = json.dumps(script.told(plan, language), ensure_ascii=False, separators=(",", ":"))
    return _asset(_bundled("survey.js") + f"start(JSON.parse({json.dumps(told, ensure_ascii=False)}));\n".encode())


@cache
def _bundled(name: str) -> bytes:
    return bundle(BUNDLED[name]).encode()


def _asset(content: bytes) -> Asset:
    return Asset(content, gzip.compress(content, mtime=0), sha256(content).hexdigest()[:12])


def address(name: str) -> str:
    """Where a page finds one of its files."""
    return url_for("pages.asset", digest=asset_named(name).digest, name=name)


def script_address(link: str, version: int, language: str) -> str:
    """Where the page of a version finds its script."""
    found = _script(link, version, language)
    return url_for("pages.survey_script", link=link, version=version, language=language, digest=found.digest)


@blueprint.route("/assets/<digest>/<name>", public=True, unit="none")
def asset(digest: str, name: str) -> Response:
    """A style sheet or script that all surveys share."""
    if name not in TYPES:
        raise problems.not_found()
    return _sent(asset_named(name), TYPES[name], f"public, {FOR_EVER}", digest)


@blueprint.route("/s/<link>/<int:version>/<language>/<digest>.js", methods=["GET"], public=True, by="link")
def survey_script(link: str, version: int, language: str, digest: str) -> Response:
    """The script of a section's page, for whoever may see the page."""
    return _sent(_script(link, version, language), TYPES["survey.js"], f"private, {FOR_EVER}", digest)


def _script(link: str, version: int, language: str) -> Asset:
    tenant = visitors.tenant()
    return script_of(tenant.organization_id, responses.version_id(tenant, link, version), language)


def _sent(found: Asset, content_type: str, kept: str, digest: str) -> Response:
    packed = request.accept_encodings["gzip"] > 0
    response = Response(found.packed if packed else found.content, content_type=f"{content_type}; charset=utf-8")
    response.headers["Cache-Control"] = kept if digest == found.digest else "no-cache"
    response.vary.add("Accept-Encoding")
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    return response
