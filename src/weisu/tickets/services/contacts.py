"""Services for calls and messages that have no ticket (yet): received, missed, called back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from weisu.domain.context import Principal
from weisu.domain.errors import BadPayload, RoleRefused
from weisu.domain.events import Event
from weisu.domain.upcasts import SCHEMAS
from weisu.domain.vocabulary import EventType, Role, Unanswered
from weisu.tickets import log
from weisu.tickets.codes import require_code

MAY_RECORD = frozenset({Role.AGENT, Role.TEAM_LEAD, Role.DISPATCHER, Role.REQUESTER, Role.SYSTEM})
"""Whoever takes calls, whoever writes to the hotline themselves, and the machines of a channel."""


def record_contact(
    *,
    contact: str,
    channel: str,
    region: str = "",
    requester: str = "",
    ticket: str = "",
    waited_seconds: int | None = None,
    by: Principal,
    now: datetime,
    occurred_at: datetime | None = None,
    key: object = None,
) -> None:
    """Somebody reached the hotline; `contact` is the channel's own id, `ticket` the number it led to, if any.

    Of a call `waited_seconds` is how long it rang and queued before a person answered, as the exchange knows it.
    Raises: BadPayload, RoleRefused.
    """
    facts = {"contact": contact, "requester": requester, "ticket": ticket, "waited_seconds": waited_seconds}
    _record(EventType.CONTACT_RECEIVED, facts, channel, region, by, now, occurred_at, key)


def record_missed_contact(
    *,
    contact: str,
    channel: str,
    region: str = "",
    requester: str = "",
    outcome: str = "",
    waited_seconds: int | None = None,
    by: Principal,
    now: datetime,
    occurred_at: datetime | None = None,
    key: object = None,
) -> None:
    """Somebody rang and nobody answered; owed a call back.

    `outcome` is how it ended (`Unanswered`), `waited_seconds` after how long; both may be unknown.
    Raises: BadPayload, RoleRefused.
    """
    facts = {"contact": contact, "requester": requester, "outcome": outcome, "waited_seconds": waited_seconds}
    _record(EventType.CONTACT_MISSED, facts, channel, region, by, now, occurred_at, key)


def record_call_back(
    *,
    contact: str,
    channel: str,
    outcome: str,
    region: str = "",
    requester: str = "",
    ticket: str = "",
    by: Principal,
    now: datetime,
    occurred_at: datetime | None = None,
    key: object = None,
) -> None:
    """回拨: a missed contact was called back; `outcome` is `reached` or why not."""
    facts = {"contact": contact, "requester": requester, "outcome": outcome, "ticket": ticket}
    _record(EventType.CONTACT_CALLED_BACK, facts, channel, region, by, now, occurred_at, key)


def stop_recording(*, ground: str, channel: str, by: Principal, now: datetime, key: object = None) -> None:
    """停止记录: what somebody began to say may not be written down here; only that and why (a code) is kept.

    Nothing is taken of who called, of the call's own id, or of any word.
    Raises: BadPayload when no ground is given, or it is more than a code.
    """
    if not ground.strip():
        raise BadPayload("Say why the recording was stopped: a code such as state_secret.")
    require_code("stop_recording", "ground", ground)
    _record(EventType.CONTACT_STOPPED, {"ground": ground}, channel, "", by, now, None, key)


def _record(
    event_type: EventType,
    facts: dict[str, Any],
    channel: str,
    region: str,
    by: Principal,
    now: datetime,
    occurred_at: datetime | None,
    key: object,
) -> None:
    _require_may_record(by)
    event = _event(event_type.value, facts, channel, region, by, occurred_at or now)
    with transaction.atomic():
        if key is None or not log.earlier(key):
            log.append(log.NEW, [event], recorded_at=now, calendar=None, key=key)


def _require_may_record(by: Principal) -> None:
    if not by.roles & MAY_RECORD:
        raise RoleRefused("Contacts are recorded by whoever takes them; hand it to an agent.")


def _event(
    event_type: str, facts: Mapping[str, Any], channel: str, region: str, by: Principal, occurred_at: datetime
) -> Event:
    known = {name: value for name, value in facts.items() if value not in (None, "")}
    _require_facts(event_type, known | {"channel": channel, "region": region})
    return Event(
        type=event_type,
        ticket_id=None,
        version=0,
        occurred_at=occurred_at,
        payload=known,
        actor_kind=by.kind.value,
        actor_id=by.id,
        unit_id=by.unit_id,
        region_code=region or by.region_code,
        level=str(by.level),
        channel=channel,
        schema=SCHEMAS[event_type],
    )


def _require_facts(event_type: str, facts: Mapping[str, Any]) -> None:
    """Raises: BadPayload naming the field."""
    for name, value in facts.items():
        if name == "waited_seconds":
            _require_seconds(event_type, value)
        else:
            require_code(event_type, name, value)
    ends = list(Unanswered)
    if event_type == EventType.CONTACT_MISSED and "outcome" in facts and facts["outcome"] not in ends:
        raise BadPayload("A call that nobody answered was hung up or turned away.", field="outcome", instead=ends)


def _require_seconds(event_type: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise BadPayload(
            f"waited_seconds of {event_type} is a whole number of seconds, 0 or more; leave it out if nobody knows.",
            field="waited_seconds",
        )


CONTACTS = frozenset(
    {EventType.CONTACT_RECEIVED.value, EventType.CONTACT_MISSED.value, EventType.CONTACT_CALLED_BACK.value}
)
"""What a bulk call may record of contacts."""


Contact = log.Entry
"""A contact that was looked at and can be recorded."""


def contact_entry(event_type: str, fields: Mapping[str, Any], *, by: Principal, now: datetime) -> Contact:
    """A contact of a bulk call; its `contact` is a key, so that it stands in the log once."""
    facts = {name: value for name, value in fields.items() if name not in ("channel", "region")}
    event = _event(event_type, facts, fields["channel"], fields["region"], by, now)
    return log.Entry(log.NEW, [event], key=f"{event_type} {facts['contact']}", recorded_at=now)


def record_contacts(entries: Sequence[Contact], *, by: Principal, now: datetime) -> int:
    """Record many contacts, each by its own instant and once however often it is given; returns how many were new.

    Raises: RoleRefused, ImpossibleDate, and then none is recorded.
    """
    _require_may_record(by)
    with transaction.atomic():
        # Under the append lock nobody writes a contact between the look and the append.
        log.hold()
        new = {entry.key: entry._replace(recorded_at=now) for entry in entries if log.find_by(entry.key) is None}
        log.append_many(list(new.values()), recorded_at=now)
    return len(new)
