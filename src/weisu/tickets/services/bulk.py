"""Many commands at once, for simulated years: the same `decide`, the same log, few trips.

Everything of one call is written in one transaction: words, events, rows. A ticket that is refused at one of its acts
is left out whole and named; the others stand.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from weisu.domain.commands import Command, Register
from weisu.domain.context import Principal
from weisu.domain.errors import DomainError, GuardRefused, NotFound
from weisu.domain.events import TextRef
from weisu.domain.lifecycle import decide
from weisu.domain.policy import Policy
from weisu.domain.state import TicketState
from weisu.domain.vocabulary import Precision
from weisu.tickets import heads, log, numbers, papers, projection, surroundings
from weisu.tickets.acting import BY_TWO_KEYS, acting, require_seen
from weisu.tickets.heads import UNBORN, Taken
from weisu.tickets.projection import Change
from weisu.tickets.services.contacts import CONTACTS, contact_entry
from weisu.tickets.steps import after, signed
from weisu.vault import keys
from weisu.vault.texts import TextRow, Words, prepare
from weisu.vault.writing import write_rows

NUMBERS_AT_ONCE = 500


class Act(NamedTuple):
    """One command of a bulk call, recorded when it happened; a contact that has no ticket names none.

    `ticket` is a number, of a ticket that exists or is registered here under `ticket_id`. `known`: what identifies the
    requester, None to look it up.
    """

    ticket: str
    name: str
    fields: Mapping[str, Any]
    by: Principal
    at: datetime
    ticket_id: UUID | None = None
    known: tuple[str, ...] | None = None


class Outcome(NamedTuple):
    """What became of a bulk call: refusals by the number of their ticket, and how many events were written."""

    refused: dict[str, DomainError]
    events: int


class _Work:
    """One ticket on its way through the call."""

    def __init__(self, taken: Taken, ticket_id: UUID) -> None:
        self.before = self.state = taken.state
        self.head = taken.head
        self.ticket_id = ticket_id
        self.entries: list[tuple[int, log.Entry]] = []
        self.texts: list[TextRow] = []


def record(acts: Sequence[Act], *, by: Principal, now: datetime) -> Outcome:
    """Carry out many commands in the order given; `by` makes the call, each act signs its own event and instant."""
    if not acts:
        return Outcome({}, 0)
    with transaction.atomic():
        call = _Call(acts)
        for place, act in enumerate(acts):
            call.decide(place, act)
        return call.write(now)


class _Call:
    """Everything of one call in memory, before the first row is written."""

    def __init__(self, acts: Sequence[Act]) -> None:
        self.acts = acts
        self.refused: dict[str, DomainError] = {}
        self.identifiers: dict[str, tuple[str, ...]] = {}
        self.contacts: list[tuple[int, log.Entry]] = []
        self.works = self._works()
        self.rows, self.refs = self._words()

    def decide(self, place: int, act: Act) -> None:
        """One act onto its ticket's state in memory."""
        if act.name in CONTACTS:
            self.contacts.append((place, contact_entry(act.name, act.fields, by=act.by, now=act.at)))
            return
        work = self.works[act.ticket]
        if act.ticket in self.refused:
            return
        try:
            self._decide(place, act, work)
        except DomainError as refusal:
            self.refused[act.ticket] = refusal

    def write(self, now: datetime) -> Outcome:
        """Words, events and rows of every ticket that was not refused."""
        done = {name: work for name, work in self.works.items() if name not in self.refused and work.entries}
        write_rows([row for work in done.values() for row in work.texts])
        placed = [*self.contacts, *(entry for work in done.values() for entry in work.entries)]
        entries = [entry for _place, entry in sorted(placed, key=lambda each: each[0])]
        rows = log.append_many(entries, recorded_at=now)
        ends = {row.ticket_id: log.head_after(row) for row in rows}
        projection.apply_many([Change(work.before, work.state, ends[work.ticket_id]) for work in done.values()])
        return Outcome(self.refused, len(rows))

    def _decide(self, place: int, act: Act, work: _Work) -> None:
        kind = papers.command_type(act.name)
        fields = act.fields
        if act.name in BY_TWO_KEYS:
            raise GuardRefused(f"{act.name} is for one ticket at a time, each looked at by two people.")
        require_seen(act.by, work.state, act.name)
        by = acting(act.by, work.state, fields)
        policy = self._policy(work.state, fields, act.at)
        ctx = surroundings.context(
            work.state,
            fields,
            by=by,
            policy=policy,
            occurred_at=act.at,
            precision=Precision.EXACT.value,
            historic=False,
        )
        waiting = iter(self.refs[place])
        command = papers.build(kind, fields, lambda _words, _purpose, _kind: next(waiting))
        events = signed(decide(work.state, command, ctx), work.ticket_id, {})
        work.state = after(work.state, events)
        entry = log.Entry(work.head, events, policy.calendar, recorded_at=act.at)
        work.entries.append((place, entry))
        work.texts += self.rows[place]

    def _policy(self, state: TicketState, fields: Mapping[str, Any], at: datetime) -> Policy:
        region = state.region or str(fields.get("region", ""))
        return surroundings.rules(region, occurred_at=at, now=at, historic=False)

    def _works(self) -> dict[str, _Work]:
        born = {act.ticket: act.ticket_id for act in self.acts if act.name == Register.name}
        known = sorted({act.ticket for act in self.acts if act.ticket} - born.keys())
        works = {number: _Work(UNBORN, ticket_id or numbers.new_id()) for number, ticket_id in born.items()}
        for start in range(0, len(known), NUMBERS_AT_ONCE):
            for taken in heads.take_all(known[start : start + NUMBERS_AT_ONCE]):
                works[taken.state.number] = _Work(taken, taken.head.ticket_id or UUID(int=0))
        lost = [name for name in known if name not in works]
        if lost:
            raise NotFound(f"There is no ticket {', '.join(sorted(lost)[:5])}; register it in the same call.")
        return works

    def _words(self) -> tuple[list[list[TextRow]], list[list[TextRef]]]:
        """Every act's words, locked and redacted together; the rows are written only if the ticket stands."""
        asked = [self._asked(act) for act in self.acts]
        prepared = prepare([words for some in asked for words in some], ring=keys.ring(keys.Purpose.TEXT))
        rows, refs = iter(prepared.rows), iter(prepared.refs)
        return [[next(rows) for _ in some] for some in asked], [[next(refs) for _ in some] for some in asked]

    def _asked(self, act: Act) -> list[Words]:
        if act.name in CONTACTS:
            return []
        kind = papers.command_type(act.name)
        work = self.works[act.ticket]
        given = list(_words_of(kind, act.fields))
        known = self._known(act, work.state) if given else ()
        return [Words(words, purpose, act.by.id, act.at, work.ticket_id, known) for words, purpose in given]

    def _known(self, act: Act, state: TicketState) -> tuple[str, ...]:
        if act.known is not None:
            return act.known
        requester = state.requester or str(act.fields.get("requester", ""))
        if requester not in self.identifiers:
            self.identifiers[requester] = surroundings.identifiers(requester)
        return self.identifiers[requester]


def _words_of(kind: type[Command], fields: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(words, field) in the order in which `papers.build` asks for them to be kept."""
    shape = papers.shape(kind)
    for name, value in fields.items():
        if name in shape.words and isinstance(value, str) and value.strip():
            yield value, name
        elif name in shape.lists:
            yield from ((item, name) for item in value if isinstance(item, str) and item)
