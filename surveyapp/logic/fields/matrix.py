"""A table of single choices: `config.rows` down the side, the options across; the answer is `{row: option}`."""

from collections.abc import Collection, Mapping
from typing import ClassVar

from surveyapp.logic.fields.base import Family, Read, nothing, switch, wrong_type
from surveyapp.logic.fields.choice import OPTION_VALUE, known_option
from surveyapp.logic.fields.text import caption
from surveyapp.logic.issues import Refused, quoted
from surveyapp.logic.values import is_empty, is_storable

MOST_ROWS = 200
VALUE = 255


def _rows(value: object) -> object:
    """The rows as `(value, label)` pairs."""
    if not isinstance(value, list) or len(value) > MOST_ROWS:
        raise Refused("bad_config", f'Rows are a list of {{"value", "label"}}, at most {MOST_ROWS}.')
    rows = [_row(each) for each in value]
    if len({key for key, _ in rows}) < len(rows):
        raise Refused("bad_config", "Each row needs a value of its own.")
    return tuple(rows)


def _row(value: object) -> tuple[str, str]:
    if not isinstance(value, dict) or set(value) != {"value", "label"}:
        raise Refused("bad_config", 'A row has a "value" and a "label", and nothing else.')
    key, label = value["value"], str(caption(value["label"]))
    if not isinstance(key, str) or is_empty(key) or len(key) > VALUE or not is_storable(key):
        raise Refused("bad_config", f"The value of a row is text of 1 to {VALUE} characters, not blank.")
    if is_empty(label):
        raise Refused("bad_config", "The label of a row is not blank.")
    return key, label


class Matrix(Family):
    """One option for each row. Rules ask only whether it is empty; expressions read a row by `cell({m}, 'row')`."""

    family = "matrix"
    has_options = True
    settings: ClassVar[Mapping[str, Read]] = {"rows": _rows, "any_row": switch}
    looks = frozenset(("rows",))
    operators: ClassVar[Mapping[str, Read]] = {"is_empty": nothing, "is_not_empty": nothing}

    def __init__(self, config: Mapping[str, object], known: Collection[str] = ()) -> None:
        super().__init__(config, known)
        rows = self.limits.get("rows", ())
        self.rows: dict[str, str] = dict(rows if isinstance(rows, tuple) else ())

    def normalize(self, value: object) -> object:
        """The known options by known row, in the order of the rows; rows without an answer are left out."""
        if not isinstance(value, dict):
            raise wrong_type(f"an object with {OPTION_VALUE} for each row", value)
        strange = [str(row) for row in value if row not in self.rows]
        if strange:
            raise Refused("unknown_row", f"{quoted(min(strange))} is not a row of this field.")
        given = {row: value[row] for row in self.rows if row in value}
        return {row: known_option(chosen, self.known) for row, chosen in given.items() if not is_empty(chosen)}

    def is_partial(self, value: object) -> bool:
        """Whether a row is still open: required means every row, unless any of them will do."""
        return isinstance(value, dict) and len(value) < len(self.rows) and not self.limits.get("any_row")

    def words(self, value: object, labels: Mapping[str, str]) -> list[str]:
        """`row: option` by their labels."""
        given = value if isinstance(value, dict) else {}
        return [f"{self.rows[row]}: {labels.get(chosen, chosen)}" for row, chosen in given.items()]
