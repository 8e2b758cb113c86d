"""双人盲读: whoever may read a reply sees what others found in it only once they have given it points themselves."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from weisu.domain.context import Principal
from weisu.domain.vocabulary import EventType, Role, Rubric

if TYPE_CHECKING:
    from weisu.tickets.queries import Moment

FOUND = ("points", "findings")
"""What a reading says, as points and in words."""

READERS = frozenset({Role.QUALITY_INSPECTOR, Role.OVERSIGHT_OFFICER, Role.TEAM_LEAD})
"""Who may check quality. An event does not say in which post somebody read, so all of them read blind."""

Reply = tuple[str, int]
"""A unit, and how many replies it had handed in when somebody read."""


def unswayed(viewer: Principal, moments: Sequence["Moment"]) -> list["Moment"]:
    """The timeline as this viewer may read it: to a reader, the readings of others wait for their own."""
    if not READERS & viewer.roles:
        return list(moments)
    readings = dict(_readings(moments))
    own = {readings[moment.seq] for moment in moments if moment.seq in readings and _gave_points(viewer, moment)}
    waiting = {seq for seq, reply in readings.items() if reply not in own}
    return [_without(moment) if moment.seq in waiting else moment for moment in moments]


def _readings(moments: Sequence["Moment"]) -> Iterator[tuple[int, Reply]]:
    """(event, the reply it is a reading of) of every reading; checks of a conversation are none."""
    replies: Counter[str] = Counter()
    for moment in moments:
        if moment.type == EventType.REPLY_SUBMITTED:
            replies[moment.unit_id] += 1
        elif moment.type == EventType.QUALITY_CHECKED and moment.facts.get("rubric") == Rubric.REPLY:
            yield moment.seq, (moment.unit_id, replies[moment.unit_id])


def _gave_points(viewer: Principal, moment: "Moment") -> bool:
    return moment.actor_id == viewer.id and moment.facts.get("points") is not None


def _without(moment: "Moment") -> "Moment":
    facts = {name: value for name, value in moment.facts.items() if name not in FOUND}
    held = tuple(name for name in FOUND if name in moment.facts or name in moment.words)
    return moment._replace(facts=facts, words={}, held_back=held)
