"""What every measure should say, one naive function for each, on what `oracle` tells of the tickets."""

from collections.abc import Callable, Iterable, Iterator

from tests.analytics.oracle import Part, Row, Told
from weisu.analytics.metric import Asked
from weisu.domain.events import Event
from weisu.domain.instants import to_us

Oracle = Callable[[list[Told], Asked], Iterable[Row]]


def _tickets(row: Callable[[Told, Asked], Row]) -> Oracle:
    return lambda told, asked: [row(one, asked) for one in told]


def _parts(row: Callable[[Told, Part, Asked], Row]) -> Oracle:
    return lambda told, asked: [row(one, part, asked) for one in told for part in one.parts]


def _part_in_time(clock: str, done: Callable[[Part], int | None], met=None) -> Oracle:
    """A step of a unit whose limit is past; met when done by the limit."""

    def row(one: Told, part: Part, asked: Asked) -> Row:
        due, at = part.due(clock), done(part)
        counts = due is not None and not part.excluded and due < asked.as_of_us
        value = at is not None and due is not None and at <= due
        return Row(due, part.unit, counts, float(met(one, part, value) if met else value))

    return _parts(row)


def _ticket_in_time(clock: str, done: Callable[[Told], int | None]) -> Oracle:
    def row(one: Told, asked: Asked) -> Row:
        due, at = one.due(clock), done(one)
        counts = due is not None and not one.excluded and due < asked.as_of_us
        return Row(due, one.lead, counts, float(at is not None and due is not None and at <= due))

    return _tickets(row)


REACHED = ("requester.contacted", "relay.answered")
DOOR = ("ticket.accepted", "ticket.answered", "ticket.declined", "ticket.referred", "ticket.transferred")
CLOSED = ("ticket.closed", "ticket.answered")


def _contacted(part: Part) -> int | None:
    found = [e for e in part.all(*REACHED) if e.payload.get("outcome") == "reached"]
    return to_us(found[0].occurred_at) if found else None


def _unextended(one: Told, part: Part, on_time: bool) -> bool:
    at = part.last("reply.submitted")
    starts = [turn["due_us"] for _, turn in part.turns if turn["clock"] == "closure" and turn["op"] == "start"]
    early = at is not None and bool(starts) and at <= starts[0]
    return early or (on_time and not part.all("extension.granted"))


def _not_contradicted(one: Told, part: Part, in_time: bool) -> bool:
    denied = one.follow_up.get("contacted", "") == "no" and part.role == "lead"
    return in_time and not denied


def _extended(one: Told, part: Part, on_time: bool) -> bool:
    return bool(part.all("extension.granted"))


def _rested(one: Told, part: Part, asked: Asked) -> Row:
    """Adds up the seconds between a pause and what ended it."""
    turns = [(to_us(e.occurred_at), turn["op"]) for e, turn in part.turns if turn["clock"] == "closure"]
    pauses, wakings = ([at for at, op in turns if op == kind] for kind in ("pause", "resume"))
    stops = [at for at, op in turns if op == "stop"]
    rested = sum(wakings) - sum(pauses) + (stops[-1] if len(pauses) > len(wakings) and stops else 0)
    sound = len(pauses) == len(wakings) or (len(pauses) == len(wakings) + 1 and bool(stops))
    counts = part.ended_us > part.at_us and part.due("closure") is not None and sound and not part.excluded
    share = rested / (part.ended_us - part.at_us) if counts else 0.0
    return Row(part.ended_us, part.unit, counts, min(max(share, 0.0), 1.0))


def _is_closed(one: Told) -> bool:
    closed = one.last(*CLOSED)
    return closed is not None and closed >= one.reopened_us


def _to_be_asked(one: Told, asked: Asked) -> bool:
    said, rule = one.follow_up.get("outcome"), asked.rule.follow_up
    outside = (said == "refused" and rule.refused == "outside") or (
        said == "unreachable" and rule.unreachable == "outside"
    )
    return _is_closed(one) and one.lead != "" and not one.excluded and not outside


def _three_rates(question: str, partly: str) -> Oracle:
    def row(one: Told, asked: Asked) -> Row:
        said, rule = one.follow_up, asked.rule.follow_up
        silent = said.get("outcome") in ("refused", "unreachable")
        against = silent and getattr(rule, said["outcome"]) == "not_met"
        answer = said.get(question, "")
        heard = against or answer in ("yes", "partly", "no")
        worth = {"yes": 1.0, "partly": getattr(rule, partly)}.get(answer, 0.0)
        base = _to_be_asked(one, asked)
        return Row(one.last(*CLOSED), one.lead, base and heard, 0.0 if silent else worth, base)

    return _tickets(row)


