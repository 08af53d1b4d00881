"""Modules as one: in order, apart from one another, and nothing that is not understood."""

from __future__ import annotations

import pytest

from surveyapp.pages.service.bundling import bundle


def written(folder, **modules: str):
    for name, text in modules.items():
        (folder / f"{name}.js").write_text(text)
    return folder / "main.js"


def test_modules_come_once_and_after_what_they_import(tmp_path):
    entry = written(
        tmp_path,
        main='import { a } from "./a.js";\nimport { b } from "./b.js";\n\n// A word.\nexport const all = a + b;\n',
        a='import { b } from "./b.js";\nexport const a = b;\n',
        b="const hidden = 1;\nexport function b() {\n  return hidden;\n}\n",
    )
    text = bundle(entry)
    assert [text.index(f"const m{at} = ") for at in range(3)] == sorted(
        text.index(f"const m{at} = ") for at in range(3)
    )
    assert text.count("hidden = 1") == 1
    assert "const { b } = m0;\nconst a = b;" in text
    assert "A word" not in text
    assert text.endswith("export const { all } = m2;\n")


@pytest.mark.parametrize(
    "text",
    [
        'import a from "./a.js";\nexport const b = a;',
        'import { a as b } from "./a.js";\nexport const c = b;',
        "const a = 1;\nexport { a };",
        "export default 1;",
        "export const a = `one\ntwo`;",
    ],
)
def test_what_is_not_understood_is_refused(tmp_path, text):
    with pytest.raises(ValueError, match="does not understand"):
        bundle(written(tmp_path, main=text, a="export const a = 1;\n"))


def test_a_circle_is_refused(tmp_path):
    entry = written(tmp_path, main='import { a } from "./a.js";\n', a='import { x } from "./main.js";\n')
    with pytest.raises(ValueError, match="imports itself"):
        bundle(entry)
