"""Recording the decided pasts of many tickets at once: the bulk path of imports."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from weisu.domain.context import Principal
from weisu.domain.errors import RoleRefused
from weisu.domain.state import EMPTY
from weisu.domain.vocabulary import Role
from weisu.tickets import log, projection
from weisu.tickets.past import History


@transaction.atomic
def record_past(histories: Sequence[History], *, by: Principal, now: datetime) -> int:
    """Append the events of new tickets and project them; returns how many events were written.

    Their event ids follow from ticket and version, so the same past cannot be recorded twice.
    Raises: RoleRefused for anybody but a program, ImpossibleDate, BadPayload.
    """
    if Role.SYSTEM not in by.roles:
        raise RoleRefused("Pasts are recorded by an import; register a ticket instead.")
    entries = [log.Entry(log.NEW, history.events) for history in histories]
    rows = log.append_many(entries, recorded_at=now)
    changes, place = [], 0
    for history in histories:
        place += len(history.events)
        changes.append(projection.Change(EMPTY, history.state, log.head_after(rows[place - 1])))
    projection.apply_many(changes)
    return len(rows)
