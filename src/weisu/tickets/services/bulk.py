"""Many commands at once, for imports, demonstrations and simulated years: the same `decide`, the same log, few trips.

Everything of one call is written in one transaction: words, events, rows. A ticket that is refused at one of its acts
is left out whole and named; the others stand.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from weisu.domain.commands import Register
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
from weisu.tickets.steps import after, signed
from weisu.vault import keys
from weisu.vault.texts import TextRow, Words, prepare
from weisu.vault.writing import write_rows

NUMBERS_AT_ONCE = 500


class Act(NamedTuple):
    """One command of a bulk call.

    `ticket`: the caller's own name for a ticket it registers here, or the number of one that exists. `known`: what
    identifies the requester, None to look it up. `recorded_at`: when it became known, if not now.
    """

    ticket: str
    name: str
    fields: Mapping[str, Any]
    by: Principal
    at: datetime
    precision: str = Precision.EXACT.value
    known: tuple[str, ...] | None = None
    recorded_at: datetime | None = None


class Outcome(NamedTuple):
    """What became of a bulk call: the number of each ticket by the caller's name for it, refusals, written events."""

    numbers: dict[str, str]
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


def record(
    acts: Sequence[Act],
    *,
    by: Principal,
    now: datetime,
    historic: bool = False,
    keys_of: Mapping[str, object] | None = None,
) -> Outcome:
    """Carry out many commands in the order given; `by` signs the call, each act its own event.

    `historic` records past facts without judging them. `keys_of` gives idempotency keys by the caller's ticket names.
    """
    if not acts:
        return Outcome({}, {}, 0)
    with transaction.atomic():
        call = _Call(acts, now, historic, keys_of or {})
        for place, act in enumerate(acts):
            call.decide(place, act)
        return call.write(now)


class _Call:
    """Everything of one call in memory, before the first row is written."""

    def __init__(self, acts: Sequence[Act], now: datetime, historic: bool, keys_of: Mapping[str, object]) -> None:
        self.acts = acts
        self.now = now
        self.historic = historic
        self.keys_of = keys_of
        self.refused: dict[str, DomainError] = {}
        self.identifiers: dict[str, tuple[str, ...]] = {}
        self.works = self._works()
        self.new_numbers = self._new_numbers()
        self.rows, self.refs = self._words()

    def decide(self, place: int, act: Act) -> None:
        """One act onto its ticket's state in memory."""
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
        entries = [entry for _place, entry in sorted((e for w in done.values() for e in w.entries), key=lambda e: e[0])]
        rows = log.append_many(entries, recorded_at=now)
        ends = {row.ticket_id: log.head_after(row) for row in rows}
        projection.apply_many([Change(work.before, work.state, ends[work.ticket_id]) for work in done.values()])
        return Outcome({name: work.state.number for name, work in done.items()}, self.refused, len(rows))

    def _decide(self, place: int, act: Act, work: _Work) -> None:
        kind = papers.command_type(act.name)
        fields = act.fields
        if kind is Register and not fields.get("number"):
            fields = {**fields, "number": self.new_numbers[place]}
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
            precision=act.precision,
            historic=self.historic,
        )
        waiting = iter(self.refs[place])
        command = papers.build(kind, fields, lambda _words, _purpose, _kind: next(waiting))
        events = signed(decide(work.state, command, ctx), work.ticket_id, {})
        work.state = after(work.state, events)
        calendar = None if self.historic else policy.calendar
        key = self.keys_of.get(act.ticket)
        step = None if key is None else f"{key} {len(work.entries)}"
        work.entries.append((place, log.Entry(work.head, events, calendar, act.recorded_at, step)))
        work.texts += self.rows[place]

    def _policy(self, state: TicketState, fields: Mapping[str, Any], at: datetime) -> Policy:
        region = state.region or str(fields.get("region", ""))
        return surroundings.rules(region, occurred_at=at, now=self.now, historic=self.historic)

    def _works(self) -> dict[str, _Work]:
        born = {act.ticket for act in self.acts if act.name == Register.name}
        known = list({act.ticket for act in self.acts} - born)
        works = {name: _Work(UNBORN, numbers.new_id(self.keys_of.get(name))) for name in born}
        for start in range(0, len(known), NUMBERS_AT_ONCE):
            for taken in heads.take_all(known[start : start + NUMBERS_AT_ONCE]):
                works[taken.state.number] = _Work(taken, taken.head.ticket_id or UUID(int=0))
        lost = [name for name in known if name not in works]
        if lost:
            raise NotFound(f"There is no ticket {', '.join(sorted(lost)[:5])}; register it in the same call.")
        return works

    def _new_numbers(self) -> dict[int, str]:
        days = {
            place: numbers.local_day(act.at)
            for place, act in enumerate(self.acts)
            if act.name == Register.name and not act.fields.get("number")
        }
        free = {day: iter(numbers.allocate(day, count)) for day, count in sorted(Counter(days.values()).items())}
        return {place: next(free[day]) for place, day in days.items()}

    def _words(self) -> tuple[list[list[TextRow]], list[list[TextRef]]]:
        """Every act's words, locked and redacted together; the rows are written only if the ticket stands."""
        asked = [self._asked(act) for act in self.acts]
        prepared = prepare([words for some in asked for words in some], ring=keys.ring(keys.Purpose.TEXT))
        rows, refs = iter(prepared.rows), iter(prepared.refs)
        return [[next(rows) for _ in some] for some in asked], [[next(refs) for _ in some] for some in asked]

    def _asked(self, act: Act) -> list[Words]:
        kind = papers.command_type(act.name)
        work = self.works[act.ticket]
        given = papers.all_words(kind, act.fields)
        known = self._known(act, work.state) if given else ()
        kept_at = act.recorded_at or self.now
        return [Words(words, purpose, act.by.id, kept_at, work.ticket_id, known) for words, purpose in given]

    def _known(self, act: Act, state: TicketState) -> tuple[str, ...]:
        if act.known is not None:
            return act.known
        requester = state.requester or str(act.fields.get("requester", ""))
        if requester not in self.identifiers:
            self.identifiers[requester] = surroundings.identifiers(requester)
        return self.identifiers[requester]
