"""What every reply carries."""

from __future__ import annotations


def test_a_harmless_request_id_is_kept_and_another_replaced(client):
    assert client.get("/healthz", headers={"X-Request-Id": "abc-1"}).headers["X-Request-Id"] == "abc-1"
    assert client.get("/healthz", headers={"X-Request-Id": "<b>"}).headers["X-Request-Id"] != "<b>"


def test_replies_carry_the_security_headers(client):
    headers = client.get("/api/v1/problems").headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"


def test_readiness_names_what_it_checked(client):
    reply = client.get("/readyz")
    assert (reply.status_code, reply.get_json()) == (
        200,
        {"status": "ok", "checks": {"database": "ok", "redis": "ok"}},
    )


def test_metrics_are_hidden_unless_the_setting_shows_them(client):
    assert client.get("/metrics").status_code == 404


def test_the_documentation_is_served_by_us_without_inline_script(client):
    page = client.get("/api/v1/docs/")
    assert page.status_code == 200
    assert "http" not in page.get_data(as_text=True).replace("http-equiv", "")
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    with client.get("/api/v1/docs/assets/swagger-ui-bundle.js") as script:
        assert script.status_code == 200
    assert client.get("/api/v1/docs/assets/../../../setup.cfg").status_code == 404


def test_every_operation_of_the_specification_has_a_summary_and_says_who_may_call(client):
    paths = client.get("/api/v1/openapi.json").get_json()["paths"]
    operations = {
        f"{method} {path}": operation
        for path, methods in paths.items()
        for method, operation in methods.items()
        if method != "parameters"
    }
    silent = [name for name, operation in operations.items() if not operation.get("summary")]
    open_ended = [name for name, operation in operations.items() if "security" not in operation]
    assert (len(operations) > 50, silent, open_ended) == (True, [], [])
