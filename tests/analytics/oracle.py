"""Every measure again, by a naive loop over event objects: slow, plain, and written without looking at the star.

`ORACLE[key](told, asked)` yields one `Row` for each thing the measure counts or could count, with the instant that
places it, the unit that answers for it, whether it counts, and what it adds.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from weisu.domain.events import Event
from weisu.domain.instants import to_us


class Row(NamedTuple):
    """One thing that a measure looks at."""

    at_us: int | None
    unit: str
    counts: bool
    value: float = 0.0
    base: bool = False
    code: int = 1


def files(event: Event) -> int:
    """How many files came with an event: of each its contents, not its name."""
    return sum("names" not in text for text in event.payload.get("evidence", ()))


class Part:
    """One unit's spell on a ticket, and everything said of it."""

    def __init__(self, ticket: "Told", event: Event, opened: dict) -> None:
        self.ticket = ticket
        self.at_us, self.unit, self.role = to_us(event.occurred_at), opened["unit"], opened["role"]
        self.via, self.spell = opened["via"], event.version
        self.sent_by = opened.get("by", "")
        self.facts: list[Event] = []
        self.turns: list[tuple[Event, dict]] = []
        self.ended_us = 0

    def last(self, *types: str, **given: str) -> int | None:
        """When something was last said of it."""
        found = self.all(*types, **given)
        return to_us(found[-1].occurred_at) if found else None

    def first(self, *types: str, **given: str) -> int | None:
        """When something was first said of it."""
        found = self.all(*types, **given)
        return to_us(found[0].occurred_at) if found else None

    def all(self, *types: str, **given: str) -> list[Event]:
        """What was said of it, of these types, with these words."""
        return [e for e in self.facts if e.type in types and all(e.payload.get(k) == v for k, v in given.items())]

    def due(self, clock: str) -> int | None:
        """Until when, as it last stood."""
        found = [turn["due_us"] for _, turn in self.turns if turn["clock"] == clock and "due_us" in turn]
        return found[-1] if found else None

    @property
    def paused_us(self) -> int | None:
        """Since when its closure clock stands still; nothing while it runs."""
        turns = [(to_us(e.occurred_at), turn["op"]) for e, turn in self.turns if turn["clock"] == "closure"]
        pauses, wakings = ([at for at, op in turns if op == kind] for kind in ("pause", "resume"))
        return pauses[-1] if len(pauses) > len(wakings) else None

    @property
    def excluded(self) -> bool:
        """Whether another body took its ticket out of the base, and so every part of it."""
        return self.ticket.excluded


class Told:
    """One ticket as its events tell it, read from the first to the last."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.events = list(events)
        self.parts: list[Part] = []
        for event in self.events:
            self._read(event)

    def _read(self, event: Event) -> None:
        payload = event.payload
        if event.unit_id and (part := self._part(event.unit_id)):
            part.facts.append(event)
        for unit, to in payload.get("parts", ()):
            if part := self._part(unit):
                gone = to in ("returned", "released", "moved", "answered")
                part.ended_us = to_us(event.occurred_at) if gone else 0
        self._turn(event, [turn for turn in payload.get("clocks", ()) if turn["op"] != "start"])
        self.parts += [Part(self, event, opened) for opened in payload.get("opened", ())]
        self._turn(event, [turn for turn in payload.get("clocks", ()) if turn["op"] == "start"])

    def _turn(self, event: Event, turns: list[dict]) -> None:
        for turn in turns:
            if turn["unit"] and (part := self._part(turn["unit"])):
                part.turns.append((event, turn))

    def _part(self, unit: str) -> Part | None:
        return next((part for part in reversed(self.parts) if part.unit == unit), None)

    def all(self, *types: str, **given: object) -> list[Event]:
        """Its events of these types, with these words."""
        return [e for e in self.events if e.type in types and all(e.payload.get(k) == v for k, v in given.items())]

    def first(self, *types: str, **given: object) -> int | None:
        """When something first happened."""
        found = self.all(*types, **given)
        return to_us(found[0].occurred_at) if found else None

    def last(self, *types: str, **given: object) -> int | None:
        """When something last happened."""
        found = self.all(*types, **given)
        return to_us(found[-1].occurred_at) if found else None

    def when(self, kind: str) -> int | None:
        """When it was withdrawn last, or something else happened first."""
        return self.last(kind) if kind == "ticket.withdrawn" else self.first(kind)

    def due(self, clock: str) -> int | None:
        """Until when the ticket's own clock last stood."""
        turns = [t for e in self.events for t in e.payload.get("clocks", ()) if t["clock"] == clock and "due_us" in t]
        return turns[-1]["due_us"] if turns else None

    def word(self, name: str, *types: str) -> str | None:
        """The last word of a kind."""
        found = [e for e in self.all(*types) if e.payload.get(name) is not None]
        return found[-1].payload[name] if found else None

    @property
    def at_us(self) -> int:
        """When it was registered."""
        return to_us(self.events[0].occurred_at)

    @property
    def led(self) -> list[Event]:
        """Events that gave it to a unit that leads."""
        return [e for e in self.events if any(o["role"] == "lead" for o in e.payload.get("opened", ()))]

    @property
    def lead(self) -> str:
        """The unit that leads it, or led it last."""
        return [o["unit"] for o in self.led[-1].payload["opened"] if o["role"] == "lead"][-1] if self.led else ""

    @property
    def first_sent_by(self) -> str:
        """The body that first gave it to a unit that leads."""
        return [o.get("by", "") for o in self.led[0].payload["opened"] if o["role"] == "lead"][0] if self.led else ""

    @property
    def closed_by(self) -> str:
        """The unit that led when it was first closed."""
        ends = [e.version for e in self.all("ticket.closed", "ticket.answered")]
        before = [e for e in self.led if ends and e.version < ends[0]]
        return [o["unit"] for o in before[-1].payload["opened"] if o["role"] == "lead"][-1] if before else ""

    @property
    def sent_us(self) -> int | None:
        """When it was first given to a unit that leads."""
        return to_us(self.led[0].occurred_at) if self.led else None

    @property
    def excluded(self) -> bool:
        """Whether another body took it out of the base."""
        return self.word("ruling", "exclusion.ruled") == "granted"

    @property
    def reopened_us(self) -> int:
        """When it was last reopened; 0 never."""
        return self.last("ticket.reopened") or 0

    @property
    def status(self) -> str:
        """Where it stands."""
        return self.events[-1].to_status

    @property
    def follow_up(self) -> dict:
        """What the last follow-up since the last reopening learnt; empty when there was none."""
        asked = [e for e in self.all("follow_up.completed") if "withdrawal" not in e.payload]
        asked = asked if asked and to_us(asked[-1].occurred_at) >= self.reopened_us else []
        return {"outcome": "", **asked[-1].payload} if asked else {}

    def seconds_in(self, status: str) -> float:
        """How long it stood somewhere up to its last event."""
        found = 0
        for before, after in zip(self.events, self.events[1:], strict=False):
            if after.from_status == status:
                found += (to_us(after.occurred_at) - to_us(before.occurred_at)) // 1_000_000
        return found


def told_of(events: Sequence[Event]) -> list[Told]:
    """Every ticket of a log."""
    by_ticket: dict[object, list[Event]] = defaultdict(list)
    for event in events:
        if event.ticket_id:
            by_ticket[event.ticket_id].append(event)
    return [Told(some) for some in by_ticket.values()]
