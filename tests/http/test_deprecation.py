"""A route that is going says so on every reply (S13)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient

from surveyapp import problems
from surveyapp.http import errors
from surveyapp.http.blueprint import Blueprint
from surveyapp.http.deprecation import Deprecation

GOING = Deprecation(datetime(2027, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC), "/api/v1/docs/")


@pytest.fixture
def client() -> FlaskClient:
    """An app of the kit with one route that is going, and fails on request."""
    blueprint = Blueprint("going", __name__)

    @blueprint.route("/going/<word>", public=True, unit="none", deprecation=GOING)
    @blueprint.response(200)
    def going(word: str) -> dict[str, str]:
        """A route that is going."""
        if word == "wrong":
            raise problems.invalid_input()
        return {"word": word}

    app = Flask(__name__)
    errors.register(app)
    app.register_blueprint(blueprint)
    return app.test_client()


@pytest.mark.parametrize(("word", "status"), [("right", 200), ("wrong", 422)])
def test_a_deprecated_route_tells_since_when_until_when_and_what_instead(client, word, status):
    reply = client.get(f"/going/{word}")
    assert (reply.status_code, reply.headers["Deprecation"]) == (status, "@1798761600")
    assert reply.headers["Sunset"] == "Sat, 01 Jan 2028 00:00:00 GMT"
    assert reply.headers["Link"] == '</api/v1/docs/>; rel="deprecation"'
