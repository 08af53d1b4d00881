"""The time that a response's id tells: `started_at` and the id are one moment, so neither needs a read to know it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from tenants.db import utc_now

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def of(response_id: UUID) -> datetime:
    """When the id was made, to the millisecond."""
    return datetime.fromtimestamp((response_id.int >> 80) / 1000, UTC)


def since(response_id: UUID) -> int:
    """Whole milliseconds from then to now, never negative: the unit of `timings`."""
    return max(0, int((utc_now() - of(response_id)).total_seconds() * 1000))


def first_id(moment: datetime) -> UUID:
    """The lowest UUIDv7 that a response begun at `moment` or later can have: a bound for ranges of time."""
    microseconds = (moment - EPOCH) // timedelta(microseconds=1)
    milliseconds = max(0, -(-microseconds // 1000))
    return UUID(int=(milliseconds << 80) | (0x7 << 76) | (0x2 << 62))
