"""What every measure should say, one naive function for each, on what `oracle` tells of the tickets."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

from tests.analytics.expected_limits import (
    CLOSED,
    DOOR,
    Oracle,
    after,
    contacted,
    followed_up_in_time,
    given,
    of_parts,
    of_tickets,
    part_in_time,
    replied_for_good,
    responded,
    rested_share,
    ticket_in_time,
    unextended,
    was_extended,
)
from tests.analytics.expected_rates import RATES, is_closed
from tests.analytics.expected_relief import RELIEF
from tests.analytics.expected_repeats import back, repeat_of, repeated
from tests.analytics.expected_strata import anomalous_in_time, is_anomalous, is_complex
from tests.analytics.oracle import Part, Row, Told, files
from weisu.analytics import assignments
from weisu.analytics.metric import Asked
from weisu.domain.events import Event
from weisu.domain.instants import to_us
from weisu.domain.vocabulary import Timeline
from weisu.domain.worktime import WorkCalendar


def _durable(told: list[Told], asked: Asked) -> Iterator[Row]:
    for one in told:
        closed = one.first(*CLOSED)
        if closed is None:
            continue
        gone = [one.last(kind) for kind in ("ticket.withdrawn", "ticket.merged")]
        ends = back(one, told) or [(at, 3) for at in gone if at is not None and at > closed]
        until, code = min(ends, default=(asked.as_of_us, 0))
        counts = one.closed_by != "" and not one.excluded
        yield Row(closed, one.closed_by, counts, (until - closed) // 1_000_000, code=code)


def _at_door(what: Callable[[Told], bool], counts: Callable[[Told], bool] = lambda one: True) -> Oracle:
    return of_tickets(lambda one, asked: Row(one.at_us, one.lead, counts(one), float(what(one))))


def _of_part(what: Callable[[Part], bool], counts: Callable[[Part], bool] = lambda part: True) -> Oracle:
    def row(one: Told, part: Part, asked: Asked) -> Row:
        return Row(part.at_us, part.unit, counts(part) and not part.excluded, float(what(part)))

    return of_parts(row)


RULED = ("ticket.returned", "ticket.return_refused")


def _moved_by_ruling(one: Told) -> list[Event]:
    return one.all("dispute.ruled", ruling="moved")


def _returns_asked(one: Told, part: Part, asked: Asked) -> Row:
    """A part that was sent back twice counts twice, among parts that count once."""
    counts = not one.excluded
    return Row(part.at_us, part.unit, counts, len(part.all("ticket.return_requested")) * counts, counts)


def _rulings(told: list[Told], asked: Asked) -> Iterator[Row]:
    """A row per ruling on a return, placed where its part began."""
    for one in told:
        for part in one.parts:
            for event in part.all(*RULED):
                yield Row(part.at_us, part.unit, not one.excluded, float(event.type == "ticket.returned"))


def _misdispatched(one: Told, part: Part, asked: Asked) -> Row:
    return Row(part.at_us, part.sent_by, not one.excluded, float(bool(part.all("ticket.returned"))))


def _first_dispatch_right(one: Told, asked: Asked) -> Row:
    right = not one.all("ticket.returned", "ticket.redispatched") and not _moved_by_ruling(one)
    return Row(one.at_us, one.first_sent_by, one.sent_us is not None and not one.excluded, float(right))


def _came_back(one: Told) -> bool:
    units = [part.unit for part in one.parts if part.via != "reopen"]
    return len(units) > len(set(units))


def _stage(status: str, *, working: bool) -> Oracle:
    def row(one: Told, asked: Asked) -> Row:
        here = one.status == status
        wall, last_us = one.seconds_in(status), to_us(one.events[-1].occurred_at)
        calendar, timeline = CALENDARS["national"], Timeline.NATURAL
        seconds = wall
        if working:
            calendar, timeline = CALENDARS.get(now(one, "region"), calendar), Timeline.WORKING_HOURS
            seconds = WORKING[one.events[0].ticket_id, status]
        since = calendar.between_us(last_us, asked.as_of_us, timeline) if here else 0
        return Row(one.at_us, one.lead, wall > 0 or here, seconds + since, code=int(not here))

    return of_tickets(row)


WORKING: dict[tuple[object, str], int] = {}
"""Seconds in office hours by ticket and status, filled from the log's own column by the test."""

