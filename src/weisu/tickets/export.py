"""The log into the lake: what was appended since the last export, and fresh snapshots of all that may change."""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from weisu import lake
from weisu.domain.errors import LogBroken
from weisu.domain.instants import to_us
from weisu.lake.snapshots import Snapshot
from weisu.org.former import SAID
from weisu.org.models import Region, Unit
from weisu.tickets.reading import snapshot, streamed
from weisu.tickets.rows import COLUMN_LIST, read
from weisu.vault.models import Text

NEXT = f"SELECT {COLUMN_LIST} FROM ticket_event WHERE seq > %s ORDER BY seq"
HASH_AT = "SELECT hash FROM ticket_event WHERE seq = %s"


class Exported(NamedTuple):
    """What an export did: events now in the lake, new ones among them, and the rows of its snapshots."""

    events: int
    new: int
    units: int
    regions: int
    texts: int


def always() -> bool:
    """Nobody asks to stop."""
    return True


def export(root: Path, *, words: bool = True, go_on: Callable[[], bool] = always) -> Exported:
    """Bring the lake at `root` up to the last committed event; again is harmless, a killed one is completed.

    Without `words` the redacted texts stay as they were exported last. Once `go_on` says no, the events read so far are
    written and the rest is left to the next export.

    Raises: LogBroken when the lake is of another log than this database's, LakeBroken.
    """
    before = lake.watermark(root)
    with snapshot():
        _require_same_log(root, before)
        after = lake.write(root, takewhile(lambda row: go_on(), _rows(before.last_seq)))
        units = lake.write_snapshot(root, lake.UNITS, _units())
        regions = lake.write_snapshot(root, lake.REGIONS, _regions())
        texts = lake.write_snapshot(root, lake.TEXTS, _texts()) if words else 0
    return Exported(after.events, after.events - before.events, units, regions, texts)


def _require_same_log(root: Path, mark: lake.Watermark) -> None:
    """Two databases must never feed one lake: its last event has to be this log's event of that number."""
    found = next(streamed(HASH_AT, (mark.last_seq,)), ("",))[0]
    if found != mark.head:
        raise LogBroken(
            f"The lake at {root} ends with an event {mark.last_seq} that is not event {mark.last_seq} of this log.",
            instead=["name another directory with --out", "or run weisu events verify: the log may be damaged"],
        )


def _rows(last: int) -> Iterator[tuple[Any, ...]]:
    for values in streamed(NEXT, (last,)):
        yield tuple(str(value) if isinstance(value, UUID) else value for value in read(values))


def _units() -> Iterator[tuple[Any, ...]]:
    return _spans(Unit.objects.order_by("id"), lake.UNITS)


def _regions() -> Iterator[tuple[Any, ...]]:
    return _spans(Region.objects.order_by("code"), lake.REGIONS)


def _spans(rows: QuerySet[Unit] | QuerySet[Region], table: Snapshot) -> Iterator[tuple[Any, ...]]:
    """What each row said and says, span by span."""
    fields, (_, kept) = [name for name in table.schema.names if not name.endswith("_us")], SAID[rows.model]
    for row in rows.prefetch_related("former"):
        begun = row.valid_from
        for span in sorted(row.former.all(), key=lambda one: one.until):
            says = [getattr(span if field in kept else row, field) for field in fields]
            yield _with_instants((*says, begun, span.until))
            begun = span.until
        yield _with_instants((*(getattr(row, field) for field in fields), begun, row.valid_until))


def _texts() -> Iterator[tuple[Any, ...]]:
    readable = Text.objects.filter(erased_at=None, redacted__isnull=False).order_by("text_id")
    rows = readable.values_list("text_id", "ticket_id", "purpose", "stored_at", "redacted")
    return (_with_instants(row) for row in rows.iterator())


def _with_instants(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(
        to_us(value) if isinstance(value, datetime) else str(value) if isinstance(value, UUID) else value
        for value in row
    )
