"""`weisu ticket`: show one ticket, or give it any command that a service knows."""

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from weisu.cli.arguments import whole
from weisu.cli.output import add_json, show
from weisu.domain.errors import BadPayload, ImpossibleDate
from weisu.tickets.steps import How

MOST_EVENTS = 1_000_000


def add_to(nouns: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the noun and its verbs."""
    verbs = nouns.add_parser("ticket", help="look at one ticket, or do something to it").add_subparsers(
        required=True, metavar="VERB"
    )
    shown = verbs.add_parser("show", help="row, parts, clocks and timeline; words in redacted copies")
    shown.add_argument("number", metavar="NUMBER", help="the number of a ticket")
    shown.add_argument("--by", required=True, metavar="PERSON", help="staff id of whoever looks")
    add_json(shown)
    shown.set_defaults(run=_show)
    done = verbs.add_parser("do", help="give any command, e.g. `weisu ticket do note_progress NUMBER --by ID`")
    done.add_argument("command", metavar="COMMAND", help="what to do, by its name in the lifecycle")
    done.add_argument("number", nargs="?", default="", help="not for `register`")
    done.add_argument("--by", required=True, metavar="PERSON", help="staff id of whoever signs")
    done.add_argument("--field", action="append", default=[], metavar="NAME=VALUE", help="lists: give it several times")
    done.add_argument("--at", default="", metavar="TIME", help="when it happened, with time zone; default now")
    done.add_argument("--version", type=whole(0, MOST_EVENTS), help="refuse if the ticket is at another version by now")
    done.add_argument("--key", default=None, help="a retry with the same key changes nothing")
    add_json(done)
    done.set_defaults(run=_do)


def _show(arguments: argparse.Namespace) -> int:
    from weisu.org.queries import principal
    from weisu.tickets import queries

    viewer = principal(arguments.by, datetime.now(UTC))
    ticket = queries.ticket(viewer, arguments.number)
    moments = queries.timeline(viewer, ticket.number)
    facts = {
        "number": ticket.number,
        "status": ticket.status,
        "version": ticket.version,
        "lead_unit_id": ticket.lead_unit_id,
        "promised_at": ticket.promised_at,
        "due_at": ticket.due_at,
        "parts": [[part.unit_id, part.role, part.status] for part in queries.parts(viewer, ticket.number)],
        "clocks": [
            [clock.clock, clock.unit_id, clock.status, clock.due_at] for clock in queries.clocks(viewer, ticket.number)
        ],
        "timeline": [moment._asdict() for moment in moments],
    }
    show(arguments, facts, _told(facts))
    return 0


def _told(facts: dict[str, Any]) -> Iterator[str]:
    yield f"{facts['number']}  {facts['status']}  promised {facts['promised_at'] or '-'}"
    for unit, role, status in facts["parts"]:
        yield f"  {role:8} {unit}  {status}"
    for clock, unit, status, due_at in facts["clocks"]:
        yield f"  {clock:16} {unit or 'ticket':20} {status:8} due {due_at:%Y-%m-%d %H:%M} UTC"
    for moment in facts["timeline"]:
        words = "; ".join(text or "(erased)" for texts in moment["words"].values() for text in texts)
        yield f"  {moment['occurred_at']:%Y-%m-%d %H:%M}  {moment['type']:24} {moment['actor_id']}  {words}"


def _do(arguments: argparse.Namespace) -> int:
    from weisu.org.queries import principal
    from weisu.tickets import services
    from weisu.tickets.papers import from_text
    from weisu.tickets.triggers import ensure_ready

    ensure_ready()
    now = datetime.now(UTC)
    ticket = services.execute(
        arguments.command,
        arguments.number,
        from_text(arguments.command, _pairs(arguments.field)),
        by=principal(arguments.by, now),
        now=now,
        occurred_at=_instant(arguments.at) or now,
        **_how(arguments),
    )
    facts = {"number": ticket.number, "status": ticket.status, "version": ticket.version}
    show(arguments, facts, [f"{ticket.number} is {ticket.status} (version {ticket.version})."])
    return 0


def _how(arguments: argparse.Namespace) -> How:
    how: How = {}
    if arguments.key:
        how["key"] = arguments.key
    if arguments.version is not None:
        how["expected_version"] = arguments.version
    return how


def _pairs(fields: list[str]) -> list[tuple[str, str]]:
    found = []
    for field in fields:
        name, equals, value = field.partition("=")
        if not equals:
            raise BadPayload(f"--field {field!r} has no value; write {field}=VALUE.")
        found.append((name, value))
    return found


def _instant(text: str) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise ImpossibleDate(f"{text!r} is no instant; write 2026-01-05T09:00+08:00.") from wrong
    if moment.tzinfo is None:
        raise ImpossibleDate(f"{text!r} has no time zone; write 2026-01-05T09:00+08:00.")
    return moment