CALENDARS: dict[str, WorkCalendar] = {}
"""The calendar of the nation, and of each region with one of its own, filled by the test."""


CONTACTS: list[Event] = []
"""Events that belong to no ticket, filled by the test."""


def _rang(*kinds: str) -> list[Event]:
    return [event for event in CONTACTS if event.channel == "phone" and event.type in kinds]


def _answered(told: list[Told], asked: Asked) -> list[Row]:
    rang = _rang("contact.received", "contact.missed")
    return [Row(to_us(e.occurred_at), "", True, float(e.type == "contact.received")) for e in rang]


def _answered_in_time(told: list[Told], asked: Asked) -> list[Row]:
    limit = asked.rule.answering.within_seconds
    waits = [(e, e.payload.get("waited_seconds")) for e in _rang("contact.received")]
    return [
        Row(to_us(e.occurred_at), "", limit > 0 and wait is not None, float(wait is not None and wait <= limit), True)
        for e, wait in waits
    ]


def _abandoned(told: list[Told], asked: Asked) -> list[Row]:
    rang = [e for e in _rang("contact.received", "contact.missed") if e.payload.get("outcome") != "turned_away"]
    return [Row(to_us(e.occurred_at), "", True, float(e.type == "contact.missed")) for e in rang]


def _called_back(told: list[Told], asked: Asked) -> list[Row]:
    """Calls back per missed call: each missed call counts, each call back adds one."""
    missed = [Row(to_us(e.occurred_at), "", False, 0.0, True) for e in _rang("contact.missed")]
    return missed + [Row(to_us(e.occurred_at), "", False, 1.0, False) for e in _rang("contact.called_back")]


def _confirmed(one: Told) -> bool:
    said = one.all("resolution.confirmed", "resolution.denied", "ticket.reopened")
    return bool(said) and said[-1].type == "resolution.confirmed"


def _graded(one: Told, asked: Asked) -> Row:
    given = one.all("rating.given")
    unasked = bool(given) and not given[-1].payload.get("solicited", False)
    well = bool(given) and given[-1].payload["grade"] in ("satisfied", "very_satisfied")
    return Row(one.last("rating.given"), one.lead, unasked, float(well))


def _still_open(one: Told) -> bool:
    return one.status not in ("closed", "archived", "declined", "merged", "withdrawn")


def _raised(one: Told, asked: Asked) -> bool:
    return bool(one.all("conference.held", "supervision.opened"))


def _stratum(which: Callable[[Told, Asked], bool], what: Callable[[Told, Asked], bool]) -> Oracle:
    """Tickets of a stratum that a unit was given and nobody excluded."""

    def row(one: Told, asked: Asked) -> Row:
        is_counted = one.sent_us is not None and not one.excluded and which(one, asked)
        return Row(one.at_us, one.lead, is_counted, float(what(one, asked)))

    return of_tickets(row)


def _in_hand(told: list[Told], asked: Asked) -> Iterator[Row]:
    """How many parts of a unit had begun and not ended when a part came."""
    every = [part for one in told for part in one.parts]
    for part in every:
        begun = [other for other in every if other.unit == part.unit and other.at_us <= part.at_us]
        over = [o for o in every if o.unit == part.unit and 0 < o.ended_us <= part.at_us]
        yield Row(part.at_us, part.unit, True, len(begun) - len(over))


def _blind_readings(one: Told) -> dict[tuple[str, int], list[tuple[int, int]]]:
    """(instant, points) of the first reading of each reader, by whose reply it was and how many they had handed in."""
    handed_in: Counter[str] = Counter()
    found: dict[tuple[str, int], dict[str, tuple[int, int]]] = defaultdict(dict)
    for event in one.events:
        said = event.payload
        if event.type == "reply.submitted":
            handed_in[event.unit_id] += 1
        elif event.type == "quality.checked" and said["rubric"] == "reply" and said.get("points") is not None:
            reply = (event.unit_id, handed_in[event.unit_id])
            found[reply].setdefault(event.actor_id, (to_us(event.occurred_at), said["points"]))
    return {reply: list(each.values()) for reply, each in found.items()}


