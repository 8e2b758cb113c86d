"""Reactions to the clock: each names what it did by a key, so that a second try changes nothing."""

from collections.abc import Callable
from datetime import datetime

from weisu.domain.context import Principal
from weisu.domain.errors import DomainError, LogBroken
from weisu.domain.vocabulary import ActorKind, Role
from weisu.notices import alarms
from weisu.org import queries as org
from weisu.policies.queries import in_force
from weisu.tickets import queries, services
from weisu.vault import services as vault

CLOCK = Principal("clock", ActorKind.SYSTEM, frozenset({Role.SYSTEM}))


def imply_acceptance(*, now: datetime, limit: int = 200) -> int:
    """Silence past the return window counts as acceptance where the rules say so; returns how many were signed."""
    signed = 0
    for part in queries.silent_parts(CLOCK, now, limit=limit):
        if not _means_acceptance(part["ticket__region_code"], now):
            continue
        key = f"implied {part['ticket_id']} {part['unit_id']} {part['spell']}"
        try:
            services.acknowledge(part["ticket__number"], unit=part["unit_id"], implied=True, by=CLOCK, now=now, key=key)
        except LogBroken:
            raise
        except DomainError:
            # Somebody moved the ticket in between; the next pass looks again.
            continue
        signed += 1
    return signed


def warn(*, now: datetime, go_on: Callable[[], bool]) -> int:
    """Give every warning whose time has come; returns how many."""
    given = 0
    while some := alarms.come(now=now):
        for alarm in some:
            if not go_on():
                return given
            given += alarms.give(alarm, by=CLOCK, now=now)
    return given


def sweep(*, now: datetime) -> int:
    """Destroy reviewed workbooks that nobody confirmed in time; returns how many."""
    return vault.sweep(by=CLOCK, now=now)


def _means_acceptance(region: str, now: datetime) -> bool:
    policy = in_force(region, now, ancestors=org.ancestors)
    return bool(policy.setting("return.silence_is_acceptance", False))
