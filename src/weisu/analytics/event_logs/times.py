"""Instants as event logs write them."""

from datetime import UTC, datetime

from weisu.domain.instants import from_us, to_us


def microseconds(text: str) -> int:
    """Microseconds since 1970 of an ISO 8601 instant; one without a zone counts as UTC.

    Raises: ValueError.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise ValueError(f"{text!r} is no instant; write 2026-03-02T09:00:00+08:00.") from error
    return to_us(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def iso(time_us: int) -> str:
    """The instant in UTC, to the microsecond."""
    return from_us(time_us).isoformat(timespec="microseconds")
