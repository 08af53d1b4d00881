"""What the agreement with other makers' engines is measured by."""

from bench.agreement import table
from bench.agreement.compared import Case
from bench.agreement.vocabulary import strange


def of(*elements, **more):
    return {"pages": [{"elements": list(elements)}], **more}


def test_what_the_tables_name_is_inside():
    table = {"type": "matrixdropdown", "name": "m", "columns": [{"name": "c", "cellType": "text"}, {"name": "d"}]}
    panel = {"type": "paneldynamic", "name": "p", "templateElements": [{"type": "comment", "visibleIf": "{a} = 1"}]}
    assert strange(of({"name": "a", "requiredIf": "true"}, table, {"type": "panel", "elements": [panel]})) == set()


def test_a_type_that_no_table_names_is_outside_wherever_it_stands():
    panel = {"type": "paneldynamic", "name": "p", "templateElements": [{"type": "image"}]}
    assert strange(of({"type": "panel", "elements": [panel]})) == {"image"}


def test_a_type_of_cells_counts_as_a_type():
    table = {"type": "matrixdropdown", "cellType": "slider", "columns": [{"name": "c"}]}
    assert strange(of(table)) == {"slider"}


def test_a_member_that_no_table_names_is_outside():
    assert strange(of({"type": "checkbox", "choicesFromQuestion": "a"})) == {"choicesFromQuestion"}


def test_a_repeat_inside_a_repeat_is_outside():
    inner = {"type": "matrixdropdown", "columns": []}
    assert strange(of({"type": "paneldynamic", "templateElements": [inner]})) == {"nested repeat"}


def test_both_shares_are_told():
    cases = [
        Case("a", 1, frozenset(), ("errors",)),
        Case("a", 2, frozenset(), ("errors",), {"errors": "missing q"}, strange=frozenset({"image"})),
    ]
    told = "\n".join(table.lines("surveyjs", cases, verbose=False))
    assert "with answers that ours takes: 1/2" in told
    assert "with answers that ours takes, features in the seed or peer tables: 1/1" in told
    assert "in no table: image (1)" in told
