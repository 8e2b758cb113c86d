"""`weisu vault`: rotate the keys, erase a person."""

import argparse
from datetime import UTC, datetime
from uuid import UUID

from weisu.cli.output import add_json, show
from weisu.domain.context import Principal
from weisu.domain.errors import BadPayload, MissingPapers
from weisu.domain.vocabulary import ActorKind, Role

OPERATOR = Principal("operator", ActorKind.ADMINISTRATOR, frozenset({Role.ADMINISTRATOR}))


def add_to(nouns: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the noun and its verbs."""
    verbs = nouns.add_parser("vault", help="rotate the keys, erase a person").add_subparsers(
        required=True, metavar="VERB"
    )
    rotate = verbs.add_parser("rotate", help="make new keys and move every row to them")
    rotate.set_defaults(run=_rotate)
    erase = verbs.add_parser("erase", help="destroy a person's data and the words of their tickets; tombstones stay")
    erase.add_argument("requester", help="the pseudonym, as the ticket shows it")
    erase.add_argument("--ground", required=True, help="the lawful ground, kept in every tombstone")
    erase.set_defaults(run=_erase)
    for parser in (rotate, erase):
        add_json(parser)


def _rotate(arguments: argparse.Namespace) -> int:
    from weisu.vault import keys, services
    from weisu.vault.keys import Purpose

    made = []
    if keys.are_files():
        made = [keys.add(purpose) for purpose in (Purpose.TEXT, Purpose.VAULT, Purpose.INDEX)]
    moved = services.rotate(by=OPERATOR, now=datetime.now(UTC))
    lines = [
        f"New keys: {', '.join(made) or 'none; the first of WEISU_MASTER_KEY is the current one'}.",
        f"Rows moved: {moved['text']} texts, {moved['vault']} people, {moved['index']} in the index.",
        "Keep the old keys as long as a backup of the database needs them.",
    ]
    show(arguments, {"made": made, "moved": moved}, lines)
    return 0


def _erase(arguments: argparse.Namespace) -> int:
    from weisu.tickets.models import Ticket
    from weisu.vault import services

    now = datetime.now(UTC)
    requester_id = _pseudonym(arguments.requester)
    if not arguments.ground.strip():
        raise MissingPapers("An erasure needs its lawful ground, in words: --ground '…'.", missing=["ground"])
    tickets = list(Ticket.objects.filter(requester_id=str(requester_id)).values_list("id", flat=True))
    texts = services.erase_person(requester_id, ticket_ids=tickets, by=OPERATOR, now=now, ground=arguments.ground)
    clean = services.scour(by=OPERATOR, now=now)
    lines = [f"The person and {texts} texts of {len(tickets)} tickets are destroyed; tombstones stay."]
    if not clean:
        lines.append("Somebody was reading: old pages go with the next `weisu vault erase` or restart.")
    show(arguments, {"tickets": len(tickets), "texts": texts, "scoured": clean}, lines)
    return 0


def _pseudonym(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError as wrong:
        raise BadPayload(f"{typed!r} is no pseudonym of a requester.", instead=["copy it from the ticket"]) from wrong
