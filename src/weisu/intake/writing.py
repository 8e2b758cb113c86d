"""One batch of an import onto disk, in the open transaction: names, people, words, events, what is known now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from weisu.domain.context import Principal
from weisu.domain.vocabulary import Level, UnitKind
from weisu.intake.directory import REGION, UNIT, Directory, Name
from weisu.intake.mapping import Mapping
from weisu.intake.models import ImportedRow, SourceName
from weisu.intake.planning import Plan
from weisu.org import services as org
from weisu.org.models import Region
from weisu.tickets.models import Ticket
from weisu.tickets.past import History
from weisu.tickets.services.past import record_past
from weisu.vault.services import Newcomer, enrol_many
from weisu.vault.texts import TextRow
from weisu.vault.writing import insert_many, write_rows

IMPORTED = ("mapping", "source_key", "digest", "ticket_id")
NAMES = ("mapping", "kind", "key", "name", "code", "target", "to_review", "first_seen_at")


@dataclass(frozen=True)
class Ready:
    """A row that can be recorded: its plan, its decided past, its words."""

    plan: Plan
    history: History
    words: Sequence[TextRow]


class Done(NamedTuple):
    """How much one batch wrote."""

    events: int
    texts: int
    requesters: int


def known_digests(mapping: Mapping, keys: Sequence[str]) -> dict[str, str]:
    """What was said under these keys when they were imported."""
    rows = ImportedRow.objects.filter(mapping=mapping.id, source_key__in=set(keys))
    return dict(rows.values_list("source_key", "digest"))


def taken_numbers(numbers: Sequence[str]) -> set[str]:
    """Which of these ticket numbers are in use."""
    return set(Ticket.objects.filter(number__in=set(numbers)).values_list("number", flat=True))


def write(
    mapping: Mapping,
    ready: Sequence[Ready],
    names: Sequence[Name],
    directory: Directory,
    *,
    by: Principal,
    now: datetime,
) -> Done:
    """Everything of one batch; the ticket's events and the memory of its record stand or fall together."""
    _write_names(mapping, names, directory, by=by, now=now)
    people = [Newcomer(*each.plan.person) for each in ready if each.plan.person is not None]
    words = [row for each in ready for row in each.words]
    requesters = enrol_many(people, by=by, now=now) if people else 0
    if words:
        write_rows(words)
    events = record_past([each.history for each in ready], by=by, now=now) if ready else 0
    plans = [each.plan for each in ready]
    insert_many(
        ImportedRow._meta.db_table, IMPORTED, [(mapping.id, plan.key, plan.digest, plan.ticket_id) for plan in plans]
    )
    return Done(events, len(words), requesters)


def _write_names(
    mapping: Mapping, names: Sequence[Name], directory: Directory, *, by: Principal, now: datetime
) -> None:
    new = [name for name in names if not name.is_known]
    units = [(name.target, name.name) for name in new if name.kind == UNIT]
    if units:
        org.note_unknown_units(
            units,
            kind=UnitKind(mapping.unit_kind),
            level=Level(mapping.unit_level),
            region=directory.region_code,
            by=by,
            now=now,
        )
    # A region is met before those beneath it, so its parent is there.
    for name in new:
        if name.kind == REGION and not Region.objects.filter(code=name.target).exists():
            org.create_region(name.target, name=name.name, level=Level(name.level), parent=name.parent, by=by, now=now)
    rows = [
        (mapping.id, name.kind, name.key, name.name, name.code, name.target, not name.is_known, now) for name in names
    ]
    insert_many(SourceName._meta.db_table, NAMES, rows)
