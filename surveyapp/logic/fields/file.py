"""Files: what is known of an upload, never its bytes (F02, F07-F09, F12).

An answer is `{name, size, mime_type, stored_file_id}`, or a list of these. The room that takes uploads sniffs the type
from the bytes; here the name and the type found are held against the field's limits. Conditions see names and sizes.
"""

import re
from collections.abc import Mapping
from typing import Any, ClassVar, cast

from surveyapp.logic.fields.base import Family, Read, many, matched, one, wrong_type
from surveyapp.logic.fields.number import Exact, exact
from surveyapp.logic.fields.text import fragment
from surveyapp.logic.issues import Refused
from surveyapp.logic.values import is_empty, is_storable

EXTENSIONS = (".jpg", ".jpeg", ".png", ".gif", ".pdf", ".doc", ".docx", ".xls", ".xlsx")
USUAL_MB = 10
MOST_MB = 10_000
MEGABYTE = 1024 * 1024
MOST_FILES = 100
MOST_TYPES = 100
LONGEST_NAME = 255
SAFE = 2**53

_MEMBERS = ("name", "size", "mime_type", "stored_file_id")
_EXTENSION = re.compile(r"\.[a-z0-9][a-z0-9._+-]{0,30}", re.ASCII)
_MIME = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}", re.ASCII)
_WILDCARD = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/\*", re.ASCII)


def _extension(value: str) -> bool:
    return _EXTENSION.fullmatch(value) is not None


def _mime(value: str) -> bool:
    return (_MIME.fullmatch(value) or _WILDCARD.fullmatch(value)) is not None


def _types(fits: object, wanted: str) -> Read:
    """A setting that lists types; an empty list would leave uploads unrestricted, or impossible, so it is none."""

    def read(value: object) -> object:
        listed = [each.lower() for each in value if isinstance(each, str)] if isinstance(value, list) else []
        if not listed or len(listed) != len(value) or len(listed) > MOST_TYPES:  # type: ignore[arg-type]
            raise Refused("bad_config", f"This must be a list of 1 to {MOST_TYPES} types, such as {wanted}.")
        if not all(map(fits, listed)):  # type: ignore[call-overload]
            raise Refused("bad_config", f"These must look like {wanted}.")
        return tuple(dict.fromkeys(listed))

    return read


def _megabytes(value: object) -> object:
    size = exact(value)
    if not 0 < size <= MOST_MB:
        raise Refused("bad_config", f"This must be more than 0 and at most {MOST_MB}.")
    return size


def _most_files(value: object) -> object:
    if type(value) is not int or not 1 <= value <= MOST_FILES:
        raise Refused("bad_config", f"This must be a whole number from 1 to {MOST_FILES}.")
    return value


def _name(value: object) -> str:
    """A file's name as a rule gives it."""
    if not isinstance(value, str):
        raise wrong_type("the name of a file, as text", value)
    if is_empty(value) or not is_storable(value):
        raise Refused("bad_value", "The name of a file is never blank.")
    return value


def _names(value: object) -> object:
    listed = many(_name)(value)
    return frozenset(listed) if isinstance(listed, tuple) else listed


def _amount(value: object) -> object:
    """A number of bytes or files."""
    amount = exact(value)
    if not isinstance(amount, int) or not 0 <= amount <= SAFE:
        raise Refused("bad_value", "This must be a whole number, 0 or more.")
    return amount


def described(value: object) -> dict[str, object]:
    """One file as it is stored; raises `Refused`."""
    if not isinstance(value, dict) or set(value) != set(_MEMBERS):
        raise wrong_type(f"an object with {', '.join(_MEMBERS)}", value)
    for key, longest in (("name", LONGEST_NAME), ("mime_type", LONGEST_NAME), ("stored_file_id", LONGEST_NAME)):
        text = value[key]
        if not isinstance(text, str) or is_empty(text) or len(text) > longest or not is_storable(text):
            raise Refused("not_a_file", f'"{key}" must be text of 1 to {longest} characters, not blank.')
    if type(value["size"]) is not int or not 0 <= value["size"] <= SAFE:
        raise Refused("not_a_file", '"size" must be the number of bytes.')
    mime_type = value["mime_type"].lower()
    if not _MIME.fullmatch(mime_type):
        raise Refused("not_a_file", '"mime_type" must look like application/pdf.')
    return {key: mime_type if key == "mime_type" else value[key] for key in _MEMBERS}