def _points(told: list[Told], asked: Asked) -> Iterator[Row]:
    for one in told:
        for (unit, _), each in _blind_readings(one).items():
            yield Row(each[0][0], unit, not one.excluded, sum(points for _, points in each) / len(each))


def _agreement(told: list[Told], asked: Asked) -> Iterator[Row]:
    for one in told:
        for each in _blind_readings(one).values():
            apart = abs(each[0][1] - each[1][1]) if len(each) > 1 else 0
            yield Row(each[0][0], "", len(each) > 1 and not one.excluded, float(apart <= asked.rule.reading.tolerance))


def _documented(one: Told, part: Part, asked: Asked) -> Row:
    replied, reached = part.last("reply.submitted"), contacted(part)
    proof = sum(files(e) for e in part.facts if e.actor_kind == "unit_staff" and e.type in TOLD)
    shown = replied is not None and reached is not None and reached <= replied and proof > 0
    return Row(part.at_us, part.unit, replied is not None and not part.excluded, float(shown))


TOLD = {kind.value for kind in assignments.TOLD}

SETTLED = ("ticket.answered", "ticket.declined", "ticket.referred", "ticket.transferred")

STAGES = (
    "registered",
    "accepted",
    "dispatched",
    "acknowledged",
    "handling",
    "return_review",
    "deferred",
    "replied",
)

