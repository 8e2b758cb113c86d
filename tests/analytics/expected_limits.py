"""What measures of limits should say, and who is looked at: the part of `expected` that others build on."""

from collections.abc import Callable, Iterable

from tests.analytics.oracle import Part, Row, Told
from weisu.analytics.metric import Asked
from weisu.domain.instants import to_us

Oracle = Callable[[list[Told], Asked], Iterable[Row]]


def of_tickets(row: Callable[[Told, Asked], Row]) -> Oracle:
    """Everything of one kind: a row per ticket."""
    return lambda told, asked: [row(one, asked) for one in told]


def of_parts(row: Callable[[Told, Part, Asked], Row]) -> Oracle:
    """A row per part."""
    return lambda told, asked: [row(one, part, asked) for one in told for part in one.parts]


def given(what: Callable[[Told], float]) -> Oracle:
    """A row per ticket that a unit was given."""
    return of_tickets(lambda one, asked: Row(one.at_us, one.lead, one.sent_us is not None, float(what(one))))


def part_in_time(clock: str, done: Callable[[Part], int | None], met=None, *, owed=True) -> Oracle:
    """A step of a unit whose limit is past; met when done by the limit.

    Of what is owed by the unit nothing counts that was taken away or stood still before the limit.
    """

    def row(one: Told, part: Part, asked: Asked) -> Row:
        due, at = part.due(clock), done(part)
        counts = due is not None and not part.excluded and due < asked.as_of_us
        if counts and owed and at is None:
            still = part.paused_us if clock == "closure" else None
            counts = not (0 < part.ended_us <= due or (still is not None and still <= due))
        value = at is not None and due is not None and at <= due
        return Row(due, part.unit, counts, float(met(one, part, value) if met else value))

    return of_parts(row)


def ticket_in_time(clock: str, done: Callable[[Told], int | None], *gone: str) -> Oracle:
    """The same for a limit of the ticket; `gone` are events that make the step needless."""

    def row(one: Told, asked: Asked) -> Row:
        due, at = one.due(clock), done(one)
        counts = due is not None and not one.excluded and due < asked.as_of_us
        if counts and at is None:
            counts = not any(when is not None and when <= due for when in (merged(one), *map(one.when, gone)))
        return Row(due, one.lead, counts, float(at is not None and due is not None and at <= due))

    return of_tickets(row)


def merged(one: Told) -> int | None:
    """Since when it rests in another ticket."""
    merged, out = one.last("ticket.merged"), one.last("ticket.unmerged")
    return merged if merged is not None and merged > (out or 0) else None


REACHED = ("requester.contacted", "relay.answered")
DOOR = ("ticket.accepted", "ticket.answered", "ticket.declined", "ticket.referred", "ticket.transferred")
CLOSED = ("ticket.closed", "ticket.answered")


def contacted(part: Part) -> int | None:
    """When the unit first reached the requester."""
    found = [e for e in part.all(*REACHED) if e.payload.get("outcome") == "reached"]
    return to_us(found[0].occurred_at) if found else None


def responded(told: list[Told], asked: Asked) -> Iterable[Row]:
    """Reached in time with something to show for it (or by the hotline), if the rule wants it, and not denied."""
    when = shown_contact if asked.rule.contact.evidence else contacted
    return part_in_time("first_contact", when, not_contradicted)(told, asked)


def shown_contact(part: Part) -> int | None:
    """When the unit first reached the requester with evidence, or the hotline did for it."""
    for event in part.all(*REACHED):
        if event.payload.get("outcome") == "reached" and (
            event.type == "relay.answered" or event.payload.get("evidence")
        ):
            return to_us(event.occurred_at)
    return None


def replied_for_good(part: Part) -> int | None:
    """When the last reply was submitted, unless it was rejected since."""
    replied, reviewed = part.last("reply.submitted"), part.last("reply.approved", "reply.rejected")
    approved = part.last("reply.approved") or 0
    rejected = replied is not None and reviewed is not None and approved < reviewed >= replied
    return None if rejected else replied


def after(order: str, *done: str) -> Callable[[Part], int | None]:
    """When the newest order was carried out."""

    def when(part: Part) -> int | None:
        asked, carried_out = part.last(order), part.last(*done)
        return carried_out if asked is not None and carried_out is not None and carried_out >= asked else None

    return when


def followed_up_in_time(one: Told, asked: Asked) -> Row:
    """The follow-up on the last closing; none is owed for a ticket that was reopened before the limit."""
    due, closed, reopened = one.due("follow_up"), one.last(*CLOSED), one.last("ticket.reopened")
    found = [e for e in one.all("follow_up.completed") if "withdrawal" not in e.payload]
    at = to_us(found[-1].occurred_at) if found else None
    at = at if at is not None and closed is not None and at >= closed else None
    counts = due is not None and not one.excluded and due < asked.as_of_us
    if counts and at is None and closed is not None and reopened is not None:
        counts = not closed < reopened <= due
    return Row(due, "", counts, float(at is not None and due is not None and at <= due))


def unextended(one: Told, part: Part, on_time: bool) -> bool:
    """Answered by the first limit, or by the limit without an extension."""
    at = replied_for_good(part)
    starts = [turn["due_us"] for _, turn in part.turns if turn["clock"] == "closure" and turn["op"] == "start"]
    early = at is not None and bool(starts) and at <= starts[0]
    return early or (on_time and not part.all("extension.granted"))


def not_contradicted(one: Told, part: Part, in_time: bool) -> bool:
    """In time, and the requester did not say otherwise."""
    return in_time and one.follow_up.get("contacted", "") != "no"


def was_extended(one: Told, part: Part, on_time: bool) -> bool:
    """Given more time."""
    return bool(part.all("extension.granted"))


def rested_share(one: Told, part: Part, asked: Asked) -> Row:
    """Adds up the seconds between a pause and what ended it."""
    turns = [(to_us(e.occurred_at), turn["op"]) for e, turn in part.turns if turn["clock"] == "closure"]
    pauses, wakings = ([at for at, op in turns if op == kind] for kind in ("pause", "resume"))
    stops = [at for at, op in turns if op == "stop"]
    rested = sum(wakings) - sum(pauses) + (stops[-1] if len(pauses) > len(wakings) and stops else 0)
    sound = len(pauses) == len(wakings) or (len(pauses) == len(wakings) + 1 and bool(stops))
    counts = part.ended_us > part.at_us and part.due("closure") is not None and sound and not part.excluded
    share = rested / (part.ended_us - part.at_us) if counts else 0.0
    return Row(part.ended_us, part.unit, counts, min(max(share, 0.0), 1.0))
