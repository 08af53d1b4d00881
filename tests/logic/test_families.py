"""The families beyond the first six: their settings, what the lint says of them, what a new version does to them."""

from typing import Any

import pytest

from surveyapp.logic.changes import compare
from surveyapp.logic.check import check
from surveyapp.logic.columns import plan
from surveyapp.logic.definition import from_document
from tests.logic.making import choice, compiled, field, one_page, option, rule

PLACE = "/sections/0/fields/0"
ROWS = [{"value": "speed", "label": "Speed"}, {"value": "price", "label": "Price"}]


def matrix(name: str = "m", rows: object = ROWS, **more: Any) -> dict[str, Any]:
    return choice(name, "a", "b", field_type="matrix", config={"rows": rows}, **more)


def stored(name: str, size: int = 10, mime_type: str = "application/pdf") -> dict[str, Any]:
    return {"name": name, "size": size, "mime_type": mime_type, "stored_file_id": "f1"}


def found(*fields: dict[str, Any], severity: str = "error", **more: Any) -> list[tuple[str, str]]:
    issues = check(from_document(one_page(*fields, **more)))
    return [(issue.pointer, issue.code) for issue in issues if issue.severity == severity]


@pytest.mark.parametrize(
    ("field_type", "config", "faulty"),
    [
        ("time", {"min_time": "9:00"}, {"min_time": "not_a_time"}),
        ("time", {"min_time": "12:00", "max_time": "09:00:30"}, {"max_time": "limits_crossed"}),
        ("time", {"min_date": "2024-01-01"}, {"min_date": "unknown_config_key"}),
        ("datetime", {"max_datetime": "2024-01-01"}, {"max_datetime": "not_a_datetime"}),
        ("rating", {"min_value": 0.5}, {"min_value": "bad_config"}),
        ("rating", {"min_value": 7}, {"max_value": "limits_crossed"}),
        ("rating", {"min_value": -50, "max_value": 51}, {"max_value": "bad_config"}),
        ("rating", {"decimal_places": 1}, {"decimal_places": "unknown_config_key"}),
        ("rating", {"max_label": "x" * 256}, {"max_label": "bad_config"}),
        ("file", {"allowed_file_types": []}, {"allowed_file_types": "bad_config"}),
        ("file", {"allowed_file_types": ["pdf"]}, {"allowed_file_types": "bad_config"}),
        ("file", {"allowed_file_types": [".pdf", 5]}, {"allowed_file_types": "bad_config"}),
        ("file", {"allowed_file_types": ["./../x"]}, {"allowed_file_types": "bad_config"}),
        ("file", {"allowed_mime_types": ["*/*"]}, {"allowed_mime_types": "bad_config"}),
        ("file", {"allowed_mime_types": ["image"]}, {"allowed_mime_types": "bad_config"}),
        ("file", {"max_file_size_mb": 0}, {"max_file_size_mb": "bad_config"}),
        ("file", {"max_file_size_mb": "large"}, {"max_file_size_mb": "not_a_number"}),
        ("file", {"max_files_count": 2}, {"max_files_count": "unknown_config_key"}),
        ("multiple_files", {"max_files_count": 0}, {"max_files_count": "bad_config"}),
        ("note", {"placeholder": "x"}, {"placeholder": "unknown_config_key"}),
        ("matrix", {"rows": "speed"}, {"rows": "bad_config"}),
        ("matrix", {"rows": [{"value": "a"}]}, {"rows": "bad_config"}),
        ("matrix", {"rows": [{"value": "a", "label": " "}]}, {"rows": "bad_config"}),
        ("matrix", {"rows": [{"value": "", "label": "A"}]}, {"rows": "bad_config"}),
        ("matrix", {"rows": [ROWS[0], ROWS[0]]}, {"rows": "bad_config"}),
        ("matrix", {"rows": [{"value": str(at), "label": "x"} for at in range(201)]}, {"rows": "bad_config"}),
    ],
)
def test_settings_are_judged_by_the_family(field_type: str, config: Any, faulty: dict[str, str]) -> None:
    expected = [(f"{PLACE}/config/{key}", code) for key, code in faulty.items()]
    assert found(field("x", field_type, config=config)) == expected


@pytest.mark.parametrize(
    ("field_type", "config"),
    [
        ("time", {"min_time": "09:00", "max_time": "09:00:00"}),
        ("datetime", {"min_datetime": "2024-01-01T00:00", "max_datetime": None}),
        ("rating", {"min_value": 0, "max_value": 10, "min_label": "Never", "max_label": "Always"}),
        (
            "file",
            {"allowed_file_types": [".PDF", ".tar.gz"], "allowed_mime_types": ["image/*"], "max_file_size_mb": "2.5"},
        ),
        ("multiple_files", {"max_files_count": 3}),
    ],
)
def test_sound_settings_are_taken(field_type: str, config: Any) -> None:
    assert found(field("x", field_type, config=config)) == []


