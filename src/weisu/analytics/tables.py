"""The star: which tables there are, what one row of each is, and their columns.

| table | one row per | changes with later events |
|---|---|---|
| `fct_ticket` | ticket | yes |
| `fct_assignment` | ticket × unit × spell (`spell`: version of the event that opened the part) | yes |
| `fct_transition` | event that changed a ticket's status | no |
| `fct_follow_up` | question asked of a requester or witness, and per answer, with the local second | no |
| `fct_reading` | reading of a reply by the published rubric, with points and which reply it was | no |
| `fct_warning` | warning sent, with the local hour and the unit that had to act | no |
| `agg_day` | local day × hour × type × unit × region × who acted; `n` events | adds up |
| `agg_call` | local day × type × unit × region × end × seconds waited; `n` telephone calls | adds up |
| `agg_slot` | local day × unit × step × slot of seconds on either clock; `n` changes of status | adds up |
| `dim_unit`, `dim_region` | unit, region × span in which it was called, classed and placed so | replaced whole |
| `dim_category`, `dim_day` | matter in force, local day with its office day | replaced whole |
| `dim_office`, `dim_office_of` | stretch of office hours of a calendar, region with one of its own | replaced whole |

Instants are microseconds since 1970 (`…_us`), durations seconds (`…_s` on the wall, `…_working_s` in office hours).
NULL means that it did not happen or is not known. `built` says up to which event a row was built.
"""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from weisu.analytics import assignments, readings, steps, tickets
from weisu.analytics.events import EVENT


def _named(name: str, rows: ir.Table, **beside: str) -> ir.Table:
    return ibis.table({**rows.schema(), **beside, "built": "int64"}, name)


_OPENED = ibis.table({"ticket_id": "uuid", "unit_id": "string", "spell": "int64"}, "opened")

TICKET = _named("fct_ticket", tickets.tickets(), again="boolean")
ASSIGNMENT = _named(
    "fct_assignment",
    assignments.assignments(EVENT, assignments.spells(_OPENED, several_only=False)),
    exclusion="string",
)
TRANSITION = _named("fct_transition", steps.transitions())
FOLLOW_UP = _named("fct_follow_up", steps.follow_ups())
READING = _named("fct_reading", readings.readings())
WARNING = _named("fct_warning", steps.warnings())
DAY = _named("agg_day", steps.days())
CALL = _named("agg_call", steps.calls())
SLOT = _named("agg_slot", steps.slots())
UNIT = ibis.table(
    {
        "id": "string",
        "name": "string",
        "kind": "string",
        "level": "string",
        "region_code": "string",
        "parent_id": "string",
        "state": "string",
        "joined_into_id": "string",
        "valid_from_us": "int64",
        "valid_until_us": "int64",
    },
    "dim_unit",
)
REGION = ibis.table(
    {
        "code": "string",
        "name": "string",
        "level": "string",
        "parent_id": "string",
        "residents": "int64",
        "valid_from_us": "int64",
        "valid_until_us": "int64",
    },
    "dim_region",
)

CATEGORY = ibis.table(
    {"code": "string", "name_zh": "string", "name_en": "string", "parent": "string", "gbt39666": "string"},
    "dim_category",
)
CALENDAR = ibis.table(
    {"day": "int32", "date": "string", "month": "string", "weekday": "int8", "is_working": "boolean"}, "dim_day"
)
OFFICE = ibis.table({"calendar": "string", "begin_us": "int64", "end_us": "int64", "before_us": "int64"}, "dim_office")
OFFICE_OF = ibis.table({"region_code": "string", "calendar": "string"}, "dim_office_of")

TABLES: Mapping[str, ir.Table] = {
    table.get_name(): table
    for table in (
        *(TICKET, ASSIGNMENT, TRANSITION, FOLLOW_UP, READING, WARNING, DAY, CALL, SLOT),
        *(UNIT, REGION, CATEGORY, CALENDAR, OFFICE, OFFICE_OF),
    )
}
