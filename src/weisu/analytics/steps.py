"""Tables that only grow: a row is said by one event and by no other."""

from collections.abc import Mapping

import ibis
import ibis.expr.types as ir

from weisu.analytics.events import EVENT, with_payload
from weisu.analytics.instants import DAY_US, HOUR_US, SECOND_US, day_of, hour_of
from weisu.domain.vocabulary import UNIT_DUTIES, WarningStage
from weisu.domain.vocabulary import EventType as E

ASKED = (
    E.FOLLOW_UP_ATTEMPTED,
    E.FOLLOW_UP_COMPLETED,
    E.RESOLUTION_CONFIRMED,
    E.RESOLUTION_DENIED,
    E.RATING_GIVEN,
)
SAID = {
    "mode": "VARCHAR",
    "outcome": "VARCHAR",
    "contacted": "VARCHAR",
    "solved": "VARCHAR",
    "satisfied": "VARCHAR",
    "withdrawal": "VARCHAR",
    "witness": "VARCHAR",
    "partly": "BOOLEAN",
    "grade": "VARCHAR",
    "solicited": "BOOLEAN",
}
CALLS = (E.CONTACT_RECEIVED, E.CONTACT_MISSED, E.CONTACT_CALLED_BACK)
TELEPHONE = "phone"
SLOT = 1.05
"""Durations are counted in slots, each 5 per cent wider than the one before: counts of slots add up, medians do not."""


def transitions(events: ir.Table = EVENT) -> ir.Table:
    """fct_transition: one row per event that changed a ticket's status, with the seconds since the event before it."""
    moved = events.filter(events.ticket_id.notnull(), events.from_status != events.to_status)
    return moved.select(
        "seq",
        "version",
        "type",
        "from_status",
        "to_status",
        "unit_id",
        "region_code",
        "channel",
        "kind",
        "category",
        "prev_type",
        "prev_unit_id",
        "elapsed_s",
        "working_s",
        ticket_id=moved.ticket_id.cast("uuid"),
        at_us=moved.occurred_us,
    )


def follow_ups(events: ir.Table = EVENT, *, offset_us: int = 0) -> ir.Table:
    """fct_follow_up: one row per question asked of a requester or witness, and per answer.

    `local_s` are the seconds of the local clock since 1970: the day is in it, and the hour at which somebody rang.
    """
    asked = events.filter(events.ticket_id.notnull(), events["type"].isin([one.value for one in ASKED]))
    asked = with_payload(asked, SAID)
    return asked.select(
        "seq",
        "version",
        "type",
        "unit_id",
        "actor_kind",
        ticket_id=asked.ticket_id.cast("uuid"),
        at_us=asked.occurred_us,
        local_s=(asked.occurred_us + offset_us) // SECOND_US,
        **{name: asked.said[name] for name in SAID},
    )


def warnings(events: ir.Table = EVENT, *, offset_us: int = 0) -> ir.Table:
    """fct_warning: one row per warning sent, with the local hour in which it went out.

    `to_unit_id` is the unit that had to act, empty where the warning was for the hotline or for those above.
    """
    sent = events.filter(events.ticket_id.notnull(), events["type"] == E.WARNING_SENT.value)
    sent = with_payload(sent, {"clock": "VARCHAR", "stage": "VARCHAR", "unit": "VARCHAR"})
    to_unit = sent.said["clock"].isin(sorted(UNIT_DUTIES)) & sent.said["stage"].isin(sorted(WarningStage))
    return sent.select(
        "seq",
        "unit_id",
        to_unit_id=ibis.ifelse(to_unit, sent.said["unit"], "").fill_null(""),
        ticket_id=sent.ticket_id.cast("uuid"),
        at_us=sent.occurred_us,
        hour=hour_of(sent.occurred_us, offset_us),
    )


def days(events: ir.Table = EVENT, *, offset_us: int = 0) -> ir.Table:
    """agg_day: events counted, one row per local hour × type × unit × region × who acted; `at_us` begins the hour."""
    at_us = events.occurred_us // HOUR_US * HOUR_US
    keys = {
        "at_us": at_us,
        "day": day_of(events.occurred_us, offset_us),
        "hour": hour_of(events.occurred_us, offset_us),
    }
    return events.group_by("type", "unit_id", "region_code", "actor_kind", **keys).aggregate(n=events.count())


def calls(events: ir.Table = EVENT, *, offset_us: int = 0) -> ir.Table:
    """agg_call: telephone calls counted, one row per local day × type × unit × region × end × seconds waited.

    `at_us` begins the day; `outcome` is empty and `waited_s` NULL where the exchange did not say. Seconds are whole, so
    that any limit can be asked of the counts.
    """
    rang = events.filter(events["type"].isin([one.value for one in CALLS]), events.channel == TELEPHONE)
    rang = with_payload(rang, {"outcome": "VARCHAR", "waited_seconds": "BIGINT"})
    day = day_of(rang.occurred_us, offset_us)
    keys: Mapping[str, ir.Value] = {
        "at_us": day.cast("int64") * DAY_US - offset_us,
        "day": day,
        "outcome": rang.said["outcome"].fill_null(""),
        "waited_s": rang.said["waited_seconds"],
    }
    return rang.group_by("type", "unit_id", "region_code", **keys).aggregate(n=rang.count())


def slots(events: ir.Table = EVENT, *, offset_us: int = 0) -> ir.Table:
    """agg_slot: changes of status counted, one row per local day × unit × step (act before, act) × slot on both.

    Slots hold the seconds since the act before, on the wall and in office hours; `at_us` begins the day.
    """
    return slotted(transitions(events), offset_us)


def slotted(moved: ir.Table, offset_us: int) -> ir.Table:
    """The rows of agg_slot that rows of fct_transition make."""
    moved = moved.filter(moved.prev_type != "")
    day = day_of(moved.at_us, offset_us)
    keys: Mapping[str, ir.Value] = {
        "at_us": day.cast("int64") * DAY_US - offset_us,
        "day": day,
        "slot": slot_of(moved.elapsed_s),
        "working_slot": slot_of(moved.working_s),
    }
    return moved.group_by("prev_type", "type", "unit_id", **keys).aggregate(n=moved.count())


def slot_of(seconds: ir.IntegerValue) -> ir.IntegerValue:
    """The slot a duration falls into; 0 for less than a second."""
    return ((ibis.greatest(seconds, 0) + 1).ln() / ibis.literal(SLOT).ln()).floor().cast("int32")


def seconds_of(slot: int) -> tuple[float, float]:
    """From how many seconds on durations fall into a slot, and from how many on into the next one."""
    return float(SLOT**slot - 1), float(SLOT ** (slot + 1) - 1)
