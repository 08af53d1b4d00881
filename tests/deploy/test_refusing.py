"""Whom a full server turns away: programs get a problem, respondents a page in their language."""

from __future__ import annotations

import json

import pytest

from deploy.admission import Admission
from deploy.refusing import Refusal

BROWSER = {"HTTP_ACCEPT": "text/html,application/xhtml+xml;q=0.9", "HTTP_ACCEPT_LANGUAGE": "fr, de-AT;q=0.8, en;q=0.5"}


@pytest.fixture
def full(app) -> Admission:
    """A server without a place for anybody."""
    return Admission(app, at_once=0, waiting=0, most_bytes=1000, refuse=Refusal(app))


def turned_away(full: Admission, path: str, method: str = "GET", **environ: str) -> tuple[dict[str, str], str]:
    told = []
    asked = {"PATH_INFO": path, "REQUEST_METHOD": method, "wsgi.url_scheme": "https", **environ}
    body = full(asked, lambda status, headers: told.append((status, dict(headers))))
    status, headers = told[0]
    document = b"".join(body)
    assert status == "503 Service Unavailable"
    assert headers["Content-Length"] == str(len(document))
    return headers, document.decode()


def test_a_program_is_told_a_problem_and_when_to_come_back(full):
    headers, document = turned_away(full, "/api/v1/surveys")
    told = json.loads(document)
    assert (headers["Content-Type"], headers["Retry-After"]) == ("application/problem+json", "2")
    assert (told["code"], told["request_id"]) == ("service_is_unavailable", headers["X-Request-Id"])


def test_the_pages_own_script_is_told_a_problem(full):
    headers, _ = turned_away(full, "/s/abc", "PATCH", HTTP_ACCEPT="application/json")
    assert headers["Content-Type"] == "application/problem+json"


def test_a_browser_gets_a_page_in_its_language_that_tries_again_by_itself(full):
    headers, document = turned_away(full, "/s/abc", **BROWSER)
    assert headers["Content-Language"] == "de"
    assert int(headers["Refresh"]) > int(headers["Retry-After"])
    assert "<h1>Einen Moment bitte</h1>" in document


def test_who_sends_a_form_keeps_it_and_is_told_to_go_back(full):
    headers, document = turned_away(full, "/s/abc", "POST", **BROWSER)
    assert "Refresh" not in headers
    assert "Sie stehen noch im Formular" in document


@pytest.mark.parametrize("path", ["/s/abc", "/api/v1/surveys"])
def test_who_is_turned_away_gets_the_headers_that_protect_everybody_else(full, path):
    headers, _ = turned_away(full, path, **BROWSER)
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "Strict-Transport-Security" in headers
