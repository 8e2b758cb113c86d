"""Accusations of gaming: who was accused rightly, who wrongly, which games were never seen, how late."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

import pyarrow.compute as pc

from weisu.simulate.score.claims import Cheat
from weisu.simulate.score.naming import Names
from weisu.simulate.score.outbreaks import DAY_US
from weisu.simulate.score.share import Share, spread
from weisu.simulate.score.tables import Tables

OVERLAP = 0.5
NOT_ON_TICKETS = ("hiding",)
"""Games the truth records as dials only: nobody hides from a ticket."""


class Game(NamedTuple):
    """A unit plays a game for a time."""

    unit: str
    kind: str
    from_us: int
    until_us: int

    def is_met(self, claim: Cheat) -> bool:
        """Same unit and game, and it went on for at least half of the time the claim accuses of."""
        accused = max(claim.raised_at.us - claim.since.us, 1)
        shared = min(claim.raised_at.us, self.until_us) - max(claim.since.us, self.from_us)
        return (claim.unit, claim.kind) == (self.unit, self.kind) and max(shared, 0) >= OVERLAP * accused


class Accusations(NamedTuple):
    """What one truth says about a list of accusations."""

    right: int
    wrong: int
    named: int
    named_rightly: int
    played: int
    delays: list[tuple[str, float | None]]


def judged(tables: Tables, claims: Sequence[Cheat]) -> Accusations:
    """Every accusation judged, every game that was played looked for. Raises: BadClaims for a ticket that is none."""
    games, plays, names = _games(tables), _plays(tables), Names(tables)
    right = sum(any(game.is_met(claim) for game in games) for claim in claims)
    named = {
        (claim.unit, claim.kind, names.ticket(ticket, claim.where)) for claim in claims for ticket in claim.tickets
    }
    active = {(unit, kind) for unit, kind, _ in plays}
    looked_for = [game for game in games if (game.unit, game.kind) in active or game.kind in NOT_ON_TICKETS]
    delays = [(game.kind, _delay(game, claims)) for game in looked_for]
    return Accusations(right, len(claims) - right, len(named), len(named & plays), len(plays), delays)


def scored(found: Sequence[Accusations]) -> dict[str, Any]:
    """Precision, recall and delay over several truths together, of games and of single tickets."""
    right, wrong, named, rightly, played = (sum(one[place] for one in found) for place in range(5))
    delays = [delay for one in found for delay in one.delays]
    kinds: defaultdict[str, list[float | None]] = defaultdict(list)
    for kind, delay in delays:
        kinds[kind].append(delay)
    return {
        "accusations": right + wrong,
        "right": right,
        "wrong": wrong,
        "games": len(delays),
        "precision": Share(right, right + wrong).as_dict(),
        "recall": _recall([delay for _, delay in delays]),
        "recall_by_kind": {kind: _recall(kinds[kind]) for kind in sorted(kinds)},
        "delay_days": spread([delay for _, delay in delays if delay is not None]),
        "ticket_precision": Share(rightly, named).as_dict(),
        "ticket_recall": Share(rightly, played).as_dict(),
    }


def _recall(delays: Sequence[float | None]) -> dict[str, float | int | None]:
    return Share(sum(delay is not None for delay in delays), len(delays)).as_dict()


def _delay(game: Game, claims: Sequence[Cheat]) -> float | None:
    instants = [claim.raised_at.us for claim in claims if game.is_met(claim)]
    return (min(instants) - game.from_us) / DAY_US if instants else None


def _games(tables: Tables) -> list[Game]:
    table = tables["gaming"]
    dials = table.filter(pc.is_null(table["ticket_id"])).to_pylist()
    return [Game(row["unit_id"], row["kind"], row["from_us"], row["until_us"]) for row in dials]


def _plays(tables: Tables) -> set[tuple[str, str, str]]:
    table = tables["gaming"]
    rows = table.filter(pc.is_valid(table["ticket_id"])).to_pylist()
    return {(row["unit_id"], row["kind"], row["ticket_id"]) for row in rows}