def test_what_is_missing_keeps_a_survey_from_being_published_only() -> None:
    assert found(field("m", "matrix"), severity="publish") == [
        (f"{PLACE}/config/rows", "no_rows"),
        (f"{PLACE}/options", "no_options"),
    ]
    assert found(field("r", "ranking"), severity="publish") == [(f"{PLACE}/options", "no_options")]
    for field_type in ("file", "multiple_files"):
        assert found(field("f", field_type), severity="publish") == [(f"{PLACE}/field_type", "uploads_not_available")]
    assert found(matrix(), field("n", "note"), field("t", "time"), severity="publish") == []


@pytest.mark.parametrize(
    "member",
    [
        {"is_required": True},
        {"required_if": "{b} = 'x'"},
        {"is_sensitive": True},
        {"constraint": "{b} = 'x'"},
        {"review": {"always": True}},
    ],
)
def test_nothing_is_required_of_a_note(member: dict[str, Any]) -> None:
    (key,) = member
    assert (f"{PLACE}/{key}", "not_answerable") in found(field("n", "note", **member), field("b"))


@pytest.mark.parametrize(
    ("source", "operator", "value", "code"),
    [
        (field("x", "note"), "is_empty", None, "operator_not_allowed"),
        (field("x", "time"), "contains", "9", "operator_not_allowed"),
        (field("x", "time"), "equals", "9", "not_a_time"),
        (matrix("x"), "equals", "a", "operator_not_allowed"),
        (field("x", "file"), "starts_with", "a", "operator_not_allowed"),
        (field("x", "file"), "equals", 5, "wrong_type"),
        (field("x", "file"), "contains", "", "bad_value"),
        (field("x", "file"), "file_size_greater_than", -1, "bad_value"),
        (field("x", "file"), "file_size_greater_than", "large", "not_a_number"),
        (field("x", "multiple_files"), "file_count_greater_than", 1.5, "bad_value"),
        (field("x"), "file_count_greater_than", 1, "operator_not_allowed"),
        (choice("x", "a", field_type="ranking"), "greater_than", 1, "operator_not_allowed"),
    ],
)
def test_operators_and_their_values_are_judged_by_the_family(source: Any, operator: str, value: Any, code: str) -> None:
    codes = [each for _, each in found(source, field("t"), rules=[rule("t", "x", operator, value)])]
    assert codes == [code]


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("cell({m}, 'size') = 'a'", "unknown_row"),
        ("cell({m}, {x}) = 'a'", "constant_expected"),
        ("cell({x}, 'speed') = 'a'", "type_clash"),
        ("cell({m}) = 'a'", "wrong_arguments"),
        ("{m} = 'a'", "operator_not_allowed"),
        ("{m} + 'a' = 'b'", "type_clash"),
        ("{f} = {x}", "type_clash"),
        ("{f} < 'a'", "operator_not_allowed"),
        ("{t} < {d}", "type_clash"),
        ("{t} + 1 > 2", "type_clash"),
        ("{t} = 'noon'", "not_a_time"),
        ("iif({x} empty, {t}, {d}) notempty", "type_clash"),
        ("{n} notempty", "operator_not_allowed"),
        ("{n} + 'x' = 'x'", "type_clash"),
        ("hour({d}) = 1", "type_clash"),
    ],
)
def test_expressions_that_cannot_mean_anything_are_refused(expression: str, code: str) -> None:
    fields = [matrix(), field("f", "file"), field("t", "time"), field("d", "date"), field("n", "note"), field("x")]
    assert [each for _, each in found(field("p", visible_if=expression), *fields)] == [code]


@pytest.mark.parametrize("field_type", ["matrix", "file", "multiple_files", "note"])
@pytest.mark.parametrize("member", ["calculate", "default"])
def test_some_answers_cannot_be_worked_out(field_type: str, member: str) -> None:
    assert (f"{PLACE}/{member}", "type_clash") in found(field("x", field_type, **{member: "'a'"}))


def test_conditions_on_the_clock_that_contradict_each_other_are_advised_against() -> None:
    both = field("p", visible_if="{t} < '09:00' and {t} > '10:00'")
    assert (f"{PLACE}/visible_if", "condition_never_holds") in found(both, field("t", "time"), severity="warning")
    late = rule("p", "t", "greater_than", "18:00")
    closed = field("t", "time", config={"max_time": "17:00"})
    assert ("/rules/0/value", "condition_never_holds") in found(closed, field("p"), rules=[late], severity="warning")


