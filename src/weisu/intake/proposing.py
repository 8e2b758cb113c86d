"""Proposing which units that imports met may be one; a second person accepts or not."""

from datetime import datetime

from django.db.models import Count

from weisu.domain.context import Principal
from weisu.intake.directory import UNIT
from weisu.intake.mapping import Mapping
from weisu.intake.models import SourceName
from weisu.intake.spellings import Spelling, proposals
from weisu.org import services as org
from weisu.org.models import Unit, UnitName, UnitState
from weisu.tickets.models import Ticket


def propose(mapping: Mapping, *, by: Principal, now: datetime) -> int:
    """Propose joins for the units this source speaks of; returns how many were not proposed before."""
    met = SourceName.objects.filter(mapping=mapping.id, kind=UNIT)
    codes = dict(met.values_list("target", "code"))
    if not codes:
        return 0
    units = Unit.objects.filter(joined_into__isnull=True, valid_until__isnull=True)
    uses = dict(Ticket.objects.values_list("lead_unit_id").annotate(Count("id")).order_by())
    spellings = [
        Spelling(unit.id, unit.name, codes.get(unit.id, ""), unit.state == UnitState.ACTIVE, uses.get(unit.id, 0))
        for unit in units
        if unit.id in codes or unit.state == UnitState.ACTIVE
    ]
    there = set(UnitName.objects.filter(other__isnull=False).values_list("other_id", "unit_id"))
    new = [each for each in proposals(spellings) if tuple(each) not in there]
    for each in new:
        org.propose_join(each.unit, into=each.into, by=by, now=now)
    return len(new)
