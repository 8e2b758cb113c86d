"""Large logs out of few lives: every ticket is a copy of a decided life under ids and a number of its own."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from uuid import UUID

import orjson

from tools.bench.parts.lives import lives, national
from weisu import lake
from weisu.domain.events import Event, canonical
from weisu.domain.instants import to_us
from weisu.domain.worktime import WorkCalendar
from weisu.lake.columns import ROW
from weisu.tickets.log import Head, derived

MODELS = 400
"""Distinct lives; deciding costs ten times what copying does."""

NUMBER = "BENCH-"
"""How the number of every model begins; that of a copy begins with a letter and its own."""

AT_ONCE = 2_000
"""Tickets whose events are mixed in the order of time, as a log has them."""

SEQ, EVENT_ID, TICKET_ID, OCCURRED = (ROW.get_field_index(n) for n in ("seq", "event_id", "ticket_id", "occurred_us"))
PAYLOAD, PREV_HASH = (ROW.get_field_index(name) for name in ("payload", "prev_hash"))

Row = list[object]


def write_lake(root: Path, tickets: int, *, seed: int = 54321) -> int:
    """A lake with the whole log of so many tickets; returns the number of events."""
    policy = national()
    models = [model_rows(events, policy.calendar) for events in lives(min(MODELS, tickets), policy)]
    return lake.write(root, log(models, tickets, Random(seed))).last_seq


def model_rows(events: Sequence[Event], calendar: WorkCalendar) -> list[Row]:
    """The rows of one life, complete but for seq, ids, number and hashes."""
    rows: list[Row] = []
    head = Head()
    for event in events:
        us = to_us(event.occurred_at)
        elapsed_s, working_s = derived(head, us, calendar)
        rows.append([0, "", "", *event_columns(event, us), head.last_type, head.last_unit_id, elapsed_s, working_s, ""])
        head = Head(event.ticket_id, event.version, event.type, event.unit_id, us, "")
    return rows


def event_columns(event: Event, us: int) -> Row:
    """What an event itself says of its row, `version` to `payload`; told at once, so recorded when it occurred."""
    beside = [event.actor_kind, event.actor_id, event.unit_id, event.region_code, event.level]
    beside += [event.from_status, event.to_status, event.origin, event.channel, event.kind, event.category]
    rules = [event.policy_id, event.policy_version, None, None, canonical(event.payload)]
    return [event.version, event.type, event.schema, us, us, event.precision, *beside, *rules]


def log(models: list[list[Row]], tickets: int, rng: Random) -> Iterator[tuple[object, ...]]:
    """Rows in the order of `seq`, chained and hashed like any other log."""
    seq = 0
    for first in range(0, tickets, AT_ONCE):
        block = range(first, min(first + AT_ONCE, tickets))
        # Neighbours copy the same model, so the log moves through its year as a real one does.
        rows = [row for n in block for row in copied(models[n * len(models) // tickets], n, rng)]
        rows.sort(key=lambda row: row[OCCURRED])
        heads: dict[object, str] = {}
        for row in rows:
            seq += 1
            row[SEQ] = seq
            row[PREV_HASH] = heads.get(row[TICKET_ID], "")
            heads[row[TICKET_ID]] = digest = hashlib.sha256(orjson.dumps(row)).hexdigest()
            yield (*row, digest)


def copied(model: list[Row], number: int, rng: Random) -> Iterator[Row]:
    """The rows of a life under another ticket's ids and number."""
    ticket_id = str(UUID(int=rng.getrandbits(128), version=4))
    for row in model:
        copy = row.copy()
        copy[EVENT_ID] = str(UUID(int=rng.getrandbits(128), version=4))
        copy[TICKET_ID] = ticket_id
        copy[PAYLOAD] = copy[PAYLOAD].replace(NUMBER, f"B{number}-")
        yield copy