def _reached(one: Told, asked: Asked) -> Row:
    said = one.follow_up
    return Row(
        one.last(*CLOSED),
        one.lead,
        _to_be_asked(one, asked) and bool(said),
        float(said.get("outcome") != "unreachable"),
    )


def _back(one: Told, told: list[Told]) -> list[tuple[int, int]]:
    """When the matter came back: reopened (1), or told again as a repeat of this ticket (2)."""
    closed = one.first(*CLOSED) or 0
    number = one.events[0].payload["number"]
    again = [(o.at_us, 2) for o in told if _repeat_of(o) == number and o.at_us > closed]
    return [(to_us(e.occurred_at), 1) for e in one.all("ticket.reopened")] + again


def _repeat_of(one: Told) -> str | None:
    found = [e.payload["other"] for e in one.all("ticket.linked") if e.payload["relation"] == "repeat_of"]
    return found[-1] if found else None


def _durable(told: list[Told], asked: Asked) -> Iterator[Row]:
    for one in told:
        closed = one.first(*CLOSED)
        if closed is None:
            continue
        gone = [one.last(kind) for kind in ("ticket.withdrawn", "ticket.merged")]
        ends = _back(one, told) or [(at, 3) for at in gone if at is not None and at > closed]
        until, code = min(ends, default=(asked.as_of_us, 0))
        counts = one.closed_by != "" and not one.excluded
        yield Row(closed, one.closed_by, counts, (until - closed) // 1_000_000, code=code)


def _at_door(what: Callable[[Told], bool], counts: Callable[[Told], bool] = lambda one: True) -> Oracle:
    return _tickets(lambda one, asked: Row(one.at_us, one.lead, counts(one), float(what(one))))


def _given(what: Callable[[Told], float]) -> Oracle:
    return _tickets(lambda one, asked: Row(one.at_us, one.lead, one.sent_us is not None, float(what(one))))


def _counted(event_type: str) -> Callable[[Told], int]:
    return lambda one: len(one.all(event_type))


def _of_part(what: Callable[[Part], bool], counts: Callable[[Part], bool] = lambda part: True) -> Oracle:
    return _parts(lambda one, part, asked: Row(part.at_us, part.unit, counts(part), float(what(part))))


RULED = ("ticket.returned", "ticket.return_refused")


def _moved_by_ruling(one: Told) -> list[Event]:
    return one.all("dispute.ruled", ruling="moved")


def _came_back(one: Told) -> bool:
    units = [part.unit for part in one.parts if part.via != "reopen"]
    return len(units) > len(set(units))


def _stage(status: str, *, working: bool) -> Oracle:
    def row(one: Told, asked: Asked) -> Row:
        here = one.status == status
        wall = one.seconds_in(status)
        since = (asked.as_of_us - to_us(one.events[-1].occurred_at)) // 1_000_000 if here else 0
        if working:
            return Row(one.at_us, one.lead, wall > 0 and not here, WORKING[one.events[0].ticket_id, status])
        return Row(one.at_us, one.lead, wall > 0 or here, wall + since, code=int(not here))

    return _tickets(row)


WORKING: dict[tuple[object, str], int] = {}
"""Seconds in office hours by ticket and status, filled from the log's own column by the test."""


CONTACTS: list[Event] = []
"""Events that belong to no ticket, filled by the test."""


def _answered(told: list[Told], asked: Asked) -> list[Row]:
    kinds = ("contact.received", "contact.missed")
    return [Row(to_us(e.occurred_at), "", e.type in kinds, float(e.type == kinds[0])) for e in CONTACTS]


def _called_back(told: list[Told], asked: Asked) -> list[Row]:
    """Calls back per missed call: each missed call counts, each call back adds one."""
    kinds = ("contact.missed", "contact.called_back")
    return [Row(to_us(e.occurred_at), "", False, float(e.type == kinds[1]), e.type == kinds[0]) for e in CONTACTS]


def _complex(one: Told) -> bool:
    hard = len(one.parts) >= 3 or len(one.all("ticket.reopened")) >= 2
    return hard or bool(one.all("conference.held", "ticket.deferred")) or one.events[0].payload["priority"] == "complex"


def _confirmed(one: Told) -> bool:
    said = one.all("resolution.confirmed", "resolution.denied")
    return bool(said) and said[-1].type == "resolution.confirmed"


def _by_unit_staff(one: Told) -> list[Event]:
    return [event for event in one.events if event.actor_kind == "unit_staff"]


def _events(what: Callable[[Event, Asked], bool], counts: Callable[[Event], bool]) -> Oracle:
    return lambda told, asked: [
        Row(to_us(event.occurred_at), event.unit_id, counts(event), float(what(event, asked)))
        for one in told
        for event in one.events
    ]


def _at_night(event: Event, asked: Asked) -> bool:
    hour = (event.occurred_at.hour + 8) % 24
    return hour >= asked.rule.burden.night_from or hour < asked.rule.burden.night_until


def _graded(one: Told, asked: Asked) -> Row:
    given = one.all("rating.given")
    unasked = bool(given) and not given[-1].payload.get("solicited", False)
    well = bool(given) and given[-1].payload["grade"] in ("satisfied", "very_satisfied")
    return Row(one.last("rating.given"), one.lead, unasked, float(well))


def _points(one: Told, asked: Asked) -> Row:
    checked = one.all("quality.checked")
    points = [event.payload.get("points", 0) for event in checked]
    return Row(one.at_us, one.lead, bool(checked), sum(points) / len(points) if points else 0.0)


def _still_open(one: Told) -> bool:
    return one.status not in ("closed", "archived", "declined", "merged", "withdrawn")


def _witnessed(one: Told, asked: Asked) -> Row:
    seen = one.last("resolution.confirmed", "resolution.denied")
    return Row(
        one.last(*CLOSED), one.lead, _to_be_asked(one, asked), float(seen is not None and seen >= one.reopened_us)
    )


STAGES = ("registered", "accepted", "dispatched", "acknowledged", "handling", "replied")

ORACLE: dict[str, Oracle] = {
    "triage_in_time": _ticket_in_time("triage", lambda one: one.first(*DOOR)),
    "dispatch_in_time": _ticket_in_time("dispatch", lambda one: one.sent_us),
    "acknowledged_in_time": _part_in_time("acknowledge", lambda part: part.last("ticket.acknowledged")),
    "contacted_in_time": _part_in_time("first_contact", _contacted),
    "closure_on_time": _part_in_time("closure", lambda part: part.last("reply.submitted")),
    "closure_on_time_unextended": _part_in_time("closure", lambda part: part.last("reply.submitted"), _unextended),
    "extended": _part_in_time("closure", lambda part: part.last("reply.submitted"), _extended),
    "promise_kept": _ticket_in_time("promise", lambda one: one.first(*CLOSED)),
    "reply_reviewed_in_time": _part_in_time("reply_review", lambda part: part.last("reply.approved", "reply.rejected")),
    "return_ruled_in_time": _part_in_time("return_ruling", lambda part: part.last(*RULED)),
    "supervision_answered_in_time": _part_in_time("supervision", lambda part: part.last("supervision.answered")),
    "follow_up_in_time": _ticket_in_time("follow_up", lambda one: _followed_up(one)),
    "clock_rest_share": _parts(_rested),
    "responded": _part_in_time("first_contact", _contacted, _not_contradicted),
    "solved": _three_rates("solved", "partly_solved"),
    "satisfied": _three_rates("satisfied", "neutral"),
    "follow_up_reached": _tickets(_reached),
    "reopened": _tickets(
        lambda one, asked: Row(
            one.first(*CLOSED),
            one.closed_by,
            one.closed_by != "" and not one.excluded,
            float(bool(one.all("ticket.reopened"))),
        )
    ),
    **{f"durable_{days}": _durable for days in (7, 30, 90)},
    "witnessed": _tickets(_witnessed),
    "rated_well_unasked": _tickets(_graded),
    "withdrawal_contested": _tickets(
        lambda one, asked: Row(
            one.last("ticket.withdrawn"),
            one.lead,
            one.word("withdrawal", "follow_up.completed") is not None,
            float(one.word("withdrawal", "follow_up.completed") == "contested"),
        )
    ),
    "refusal_overturned": _tickets(
        lambda one, asked: Row(
            one.first("ticket.declined", "ticket.referred"),
            "",
            bool(one.all("review.ruled")),
            float(one.word("ruling", "review.ruled") == "overturned"),
        )
    ),
    "tickets": _at_door(lambda one: True),
    "parts": _of_part(lambda part: True),
    "still_open": _given(_still_open),
    "sent_back": _of_part(lambda part: bool(part.all("ticket.return_requested"))),
    "return_upheld": _of_part(lambda part: bool(part.all("ticket.returned")), lambda part: bool(part.all(*RULED))),
    "misdispatched": _of_part(lambda part: bool(part.all("ticket.returned"))),
    "first_dispatch_right": _given(
        lambda one: not one.all("ticket.returned", "ticket.redispatched") and not _moved_by_ruling(one)
    ),
    "hand_overs": _given(lambda one: max(len([e for e in one.led if e.type != "ticket.reopened"]) - 1, 0)),
    "ping_pong": _given(_came_back),
    "reply_rejected": _of_part(
        lambda part: bool(part.all("reply.rejected")), lambda part: bool(part.all("reply.approved", "reply.rejected"))
    ),
    "disputed": _of_part(lambda part: bool(part.all("dispute.raised"))),
    "supervised": _of_part(lambda part: bool(part.all("supervision.opened"))),
    "deferred": _of_part(lambda part: bool(part.all("ticket.deferred"))),
    "chased": _given(lambda one: bool(one.all("ticket.chased"))),
    "recategorised_after_dispatch": _given(lambda one: _category_changed(one)),
    "excluded": _at_door(lambda one: one.excluded, lambda one: one.last(*CLOSED) is not None),
    **{f"residence_{status}": _stage(status, working=False) for status in STAGES},
    **{f"residence_{status}_working": _stage(status, working=True) for status in STAGES},
    "quality_points": _tickets(_points),
    "complex_share": _tickets(
        lambda one, asked: Row(one.at_us, one.lead, one.sent_us is not None and not one.excluded, float(_complex(one)))
    ),
    "complex_settled": _tickets(
        lambda one, asked: Row(
            one.at_us,
            one.lead,
            one.sent_us is not None and not one.excluded and _complex(one),
            float(_is_closed(one) and _confirmed(one)),
        )
    ),
    "deferral_cleared": _at_door(
        lambda one: len(one.all("ticket.resumed")) >= len(one.all("ticket.deferred")) or _is_closed(one),
        lambda one: bool(one.all("ticket.deferred")),
    ),
    "answered": _answered,
    "called_back": _called_back,
    "direct_answer": _at_door(
        lambda one: bool(one.all("ticket.answered")),
        lambda one: bool(one.all("ticket.accepted", "ticket.answered") or one.all("review.ruled", ruling="overturned")),
    ),
    "declined": _at_door(
        lambda one: bool(one.all("ticket.declined", "ticket.referred")), lambda one: bool(one.all(*DOOR))
    ),
    "repeat_at_door": _at_door(lambda one: _repeat_of(one) is not None),
    "proactive_share": _at_door(lambda one: one.events[0].origin == "proactive"),
    "proactive_settled": _at_door(
        lambda one: one.last(*CLOSED) is not None and not one.all("ticket.reopened"),
        lambda one: one.events[0].origin == "proactive" and one.sent_us is not None,
    ),
    "acts_per_ticket": _given(lambda one: len(_by_unit_staff(one))),
    "files_per_ticket": _given(lambda one: sum(len(e.payload.get("evidence", ())) for e in _by_unit_staff(one))),
    "warnings_per_ticket": _given(_counted("warning.sent")),
    "stated_on_time": _tickets(
        lambda one, asked: Row(
            one.at_us,
            one.lead,
            one.word("on_time", "ticket.closed") is not None and not one.excluded,
            float(one.word("on_time", "ticket.closed") or False),
        )
    ),
    "warned_at_night": _events(_at_night, lambda event: event.type == "warning.sent"),
}
"""The naive twin of every measure that the log can answer."""


def _followed_up(one: Told) -> int | None:
    found = [e for e in one.all("follow_up.completed") if "withdrawal" not in e.payload]
    return to_us(found[-1].occurred_at) if found else None


def _category_changed(one: Told) -> bool:
    known = one.events[0].category
    for event in one.events[1:]:
        if event.type == "ticket.recategorised":
            known = event.category
        elif event.type == "ticket.corrected" and event.payload["field"] == "category":
            known = event.payload["value"]
    return known != one.events[0].category
