"""A small city's log in memory, lived by random acts through `decide`, and its lake."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from tests.cast import CAST, CITY, LIN, MONDAY, UNITS, ZHOU, policy_of, words
from tests.domain.lives import Life
from tests.domain.walks import STAFFED, filled
from weisu import lake
from weisu.domain.commands import Dispatch as DispatchTo
from weisu.domain.commands import Register, Triage
from weisu.domain.errors import DomainError
from weisu.domain.events import Event, canonical
from weisu.domain.instants import to_us
from weisu.domain.lifecycle import allowed
from weisu.domain.vocabulary import Timeline
from weisu.lake.columns import ROW

OFFSET_US = 8 * 3_600_000_000
MATTERS = sorted(policy_of("national").categories)[::90]
CHANNELS = ("telephone", "web", "wechat")


def lived(seed: int, *, tickets: int = 12, steps: int = 40, months: int = 3) -> list[Event]:
    """The events of some tickets, in the order in which they happened."""
    chance = Random(seed)
    events = [event for number in range(tickets) for event in _life(chance, number, steps, months)]
    events += [_contact(chance, months) for _ in range(tickets)]
    return sorted(events, key=lambda event: (event.occurred_at, str(event.ticket_id), event.version))


def _contact(chance: Random, months: int) -> Event:
    """Somebody rang or wrote and was heard, was not, or was called back: no ticket yet."""
    kind = chance.choice(["contact.received", "contact.received", "contact.missed", "contact.called_back"])
    at = MONDAY + timedelta(hours=chance.randrange(months * 30 * 24), seconds=chance.randrange(3_600))
    said = {"contact": "c"}
    if kind != "contact.called_back" and chance.random() < 0.8:
        said["waited_seconds"] = chance.choice([0, 14, 15, 16, 40])
    if kind != "contact.received" and chance.random() < 0.8:
        said["outcome"] = chance.choice(["hung_up", "turned_away"]) if kind == "contact.missed" else "reached"
    channel = chance.choice(["phone", "phone", "phone", "wechat"])
    return Event(kind, None, 0, at, said, "agent", "lin", region_code=CITY, channel=channel)


def _life(chance: Random, number: int, steps: int, months: int) -> list[Event]:
    life = Life(now=MONDAY + timedelta(hours=chance.randrange(months * 30 * 24)))
    request = _registration(chance, number)
    life.do(ZHOU if request.origin == "proactive" else LIN, request)
    _try(life, LIN, Triage(outcome=chance.choice(["accept", "accept", "accept", "emergency", "explain"])))
    life.now += timedelta(hours=chance.choice([0, 1, 30]))
    _try(life, ZHOU, DispatchTo(lead=chance.choice(STAFFED), supports=(), basis="catalogue"))
    for _ in range(chance.randrange(steps)):
        life.now += timedelta(minutes=chance.choice([0, 3, 90, 400, 3000]))
        by, command = _next(chance, life)
        _try(life, by, filled(command, chance.choice))
    ticket = UUID(int=number + 1)
    return [event._replace(ticket_id=ticket) for event in life.log]


def _next(chance: Random, life: Life):
    """Mostly somebody does what moves the ticket on; now and then anything that is allowed."""
    people = chance.sample(CAST, len(CAST))
    open_to = {by: sorted(allowed(life.state, by, life.policy)) for by in people[:6]}
    onward = [(by, command) for by, commands in open_to.items() for command in commands if command in ONWARD]
    every = [(by, command) for by, commands in open_to.items() for command in commands]
    likely = onward if onward and chance.random() < 0.75 else every
    return chance.choice(likely or [(LIN, "chase")])


ONWARD = set(
    "acknowledge contact_requester note_progress submit_reply approve_reply reject_reply close complete_follow_up "
    "attempt_follow_up rate confirm_resolution deny_resolution reopen send_back uphold_return refuse_return dispatch "
    "request_extension grant_extension redispatch delegate open_supervision answer_supervision rule_exclusion "
    "request_exclusion raise_dispute rule_dispute defer resume".split()
)
"""What moves a ticket through its life."""


def _registration(chance: Random, number: int) -> Register:
    return Register(
        number=f"N{number}",
        kind=chance.choice(["complaint", "inquiry"]),
        category=chance.choice(MATTERS),
        priority="general",
        channel=chance.choice(CHANNELS),
        region=chance.choice([CITY, UNITS["chengbei"].region_code]),
        origin=chance.choice(["request", "request", "proactive"]),
        requester="wang",
        request=words(),
    )


def _try(life: Life, by, command) -> None:
    try:
        life.do(by, command)
    except DomainError:
        return


def rows_of(events: Sequence[Event]) -> list[tuple]:
    """The rows the log would hold: `seq`, and the step before with the seconds since then."""
    calendar, before, rows = policy_of("national").calendar, {}, []
    for seq, event in enumerate(events, 1):
        at_us = to_us(event.occurred_at)
        last = before.get(event.ticket_id) if event.ticket_id else None
        row = dict.fromkeys(ROW.names, "") | event._asdict()
        row |= {"seq": seq, "event_id": str(UUID(int=seq)), "ticket_id": event.ticket_id and str(event.ticket_id)}
        row |= {"occurred_us": at_us, "recorded_us": at_us, "payload": canonical(event.payload), "hash": f"{seq:064x}"}
        row |= {"causation_id": None, "correlation_id": None, "elapsed_s": 0, "working_s": 0}
        if last:
            row |= {"prev_type": last.type, "prev_unit_id": last.unit_id}
            row["elapsed_s"] = (at_us - to_us(last.occurred_at)) // 1_000_000
            row["working_s"] = calendar.between_us(to_us(last.occurred_at), at_us, Timeline.WORKING_HOURS)
        before[event.ticket_id] = event
        rows.append(tuple(row[name] for name in ROW.names))
    return rows


def lake_of(root: Path, events: Sequence[Event], *, until: int | None = None) -> Path:
    """A lake with these events, or the first `until` of them; again with more it grows."""
    lake.write(root, rows_of(events)[:until], batch=50)
    return root
