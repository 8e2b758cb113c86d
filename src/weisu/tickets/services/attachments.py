"""Opening what was attached to a ticket: by whoever may read the line it stands in, with a record."""

from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from weisu.domain.context import Principal
from weisu.domain.errors import NotFound
from weisu.tickets import files, queries, surroundings
from weisu.vault import services as vault


class Opened(NamedTuple):
    """A file's contents and their kind; `name` says of which ticket it is and which of its files, and nothing else."""

    content: bytes
    media_type: str
    name: str


@transaction.atomic
def open_file(number: str, text_id: str, *, by: Principal, now: datetime) -> Opened:
    """A file of a ticket that one may see; leaves a record of who opened it.

    Raises: NotFound, also when it is there and not theirs to open; WordsErased.
    """
    found = queries.files(by, number)
    place = next((place for place, file in enumerate(found, 1) if file.text_id == text_id), 0)
    if not place:
        raise NotFound(f"Ticket {number} has no such file, or it is not yours to open.", ticket=number)
    file = found[place - 1]
    content = vault.read_file(file.text_id, by=by, now=now, purpose=f"{number}: file")
    region = queries.ticket(by, number).region_code
    policy = surroundings.rules(region, occurred_at=now, now=now, historic=False)
    return Opened(content, file.media_type, f"{number}-{place}{files.limits(policy).types.get(file.media_type, '')}")
