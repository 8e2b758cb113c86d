"""双人盲读: a quality inspector sees what others found in a reply only once they have read that reply themselves."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from weisu.domain.context import Principal
from weisu.domain.vocabulary import EventType, Role

if TYPE_CHECKING:
    from weisu.tickets.queries import Moment

FOUND = ("points", "findings")
"""What a reading says, as points and in words."""

Reply = tuple[str, int]
"""A unit, and how many replies it had handed in when somebody read."""


def unswayed(viewer: Principal, moments: Sequence["Moment"]) -> list["Moment"]:
    """The timeline as this viewer may read it: to an inspector, the readings of others wait for their own."""
    if Role.QUALITY_INSPECTOR not in viewer.roles:
        return list(moments)
    readings = dict(_readings(moments))
    own = {readings[moment.seq] for moment in moments if moment.seq in readings and moment.actor_id == viewer.id}
    waiting = {seq for seq, reply in readings.items() if reply not in own}
    return [_without(moment) if moment.seq in waiting else moment for moment in moments]


def _readings(moments: Sequence["Moment"]) -> Iterator[tuple[int, Reply]]:
    """(event, the reply it is a reading of) of every reading."""
    replies: Counter[str] = Counter()
    for moment in moments:
        if moment.type == EventType.REPLY_SUBMITTED:
            replies[moment.unit_id] += 1
        elif moment.type == EventType.QUALITY_CHECKED:
            yield moment.seq, (moment.unit_id, replies[moment.unit_id])


def _without(moment: "Moment") -> "Moment":
    facts = {name: value for name, value in moment.facts.items() if name not in FOUND}
    held = tuple(name for name in FOUND if name in moment.facts or name in moment.words)
    return moment._replace(facts=facts, words={}, held_back=held)
