"""Walks one ticket through its life in memory: given these acts, what does the log say?"""

from datetime import datetime
from uuid import UUID

from tests.cast import CITY, LIN, MONDAY, UNITS, WANG, policy_of, words
from weisu.domain.commands import Register
from weisu.domain.commands.command import Command
from weisu.domain.context import Context, Principal
from weisu.domain.events import Event
from weisu.domain.evolution import evolve, fold
from weisu.domain.lifecycle import decide
from weisu.domain.policy import Policy
from weisu.domain.state import EMPTY, Assignment, ClockState, TicketState

TICKET = UUID("00000000-0000-4000-8000-000000000001")


class Life:
    """One ticket in memory, its log, and the hour on the wall."""

    def __init__(self, policy: Policy | None = None, now: datetime = MONDAY) -> None:
        self.policy = policy or policy_of("national")
        self.now = now
        self.state: TicketState = EMPTY
        self.log: list[Event] = []

    def context(self, by: Principal, **given: object) -> Context:
        """What a decision of this person would look at now."""
        return Context(by=by, now=self.now, policy=self.policy, units=UNITS)._replace(**given)

    def do(self, by: Principal, command: Command, **given: object) -> list[str]:
        """Give a command; the types of the events it made."""
        events = decide(self.state, command, self.context(by, **given))
        if self.state is EMPTY:
            events = [event._replace(ticket_id=TICKET) for event in events]
        for event in events:
            self.state = evolve(self.state, event)
        self.log += events
        assert fold(self.log) == self.state
        return [event.type for event in events]

    def clock(self, name: str, unit: str = "") -> ClockState:
        """The latest run of a clock."""
        return [c for c in self.state.clocks if c.clock == name and c.unit == unit][-1]

    def part(self, unit: str) -> Assignment:
        """The latest part of a unit."""
        return [p for p in self.state.assignments if p.unit == unit][-1]


def registered(policy: Policy | None = None, now: datetime = MONDAY, by: Principal = LIN, **fields: object) -> Life:
    """王阿姨 called; a ticket is registered."""
    life = Life(policy, now)
    given: dict[str, object] = {
        "number": "20260105000018",
        "kind": "complaint",
        "category": "",
        "priority": "general",
        "channel": "telephone",
        "region": CITY,
        "requester": WANG.id,
        "request": words("request"),
    }
    life.do(by, Register(**{**given, **fields}))
    return life
