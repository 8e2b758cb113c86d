"""What a build asks of the events and of the star so far, as SQL: made once a process, for it never changes.

The questions read `event`, the events of this build; `fct_ticket` and `fct_assignment`, what the star so far says of
the tickets that these events touch; and what the build keeps between two questions: `touched`, `opening`, `spell` and
`ruled`.
"""

from collections.abc import Mapping, Sequence
from functools import cache

import ibis
import ibis.expr.types as ir

from weisu.analytics import assignments, readings, steps, tickets
from weisu.analytics.engines.duckdb import sql_of
from weisu.analytics.events import EVENT
from weisu.analytics.folds import Folds

OPENING = ibis.table({"ticket_id": "uuid", "unit_id": "string", "spell": "int64"}, "opening")
NEW = "new"
SPELL = ibis.table({"ticket_id": "uuid", "unit_id": "string", "starts": "array<int64>"}, "spell")
RULED = ibis.table({"ticket_id": "uuid", "exclusion": "string"}, "ruled")
"""Tickets of this build of which somebody ruled whether they are excluded, and how at last."""


@cache
def tickets_anew() -> str:
    """The tickets as these events alone tell them."""
    return sql_of(tickets.tickets().mutate(again=False))


@cache
def touched() -> str:
    """The tickets that these events touch."""
    return sql_of(EVENT.filter(EVENT.ticket_id.notnull()).select(ticket_id=EVENT.ticket_id.cast("uuid")).distinct())


@cache
def tickets_on() -> str:
    """The tickets that these events touch, as all events tell them."""
    shape = tickets.tickets().schema()
    rows = _together(ibis.table(shape, "fct_ticket"), ibis.table(shape, NEW), tickets.KEYS, tickets.FOLDS)
    return _with_new(tickets_anew(), sql_of(rows))


@cache
def openings() -> str:
    """The parts that these events open."""
    opened = EVENT.filter(EVENT["type"].isin([one.value for one in assignments.OPENERS]))
    return sql_of(assignments.openings(opened))


@cache
def spells_several() -> str:
    """The spells of units that had one ticket more than once."""
    return sql_of(assignments.spells(OPENING, several_only=True))


@cache
def spells_known() -> str:
    """The spells of every unit on the tickets that these events touch, earlier ones among them."""
    old = ibis.table(_assignments().schema(), "fct_assignment")
    known = old.select("ticket_id", "unit_id", "spell").union(OPENING)
    return sql_of(assignments.spells(known, several_only=False))


@cache
def assignments_anew() -> str:
    """The parts as these events alone tell them."""
    return sql_of(_with_rulings(_assignments()))


@cache
def assignments_on() -> str:
    """The parts of the tickets that these events touch, as all events tell them."""
    shape = _assignments().schema()
    old, new = ibis.table(shape, "fct_assignment"), ibis.table(shape, NEW)
    rows = _together(old, new, assignments.KEYS, assignments.FOLDS).drop("again")
    return _with_new(sql_of(_assignments()), sql_of(_with_rulings(rows)))


@cache
def growing(offset_us: int, *, is_first: bool) -> Mapping[str, str]:
    """The rows that these events add to tables that only grow; `is_first` when there is no star before them."""
    before = None if is_first else ibis.table(readings.REPLIES, "fct_assignment")
    return {
        "fct_transition": sql_of(steps.transitions()),
        "fct_follow_up": sql_of(steps.follow_ups(offset_us=offset_us)),
        "fct_reading": sql_of(readings.readings(before=before)),
        "fct_warning": sql_of(steps.warnings(offset_us=offset_us)),
        "agg_day": sql_of(steps.days(offset_us=offset_us)),
        "agg_call": sql_of(steps.calls(offset_us=offset_us)),
        "agg_slot": sql_of(steps.slots(offset_us=offset_us)),
    }


@cache
def _assignments() -> ir.Table:
    return assignments.assignments(EVENT, SPELL)


def _with_rulings(parts: ir.Table) -> ir.Table:
    """Every part with what was ruled of its ticket: an exclusion names no unit, and parts may be opened after it."""
    return parts.left_join(RULED, "ticket_id").drop("ticket_id_right")


def _with_new(new: str, sql: str) -> str:
    """A question that reads what another one answers, without keeping a hundred columns of it as a table."""
    return f"WITH {NEW} AS ({new}) SELECT * FROM ({sql})"


def _together(old: ir.Table, new: ir.Table, keys: Sequence[str], folds: Folds) -> ir.Table:
    """Rows as all events give them, of rows that earlier and later ones gave; `again` where earlier ones had one."""
    # Each side has one row of a key, so joining does what folding both once more would do, at a tenth of its cost.
    both = old.select(*keys, *folds).mutate(again=True).outer_join(new.select(*keys, *folds), keys)
    known = {name: ibis.coalesce(both[name], both[f"{name}_right"]) for name in keys}
    found = {name: fold.merged(both[name], both[f"{name}_right"]) for name, fold in folds.items()}
    return both.select(**known, **found, again=both.again.fill_null(False))
