"""The kinds of value that accounts' requests are made of."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from surveyapp.permissions import PERMISSIONS

SLUG = r"\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\Z"


class Text(fields.String):
    """Text without blanks at either end, that is not empty once they are gone."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> str:
        return str(super()._deserialize(value, *args, **kwargs)).strip()


def name(longest: int, **options: Any) -> Text:
    return Text(validate=validate.Length(1, longest), **options)


def email(**options: Any) -> fields.Email:
    return fields.Email(validate=validate.Length(max=254), metadata={"example": "ada@example.org"}, **options)


def new_password() -> fields.String:
    """A password being chosen: long rather than intricate, and no longer than is worth hashing."""
    return fields.String(
        required=True,
        validate=validate.Length(10, 200),
        metadata={"format": "password", "description": "10 to 200 characters.", "example": "correct horse battery"},
    )


def password() -> fields.String:
    """A password being checked."""
    return fields.String(required=True, validate=validate.Length(1, 200), metadata={"format": "password"})


def slug(**options: Any) -> fields.String:
    return fields.String(
        validate=validate.Regexp(SLUG, error="Must be a host label: a-z, 0-9 and inner hyphens, 63 at most."),
        metadata={"pattern": "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", "example": "acme"},
        **options,
    )


def codenames(shortest: int = 0, **options: Any) -> fields.List[Any]:
    """Permissions by name."""
    return fields.List(
        fields.String(validate=validate.OneOf(tuple(PERMISSIONS))),
        required=options.pop("required", True),
        validate=validate.Length(shortest, len(PERMISSIONS)),
        **options,
    )