ORACLE: dict[str, Oracle] = {
    "triage_in_time": ticket_in_time("triage", lambda one: one.first(*DOOR), "ticket.withdrawn"),
    "dispatch_in_time": ticket_in_time("dispatch", lambda one: one.sent_us, "ticket.withdrawn", *SETTLED),
    "acknowledged_in_time": part_in_time("acknowledge", lambda part: part.last("ticket.acknowledged")),
    "contacted_in_time": part_in_time("first_contact", contacted),
    "closure_on_time": part_in_time("closure", replied_for_good),
    "closure_on_time_unextended": part_in_time("closure", replied_for_good, unextended),
    "extended": part_in_time("closure", replied_for_good, was_extended),
    "promise_kept": ticket_in_time("promise", lambda one: one.first(*CLOSED), "ticket.withdrawn"),
    "redone_in_time": part_in_time("redo", replied_for_good),
    "reply_reviewed_in_time": part_in_time(
        "reply_review", after("reply.submitted", "reply.approved", "reply.rejected"), owed=False
    ),
    "return_ruled_in_time": part_in_time("return_ruling", after("ticket.return_requested", *RULED), owed=False),
    "supervision_answered_in_time": part_in_time("supervision", after("supervision.opened", "supervision.answered")),
    "follow_up_in_time": of_tickets(followed_up_in_time),
    "clock_rest_share": of_parts(rested_share),
    "responded": responded,
    "reopened": of_tickets(
        lambda one, asked: Row(
            one.first(*CLOSED),
            one.closed_by,
            one.closed_by != "" and not one.excluded,
            float(bool(one.all("ticket.reopened"))),
        )
    ),
    **{f"durable_{days}": _durable for days in (7, 30, 90)},
    **{f"repeated_{days}": repeated(days) for days in (7, 30, 90)},
    "rated_well_unasked": of_tickets(_graded),
    "withdrawal_contested": of_tickets(
        lambda one, asked: Row(
            one.last("ticket.withdrawn"),
            one.lead,
            one.word("withdrawal", "follow_up.completed") is not None,
            float(one.word("withdrawal", "follow_up.completed") == "contested"),
        )
    ),
    "refusal_overturned": of_tickets(
        lambda one, asked: Row(
            one.first("ticket.declined", "ticket.referred"),
            "",
            bool(one.all("review.ruled")),
            float(one.word("ruling", "review.ruled") == "overturned"),
        )
    ),
    "tickets": _at_door(lambda one: True),
    "per_ten_thousand": _at_door(lambda one: True),
    "parts": of_parts(lambda one, part, asked: Row(part.at_us, part.unit, True, 1.0)),
    "still_open": given(_still_open),
    "sent_back": of_parts(_returns_asked),
    "return_upheld": _rulings,
    "misdispatched": of_parts(_misdispatched),
    "first_dispatch_right": of_tickets(_first_dispatch_right),
    "hand_overs": given(lambda one: max(len([e for e in one.led if e.type != "ticket.reopened"]) - 1, 0)),
    "ping_pong": given(_came_back),
    "reply_rejected": _of_part(
        lambda part: bool(part.all("reply.rejected")), lambda part: bool(part.all("reply.approved", "reply.rejected"))
    ),
    "disputed": _of_part(lambda part: bool(part.all("dispute.raised"))),
    "supervised": _of_part(lambda part: bool(part.all("supervision.opened"))),
    "deferred": _of_part(lambda part: bool(part.all("ticket.deferred"))),
    "chased": of_tickets(
        lambda one, asked: Row(
            one.at_us, one.lead, one.sent_us is not None and not one.excluded, float(bool(one.all("ticket.chased")))
        )
    ),
    "recategorised_after_dispatch": given(lambda one: _category_changed(one)),
    "excluded": _at_door(lambda one: one.excluded, lambda one: one.last(*CLOSED) is not None),
    **{f"residence_{status}": _stage(status, working=False) for status in STAGES},
    **{f"residence_{status}_working": _stage(status, working=True) for status in STAGES},
    "quality_points": _points,
    "quality_agreement": _agreement,
    "reply_documented": of_parts(_documented),
    "complex_share": _stratum(lambda one, asked: True, is_complex),
    "complex_raised": _stratum(is_complex, _raised),
    "complex_settled": _stratum(is_complex, lambda one, asked: is_closed(one) and _confirmed(one)),
    "anomalous_share": _stratum(lambda one, asked: True, is_anomalous),
    "anomalous_raised": _stratum(is_anomalous, _raised),
    "anomalous_settled": _stratum(is_anomalous, lambda one, asked: is_closed(one) and _confirmed(one)),
    "anomalous_in_time": anomalous_in_time,
    "in_hand": _in_hand,
    "deferral_cleared": _at_door(
        lambda one: len(one.all("ticket.resumed")) >= len(one.all("ticket.deferred")) or is_closed(one),
        lambda one: bool(one.all("ticket.deferred")) and not one.excluded,
    ),
    "answered": _answered,
    "answered_in_time": _answered_in_time,
    "abandoned": _abandoned,
    "called_back": _called_back,
    "direct_answer": _at_door(
        lambda one: bool(one.all("ticket.answered")),
        lambda one: bool(one.all("ticket.accepted", "ticket.answered") or one.all("review.ruled", ruling="overturned")),
    ),
    "declined": _at_door(
        lambda one: bool(one.all("ticket.declined", "ticket.referred")), lambda one: bool(one.all(*DOOR))
    ),
    "transferred": _at_door(lambda one: bool(one.all("ticket.transferred")), lambda one: bool(one.all(*DOOR))),
    "repeat_at_door": _at_door(lambda one: repeat_of(one) is not None),
    "proactive_share": _at_door(lambda one: one.events[0].origin == "proactive"),
    "proactive_settled": _at_door(
        lambda one: one.last(*CLOSED) is not None and not one.all("ticket.reopened"),
        lambda one: one.events[0].origin == "proactive" and one.sent_us is not None,
    ),
    "stated_on_time": of_tickets(
        lambda one, asked: Row(
            one.at_us,
            one.lead,
            one.word("on_time", "ticket.closed") is not None and not one.excluded,
            float(one.word("on_time", "ticket.closed") or False),
        )
    ),
    **RATES,
    **RELIEF,
}
"""The naive twin of every measure that the log can answer."""


def _category_changed(one: Told) -> bool:
    return now(one, "category") != one.events[0].category


def now(one: Told, field: str) -> str:
    """What the ticket is known to be now."""
    column = {"region": "region_code"}.get(field, field)
    known = getattr(one.events[0], column)
    for event in one.events[1:]:
        if event.type in ("ticket.recategorised", "ticket.transferred"):
            known = getattr(event, column)
        elif event.type == "ticket.corrected" and event.payload["field"] == field:
            known = event.payload["value"]
    return known
