"""fct_reading: who read which reply of whom by the published rubric, and with how many points (双人盲读)."""

import ibis
import ibis.expr.types as ir

from weisu.analytics.events import EVENT, with_payload
from weisu.domain.vocabulary import EventType as E
from weisu.domain.vocabulary import Rubric

REPLIES = {"ticket_id": "uuid", "unit_id": "string", "replies": "int64"}
"""What earlier builds say of the replies of each part."""


def readings(events: ir.Table = EVENT, *, before: ir.Table | None = None) -> ir.Table:
    """fct_reading: one row per reading that gave points, with the `reply` that was read: the unit's first is 1.

    `before` are the replies (`REPLIES`) that earlier events told of the tickets that these events touch. Whose reading
    it was is known only within the ticket.
    """
    read = _told(events)
    found = read.mutate(reply=ibis.literal(0, "int64")).select("seq", "reply").union(_replied(events, read))
    if before is not None:
        found = found.union(_replied_before(before, read))
    number = found.group_by("seq").aggregate(reply=found.reply.sum().cast("int64"))
    return read.inner_join(number, "seq").drop("version")


def _told(events: ir.Table) -> ir.Table:
    checked = events.filter(events.ticket_id.notnull(), events["type"] == E.QUALITY_CHECKED.value)
    checked = with_payload(checked, {"rubric": "VARCHAR", "points": "BIGINT"})
    read = checked.filter(checked.said["rubric"] == Rubric.REPLY.value, checked.said["points"].notnull())
    return read.select(
        "seq",
        "version",
        "unit_id",
        ticket_id=read.ticket_id.cast("uuid"),
        at_us=read.occurred_us,
        reader=(read.ticket_id + read.actor_id).hash(),
        points=read.said["points"],
    )


def _replied(events: ir.Table, read: ir.Table) -> ir.Table:
    """(seq, 1) for each reply that these events tell before a reading of it."""
    replied = events.filter(events.ticket_id.notnull(), events["type"] == E.REPLY_SUBMITTED.value)
    replied = replied.select("unit_id", ticket_id=replied.ticket_id.cast("uuid"), replied=replied.version)
    pairs = read.inner_join(replied, ["ticket_id", "unit_id"])
    return pairs.filter(pairs.replied < pairs.version).select("seq", reply=ibis.literal(1, "int64"))


def _replied_before(before: ir.Table, read: ir.Table) -> ir.Table:
    pairs = read.inner_join(before.select(*REPLIES), ["ticket_id", "unit_id"])
    return pairs.select("seq", reply=pairs.replies)
