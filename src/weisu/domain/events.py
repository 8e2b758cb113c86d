"""One fact of a ticket: the envelope every event shares, and its way into and out of storage."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from weisu.domain.vocabulary import Precision

Payload = Mapping[str, Any]


class Event(NamedTuple):
    """One thing that happened, once, to one ticket (or to a contact that has no ticket yet).

    The columns that `ticket_event` repeats so that most questions need no JSON. `unit_id`, `region_code`,
    `level`, `origin`, `channel`, `kind` and `category` are as of this event; empty means "not known or not any".
    What the log adds when it appends (seq, event_id, recorded_at, derived columns, hashes) is not here.
    """

    type: str
    ticket_id: UUID | None
    version: int
    occurred_at: datetime
    payload: Payload
    actor_kind: str
    actor_id: str
    unit_id: str = ""
    region_code: str = ""
    level: str = ""
    from_status: str = ""
    to_status: str = ""
    origin: str = ""
    channel: str = ""
    kind: str = ""
    category: str = ""
    policy_id: str = ""
    policy_version: str = ""
    precision: str = Precision.EXACT.value
    schema: int = 1
    causation_id: UUID | None = None
    correlation_id: UUID | None = None


class Fact(NamedTuple):
    """What folding reads of an event beside its instant: a whole log is folded from these at less cost."""

    type: str
    ticket_id: UUID | None
    version: int
    payload: Payload
    actor_id: str
    unit_id: str
    to_status: str


Happening = Event | Fact
"""An event, or as much of it as folding reads."""


class TextRef(NamedTuple):
    """Words that lie encrypted in the text store; the event holds only this reference and a keyed digest.

    A file is two texts, contents and name; the name's reference `names` the contents, so that a file counts once.
    """

    text_id: str
    digest: str
    names: str = ""


def canonical(value: object) -> str:
    """JSON with one spelling: sorted keys, no spaces, UTF-8; refuses floats' NaN (integers are the rule)."""
    return _ENCODER.encode(value)


# Made once: `json.dumps` with settings makes an encoder for every call.
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
