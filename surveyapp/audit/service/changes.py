"""What `changes` holds: the keys that differ, before and after, with everything secret behind a mask (S07)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

MASK = "***"
SECRET = (
    "password",
    "token",
    "secret",
    "hash",
    "authorization",
    "cookie",
    "session_code",
    "resume_code",
    "answers",
    "sealed",
)
"""A key that contains one of these words never shows its value, at whatever depth."""

Values = Mapping[str, Any]


def changes(before: Values | None, after: Values | None, *, sensitive: Collection[str] = ()) -> dict[str, Any] | None:
    """`{"before", "after"}` with only the keys that differ; None when there is nothing to tell.

    A creation has an empty `before`, a removal an empty `after`. `sensitive` names further keys to mask: the names of
    sensitive fields, where a room records answers one by one. A masked key still shows that it changed.
    """
    old, new = before or {}, after or {}
    differing = [key for key in (*old, *(key for key in new if key not in old)) if _differs(key, old, new)]
    if not differing:
        return None
    return {
        "before": {key: _shown(key, old[key], sensitive) for key in differing if key in old},
        "after": {key: _shown(key, new[key], sensitive) for key in differing if key in new},
    }


def _differs(key: str, old: Values, new: Values) -> bool:
    return key not in old or key not in new or old[key] != new[key]


def _shown(key: object, value: Any, sensitive: Collection[str]) -> Any:
    """`value` as JSON can hold it, masked where its key says so; a null is shown as it is."""
    if value is None:
        return None
    if key in sensitive or any(word in str(key).lower() for word in SECRET):
        return MASK
    if isinstance(value, Mapping):
        return {str(inner): _shown(inner, item, sensitive) for inner, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        ordered = sorted(value, key=str) if isinstance(value, (set, frozenset)) else value
        return [_shown(None, item, sensitive) for item in ordered]
    return _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    return str(value) if isinstance(value, (UUID, Decimal)) else repr(value)
