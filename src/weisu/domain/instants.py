"""Instants as integer microseconds since 1970 UTC, the only form that enters a payload or a hash."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def to_us(moment: datetime) -> int:
    """Microseconds since the epoch; refuses a naive datetime (ValueError)."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone; give one.")
    return (moment - EPOCH) // MICROSECOND


def from_us(us: int) -> datetime:
    """The instant as an aware datetime in UTC."""
    return EPOCH + timedelta(microseconds=us)
