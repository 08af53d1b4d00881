"""Who may come in, what a shut door says, and what keeps strangers out."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from surveyapp.pages.service import visits
from surveyapp.pages.views import failures
from tenants.columns import utc_now
from tests.factories.responses import published
from tests.pages.visitor import Form, Visitor


def heading(reply) -> str:
    return Form(reply.get_data(as_text=True)).texts["h1"][0]


def cookie(visitor: Visitor) -> str:
    return visitor.client.get_cookie("response", path=visitor.path).value


@pytest.mark.parametrize(
    ("columns", "status", "words"),
    [
        ({"is_active": False}, 409, "This survey has closed"),
        ({"closes_at": utc_now() - timedelta(days=1)}, 409, "This survey has closed"),
        ({"opens_at": utc_now() + timedelta(days=1)}, 409, "This survey has not opened yet"),
        ({"max_responses": 1, "completed_count": 1}, 409, "This survey is complete"),
    ],
    ids=["inactive", "closed", "not_open_yet", "full"],
)
def test_a_shut_door_says_why(app, tenant_a, columns, status, words):
    reply = app.test_client().get(f"/s/{published(tenant_a, **columns).link}")
    assert (reply.status_code, heading(reply)) == (status, words)


@pytest.mark.parametrize("link", ["nothing", "nobody.nothing", "a" * 500, "%F0%9F%92%A9.x", "..", "a.b.c"])
def test_an_unknown_link_is_not_found(app, link):
    reply = app.test_client().get(f"/s/{link}")
    assert (reply.status_code, heading(reply)) == (404, "We cannot find this survey")


def test_the_door_speaks_the_visitors_language(app):
    reply = app.test_client().get("/s/nobody.nothing", headers={"Accept-Language": "de-AT, en;q=0.5"})
    assert heading(reply) == "Wir finden diese Umfrage nicht"


def test_a_closed_survey_takes_no_step_of_a_response_under_way(visitor, survey):
    visitor.post(employed="no")
    form = visitor.form.fields
    survey.close()
    assert visitor.send([*form, ("action", "submit")]).status_code == 409
    assert visitor.heading == "This survey has closed"


def test_who_has_submitted_is_thanked_also_after_the_door_has_shut(visitor, survey):
    visitor.post(employed="no")
    visitor.post("submit")
    survey.close()
    visitor.get()
    assert visitor.heading == "Thank you"


@pytest.mark.parametrize("token", ["", "x", "0" * 64, "\u0661" * 64, "\0"])
def test_a_form_that_is_not_ours_is_refused(visitor, token):
    fields = [(name, token if name == "csrf" else value) for name, value in visitor.form.fields]
    assert visitor.send([*fields, ("a.employed", "no")]).status_code == 403
    assert visitor.heading == "This page has expired"


def test_the_form_of_another_visitor_is_refused(app, visitor):
    stranger = Visitor(app, visitor.link)
    fields = [(name, stranger.hidden("csrf") if name == "csrf" else value) for name, value in visitor.form.fields]
    assert visitor.send(fields).status_code == 403


def test_a_browser_without_cookies_is_told_and_nothing_is_begun(visitor):
    fields = visitor.form.fields
    visitor.client.delete_cookie("response", path=visitor.path)
    assert visitor.send(fields).status_code == 403


def test_a_cookie_that_we_did_not_sign_is_nobodys(app, visitor, survey):
    visitor.post(employed="no")
    code, _, signature = cookie(visitor).partition(".")
    stranger = app.test_client()
    for forged in (
        code,
        f"{code}.",
        f"{code}.{signature[:-1]}{'0' if signature[-1] != '0' else '1'}",
        f"{code[:-2]}AA.{signature}",
        "\u0661.x",
        "." + signature,
    ):
        stranger.set_cookie("response", forged, path=visitor.path)
        page = stranger.get(visitor.path).get_data(as_text=True)
        assert dict(Form(page).fields).get("revision") == "", forged


def test_the_cookie_of_one_survey_opens_no_response_of_another(app, visitor, tenant_a, tenant_b):
    visitor.post(employed="no")
    for tenant in (tenant_a, tenant_b):
        other = Visitor(app, published(tenant).link)
        other.client.set_cookie("response", cookie(visitor), path=other.path)
        other.get()
        assert other.hidden("revision") == ""


def test_a_code_nobody_began_with_grows_stale(app, visitor, tenant_a, monkeypatch):
    first = cookie(visitor)
    visitor.get()
    assert cookie(visitor) == first
    monkeypatch.setattr(visits, "FRESH", timedelta(0))
    visitor.get()
    assert cookie(visitor) != first


def test_the_cookie_is_for_this_link_only_and_for_no_script(app, survey):
    header = app.test_client().get(f"/s/{survey.link}").headers["Set-Cookie"]
    assert f"Path=/s/{survey.link};" in header
    assert "HttpOnly" in header
    assert "SameSite=Lax" in header
    secure = app.test_client().get(f"/s/{survey.link}", base_url="https://surveys.example").headers["Set-Cookie"]
    assert "Secure" in secure


def test_the_resume_address_opens_the_response_elsewhere(app: Flask, visitor):
    visitor.post(employed="no")
    address = next(line for line in visitor.page.get_data(as_text=True).split('"') if "/s/" in line and "http" in line)
    elsewhere = app.test_client()
    reply = elsewhere.get(address)
    assert (reply.status_code, reply.headers["Location"]) == (303, visitor.path)
    shown = Form(elsewhere.get(visitor.path).get_data(as_text=True))
    assert dict(shown.fields)["base"] == dict(visitor.form.fields)["base"]
    assert dict(shown.fields)["revision"] == "1"


@pytest.mark.parametrize("code", ["x", "A" * 43, "\u0661" * 43, "A" * 42 + "~"])
def test_a_wrong_resume_address_opens_nothing(app, survey, code):
    reply = app.test_client().get(f"/s/{survey.link}/{code}")
    assert (reply.status_code, heading(reply)) == (404, "We cannot find your answers")
    assert "Set-Cookie" not in reply.headers


def test_the_resume_address_is_of_no_use_at_another_link(app, visitor, tenant_b):
    visitor.post(employed="no")
    code = cookie(visitor).partition(".")[0]
    assert app.test_client().get(f"/s/{published(tenant_b).link}/{code}").status_code == 404


def test_the_page_may_load_nothing_from_elsewhere_and_run_nothing_inline(visitor):
    policy = visitor.page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    html = visitor.page.get_data(as_text=True)
    assert "style=" not in html
    assert "onclick" not in html
    assert "<script>" not in html


def test_the_page_is_never_kept_and_its_files_are_kept_for_ever(visitor):
    assert visitor.page.headers["Cache-Control"] == "no-store"
    assert visitor.page.headers["Referrer-Policy"] == "no-referrer"
    html = visitor.page.get_data(as_text=True)
    files = [part for part in html.split('"') if part.endswith((".css", ".js"))]
    assert len(files) == 2
    for file in files:
        reply = visitor.client.get(file, headers={"Accept-Encoding": "gzip"})
        assert "immutable" in reply.headers["Cache-Control"]
        assert reply.headers["Content-Encoding"] == "gzip"
    assert visitor.client.get("/assets/old/survey.css").headers["Cache-Control"] == "no-cache"
    assert visitor.client.get("/assets/x/views.py").status_code == 404


def test_every_failure_of_a_link_has_its_words(app):
    said = {notice.title for notice in failures.NOTICES.values()}
    assert len(said) >= 8
