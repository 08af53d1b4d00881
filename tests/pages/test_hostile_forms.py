"""Whatever a form holds, the page answers and nothing breaks."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    "fields",
    [
        [("base", "{")],
        [("base", "[" * 100_000)],
        [("base", '{"employed": {"a": 1}, "job": 5}')],
        [("base", "null")],
        [("section", "nowhere"), ("section", "work")],
        [("section", "")],
        [("shown", ""), ("shown", "."), ("shown", "x.y")],
        [("action", "fly")],
        [("revision", "-1")],
        [("lang", "../../etc/passwd")],
        [("a.employed", "no"), ("a.employed", "yes")],
        [("a.employed", "maybe")],
        [("a.income", "\0")],
        [("a.illness", "\0")],
        [("a.illness", "x" * 20_000)],
        [("a.income", "9" * 5_000)],
        [("a.income", "1e999")],
        [("a.", ""), ("a", "")],
        [("\0", "\0")],
    ],
)
def test_a_strange_form_is_answered(visitor, fields):
    names = {name for name, _ in fields}
    ours = [(name, value) for name, value in visitor.form.fields if name not in names]
    reply = visitor.send([*ours, *fields])
    assert reply.status_code in (200, 404, 422), reply.get_data(as_text=True)
    assert reply.mimetype == "text/html"


def test_markup_in_an_answer_stays_text(visitor):
    visitor.post("later", employed="no", illness='"><script>alert(1)</script>')
    html = visitor.page.get_data(as_text=True)
    assert "<script>alert" not in html
    assert dict(visitor.form.fields)["a.illness"] == '"><script>alert(1)</script>'


def test_a_form_of_ten_megabytes_is_refused_in_words(visitor):
    visitor.post(employed="no", illness="x" * 10_000_000)
    assert visitor.page.status_code == 413
    assert visitor.form.texts["h1"] == ["That was too much at once"]
