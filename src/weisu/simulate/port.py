"""The one door between a simulated city and weisu: a command goes in, the events it made come out, or a refusal.

Two ports keep it: `ledger.Ledger` decides in memory and writes rows for a lake; `weisu.demo.living` gives the same acts
to the real services. Both ask `weisu.domain.lifecycle.decide`, so nothing is in a simulated log that the rules refuse.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from weisu.domain.context import Principal
from weisu.domain.events import Event
from weisu.domain.state import TicketState

Told = Mapping[str, str | Sequence[str]]
"""Words by the field they belong into; several where the field takes several."""


class Act(NamedTuple):
    """One accepted command, as the real services take it; words are plain. `ticket` is empty for a bare contact."""

    at_us: int
    ticket: str
    ticket_id: UUID | None
    name: str
    fields: Mapping[str, Any]
    by: Principal


class Case:
    """One ticket as its port knows it, and what the world remembers of it."""

    __slots__ = (
        "chain", "fixed", "key", "last_type", "last_unit", "last_us", "matter", "nature", "number", "person", "plays",
        "problem", "right", "state", "texts", "ticket_bytes", "ticket_text", "work_done_us",
    )  # fmt: skip

    def __init__(self, key: int, ticket_text: str, number: str) -> None:
        self.key = key
        self.ticket_text = ticket_text
        self.ticket_bytes = bytes.fromhex(ticket_text.replace("-", ""))
        self.number = number
        self.state = TicketState(ticket_text)
        self.last_type = self.last_unit = self.chain = ""
        self.last_us = 0
        self.texts = 0
        self.problem: Any = None
        self.person: Any = None
        self.matter: Any = None
        self.nature = ""
        self.fixed = True
        self.right = ""
        self.plays: list[tuple[str, str, int]] = []
        self.work_done_us = 0


class Port(Protocol):
    """What a city may ask for."""

    def execute(
        self, case: Case, command: str, *, by: Principal, at_us: int, words: Told, **fields: Any
    ) -> Sequence[Event]:
        """Give one command to a ticket. Raises: DomainError, and then nothing happened."""

    def contact(self, kind: str, *, by: Principal, at_us: int, channel: str, region: str, **facts: str | int) -> None:
        """Somebody rang and was heard or was not, or was called back."""
