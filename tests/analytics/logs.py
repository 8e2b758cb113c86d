"""A small city's log in memory, lived by random acts through `decide`, and its lake."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from tests.cast import CAST, CITY, LIN, MONDAY, UNITS, ZHOU, photograph, policy_of, words
from tests.domain.lives import Life
from tests.domain.walks import STAFFED, filled
from weisu import lake
from weisu.domain.commands import Register
from weisu.domain.context import Principal
from weisu.domain.errors import DomainError
from weisu.domain.events import Event, canonical
from weisu.domain.instants import to_us
from weisu.domain.lifecycle import allowed
from weisu.domain.vocabulary import ActorKind, Timeline
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
    for _ in range(chance.randrange(steps // 4, steps)):
        life.now += timedelta(minutes=chance.choice([0, 3, 90, 400, 3000]))
        _act(life, chance)
    ticket = UUID(int=number + 1)
    return [event._replace(ticket_id=ticket) for event in life.log]


def _act(life: Life, chance: Random) -> None:
    """Somebody does something: mostly what moves the ticket on, now and then anything that is allowed."""
    who: dict[str, list[Principal]] = {}
    for by in CAST:
        for name in sorted(allowed(life.state, by, life.policy)):
            who.setdefault(name, []).append(by)
    if "attempt_follow_up" in who and chance.random() < 0.05:
        _call_in_vain(life, chance.choice(who["attempt_follow_up"]), chance)
        return
    while who:
        # First what, then who: what many may do is no likelier for it.
        (name,) = chance.choices(list(who), [LIKELY.get(name, 0.1) for name in who])
        people = who.pop(name)
        if any(_is_done(life, chance.choice(people), name, chance) for _ in range(TRIES)):
            return


def _call_in_vain(life: Life, by: Principal, chance: Random) -> None:
    """Three calls on three days, in the morning, the afternoon and the evening (of +08:00), and nobody picks up."""
    for hour in (2, 7, 11):
        life.now = (life.now + timedelta(days=1)).replace(hour=hour)
        _is_done(life, by, "attempt_follow_up", chance)
    _is_done(life, by, "complete_follow_up", chance, outcome="unreachable")


def _is_done(life: Life, by: Principal, name: str, chance: Random, **said: str) -> bool:
    """Whether it was done: of what people may fill in some is refused, and they fill it in otherwise."""
    units = [part.unit for part in life.state.assignments] or STAFFED
    own = by.kind == ActorKind.UNIT_STAFF and chance.random() < 0.8
    given = {
        "unit": by.unit_id if own else chance.choice(["", *units]),
        "lead": chance.choice(STAFFED),
        "supports": chance.choice([(), (), (chance.choice(STAFFED),)]),
        "until": life.now + timedelta(days=chance.choice([2, 9, 30])),
    }
    if name == "check_quality":
        given["rubric"] = chance.choice(["reply", "reply", "telephone"])
    if name in OUTCOMES:
        given["outcome"] = chance.choice(OUTCOMES[name])
    if name == "contact_requester":
        # Nothing to show, the number of a recording, or a file, one after the other.
        given["evidence"] = [(), (words(),), photograph()][len(life.log) % 3]
    given |= said
    command = filled(name, chance.choice)
    try:
        life.do(by, replace(command, **{field: value for field, value in given.items() if hasattr(command, field)}))
    except DomainError:
        return False
    return True


OUTCOMES = {
    "triage": ["accept"] * 12 + ["emergency", "explain", "statutory"],
    "complete_follow_up": ["reached"] * 3 + ["refused", "unreachable"],
    "contact_requester": ["reached", "reached", "no_answer"],
}
"""What mostly comes of it."""

ROAD = "triage dispatch acknowledge submit_reply approve_reply close"
RULINGS = (
    "uphold_return refuse_return grant_extension rule_exclusion rule_dispute rule_review defer answer_supervision "
    "confirm_withdrawal attempt_follow_up"
)
TURNS = (
    "contact_requester complete_follow_up note_progress rate confirm_resolution deny_resolution "
    "reject_reply reopen send_back request_extension resume"
)
WISHES = (
    "answer request_review redispatch delegate open_supervision request_exclusion raise_dispute "
    "chase check_quality link hold_conference"
)
LIKELY = {
    name: weight
    for names, weight in ((ROAD, 6.0), (RULINGS, 6.0), (TURNS, 1.5), (WISHES, 0.4))
    for name in names.split()
} | dict.fromkeys("merge withdraw refer transfer archive split request_quarantine".split(), 0.05)
"""How likely what is allowed is done: the road through a life first, then what others wait for, then all the rest."""

TRIES = 6
"""How often somebody fills in the form before they let it be."""


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