def test_sensitive_and_large_uploads_go_to_review() -> None:
    """V11, L21: by names, sizes and counts."""
    review = {"operator": "contains", "value": ["passport", "id-card"]}
    survey = compiled(
        one_page(
            field("names", "multiple_files", review=review),
            field("large", "file", review={"operator": "file_size_greater_than", "value": 1000}),
            field("many", "multiple_files", review={"operator": "file_count_greater_than", "value": 1}),
            field("listed", "file", review={"operator": "equals", "value": ["a.pdf", "b.pdf"]}),
        )
    )
    harmless = {
        "names": [stored("Passport.pdf")],
        "large": stored("a.pdf", 1000),
        "many": [stored("a.pdf")],
        "listed": stored("c.pdf"),
    }
    assert survey.evaluate(harmless).review == ()
    flagged = {
        "names": [stored("x.pdf"), stored("my passport.pdf")],
        "large": stored("a.pdf", 1001),
        "many": [stored("a.pdf"), stored("b.pdf")],
        "listed": stored("b.pdf"),
    }
    assert survey.evaluate(flagged).review == ("names", "large", "many", "listed")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (choice("a", "x", field_type="checkbox"), choice("a", "x", field_type="ranking"), [("breaking", "field_type")]),
        (field("a", "number"), field("a", "rating"), [("lossy", "field_type")]),
        (field("a", "rating"), field("a", "number"), [("safe", "field_type")]),
        (field("a", "rating"), field("a", "rating", config={"max_value": 4}), [("lossy", "config/max_value")]),
        (field("a", "rating"), field("a", "rating", config={"max_value": 7}), [("safe", "config/max_value")]),
        (field("a", "date"), field("a", "datetime"), [("breaking", "field_type")]),
        (field("a", "time"), field("a", "time", config={"min_time": "09:00"}), [("lossy", "config/min_time")]),
        (matrix("a"), matrix("a", ROWS[:1]), [("lossy", "config/rows")]),
        (matrix("a"), matrix("a", [*ROWS, {"value": "x", "label": "X"}]), [("safe", "config/rows")]),
        (matrix("a"), matrix("a", [ROWS[0], {"value": "price", "label": "Cost"}]), [("safe", "config/rows")]),
        (
            field("a", "file", config={"allowed_file_types": [".pdf", ".png"]}),
            field("a", "file", config={"allowed_file_types": [".pdf"]}),
            [("lossy", "config/allowed_file_types")],
        ),
        (
            field("a", "file"),
            field("a", "file", config={"max_file_size_mb": 20}),
            [("safe", "config/max_file_size_mb")],
        ),
        (
            field("a", "file"),
            field("a", "file", config={"max_file_size_mb": 2}),
            [("lossy", "config/max_file_size_mb")],
        ),
    ],
)
def test_changes_are_weighed_by_what_they_do_to_the_answers(old: Any, new: Any, expected: Any) -> None:
    changes = compare(from_document(one_page(old)), from_document(one_page(new)))
    assert [(change.kind, change.pointer.removeprefix(f"{PLACE}/")) for change in changes] == expected


def test_columns_leave_notes_out_and_gather_the_rows_of_all_versions() -> None:
    first = one_page(matrix(), field("n", "note"), field("was", "text"))
    second = one_page(matrix("m", [ROWS[1], {"value": "look", "label": "Look"}]), field("was", "note"))
    columns = {column.name: column for column in plan([from_document(first), from_document(second)])}
    assert list(columns) == ["m", "was"]
    assert [row.value for row in columns["m"].rows] == ["price", "look", "speed"]
    assert columns["was"].retired and columns["was"].field_type == "text"


def test_options_of_a_matrix_follow_other_answers() -> None:
    form = one_page(
        field(
            "m", "matrix", config={"rows": ROWS}, options=[option("a"), {**option("b"), "visible_if": "{open} = 'yes'"}]
        ),
        field("open"),
    )
    survey = compiled(form)
    closed = survey.evaluate({"m": {"speed": "a", "price": "b"}})
    assert closed.stored == {"m": {"speed": "a"}}
    assert survey.change(closed, "open", "yes").stored == {"m": {"speed": "a", "price": "b"}, "open": "yes"}


def test_a_table_without_an_answer_is_removed_and_not_kept() -> None:
    accepted = compiled(one_page(matrix())).accept({"m": {"speed": None, "price": " "}})
    assert (accepted.values, accepted.removed, accepted.issues) == ({}, ("m",), ())
