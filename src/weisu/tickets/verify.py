"""Verification: is the log whole, unchanged, and do rows and words still say what it says?

Two passes over one snapshot: by `seq` against the seals, by ticket along the chains. Findings are named, never mended.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from weisu.domain.errors import DomainError
from weisu.domain.instants import from_us
from weisu.domain.state import EMPTY
from weisu.lake.rows import EventRow, digest
from weisu.org.queries import ancestors
from weisu.policies.queries import in_force
from weisu.tickets import log, sealing
from weisu.tickets.log import NEW, Head
from weisu.tickets.papers import references
from weisu.tickets.reading import by_first, snapshot, streamed
from weisu.tickets.replay import Folded, Stored, difference
from weisu.tickets.rows import COLUMN_LIST, adapted, event_of, read
from weisu.tickets.steps import after
from weisu.vault.queries import check_many

ALL = f"SELECT {COLUMN_LIST} FROM ticket_event"
WORDS_AT_ONCE = 2_000
UNFOLDABLE = (KeyError, IndexError, TypeError, ValueError, AttributeError)
"""What folding a forged payload may end in; `evolve` itself refuses nothing."""


class Finding(NamedTuple):
    """One thing that is not as it must be; `ticket` is a number, or the id of one that has none, or empty."""

    ticket: str
    version: int
    seq: int
    reason: str


class Report(NamedTuple):
    """What was looked at, and what was found."""

    events: int
    tickets: int
    unsealed: int
    broken: list[Finding]

    def as_dict(self) -> dict[str, Any]:
        """The same for a machine."""
        return {**self._asdict(), "broken": [finding._asdict() for finding in self.broken]}


def verify() -> Report:
    """Check everything; memory does not grow with the log, only with what is broken."""
    lines = list(sealing.read_all())
    with snapshot():
        by_seq = _BySeq(lines)
        broken = list(by_seq.findings())
        chains = _ByTicket()
        broken += chains.findings()
    return Report(by_seq.events, chains.tickets, by_seq.unsealed, broken)


def verify_ticket(ticket_id: UUID) -> list[Finding]:
    """Check one ticket: its chain, what its rows say, and its words."""
    key = adapted([ticket_id])[0]
    rows = list(map(read, streamed(f"{ALL} WHERE ticket_id = %s ORDER BY version, seq", (key,))))
    return list(_ByTicket().alone(key, rows)) if rows else []


class _BySeq:
    """The pass along `seq`: nothing missing, nothing swapped, every sealed range as it was sealed."""

    def __init__(self, lines: Sequence[sealing.Line]) -> None:
        self.lines = lines
        self.events = 0
        self.unsealed = 0

    def findings(self) -> Iterator[Finding]:
        rows = streamed("SELECT seq, hash FROM ticket_event ORDER BY seq")
        row = next(rows, None)
        before: sealing.Line | None = None
        last = 0
        for line in self.lines:
            wrong = sealing.problem(line, before)
            if wrong:
                yield Finding("", 0, line.seal.first if line.seal else 0, f"the seal {line.where} {wrong}")
            before = line
            if line.seal is None:
                continue
            total, count = hashlib.sha256(), 0
            while row is not None and row[0] <= line.seal.last:
                yield from self._gap(last, row[0])
                total.update(row[1].encode())
                last, count = row[0], count + 1
                self.events += 1
                row = next(rows, None)
            yield from self._unlike(line, count, total.hexdigest())
        while row is not None:
            yield from self._gap(last, row[0])
            last = row[0]
            self.events += 1
            self.unsealed += 1
            row = next(rows, None)

    def _gap(self, last: int, seq: int) -> Iterator[Finding]:
        if seq != last + 1:
            missing = f"event {last + 1} is" if seq == last + 2 else f"events {last + 1} to {seq - 1} are"
            yield Finding("", 0, last + 1, f"{missing} missing")

    def _unlike(self, line: sealing.Line, count: int, root: str) -> Iterator[Finding]:
        seal = line.seal
        if seal is None:
            return
        span = f"the seal {line.where} covers events {seal.first} to {seal.last}"
        if count != seal.count:
            yield Finding("", 0, seal.first, f"{span}; {count} of {seal.count} are there")
        elif root != seal.root:
            yield Finding("", 0, seal.first, f"{span}; they are not the ones that were sealed")


class _ByTicket:
    """The pass along the chains: hashes, versions, derived columns, projected rows, words."""

    def __init__(self) -> None:
        self.tickets = 0
        self.waiting: list[tuple[EventRow, str, str, str]] = []

    def findings(self) -> Iterator[Finding]:
        stored = Stored()
        yield from self._contacts()
        rows = streamed(f"{ALL} WHERE ticket_id IS NOT NULL ORDER BY ticket_id, version, seq")
        for key, group in by_first((values[2], values) for values in rows):
            events = [read(values) for _key, values in group]
            self.tickets += 1
            yield from self._ticket(key, events, stored.difference)
            if len(self.waiting) >= WORDS_AT_ONCE:
                yield from self._words()
        yield from self._words()
        for key, reason in stored.left_over():
            yield Finding(str(key), 0, 0, reason)

    def alone(self, key: Any, rows: Sequence[EventRow]) -> Iterator[Finding]:
        """One ticket by itself."""
        yield from self._ticket(key, rows, lambda ticket: difference(ticket.state, ticket.head))
        yield from self._words()

    def _contacts(self) -> Iterator[Finding]:
        for row in map(read, streamed(f"{ALL} WHERE ticket_id IS NULL ORDER BY seq")):
            if digest(row) != row.hash:
                yield Finding("", row.version, row.seq, "the contact was changed: its hash does not fit")

    def _ticket(self, key: Any, rows: Sequence[EventRow], differs: Callable[[Folded], str]) -> Iterator[Finding]:
        state, head, number, sound = EMPTY, NEW, str(rows[0].ticket_id), True
        for row in rows:
            reasons = list(_wrong(row, head))
            head = log.head_after(row)
            sound = sound and not reasons
            try:
                event = event_of(row)
                state = after(state, [event])
                number = state.number or number
                self.waiting += [(row, number, ref, mark) for _field, ref, mark in references(event.payload)]
            except UNFOLDABLE:
                reasons.append("it does not fold: its payload has not the shape of its type")
                sound = False
            yield from (Finding(number, row.version, row.seq, reason) for reason in reasons)
        folded = Folded(key, state, head, len(rows))
        reason = differs(folded) if state.ticket_id else "its first event is no registration"
        if reason:
            yield Finding(number, head.version, rows[-1].seq, f"{reason}: rows and events disagree")

    def _words(self) -> Iterator[Finding]:
        waiting, self.waiting = self.waiting, []
        pairs = [(text_id, mark) for _row, _number, text_id, mark in waiting]
        for (row, number, text_id, _mark), (_id, verdict) in zip(waiting, check_many(pairs), strict=True):
            if verdict in ("missing", "different"):
                yield Finding(number, row.version, row.seq, f"the words {text_id} are {verdict}")


def _wrong(row: EventRow, head: Head) -> Iterator[str]:
    if digest(row) != row.hash:
        yield "the event was changed: its hash does not fit"
    if row.version != head.version + 1:
        yield (
            f"version {head.version + 1} is missing before it"
            if row.version > head.version
            else "its version is double"
        )
    elif row.prev_hash != head.last_hash:
        yield "it does not follow the event before it: the chain is cut"
    elif (row.prev_type, row.prev_unit_id) != (head.last_type, head.last_unit_id):
        yield "the step before is told wrongly"
    else:
        yield from _wrong_times(row, head)


def _wrong_times(row: EventRow, head: Head) -> Iterator[str]:
    elapsed_s, _working_s = log.derived(head, row.occurred_us, None)
    if row.elapsed_s != elapsed_s:
        yield f"elapsed_s is {row.elapsed_s}; it was {elapsed_s}"
    working_s = _working(row, head)
    if working_s is not None and row.working_s != working_s:
        yield f"working_s is {row.working_s}; it was {working_s}"


def _working(row: EventRow, head: Head) -> int | None:
    """Office seconds by the calendar the event was recorded under; None where that version is not in force any more."""
    if row.policy_id == "historic":
        return 0
    try:
        policy = in_force(row.region_code, from_us(row.occurred_us), ancestors=ancestors)
        return log.derived(head, row.occurred_us, policy.calendar)[1] if policy.version == row.policy_version else None
    except DomainError:
        return None
