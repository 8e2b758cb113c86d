"""Local days and months of instants. A country of one time zone needs one offset, handed in from the pack's zone."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from weisu.analytics.engines.functions import builtin

DAY_US = 86_400_000_000
HOUR_US = 3_600_000_000
SECOND_US = 1_000_000


make_timestamp = builtin("make_timestamp", dt.int64, to=dt.timestamp)
"""The instant without a zone, which no machine's setting can move."""

strftime = builtin("strftime", dt.timestamp, dt.string, to=dt.string)
"""The instant in digits."""


def offset_of(zone: str) -> int:
    """What local time is ahead of UTC, in microseconds."""
    offset = datetime(2026, 1, 1, tzinfo=ZoneInfo(zone)).utcoffset()
    return offset // timedelta(microseconds=1) if offset is not None else 0


def month_of(us: ir.Value, offset_us: int) -> ir.StringValue:
    """The local month, as 2026-03; NULL of nothing."""
    return strftime(make_timestamp(us + offset_us), "%Y-%m")


def day_of(us: ir.Value, offset_us: int) -> ir.IntegerValue:
    """The local day, counted from 1970-01-01."""
    return ((us + offset_us) // DAY_US).cast("int32")


def hour_of(us: ir.Value, offset_us: int) -> ir.IntegerValue:
    """The local hour, 0 to 23."""
    return (((us + offset_us) // HOUR_US) % 24).cast("int8")