def _listed(value: object) -> list[dict[str, Any]]:
    """The files of an answer that is one or several."""
    return value if isinstance(value, list) else [cast("dict[str, Any]", value)]


class File(Family):
    """One file. Compared by its name, exactly; `contains` is a case-sensitive part of it (L12, L13)."""

    family = "file"
    settings: ClassVar[Mapping[str, Read]] = {
        "allowed_file_types": _types(_extension, '".pdf"'),
        "allowed_mime_types": _types(_mime, '"application/pdf" or "image/*"'),
        "max_file_size_mb": _megabytes,
    }
    usual: ClassVar[Mapping[str, object]] = {"max_file_size_mb": USUAL_MB}
    operators: ClassVar[Mapping[str, Read]] = {
        **matched(_name),
        "contains": many(fragment),
        "not_contains": many(fragment),
        "file_size_greater_than": one(_amount),
        "file_count_greater_than": one(_amount),
    }

    def __init__(self, config: Mapping[str, object], known: object = ()) -> None:
        super().__init__(config)
        if not self.limits.keys() & {"allowed_file_types", "allowed_mime_types"}:
            self.limits["allowed_file_types"] = EXTENSIONS
        self._most_bytes = cast(Exact, self.limits["max_file_size_mb"]) * MEGABYTE

    def normalize(self, value: object) -> object:
        """The four members of F12 and nothing else."""
        return described(value)

    def validate(self, value: object) -> Refused | None:
        """Every file against the lists of types, both where both are set (F08), and the size."""
        return next((problem for problem in map(self._problem, _listed(value)) if problem is not None), None)

    def comparable(self, value: object) -> object:
        """The name and the size of every file."""
        return tuple((each["name"], each["size"]) for each in _listed(value))

    def words(self, value: object, labels: Mapping[str, str]) -> list[str]:
        """The names."""
        return [str(each["name"]) for each in _listed(value)]

    def possible(self, operator: str, operand: object) -> bool:
        """Not by more bytes or more files than the limits allow."""
        if operator == "file_size_greater_than" and isinstance(operand, int):
            return operand < self._most_bytes
        if operator == "file_count_greater_than" and isinstance(operand, int):
            return operand < self._most_files
        return super().possible(operator, operand)

    @property
    def _most_files(self) -> int:
        return 1

    def _problem(self, file: Mapping[str, Any]) -> Refused | None:
        if file["size"] > self._most_bytes:
            return Refused("file_too_large", f"File too large. Maximum size: {self.limits['max_file_size_mb']}MB")
        for key, fits in (("allowed_file_types", _has_extension), ("allowed_mime_types", _has_type)):
            allowed = self.limits.get(key)
            if isinstance(allowed, tuple) and not any(fits(file, each) for each in allowed):
                return Refused("file_type_not_allowed", f"File type not allowed. Allowed types: {', '.join(allowed)}")
        return None


def _has_extension(file: Mapping[str, object], extension: str) -> bool:
    name = str(file["name"]).lower()
    return name.endswith(extension) and len(name) > len(extension)


def _has_type(file: Mapping[str, object], allowed: str) -> bool:
    mime_type = str(file["mime_type"])
    return mime_type.startswith(allowed[:-1]) if allowed.endswith("/*") else mime_type == allowed


class MultipleFiles(File):
    """Several files. Any name counts; `equals` compares all names as a set (L14, L15)."""

    family = "multiple files"
    trigger = "in"
    settings: ClassVar[Mapping[str, Read]] = {**File.settings, "max_files_count": _most_files}
    operators: ClassVar[Mapping[str, Read]] = {**File.operators, "equals": _names, "not_equals": _names}

    @property
    def _most_files(self) -> int:
        most = self.limits.get("max_files_count")
        return most if isinstance(most, int) else MOST_FILES

    def normalize(self, value: object) -> object:
        """The list of files as they were given."""
        if not isinstance(value, list):
            raise wrong_type("a list of files", value)
        if len(value) > MOST_FILES:
            raise Refused("value_too_large", f"At most {MOST_FILES} files; these are {len(value)}.")
        return [described(each) for each in value]

    def validate(self, value: object) -> Refused | None:
        """The number of files, then each of them."""
        most = self.limits.get("max_files_count")
        if isinstance(value, list) and isinstance(most, int) and len(value) > most:
            return Refused("too_many_files", f"At most {most} files; these are {len(value)}.")
        return super().validate(value)
