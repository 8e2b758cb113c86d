"""The log as events of XES and OCEL: ticket by ticket, codes and units only."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO

from weisu.analytics.event_logs.happened import Happened
from weisu.analytics.event_logs.ocel import UnitObject, write_ocel
from weisu.analytics.event_logs.xes import write_xes
from weisu.lake.parts import replace
from weisu.org.models import Unit
from weisu.tickets.reading import snapshot, streamed
from weisu.tickets.rows import COLUMN_LIST, event_of, read

BY_TICKET = f"SELECT {COLUMN_LIST} FROM ticket_event WHERE ticket_id IS NOT NULL ORDER BY ticket_id, version"


def happened() -> Iterator[Happened]:
    """Every event of every ticket, tickets one after the other."""
    for values in streamed(BY_TICKET):
        row = read(values)
        said = event_of(row).payload
        yield Happened(
            event=str(row.event_id),
            ticket=str(row.ticket_id),
            version=row.version,
            type=row.type,
            time_us=row.occurred_us,
            unit=row.unit_id,
            role=row.actor_kind,
            status=row.to_status,
            kind=row.kind,
            category=row.category,
            channel=row.channel,
            region=row.region_code,
            opened=tuple(part["unit"] for part in said.get("opened", ())),
            moved=tuple(unit for unit, _status in said.get("parts", ())),
        )


def hand_out(path: Path, form: str) -> tuple[int, int]:
    """Write the whole log to a file, as `xes` or `ocel`; returns (tickets, events). Killed, the old file stays."""
    done = (0, 0)

    def fill(place: Path) -> None:
        nonlocal done
        with snapshot(), place.open("w", encoding="utf-8") as file:
            done = FORMS[form](file)

    replace(path, fill)
    return done


def _xes(file: TextIO) -> tuple[int, int]:
    return write_xes(file, happened())


def _ocel(file: TextIO) -> tuple[int, int]:
    units = Unit.objects.order_by("id").values_list("id", "name", "kind", "level")
    return write_ocel(file, happened(), [UnitObject(*row) for row in units])


FORMS: dict[str, Callable[[TextIO], tuple[int, int]]] = {"xes": _xes, "ocel": _ocel}
