"""What a build asks of the events and of the star so far, as SQL: made once a process, for it never changes.

The questions read `event`, the events of this build; `fct_ticket` and `fct_assignment`, the star so far; and what the
build keeps between two questions: `new_ticket`, `new_assignment`, `opening` and `spell`.
"""

from collections.abc import Mapping, Sequence
from functools import cache

import ibis
import ibis.expr.types as ir

from weisu.analytics import assignments, steps, tickets
from weisu.analytics.engines.duckdb import sql_of
from weisu.analytics.events import EVENT
from weisu.analytics.folds import Fold, Folds, folded

OPENING = ibis.table({"ticket_id": "uuid", "unit_id": "string", "spell": "int64"}, "opening")
SPELL = ibis.table({"ticket_id": "uuid", "unit_id": "string", "starts": "array<int64>"}, "spell")
TOUCHED = ibis.table({"ticket_id": "uuid"}, "new_ticket")


@cache
def tickets_anew() -> str:
    """The tickets as these events alone tell them."""
    return sql_of(tickets.tickets().mutate(again=False))


@cache
def tickets_on() -> str:
    """The tickets that these events touch, as all events tell them."""
    shape = tickets.tickets().schema()
    old = ibis.table(shape, "fct_ticket").semi_join(TOUCHED, "ticket_id")
    return sql_of(_together(old, ibis.table(shape, "new_ticket"), tickets.KEYS, tickets.FOLDS))


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
    old = ibis.table(_assignments().schema(), "fct_assignment").semi_join(TOUCHED, "ticket_id")
    known = old.select("ticket_id", "unit_id", "spell").union(OPENING)
    return sql_of(assignments.spells(known, several_only=False))


@cache
def assignments_anew() -> str:
    """The parts as these events alone tell them."""
    return sql_of(_assignments())


@cache
def assignments_on() -> str:
    """The parts of the tickets that these events touch, as all events tell them."""
    shape = _assignments().schema()
    old = ibis.table(shape, "fct_assignment").semi_join(TOUCHED, "ticket_id")
    rows = _together(old, ibis.table(shape, "new_assignment"), assignments.KEYS, assignments.FOLDS)
    return sql_of(rows.drop("again"))


@cache
def growing(offset_us: int) -> Mapping[str, str]:
    """The rows that these events add to tables that only grow."""
    return {
        "fct_transition": sql_of(steps.transitions()),
        "fct_follow_up": sql_of(steps.follow_ups()),
        "fct_warning": sql_of(steps.warnings(offset_us=offset_us)),
        "agg_day": sql_of(steps.days(offset_us=offset_us)),
        "agg_call": sql_of(steps.calls(offset_us=offset_us)),
        "agg_slot": sql_of(steps.slots(offset_us=offset_us)),
    }


@cache
def _assignments() -> ir.Table:
    return assignments.assignments(EVENT, SPELL)


def _together(old: ir.Table, new: ir.Table, keys: Sequence[str], folds: Folds) -> ir.Table:
    """Rows as all events give them, of the rows that earlier and later events gave; `again` where both had one."""
    columns = [*keys, *folds]
    both = ibis.union(old.select(*columns).mutate(later=0), new.select(*columns).mutate(later=1))
    again = {name: Fold(fold.how, both[name]) for name, fold in folds.items()}
    rows = both.group_by(*keys).aggregate(**folded(again, both.later), again=both.later.min() == 0)
    return rows.select(*columns, "again")
